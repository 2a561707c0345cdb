"""What is asked a hundred times a day loads nothing that it does not need."""

import json
import subprocess
import sys

import pytest

HEAVY = {
    *("asyncio", "cassandra", "boto3", "django", "granian", "httpx", "kafka", "msgspec", "mutagen", "ninja"),
    *("prometheus_client", "psycopg2", "pydantic", "rich", "sqlite3", "textual", "tomlkit", "vlc"),
}
SCRIPT = """
import json, sys
from audiostream.__main__ import main
sys.argv = ["audiostream", *json.loads(sys.argv[1])]
code = main()
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


def _loaded(*arguments: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    code, loaded = json.loads(run.stderr.splitlines()[-1])
    assert code == 0
    return {name.partition(".")[0] for name in loaded} | set(loaded)


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("-h",), ("-V",)])
def test_help_and_version_load_no_heavy_module(arguments: tuple[str, ...]) -> None:
    assert _loaded(*arguments) & HEAVY == set()


def test_version_does_not_even_load_the_command_line() -> None:
    assert "typer" not in _loaded("--version")


def test_help_imports_no_command() -> None:
    commands = {name for name in _loaded("--help") if name.startswith("audiostream.cli.")}
    needed = {"app", "command", "completion", "environment", "kinds", "lazy_conversion", "output", "streams", "usage"}
    assert commands <= {f"audiostream.cli.{name}" for name in needed}


@pytest.mark.parametrize("arguments", [("config", "path"), ("playlist", "--help"), ("config", "show", "--help")])
def test_a_command_loads_only_what_is_its_own(arguments: tuple[str, ...]) -> None:
    assert _loaded(*arguments) & {"django", "textual", "vlc", "mutagen"} == set()
