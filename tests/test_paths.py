import os
import stat
import sys
from pathlib import Path

import pytest

from factcheck.paths import cache_folder, config_file, replace_file, write_atomically

posix = pytest.mark.skipif(sys.platform == "win32", reason="file modes of POSIX")


@pytest.fixture
def umask():
    before = os.umask(0o027)
    yield
    os.umask(before)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_cache_folder_is_the_named_one(monkeypatch, tmp_path):
    monkeypatch.setenv("FACTCHECK_CACHE_DIR", str(tmp_path / "elsewhere"))
    assert cache_folder() == tmp_path / "elsewhere"


def test_the_cache_folder_may_be_named_from_the_home_folder(monkeypatch):
    monkeypatch.setenv("FACTCHECK_CACHE_DIR", "~/kept")
    assert cache_folder() == Path.home() / "kept"


@pytest.mark.parametrize("named", [None, ""])
def test_without_a_name_the_cache_folder_is_that_of_the_platform(monkeypatch, named):
    monkeypatch.delenv("FACTCHECK_CACHE_DIR")
    if named is not None:
        monkeypatch.setenv("FACTCHECK_CACHE_DIR", named)
    assert cache_folder().is_absolute()
    assert "factcheck" in cache_folder().parts


def test_the_configuration_file_of_the_user_is_named_after_the_package():
    assert config_file().is_absolute()
    assert config_file().parts[-2:] == ("factcheck", "factcheck.toml")


@pytest.mark.parametrize("write", [replace_file, write_atomically])
def test_a_file_is_written_in_a_new_folder_and_nothing_is_left_beside_it(tmp_path, write):
    path = tmp_path / "a" / "b" / "out.json"
    write(path, b"one")
    write(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]


def test_the_old_content_stays_when_the_data_cannot_be_written(tmp_path):
    path = tmp_path / "out.json"
    path.write_bytes(b"old")
    with pytest.raises(TypeError):
        replace_file(path, "not bytes")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def fail(*_):
    raise OSError(28, "No space left on device")


def test_the_old_content_stays_when_the_file_cannot_be_replaced(monkeypatch, tmp_path):
    path = tmp_path / "out.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        replace_file(path, b"new")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_cache_that_cannot_be_written_is_no_error_but_a_report_is(tmp_path):
    (tmp_path / "file").write_bytes(b"in the way")
    path = tmp_path / "file" / "out.json"
    write_atomically(path, b"new")
    with pytest.raises(OSError):  # which one depends on the platform
        replace_file(path, b"new")
    assert (tmp_path / "file").read_bytes() == b"in the way"


@posix
@pytest.mark.usefixtures("umask")
def test_a_new_file_has_the_mode_of_the_umask(tmp_path):
    replace_file(tmp_path / "out.json", b"new")
    assert mode(tmp_path / "out.json") == 0o640


@posix
@pytest.mark.usefixtures("umask")
def test_a_file_written_again_keeps_its_mode(tmp_path):
    path = tmp_path / "out.json"
    path.write_bytes(b"old")
    path.chmod(0o604)
    replace_file(path, b"new")
    assert (path.read_bytes(), mode(path)) == (b"new", 0o604)


@posix
@pytest.mark.usefixtures("umask")
def test_the_umask_is_left_as_it_was(tmp_path):
    replace_file(tmp_path / "out.json", b"new")
    before = os.umask(0o027)
    assert before == 0o027
