"""Catalogue ids."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostream.backend.domain.ids import (
    MAX_ID,
    AlbumId,
    ArtistId,
    CatalogueId,
    SongId,
    new_catalogue_id,
    parse_catalogue_id,
)
from audiostream.errors import InvalidInput
from tests.support.threads import at_once

DOCUMENTED = [ArtistId(1024921636833263617), AlbumId(1024921637392220161)]


def _made_at(value: CatalogueId) -> datetime:
    """Return the time in an id, by the layout of ``unique_rowid()``."""
    return datetime(2015, 1, 1, tzinfo=UTC) + timedelta(microseconds=(value >> 15) * 10)


@pytest.mark.parametrize("value", DOCUMENTED)
def test_the_documented_ids_were_made_by_node_1_in_november_2024(value: CatalogueId) -> None:
    assert _made_at(value).date().isoformat() == "2024-11-29"
    assert value & 0x7FFF == 1


def test_the_documented_album_is_younger_than_its_artist() -> None:
    artist, album = map(_made_at, DOCUMENTED)
    assert timedelta(0) < album - artist < timedelta(seconds=1)


def test_a_new_id_tells_when_it_was_made() -> None:
    before = datetime.now(UTC)
    made = _made_at(new_catalogue_id(SongId))
    after = datetime.now(UTC)
    # Others may have drawn the ticks before it; 10 µs each.
    assert before - timedelta(milliseconds=1) <= made <= after + timedelta(seconds=1)


def test_new_ids_grow_whatever_the_clock_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 1_800_000_000_000_000_000)
    frozen = [new_catalogue_id(SongId) for _ in range(100)]
    monkeypatch.setattr(time, "time_ns", lambda: 1_700_000_000_000_000_000)
    turned_back = [new_catalogue_id(SongId) for _ in range(100)]
    ids = [*frozen, *turned_back]
    assert ids == sorted(set(ids))


def test_threads_get_different_ids() -> None:
    made = at_once(8, lambda _: [new_catalogue_id(SongId) for _ in range(500)])
    assert len({each for some in made for each in some}) == 8 * 500
    assert all(some == sorted(some) for some in made)


@pytest.mark.parametrize("kind", [ArtistId, AlbumId, SongId])
def test_an_id_is_of_its_kind(kind: type[CatalogueId]) -> None:
    assert type(new_catalogue_id(kind)) is kind
    assert type(parse_catalogue_id(kind, "7")) is kind


@given(st.integers(1, MAX_ID))
def test_an_id_is_read_as_it_is_written(number: int) -> None:
    assert parse_catalogue_id(SongId, str(SongId(number))) == number


@pytest.mark.parametrize(
    "text", ["", "0", "00", "-1", "+1", "1.0", "1e3", " 1", "1\n", "1_000", "٣", "²", "x", str(MAX_ID + 1), "9" * 5000]
)
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="not an id of the kind 'song'"):
        parse_catalogue_id(SongId, text)
