import inspect

import pytest

from factcheck import errors

KINDS = {name: kind for name, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Exception)}


def test_the_errors_are_the_known_ones():
    assert sorted(KINDS) == [
        "ChecksumError",
        "ConfigError",
        "DataError",
        "FactcheckError",
        "FetchError",
        "InputError",
        "MissingExtraError",
        "ModelError",
        "OutputError",
        "StoreError",
        "UnknownModelError",
    ]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_every_error_is_caught_as_the_base_and_listed_in_the_tree(kind):
    assert issubclass(kind, errors.FactcheckError)
    assert kind.__name__ in errors.__doc__


@pytest.mark.parametrize("name", ["UnknownModelError", "ChecksumError", "MissingExtraError"])
def test_what_goes_wrong_with_a_model_is_a_model_error(name):
    assert KINDS[name].__bases__ == (errors.ModelError,)


def test_a_mistaken_setting_is_no_model_error_and_no_value_error():
    assert errors.ConfigError.__mro__ == (errors.ConfigError, errors.FactcheckError, Exception, BaseException, object)
