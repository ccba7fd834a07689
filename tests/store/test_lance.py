import sys
from types import ModuleType

import pytest

from factcheck.store.lance import connect


@pytest.mark.parametrize(("file", "kept"), [(None, False), ("/elsewhere/datasets/__init__.py", True)])
def test_a_folder_imported_as_the_datasets_library_is_forgotten_and_the_library_is_not(
    tmp_path, monkeypatch, file, kept
):
    module = ModuleType("datasets")
    module.__file__ = file
    module.Dataset, module.IterableDataset = type("Dataset", (), {}), type("IterableDataset", (), {})
    monkeypatch.setitem(sys.modules, "datasets", module)
    connect(str(tmp_path))
    assert (sys.modules.get("datasets") is module) is kept
