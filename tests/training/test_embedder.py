import pytest
import torch

from factcheck.training.embedder import ranking_loss


def test_the_loss_is_the_cross_entropy_of_the_own_passage():
    scores = torch.tensor([[0.9, 0.1, 0.2], [0.3, 0.8, 0.1]])
    expected = -(torch.log_softmax(10 * scores, dim=1)[[0, 1], [0, 1]]).mean()
    assert ranking_loss(scores, 10.0).item() == pytest.approx(expected.item())


def test_a_hard_negative_raises_the_loss():
    own = torch.eye(2)
    hard = torch.tensor([[0.9, 0.0], [0.0, 0.9]])
    assert ranking_loss(torch.cat([own, hard], dim=1), 10.0) > ranking_loss(own, 10.0)
