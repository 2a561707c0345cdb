"""What ``audiostream upload`` has to say in the end."""

from audiostream.backend.services.uploads import Outcome, Status, Summary
from audiostream.cli.output import Exit, Result, Table, exit_code
from audiostream.cli.sizes import amount, count
from audiostream.cli.upload_progress import Lines, line
from audiostream.text import printable


def result_of(summary: Summary, watch: Lines, *, dry_run: bool) -> Result:
    """Return the result of an upload that was watched by ``watch``; failures have been told already."""
    listed = [line(outcome) for outcome in watch.outcomes if outcome.status is not Status.FAILED]
    counted = Status.WOULD_CREATE if dry_run else Status.CREATED
    statuses = (counted, Status.UNCHANGED, Status.FAILED)
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
        text="\n".join(listed) or None,
        table=Table(
            columns=("what", "files", "size"),
            rows=[
                *((status.value, str(summary.files[status]), amount(summary.bytes[status])) for status in statuses),
                ("ignored", str(summary.ignored), ""),
            ],
            right=frozenset({"files", "size"}),
        ),
        notes=_notes(summary, dry_run=dry_run),
        then=f"audiostream play album:{watch.album_id}" if watch.album_id else None,
        exit=_exit(summary),
    )


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
        rate = amount(size / summary.seconds) if summary.seconds else "-"
        notes = [f"{count(files, 'file')}, {amount(size)} in {summary.seconds:.1f} s ({rate}/s)"]
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
        "reason": printable(outcome.reason) if outcome.reason else None,
    }


def _error(summary: Summary) -> dict[str, str | None] | None:
    error = summary.stopped_by
    return None if error is None else {"code": error.code, "message": printable(error.message), "hint": error.hint}
