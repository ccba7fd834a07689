import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from transformers import BertConfig, BertModel

from factcheck.training.distill import key_of
from factcheck.training.finetune import (
    Encoded,
    FineTuning,
    TrainingRecipe,
    batches,
    distilled,
    encode,
    loss_of,
    rate_at,
)
from factcheck.training.mixture import NOT_SUPPORT, UNLABELLED, TrainingPair


def recipe(**changes):
    values = {
        "seed": 1,
        "learning_rate": 1e-3,
        "head_learning_rate": 1e-2,
        "weight_decay": 0.01,
        "label_smoothing": 0.0,
        "frozen_layers": 1,
        "batch_tokens": 64,
        "max_tokens": 16,
        "rows": 40,
        "warmup_rows": 4,
        "decay_rows": 10,
        "checkpoint_minutes": 1000.0,
    }
    return TrainingRecipe(**{**values, **changes})


ROWS = [Encoded(tuple(range(2, 5 + i % 7)), i % 3) for i in range(50)]


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=40,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=32,
    )
    folder = tmp_path_factory.mktemp("base")
    BertModel(config).save_pretrained(folder)
    return folder


def test_batches_stay_within_the_token_budget_and_hold_every_row_once():
    stream = batches(ROWS, recipe())
    seen: list[Encoded] = []
    while len(seen) < len(ROWS):
        batch = next(stream)
        assert max(len(row.ids) for row in batch) * len(batch) <= 64
        seen.extend(batch)
    assert sorted(map(repr, seen)) == sorted(map(repr, ROWS))


def test_the_order_of_batches_is_fixed_by_the_seed():
    one, two, other = batches(ROWS, recipe()), batches(ROWS, recipe()), batches(ROWS, recipe(seed=2))
    first = [next(one) for _ in range(30)]
    assert first == [next(two) for _ in range(30)]
    assert first != [next(other) for _ in range(30)]


@pytest.mark.parametrize(("seen", "rate"), [(0, 0.25), (3, 1.0), (29, 1.0), (30, 1.0), (35, 0.5), (40, 0.0)])
def test_the_rate_warms_up_stays_and_falls(seen, rate):
    assert rate_at(seen, recipe()) == pytest.approx(rate)


def test_two_way_labels_merge_refute_and_neutral():
    logits = torch.tensor([[0.0, 1.0, 2.0]])
    probabilities = torch.softmax(logits, dim=-1)[0]
    expected = -torch.log(probabilities[1] + probabilities[2])
    assert loss_of(logits, torch.tensor([NOT_SUPPORT]), 0.1).mean().item() == pytest.approx(expected.item(), abs=1e-6)


def test_three_way_labels_take_cross_entropy():
    logits = torch.tensor([[0.0, 1.0, 2.0], [3.0, 0.0, 0.0]])
    labels = torch.tensor([1, 0])
    expected = torch.nn.functional.cross_entropy(logits, labels)
    assert loss_of(logits, labels, 0.0).mean().item() == pytest.approx(expected.item(), abs=1e-6)


LOGITS = torch.tensor([[0.0, 1.0, 2.0]])
SOFT = (0.7, 0.2, 0.1)


def taught_loss(row, **changes):
    hard = loss_of(LOGITS, torch.tensor([row.label]), 0.0)
    return distilled(hard, LOGITS, [row], recipe(soft_weight=0.25, **changes)).item()


def test_a_pair_with_both_labels_takes_a_share_of_each():
    student = torch.log_softmax(LOGITS[0], dim=-1)
    apart = sum(p * (torch.log(torch.tensor(p)) - q) for p, q in zip(SOFT, student, strict=True))
    expected = 0.75 * -student[1] + 0.25 * apart
    assert taught_loss(Encoded((1,), 1, SOFT)) == pytest.approx(expected.item(), abs=1e-5)


def test_a_temperature_softens_both_and_scales_the_distance_back():
    teacher = torch.softmax(torch.log(torch.tensor(SOFT)) / 2, dim=-1)
    student = torch.log_softmax(LOGITS[0] / 2, dim=-1)
    expected = 4 * (teacher * (torch.log(teacher) - student)).sum()
    assert taught_loss(Encoded((1,), UNLABELLED, SOFT), soft_temperature=2.0) == pytest.approx(
        expected.item(), abs=1e-5
    )


def test_a_pair_with_one_label_takes_it_whole():
    alone = taught_loss(Encoded((1,), 1))
    assert alone == pytest.approx(torch.nn.functional.cross_entropy(LOGITS, torch.tensor([1])).item(), abs=1e-6)
    mixed = distilled(
        torch.zeros(2), LOGITS.repeat(2, 1), [Encoded((1,), 1), Encoded((1,), 1, SOFT)], recipe(soft_weight=1.0)
    )
    assert mixed[0].item() == 0.0
    assert mixed[1].item() > 0.0


def test_a_student_that_agrees_with_its_teacher_has_nothing_to_learn():
    agreeing = tuple(torch.softmax(LOGITS[0], dim=-1).tolist())
    assert taught_loss(Encoded((1,), UNLABELLED, agreeing), soft_temperature=3.0) == pytest.approx(0.0, abs=1e-5)


def test_pairs_meet_their_teachers_probabilities():
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    pairs = [TrainingPair("claim", "evidence", 0, "d"), TrainingPair("claim", "other", UNLABELLED, "d")]
    one, two = encode(pairs, tokenizer, 16, {key_of(pairs[1]): SOFT})
    assert one.soft is None
    assert two.soft == SOFT


def test_a_stopped_run_goes_on_exactly_where_it_was(base, tmp_path):
    whole = FineTuning(base, tmp_path / "whole", recipe())
    whole.train(ROWS, pad=0)
    part = FineTuning(base, tmp_path / "part", recipe())
    stream = batches(ROWS, recipe())
    while part.seen < 20:
        part.step(next(stream), pad=0)
    part.save()
    resumed = FineTuning(base, tmp_path / "part", recipe())
    resumed.train(ROWS, pad=0)
    assert resumed.seen == whole.seen
    for name, parameter in whole.trained.items():
        assert torch.allclose(parameter, resumed.trained[name], atol=1e-5), name


def test_frozen_layers_and_embeddings_do_not_change(base, tmp_path):
    run = FineTuning(base, tmp_path, recipe())
    body = run.model.base_model
    before = {name: value.clone() for name, value in body.encoder.layer[0].named_parameters()}
    words = body.embeddings.word_embeddings.weight.clone()
    last = body.encoder.layer[1].output.dense.weight.clone()
    run.train(ROWS, pad=0)
    assert all(torch.equal(before[name], value) for name, value in body.encoder.layer[0].named_parameters())
    assert torch.equal(words, body.embeddings.word_embeddings.weight)
    assert not torch.equal(last, body.encoder.layer[1].output.dense.weight)


def test_a_new_run_starts_from_given_weights(base, tmp_path):
    first = FineTuning(base, tmp_path / "first", recipe())
    first.train(ROWS, pad=0)
    second = FineTuning(base, tmp_path / "second", recipe())
    second.start_from({**first.trained, "of_no_use": torch.zeros(1)})
    for name, parameter in first.trained.items():
        assert torch.equal(parameter, second.trained[name]), name


def test_weights_that_lack_a_trained_layer_are_refused(base, tmp_path):
    first = FineTuning(base, tmp_path / "first", recipe())
    other = FineTuning(base, tmp_path / "second", recipe(frozen_layers=0))
    with pytest.raises(ValueError, match=r"layer\.0"):
        other.start_from(first.trained)


def test_evidence_is_the_premise_and_long_pairs_are_cut():
    vocabulary = {word: index for index, word in enumerate(["[UNK]", "claim", "evidence"])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    pairs = [TrainingPair("claim", "evidence", 0, "d"), TrainingPair("claim", "evidence " * 50, 2, "d")]
    short, long = encode(pairs, tokenizer, 16)
    assert short.ids == (2, 1)
    assert len(long.ids) == 16
