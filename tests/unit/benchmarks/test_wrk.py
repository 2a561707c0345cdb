"""What wrk tells is speed only if every answer was one."""

from pathlib import Path

import pytest

from benchmarks.wrk import Answers, Load, answers, ask, command

_LOAD = Load(tokens=Path("tokens"), targets=Path("songs"), listens=100)


def _told(*, requests: int = 3000, failed: int = 0) -> str:
    outcome = f'{{"requests":{requests},"seconds":2.0,"failed":{failed},"p50_ms":7.5,"p99_ms":31.25}}'
    return f"unable to record something\n\n{outcome}\n"


def test_the_rate_is_of_the_time_that_it_really_took() -> None:
    assert answers(_told()) == Answers(rate=1500.0, p50_ms=7.5, p99_ms=31.25)


@pytest.mark.parametrize(("requests", "failed"), [(3000, 1), (0, 0)])
def test_failures_are_no_speed(requests: int, failed: int) -> None:
    with pytest.raises(RuntimeError, match=f"of {requests} requests {failed} failed"):
        answers(_told(requests=requests, failed=failed))


def test_each_run_asks_in_another_order() -> None:
    runs = [command("http://localhost:1", _LOAD, 2) for _ in range(2)]
    assert runs[0][:-1] == runs[1][:-1]
    assert runs[0][-1] != runs[1][-1], "seeds of event ids: a repeat of one would be no new listen"
    assert runs[0][-4:-1] == ("tokens", "songs", "100")


def test_where_there_is_no_wrk_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match="wrk is missing"):
        ask("http://localhost:1", _LOAD, seconds=1)
