"""The command: ``python -m tools.servers up|down|status|profile|run``."""

import argparse
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from tools.servers.errors import ServerError
from tools.servers.fleet import DEFAULT, NAMES, Fleet, members
from tools.servers.profile import profile

_EPILOG = f"""\
servers: {", ".join(NAMES)}; cassandra is its first two nodes.
They keep their data between runs, in ~/.cache/audiostream-servers or where AUDIOSTREAM_SERVERS_DIR says.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code: 0 done, 1 failed, 3 not all up."""
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.do(asked))
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.servers",
        description="The real servers that the tests run on, on loopback.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    up = commands.add_parser("up", help="start them, and wait until each answers")
    down = commands.add_parser("down", help="stop those that were started by up")
    status = commands.add_parser("status", help="tell how each is; exit code 3 when one of the usual is not up")
    for command, do in ((up, _up), (down, _down), (status, _status)):
        command.add_argument("names", nargs="*", metavar="NAME", help="these servers alone")
        command.set_defaults(do=do)
    commands.add_parser("profile", help="print a profile for audiostream's settings").set_defaults(do=_profile)
    run = commands.add_parser("run", help="start them, run a command, stop those that did not run before")
    run.add_argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND", help="the command and its arguments")
    run.set_defaults(do=_run)
    return parser


def _up(asked: argparse.Namespace) -> int:
    _start(members(asked.names) or DEFAULT)
    return 0


def _start(names: Sequence[str]) -> list[str]:
    began = time.monotonic()
    started = []
    for name, now in Fleet().up(names):
        what = "started" if now else "up already"
        print(f"{name}: {what}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        started += [name] * now
    return started


def _down(asked: argparse.Namespace) -> int:
    for name in Fleet().down(members(asked.names) or NAMES):
        print(f"{name}: stopped", file=sys.stderr)
    return 0


def _status(asked: argparse.Namespace) -> int:
    rows = Fleet().status(members(asked.names) or NAMES)
    for row in rows:
        whose = f"pid {row.pid}, {row.memory_mb} MB" if row.pid else "not started here" if row.answers else ""
        print(f"{row.name:<11} {'up' if row.answers else 'down':<5} {row.address:<16} {whose}".rstrip())
    return 0 if all(row.answers for row in rows if row.name in DEFAULT or asked.names) else 3


def _profile(_asked: argparse.Namespace) -> int:
    print(profile(), end="")
    return 0


def _run(asked: argparse.Namespace) -> int:
    command = asked.command[1:] if asked.command[:1] == ["--"] else asked.command
    if not command:
        raise ServerError("Say what to run: python -m tools.servers run -- COMMAND")
    fleet = Fleet()
    before = {row.name for row in fleet.status(NAMES) if row.answers or row.pid}
    try:
        _start(DEFAULT)
        return _wait(command)
    finally:
        fleet.down([name for name in NAMES if name not in before])


def _wait(command: Sequence[str]) -> int:
    """Run the command to its end, also when told to stop: it is told too, and needs the servers until it has."""
    process = subprocess.Popen(command)
    before = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # the terminal has interrupted both
                continue
    finally:
        signal.signal(signal.SIGTERM, before)


if __name__ == "__main__":
    sys.exit(main())
