"""Load by wrk (https://github.com/wg/wrk): connections that each ask again as soon as they are answered."""

import secrets
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

CONNECTIONS = 16

_SCRIPT = Path(__file__).with_suffix(".lua")
# Below 2**31: more is not exact in all of Lua.
_SEEDS = 2**31


@dataclass(frozen=True, kw_only=True)
class Load:
    """What is asked for: files of tokens and of targets, one a line, which requests take in turn.

    With ``listens`` the targets are songs, and each request posts so many new listens to one.
    """

    tokens: Path
    targets: Path
    listens: int = 0


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What came of it: the rate in requests a second, and half and 99 of 100 answers' times in milliseconds."""

    rate: float
    p50_ms: float
    p99_ms: float


class _Outcome(msgspec.Struct):
    requests: int
    seconds: float
    failed: int
    p50_ms: float
    p99_ms: float


def ask(url: str, load: Load, *, seconds: int) -> Answers:
    """Ask a server for so many seconds.

    Raises:
        RuntimeError: an answer was an error, or wrk failed; neither must count as speed. Or there is no wrk.
    """
    if shutil.which("wrk") is None:
        raise RuntimeError("wrk is missing; see tools/install-system-packages bench")
    run = subprocess.run(command(url, load, seconds), capture_output=True, text=True, encoding="utf-8", check=False)
    if run.returncode != 0:
        raise RuntimeError(f"wrk: exit {run.returncode}\n{run.stdout}{run.stderr}")
    return answers(run.stderr)


def command(url: str, load: Load, seconds: int) -> Sequence[str]:
    """Return how wrk is called."""
    given = (str(load.tokens), str(load.targets), str(load.listens), str(secrets.randbelow(_SEEDS)))
    options = ("--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s")
    return ("wrk", *options, "--script", str(_SCRIPT), url, "--", *given)


def answers(told: str) -> Answers:
    """Return the outcome that is the last line of what the script told. Raises ``RuntimeError`` if requests failed."""
    outcome = msgspec.json.decode(told.splitlines()[-1], type=_Outcome)
    if outcome.failed or not outcome.requests:
        raise RuntimeError(f"of {outcome.requests} requests {outcome.failed} failed")
    return Answers(rate=outcome.requests / outcome.seconds, p50_ms=outcome.p50_ms, p99_ms=outcome.p99_ms)
