"""What a check and a collection of the stored files have to say."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from audiostream.cli import dates
from audiostream.cli.output import Exit, Result, Table
from audiostream.cli.sizes import amount, count
from audiostream.text import printable

if TYPE_CHECKING:
    from audiostream.backend.domain.catalogue import Song
    from audiostream.backend.ports import StoredObject
    from audiostream.backend.services.storage import Findings, Freed


def checked(findings: "Findings", *, deep: bool) -> Result:
    """Return what a check found."""
    files = f"{count(findings.files, 'file')}, {amount(findings.size)}"
    read = " and every file read" if deep else ""
    return Result(
        kind="storage_check",
        data={
            "deep": deep,
            "files": findings.files,
            "size": findings.size,
            "missing": [_problem(key, findings) for key in findings.missing],
            "damaged": [{**_problem(key, findings), "reason": printable(why)} for key, why in findings.damaged.items()],
            "leftovers": [_stored(each) for each in findings.leftovers],
            "unfinished": [_stored(each) for each in findings.unfinished],
        },
        table=Table(
            columns=("problem", "file", "detail"),
            rows=list(_rows(findings)),
            empty=f"All is well: {files}{read}.",
        ),
        notes=[f"Stored for songs: {files}.", *_advice(findings)] if not findings.is_clean else [],
        exit=Exit.DONE if findings.is_clean else Exit.PARTLY,
        then="audiostream storage gc --dry-run" if findings.leftovers or findings.unfinished else None,
    )


def collected(freed: "Freed", *, dry_run: bool, grace: str) -> Result:
    """Return what a collection removed, or would."""
    status = "would remove" if dry_run else "removed"
    notes = [f"{status.capitalize()} {count(len(freed.removed), 'file')}, {amount(freed.size)}."]
    if freed.kept:
        notes.append(f"Kept {count(freed.kept, 'leftover')} younger than {grace}: an upload may be at it.")
    return Result(
        kind="storage_gc",
        data={
            "dry_run": dry_run,
            "removed": [_stored(each) for each in freed.removed],
            "size": freed.size,
            "kept": freed.kept,
        },
        table=Table(
            columns=("status", "file", "size"),
            rows=[(status, each.key, amount(each.size)) for each in freed.removed],
            right=frozenset({"size"}),
            empty="Nothing to remove.",
        ),
        notes=notes if freed.removed else notes[1:],
        then="audiostream storage gc" if dry_run and freed.removed else None,
    )


def untouched() -> Result:
    """Return that nothing was removed, as was asked."""
    return Result(
        kind="storage_gc",
        data={"dry_run": False, "removed": [], "size": 0, "kept": 0},
        notes=["Nothing was removed."],
        exit=Exit.FAILED,
    )


def _rows(findings: "Findings") -> Iterator[Sequence[str]]:
    for key in findings.missing:
        yield "missing", key, _names(findings.songs.get(key, ()))
    for key, reason in findings.damaged.items():
        yield "damaged", key, f"{_names(findings.songs.get(key, ()))}: {reason}"
    for stored in findings.leftovers:
        yield "leftover", stored.key, amount(stored.size)
    for stored in findings.unfinished:
        yield "unfinished", stored.key, amount(stored.size)


def _advice(findings: "Findings") -> Iterator[str]:
    if findings.missing or findings.damaged:
        yield "Upload the missing and damaged files again: their songs then have them as before."
    if findings.leftovers or findings.unfinished:
        yield "No song needs what is left over or unfinished: audiostream storage gc removes it."


def _problem(key: str, findings: "Findings") -> dict[str, object]:
    songs = findings.songs.get(key, ())
    return {
        "key": printable(key),
        "songs": [{"id": song.id, "title": song.title, "artist": song.artist.name} for song in songs],
    }


def _stored(stored: "StoredObject") -> dict[str, object]:
    return {"key": printable(stored.key), "size": stored.size, "modified_at": dates.iso(stored.modified_at)}


def _names(songs: Sequence["Song"]) -> str:
    return ", ".join(f"{song.artist.name} - {song.title} ({song.id})" for song in songs)
