"""Run benchmarks by name, or all of them.

python -m benchmarks                    all, printed
python -m benchmarks startup search     some
python -m benchmarks --write            all, and written to benchmarks/RESULTS.md

Some need servers: ``make bench`` starts them, and so does ``python -m tools.servers run -- python -m benchmarks``.
"""

import argparse
import importlib
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.report import Report, machine
from benchmarks.size import FULL, TINY

# Those of the last line need servers, which ``make bench`` starts.
NAMES = (
    *("startup", "upload", "search", "first_sample", "remote_first_sample", "track_change", "signing", "web_requests"),
    *("upload_s3", "consuming", "cassandra_writes", "history_pages"),
)
RESULTS = Path(__file__).parent / "RESULTS.md"
_HEAD = """# Measured

Made by `make bench ARGS=--write`, which starts the servers that some of it needs. Times depend on the machine, and on
what else it does: compare the ratios, which are taken pair by pair in one run.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for; exit 1 when a goal was not met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure what audiostream claims.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="one or more of: " + ", ".join(NAMES))
    parser.add_argument("--write", action="store_true", help=f"put the outcome into {RESULTS.name}")
    parser.add_argument("--tiny", action="store_true", help="only see that they run")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}")
    reports = []
    for name in asked.names or NAMES:
        print(f"{name} ...", file=sys.stderr, flush=True)
        reports.append(measure(name, tiny=asked.tiny))
        print(f"{reports[-1]}\n", flush=True)
    if asked.write:
        write(reports)
    return 0 if all(goal.met for report in reports for goal in report.goals) else 1


def measure(name: str, *, tiny: bool = False) -> Report:
    """Run one benchmark in a folder that is gone afterwards."""
    module = importlib.import_module(f"benchmarks.{name}")
    before = machine()  # its load too, which the benchmark will raise
    with tempfile.TemporaryDirectory(prefix="audiostream-bench-", ignore_cleanup_errors=True) as folder:
        report: Report = module.run(TINY if tiny else FULL, Path(folder))
    return replace(report, command=f"python -m benchmarks {name}" + (" --tiny" if tiny else ""), machine=before)


def write(reports: list[Report]) -> None:
    """Put reports in the place of those of the same titles; others stay."""
    sections: dict[str, str] = {}
    if RESULTS.exists():
        for section in RESULTS.read_text(encoding="utf-8").split("\n## ")[1:]:
            sections[section.splitlines()[0]] = "## " + section.strip()
    sections |= {report.title: str(report) for report in reports}
    RESULTS.write_text(_HEAD + "".join(f"\n{section}\n" for section in sections.values()), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
