import pytest

from factcheck import config
from factcheck.config import Settings, load_settings
from factcheck.errors import ConfigError

KNOWN = "known: embedder, nli_model, profile, top_k, threshold, max_error, threads, cache"


@pytest.fixture(autouse=True)
def user_file(monkeypatch, tmp_path):
    """Work in an empty folder, with a configuration file of the user that does not exist."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    path = tmp_path / "user" / "factcheck.toml"
    path.parent.mkdir()
    monkeypatch.setattr(config, "config_file", lambda: path)
    return path


@pytest.fixture
def toml(tmp_path):
    def write(text):
        path = tmp_path / "given.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_defaults_are_the_bundled_models_and_eight_passages():
    assert load_settings() == Settings(
        embedder="minilm-l6", nli_model="nli-mpnet", top_k=12, threshold=None, threads=0, cache=True
    )


def test_a_given_file_sets_what_it_names(toml):
    file = toml('embedder = "other"\ntop_k = 20\nthreshold = 1\ncache = false\n')
    assert load_settings(file) == Settings(embedder="other", top_k=20, threshold=1.0, cache=False)


def test_the_file_of_the_working_folder_comes_before_that_of_the_user(user_file, tmp_path):
    user_file.write_text("top_k = 3\nthreads = 2\n")
    assert load_settings() == Settings(top_k=3, threads=2)
    (tmp_path / "work" / "factcheck.toml").write_text("top_k = 4\n")
    assert load_settings() == Settings(top_k=4)


def test_a_given_file_comes_before_the_named_one_and_that_before_the_working_folder(toml, tmp_path):
    (tmp_path / "work" / "factcheck.toml").write_text("top_k = 1\n")
    named = tmp_path / "named.toml"
    named.write_text("top_k = 2\n")
    environment = {"FACTCHECK_CONFIG": str(named)}
    assert load_settings(None, environment).top_k == 2
    assert load_settings(toml("top_k = 3"), environment).top_k == 3


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("FACTCHECK_TOP_K", "12", Settings(top_k=12)),
        ("FACTCHECK_THRESHOLD", "0.25", Settings(threshold=0.25)),
        ("FACTCHECK_THREADS", "2", Settings(threads=2)),
        ("FACTCHECK_CACHE", "false", Settings(cache=False)),
        ("FACTCHECK_CACHE", "0", Settings(cache=False)),
        ("FACTCHECK_NLI_MODEL", "123", Settings(nli_model="123")),
        ("FACTCHECK_EMBEDDER", "owner/name", Settings(embedder="owner/name")),
        ("FACTCHECK_CACHE_DIR", "/somewhere", Settings()),
        ("FACTCHECK_CONFIG", "", Settings()),
        ("PATH", "/bin", Settings()),
    ],
)
def test_a_variable_of_the_environment_sets_its_setting(name, value, expected):
    assert load_settings(None, {name: value}) == expected


def test_the_environment_of_the_process_is_read(monkeypatch):
    monkeypatch.setenv("FACTCHECK_TOP_K", "5")
    assert load_settings().top_k == 5


def test_later_places_win(toml):
    file, environment = toml("top_k = 2\n"), {"FACTCHECK_TOP_K": "3"}
    assert load_settings(file, {}).top_k == 2
    assert load_settings(file, environment).top_k == 3
    assert load_settings(file, environment, {"top_k": 4}).top_k == 4


def test_the_environment_leaves_the_other_settings_of_the_file_alone(toml):
    settings = load_settings(toml("top_k = 20\nthreshold = 0.4\n"), {"FACTCHECK_THREADS": "2"})
    assert settings == Settings(top_k=20, threshold=0.4, threads=2)


def test_the_environment_can_set_a_default_again(toml):
    assert load_settings(toml("top_k = 20\n"), {"FACTCHECK_TOP_K": "8"}).top_k == 8


def test_a_flag_that_is_none_is_not_set(toml):
    assert load_settings(toml("top_k = 2\n"), {}, {"top_k": None, "threads": 0, "cache": False}) == Settings(
        top_k=2, threads=0, cache=False
    )


def test_an_unknown_key_of_a_file_names_the_file_and_the_known(toml, refuses):
    file = toml("topk = 2\n")
    with refuses(ConfigError, f"{file}: unknown setting 'topk'", KNOWN):
        load_settings(file)


def test_an_unknown_key_of_the_working_folder_names_the_file(tmp_path, refuses):
    (tmp_path / "work" / "factcheck.toml").write_text("[models]\nnli = 1\n")
    with refuses(ConfigError, "factcheck.toml: unknown setting 'models'", KNOWN):
        load_settings()


def test_an_unknown_variable_names_itself_and_the_known(refuses):
    with refuses(ConfigError, "environment: unknown setting FACTCHECK_TOPK", "FACTCHECK_TOP_K", "FACTCHECK_CACHE_DIR"):
        load_settings(None, {"FACTCHECK_TOPK": "2"})


def test_an_unknown_flag_names_the_command_line_and_the_known(refuses):
    with refuses(ConfigError, "command line: unknown setting 'topk'", KNOWN):
        load_settings(None, {}, {"topk": 2})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('top_k = "8"', "top_k: Expected `int`, got `str`"),
        ("top_k = true", "top_k: Expected `int`, got `bool`"),
        ("top_k = 8.0", "top_k: Expected `int`, got `float`"),
        ("cache = 1", "cache: Expected `bool`, got `int`"),
        ("embedder = 1", "embedder: Expected `str`, got `int`"),
        ('threshold = "high"', "threshold: Expected `float | null`, got `str`"),
        ("top_k = 0", "top_k: Expected `int` >= 1"),
        ("top_k = 1001", "top_k: Expected `int` <= 1000"),
        ("threshold = -0.1", "threshold: Expected `float` >= 0.0"),
        ("threshold = 1.1", "threshold: Expected `float` <= 1.0"),
        ("threshold = nan", "threshold: Expected `float` >= 0.0"),
        ("threads = -1", "threads: Expected `int` >= 0"),
        ("threads = 1025", "threads: Expected `int` <= 1024"),
    ],
)
def test_an_impossible_value_of_a_file_names_the_file_the_key_and_the_reason(toml, refuses, text, reason):
    file = toml(text)
    with refuses(ConfigError, f"{file}: {reason}"):
        load_settings(file)


@pytest.mark.parametrize("text", ["top_k = 1", "top_k = 1000", "threshold = 0", "threshold = 1.0", "threads = 1024"])
def test_the_ends_of_a_range_belong_to_it(toml, text):
    assert load_settings(toml(text)) != Settings()


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("FACTCHECK_TOP_K", "many", "top_k: Expected `int`, got `str`"),
        ("FACTCHECK_TOP_K", "", "top_k: Expected `int`, got `str`"),
        ("FACTCHECK_TOP_K", "0", "top_k: Expected `int` >= 1"),
        ("FACTCHECK_THRESHOLD", "2", "threshold: Expected `float` <= 1.0"),
        ("FACTCHECK_THRESHOLD", "nan", "threshold: Expected `float` >= 0.0"),
        ("FACTCHECK_CACHE", "perhaps", "cache: Expected `bool`, got `str`"),
    ],
)
def test_an_impossible_value_of_the_environment_names_it_the_key_and_the_reason(refuses, name, value, reason):
    with refuses(ConfigError, f"environment: {reason}"):
        load_settings(None, {name: value})


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        ({"top_k": 0}, "top_k: Expected `int` >= 1"),
        ({"threshold": 1.5}, "threshold: Expected `float` <= 1.0"),
        ({"top_k": "8"}, "top_k: Expected `int`, got `str`"),
    ],
)
def test_an_impossible_flag_names_the_command_line_the_key_and_the_reason(refuses, flags, reason):
    with refuses(ConfigError, f"command line: {reason}"):
        load_settings(None, {}, flags)


def test_a_mistake_in_a_file_is_told_even_when_a_flag_overrides_it(toml, refuses):
    file = toml("top_k = 0\n")
    with refuses(ConfigError, file):
        load_settings(file, {}, {"top_k": 5})


def test_a_given_file_must_exist(tmp_path, refuses):
    missing = tmp_path / "missing.toml"
    with refuses(ConfigError, f"{missing}: no such configuration file"):
        load_settings(missing)
    with refuses(ConfigError, f"{missing}: no such configuration file"):
        load_settings(None, {"FACTCHECK_CONFIG": str(missing)})


@pytest.mark.parametrize("data", [b"top_k = [", b"top_k 8", b"\xff\xfe", b"top_k = 1\ntop_k = 2\n"])
def test_a_broken_file_names_itself(tmp_path, refuses, data):
    file = tmp_path / "broken.toml"
    file.write_bytes(data)
    with refuses(ConfigError, f"{file}: "):
        load_settings(file)


def test_the_digest_changes_with_what_can_change_a_verdict_only():
    default = Settings().digest
    assert Settings(threads=2, cache=False).digest == default
    changed = [Settings(embedder="x"), Settings(nli_model="x"), Settings(top_k=9), Settings(threshold=0.5)]
    assert len({default, *(settings.digest for settings in changed)}) == 5


def test_the_profile_chooses_the_model_unless_one_is_named(toml):
    assert load_settings().stance_model == "nli-mpnet"
    fast = load_settings(flags={"profile": "fast"})
    assert fast.stance_model == "nli-minilm"
    assert fast.digest == Settings(nli_model="nli-minilm").digest != Settings().digest
    assert load_settings(toml('profile = "accurate"\nnli_model = "owner/model"\n')).stance_model == "owner/model"


def test_a_profile_beside_another_model_is_refused(toml, refuses):
    with refuses(ConfigError, "profile fast and nli_model 'owner/model' exclude each other"):
        load_settings(toml('profile = "fast"\nnli_model = "owner/model"\n'))


def test_an_unknown_profile_is_refused(refuses):
    with refuses(ConfigError, "profile"):
        load_settings(flags={"profile": "slow"})
