import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.errors import ConfigError
from factcheck.verdicts import least_confidence, least_open_confidence

RIGHT, WRONG = True, False


def test_the_threshold_lets_in_what_holds_the_error():
    # 0.95 ** 32 = 0.19 is a chance below a fifth, 0.95 ** 31 = 0.20 is not; one error more would need 59 verdicts.
    calibration = [*((0.99 - i / 100, RIGHT) for i in range(32)), (0.6, WRONG)]
    assert least_confidence(calibration, 0.05) == pytest.approx(0.68)
    with pytest.raises(ConfigError):
        least_confidence(calibration[1:], 0.05)
    assert least_confidence(calibration, 0.1) == 0.6


def test_equal_confidences_stand_or_fall_together():
    calibration = [
        *((0.9, RIGHT) for _ in range(30)),
        *((0.5, RIGHT) for _ in range(5)),
        *((0.5, WRONG) for _ in range(5)),
    ]
    assert least_confidence(calibration, 0.1) == 0.9


def test_a_larger_error_never_asks_for_more_confidence():
    unlucky = [(0.99, WRONG), *((0.9 - i / 1000, RIGHT) for i in range(200)), *((0.5, WRONG) for _ in range(40))]
    least = [least_confidence(unlucky, share) for share in (0.02, 0.05, 0.1, 0.25)]
    assert least == sorted(least, reverse=True)
    assert least[-1] == 0.5


def test_what_cannot_be_promised_is_an_error_that_says_what_can():
    # 0.85 ** 10 = 0.197
    with pytest.raises(ConfigError, match=r"the least it can is 0\.15"):
        least_confidence([(0.9, RIGHT)] * 10, 0.05)


def test_the_promise_is_kept_on_new_verdicts_of_the_same_kind():
    rng = random.Random(7)

    def drawn(count):
        return [(sure, rng.random() < sure) for sure in (rng.uniform(0.5, 1.0) for _ in range(count))]

    new = drawn(20_000)
    broken = 0
    for _ in range(40):
        least = least_confidence(drawn(1500), 0.1)
        let_in = [right for confidence, right in new if confidence >= least]
        broken += let_in.count(WRONG) / len(let_in) > 0.1
    assert broken <= 16  # of 40: DOUBT is 8, and the choice among thresholds takes its share


@pytest.mark.parametrize("share", [0.0, 1.0, -1.0, float("nan")])
def test_a_share_lies_between_0_and_1(share):
    with pytest.raises(ConfigError, match="a share between 0 and 1"):
        least_confidence([(0.9, RIGHT)], share)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200), st.floats(0.02, 0.5))
def test_what_is_let_through_holds_the_error_on_the_calibration_itself(calibration, share):
    try:
        least = least_confidence(calibration, share)
    except ConfigError:
        return
    kept = [right for confidence, right in calibration if confidence >= least]
    assert kept
    assert kept.count(WRONG) / len(kept) <= share


def test_an_open_verdict_is_never_sure_enough_where_nothing_can_be_promised():
    sure = [(0.9, RIGHT)] * 40
    assert least_open_confidence(sure, 0.1) == 0.9
    assert least_open_confidence([(0.9, WRONG)] * 40, 0.1) == math.inf
