"""What the package offers one by one: every name is documented, and the example in its docstring holds."""

import doctest

import pytest

from factcheck import sources


def test_the_names_are_in_order():
    assert sources.__all__ == sorted(sources.__all__)


@pytest.mark.parametrize("name", sources.__all__)
def test_every_name_is_there_and_documented(name):
    assert getattr(sources, name).__doc__


def test_the_example_holds():
    done = doctest.testmod(sources)
    assert (done.failed, done.attempted > 3) == (0, True)
