"""The gold pairs that a recipe names, from all places: public sets, news stories and written passages."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from factcheck.training.mixture import MixtureRecipe, SetRecipe, TrainingPair, build_mixture
from factcheck.training.passages import passage_pairs, read_passages
from factcheck.training.stories import read_misleading, read_stories, with_stories


def gold_pairs(recipe: Mapping[str, Any], pairs: Path, stories: Path, passages: Path) -> tuple[TrainingPair, ...]:
    """Return the pairs of a recipe's tables ``mixture`` and ``stories``, shuffled: a pure function of the recipe.

    ``pairs`` is the folder with ``train`` and ``dev``; ``stories`` and ``passages`` are the folders of our own data.
    """
    mixture = dict(recipe["mixture"])
    sets = {name: SetRecipe(**wanted) for name, wanted in mixture.pop("sets").items()}
    made = build_mixture(MixtureRecipe(sets=sets, **mixture), pairs / "train", pairs / "dev")
    if "stories" not in recipe:
        return made
    settings = dict(recipe["stories"])
    passage_share = settings.pop("passage_share", 1.0)
    written = [
        pair
        for turn in range(settings.pop("passage_rounds", 0))
        for pair in passage_pairs(read_passages(passages), "train", settings["seed"] + turn)
    ]
    others = random.Random(settings["seed"]).sample(written, round(passage_share * len(written)))
    misleading = read_misleading(stories / "misleading")
    return with_stories(made, read_stories(stories), misleading=misleading, others=others, **settings)
