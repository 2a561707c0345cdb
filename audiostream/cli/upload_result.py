"""What ``audiostream upload`` has to say in the end."""

from collections.abc import Sequence

from audiostream.backend.services.uploads import Outcome, Status, Summary
from audiostream.cli.output import Exit, Result, Table, exit_code
from audiostream.cli.sizes import amount, count
from audiostream.cli.upload_progress import Lines
from audiostream.text import printable

RATED_S = 0.1


def result_of(summary: Summary, watch: Lines, *, dry_run: bool) -> Result:
    """Return the result of an upload that was watched by ``watch``; failures have been told already.

    Where every file was to be listed, the table has a row for each, and a note the counts; otherwise it has these.
    """
    return Result(
        kind="upload",
        data={
            "dry_run": dry_run,
            "files": [_file(outcome) for outcome in watch.outcomes],
            **{status.value.replace("-", "_"): summary.files[status] for status in Status},
            "ignored": summary.ignored,
            "bytes": sum(summary.bytes.values()),
            "seconds": round(summary.seconds, 3),
            "interrupted": summary.interrupted,
            "stopped_by": _error(summary),
        },
        table=_listed(watch.outcomes) if watch.keeps else _counted(summary),
        notes=[*([_counts(summary, dry_run=dry_run)] if watch.keeps else []), *_notes(summary, dry_run=dry_run)],
        then=f"audiostream play album:{watch.album_id}" if watch.album_id else None,
        exit=_exit(summary),
    )


def _listed(outcomes: Sequence[Outcome]) -> Table | None:
    done = [outcome for outcome in outcomes if outcome.status is not Status.FAILED]
    if not done:
        return None
    return Table(
        columns=("status", "file", "size"),
        rows=[(outcome.status.value, str(outcome.path), amount(outcome.size)) for outcome in done],
        right=frozenset({"size"}),
    )


def _counted(summary: Summary) -> Table:
    statuses = (Status.CREATED, Status.RESTORED, Status.UNCHANGED, Status.FAILED)
    return Table(
        columns=("status", "files", "size"),
        rows=[
            *((status.value, str(summary.files[status]), amount(summary.bytes[status])) for status in statuses),
            ("ignored", str(summary.ignored), ""),
        ],
        right=frozenset({"files", "size"}),
    )


def _counts(summary: Summary, *, dry_run: bool) -> str:
    done = (Status.WOULD_CREATE, Status.WOULD_RESTORE) if dry_run else (Status.CREATED, Status.RESTORED)
    counts = [f"{summary.files[status]:,} {status.value}" for status in (*done, Status.UNCHANGED, Status.FAILED)]
    return f"{', '.join(counts)}, {summary.ignored:,} ignored."


def _exit(summary: Summary) -> Exit:
    if summary.stopped_by is not None:
        return exit_code(summary.stopped_by)
    if summary.interrupted:
        return Exit.INTERRUPTED
    if not summary.files[Status.FAILED]:
        return Exit.DONE
    return Exit.FAILED if summary.files[Status.FAILED] == summary.files.total() else Exit.PARTLY


def _notes(summary: Summary, *, dry_run: bool) -> list[str]:
    files, size = summary.files.total(), sum(summary.bytes.values())
    notes = []
    if files:
        # So few moments say nothing of a rate.
        rate = f" ({amount(size / summary.seconds)}/s)" if summary.seconds >= RATED_S else ""
        notes = [f"{count(files, 'file')}, {amount(size)} in {summary.seconds:.1f} s{rate}"]
    elif not summary.interrupted and summary.stopped_by is None:
        notes = ["There were no audio files to upload."]
    if summary.interrupted or summary.stopped_by is not None:
        notes.append("Stopped before the end. The same command goes on from here.")
    return notes if not dry_run else [*notes, "Nothing was written: this was a dry run."]


def _file(outcome: Outcome) -> dict[str, object]:
    return {
        "path": outcome.path,
        "status": outcome.status.value,
        "size": outcome.size,
        "song_id": outcome.song_id,
        "album_id": outcome.album_id,
        "reason": printable(outcome.advice) if outcome.advice else None,
    }


def _error(summary: Summary) -> dict[str, str | None] | None:
    error = summary.stopped_by
    return None if error is None else {"code": error.code, "message": printable(error.message), "hint": error.hint}
