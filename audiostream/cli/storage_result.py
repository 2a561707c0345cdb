"""What a check and a collection of the stored files have to say."""

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from audiostream.backend.domain.shapes import song_reference
from audiostream.backend.domain.times import iso
from audiostream.cli.output import Exit, Result, Table
from audiostream.cli.sizes import amount, count
from audiostream.text import printable

if TYPE_CHECKING:
    from audiostream.backend.domain.catalogue import Song
    from audiostream.backend.ports import StoredObject
    from audiostream.backend.services.storage import Findings, Freed


def checked(findings: "Findings", *, deep: bool, media: Path) -> Result:
    """Return what a check found; ``media`` is the folder of the files."""
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
        notes=[f"Stored for songs: {files}.", *_advice(findings, media)] if not findings.is_clean else [],
        exit=Exit.DONE if findings.is_clean else Exit.PARTLY,
        then=None if findings.is_suspicious or not _is_collectable(findings) else "audiostream storage gc --dry-run",
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


def again(media: Path) -> str:
    """Return how files become songs again that no song refers to."""
    return f"Put a backup of the catalogue back, or upload the files again: audiostream upload {_quoted(media)}"


def _quoted(media: Path) -> str:
    return shlex.quote(str(media / "songs"))


def _is_collectable(findings: "Findings") -> bool:
    return bool(findings.leftovers or findings.unfinished)


def _advice(findings: "Findings", media: Path) -> Iterator[str]:
    if findings.missing or findings.damaged:
        yield "Upload the missing and damaged files again: that restores them, and their songs have them as before."
    if findings.is_suspicious:
        yield f"No song refers to any stored file, as after the loss of a catalogue. {again(media)}"
    elif _is_collectable(findings):
        yield "No song needs what is left over or unfinished: audiostream storage gc removes it."
        if findings.unknown:
            files = count(findings.unknown, "leftover")
            yield (
                f"{files} came after every song's file. If the catalogue is a backup that was put back, "
                f"make songs of them again first: audiostream upload {_quoted(media)}"
            )


def _problem(key: str, findings: "Findings") -> dict[str, object]:
    songs = findings.songs.get(key, ())
    return {
        "key": printable(key),
        "songs": [song_reference(song.id, song) for song in songs],
    }


def _stored(stored: "StoredObject") -> dict[str, object]:
    return {"key": printable(stored.key), "size": stored.size, "modified_at": iso(stored.modified_at)}


def _names(songs: Sequence["Song"]) -> str:
    return ", ".join(f"{song.artist.name} - {song.title} ({song.id})" for song in songs)
