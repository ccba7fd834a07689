import subprocess
import sys

import pytest
from typer.testing import CliRunner

from factcheck.cli.app import app
from factcheck.version import __version__

NAMES = ("", "check", "verify", "claims", "models", "evaluate", "evaluate pairs", "evaluate articles")
NAMES += ("evaluate compare", "evaluate leaderboard")
MODEL_LIBRARIES = ("torch", "transformers", "sentence_transformers", "onnxruntime", "tokenizers", "numpy")


@pytest.mark.parametrize("command", NAMES)
def test_every_command_has_help_with_an_example(command):
    result = CliRunner().invoke(app, [*command.split(), "--help"])
    assert result.exit_code == 0
    assert "Example: factcheck" in result.output


def test_version():
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.output.strip()) == (0, f"factcheck {__version__}")


def test_help_loads_no_model_library():
    code = (
        "import sys\nsys.argv = ['factcheck', '--help']\nfrom factcheck.cli.app import app\n"
        "try:\n    app()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {MODEL_LIBRARIES} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip().splitlines()[-1] == "[]"


def test_an_unknown_command_is_a_usage_error():
    assert CliRunner().invoke(app, ["ckeck"]).exit_code == 2
