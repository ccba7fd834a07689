import pytest

from factcheck.errors import ModelError
from factcheck.nli.labels import label_order


@pytest.mark.parametrize(
    ("labels", "order"),
    [
        (["contradiction", "entailment", "neutral"], (1, 0, 2)),
        (["ENTAILMENT", "NEUTRAL", "CONTRADICTION"], (0, 2, 1)),
        (["contradiction", "neutral", "entailment"], (2, 0, 1)),
        (["SUPPORTS", "REFUTES", "NOT ENOUGH INFO"], (0, 1, 2)),
        (["REFUTES", "NOT_ENOUGH_INFO", "SUPPORTS"], (2, 0, 1)),
        (["NotEnoughInfo", "Supported", "Refuted"], (1, 2, 0)),
        (["supports", "refutes", "NEI"], (0, 1, 2)),
        (["supports", "refutes", "neutral"], (0, 1, 2)),
    ],
)
def test_the_columns_of_a_three_way_checkpoint_are_told_by_their_names(labels, order):
    assert label_order(labels, "m") == order


@pytest.mark.parametrize(
    "labels",
    [
        ["entailment", "not_entailment"],
        ["entailment", "not_entailment", "neutral"],
        ["entailment", "non-contradiction", "neutral"],
        ["LABEL_0", "LABEL_1", "LABEL_2"],
        ["entailment", "contradiction"],
        ["entailment", "contradiction", "neutral", "other"],
        ["entailment", "supports", "neutral"],
        ["entailment", "entailment", "contradiction"],
        ["true", "false", "mixture"],
        [],
    ],
)
def test_doubtful_labels_are_refused_with_the_name_of_the_model_and_the_mend(refuses, labels):
    with refuses(ModelError, "owner/model: cannot tell", str(labels), "three-way NLI checkpoint", "id2label"):
        label_order(labels, "owner/model")
