import json

import pytest
import torch
from fakes import write_tiny_sentence_transformer
from transformers import AutoModel, AutoTokenizer

from factcheck.training.embedder import EmbedderRecipe, average, embed, ranking_loss, train
from factcheck.training.triples import Triple

TEXTS = ["the old bridge is open " * (1 + 7 * n % 5) + f"the town {'river ' * n}" for n in range(19)]


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return write_tiny_sentence_transformer(tmp_path_factory.mktemp("base"))


def test_the_loss_is_the_cross_entropy_of_the_own_passage():
    scores = torch.tensor([[0.9, 0.1, 0.2], [0.3, 0.8, 0.1]])
    expected = -(torch.log_softmax(10 * scores, dim=1)[[0, 1], [0, 1]]).mean()
    assert ranking_loss(scores, 10.0).item() == pytest.approx(expected.item())


def test_a_hard_negative_raises_the_loss():
    own = torch.eye(2)
    hard = torch.tensor([[0.9, 0.0], [0.0, 0.9]])
    assert ranking_loss(torch.cat([own, hard], dim=1), 10.0) > ranking_loss(own, 10.0)


def test_vectors_do_not_depend_on_neighbours_and_keep_their_order(base):
    encoder, tokenizer = AutoModel.from_pretrained(base).eval(), AutoTokenizer.from_pretrained(base)
    with torch.no_grad():
        together = embed(encoder, tokenizer, TEXTS, 32)
        alone = torch.cat([embed(encoder, tokenizer, [text], 32) for text in TEXTS])
    assert torch.allclose(together, alone, atol=1e-5)
    assert torch.allclose(together.norm(dim=1), torch.ones(len(TEXTS)))


def test_training_lowers_the_loss_and_the_mean_lies_between(base, tmp_path):
    batch = [
        Triple("the river", "a red river", "the bridge", "1", frozenset("1"), "set"),
        Triple("the old bridge", "bridge is open", "", "2", frozenset("2"), "set"),
    ]
    recipe = EmbedderRecipe(learning_rate=1e-3, frozen_layers=0, checkpoint_steps=10)
    train(base, [batch] * 12, tmp_path / "run", recipe, threads=1)
    log = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert [row["step"] for row in log] == list(range(1, 13))
    assert log[-1]["loss"] < log[0]["loss"]
    tuned = tmp_path / "run" / "step-00012"
    average(base, tuned, 0.25, tmp_path / "mean")
    first, last, mean = (AutoModel.from_pretrained(folder).state_dict() for folder in (base, tuned, tmp_path / "mean"))
    assert any(not torch.equal(first[name], last[name]) for name in first)
    for name, value in mean.items():
        assert torch.allclose(value, 0.75 * first[name] + 0.25 * last[name], atol=1e-6)
    assert (tmp_path / "mean" / "tokenizer.json").read_bytes() == (base / "tokenizer.json").read_bytes()
