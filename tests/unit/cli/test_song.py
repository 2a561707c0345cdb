"""``audiostream song``, as its user types it."""

import io
from pathlib import Path
from urllib.request import urlopen

import pytest

from audiostream.backend.adapters.local.media import LocalMediaStore
from audiostream.backend.domain.times import iso
from tests.support.command_line import CommandLine, make_command_line
from tests.support.shelves import BICYCLE, BLUES, HUSBAND, SINNERMAN, SONGS, WATERLOO, fill

SINNERMAN_ID = str(int(SINNERMAN.id))


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    return make_command_line(tmp_path, monkeypatch)


@pytest.fixture
def filled(cli: CommandLine) -> CommandLine:
    fill(cli)
    return cli


def _titles(cli: CommandLine, *options: str) -> list[str]:
    return [song["title"] for song in cli("song", "list", *options, "--json").data]


def test_list_is_by_title_and_paged(filled: CommandLine) -> None:
    assert _titles(filled) == ["Be My Husband", "Bicycle Race", "Sinnerman", "Waterloo"]
    first = filled("song", "list", "--limit", "3", "--json").json
    assert _titles(filled, "--limit", "3", "--after", first["next_cursor"]) == ["Waterloo"]


def test_list_of_an_artist_or_album(filled: CommandLine) -> None:
    assert _titles(filled, "--artist", "queen") == ["Bicycle Race"]
    assert _titles(filled, "--album", "pastel blues") == ["Be My Husband", "Sinnerman"]
    assert _titles(filled, "--album", str(int(BLUES.id))) == ["Be My Husband", "Sinnerman"]
    assert _titles(filled, "--album", "greatest hits", "--artist", "ABBA") == ["Waterloo"]
    assert filled("song", "list", "--album", "greatest hits").code == 1
    assert filled("song", "list", "--artist", "nobody").code == 4


def test_list_for_people(filled: CommandLine) -> None:
    assert filled("song", "list", "--artist", "queen").out == (
        f"Bicycle Race\tQueen\tGreatest Hits\t3:00\t{int(BICYCLE.id)}\n"
    )
    assert filled("song", "list", "--album", "greatest hits", "--artist", "queen").out == (
        f"1-7\tBicycle Race\tQueen\t3:00\t{int(BICYCLE.id)}\n"
    )
    on_screen = filled("song", "list", terminal=True)
    assert f"Next: audiostream play {int(HUSBAND.id)}\n" in on_screen.err


def test_list_of_nothing_says_how_to_begin(cli: CommandLine) -> None:
    listed = cli("song", "list")
    assert (listed.code, listed.out) == (0, "")
    assert listed.err == "No songs yet. Put music in: audiostream upload PATH\n"
    cli("artist", "add", "Odetta")
    assert cli("song", "list", "--artist", "Odetta").err == "No songs.\n"


def test_show_has_all_that_is_known(filled: CommandLine) -> None:
    data = filled("song", "show", SINNERMAN_ID, "--json").data
    assert data.pop("created_at").endswith("Z")
    artist = {"id": str(int(BLUES.artist.id)), "name": "Nina Simone", "created_at": iso(BLUES.artist.created_at)}
    assert data == {
        "id": SINNERMAN_ID,
        "title": "Sinnerman",
        "artist": artist,
        "album": {
            "id": str(int(BLUES.id)),
            "title": "Pastel Blues",
            "artist": artist,
            "year": 1965,
            "created_at": iso(BLUES.created_at),
        },
        "disc": None,
        "track": 9,
        "duration_ms": 622_000,
        "codec": "flac",
        "mime_type": "audio/flac",
        "bitrate": 900_000,
        "sample_rate": 44_100,
        "channels": 2,
        "replay_gain": {"track_gain": -3.5, "track_peak": None, "album_gain": None, "album_peak": None},
        "size": SINNERMAN.media.size,
        "sha256": SINNERMAN.media.sha256,
        "key": SINNERMAN.media.key,
    }
    shown = filled("song", "show", SINNERMAN_ID).out
    assert "sound\tflac, 900 kbit/s, 44100 Hz, 2 channels\n" in shown
    assert "gain\t-3.50 dB\n" in shown
    assert f"size\t19 B\nfile\t{SINNERMAN.media.key}\n" in shown
    assert f"album\tPastel Blues (1965) - Nina Simone, id {int(BLUES.id)}\n" in shown


def test_url_is_where_the_file_is(filled: CommandLine) -> None:
    # What the builders say of a song's file is true of one that holds the song's id.
    media, _ = LocalMediaStore(filled.data_dir / "media").put(
        io.BytesIO(str(SINNERMAN.id).encode()), extension="flac", mime_type="audio/flac"
    )
    assert media == SINNERMAN.media
    url = filled("song", "url", SINNERMAN_ID).out.removesuffix("\n")
    with urlopen(url) as file:  # noqa: S310 - a file is what it must be
        assert file.read() == SINNERMAN_ID.encode()
    data = filled("song", "url", SINNERMAN_ID, "--json").data
    assert data == {"song_id": SINNERMAN_ID, "url": url, "expires_at": None}


def test_url_of_a_missing_file_says_so(filled: CommandLine) -> None:
    missing = filled("song", "url", SINNERMAN_ID)
    assert (missing.code, missing.out) == (4, "")
    assert "the file of 'Sinnerman' is missing" in missing.err


@pytest.mark.parametrize("verb", ["show", "url", "remove"])
@pytest.mark.parametrize(("song", "code"), [("7", 4), ("Sinner", 4), ("0", 4), (str(2**63), 4), ("..", 2)])
def test_what_no_song_is_called_is_said_to_be_so(filled: CommandLine, verb: str, song: str, code: int) -> None:
    refused = filled("song", verb, song)
    assert (refused.code, refused.out) == (code, "")
    if code == 4:
        assert f"no song {'with the id 7' if song == '7' else ''}" in refused.err
        assert f"Find its id: audiostream search {song if song == 'Sinner' else 'WORDS'}" in refused.err
    assert _titles(filled) == [song.title for song in sorted(SONGS, key=lambda song: song.title)]


def test_a_title_that_one_song_has_names_it(filled: CommandLine) -> None:
    assert filled("song", "show", "sinnerman", "--json").data["id"] == SINNERMAN_ID
    assert filled("artist", "show", "niña simone", "--json").data["name"] == "Nina Simone"


def test_remove_asks(filled: CommandLine) -> None:
    kept = filled("song", "remove", SINNERMAN_ID, answer="n\n")
    assert kept.code == 1
    assert kept.err == (
        f"Remove Sinnerman - Nina Simone, id {SINNERMAN_ID} from the catalogue? [y/N] Nothing was removed.\n"
    )
    assert "Sinnerman" in _titles(filled)
    removed = filled("song", "remove", SINNERMAN_ID, answer="y\n")
    assert removed.code == 0
    assert removed.out == f"removed: Sinnerman - Nina Simone, id {SINNERMAN_ID}\n"
    assert "audiostream storage gc" in removed.err
    assert "Sinnerman" not in _titles(filled)
    assert filled("song", "show", SINNERMAN_ID).code == 4


def test_remove_without_a_terminal_needs_yes(filled: CommandLine) -> None:
    unasked = filled("song", "remove", SINNERMAN_ID)
    assert unasked.code == 2
    assert "--yes" in unasked.err
    assert "Sinnerman" in _titles(filled)
    removed = filled("song", "remove", SINNERMAN_ID, str(int(WATERLOO.id)), SINNERMAN_ID, "--yes", "--json")
    assert removed.json["kind"] == "song_change"
    assert removed.data["status"] == "removed"
    assert [song["title"] for song in removed.data["songs"]] == ["Sinnerman", "Waterloo"]
    assert _titles(filled) == ["Be My Husband", "Bicycle Race"]


def test_remove_of_several_removes_all_or_none(filled: CommandLine) -> None:
    assert filled("song", "remove", SINNERMAN_ID, "7", "--yes").code == 4
    assert "Sinnerman" in _titles(filled)
    asked = filled("song", "remove", SINNERMAN_ID, str(int(WATERLOO.id)), answer="\n")
    assert asked.err.startswith("Remove 2 songs from the catalogue? [y/N] ")
    assert len(_titles(filled)) == 4


def test_remove_dry_run_removes_nothing(filled: CommandLine) -> None:
    planned = filled("song", "remove", SINNERMAN_ID, "--dry-run")
    assert planned.out == f"would be removed: Sinnerman - Nina Simone, id {SINNERMAN_ID}\n"
    assert filled("song", "remove", SINNERMAN_ID, "--dry-run", "--json").data["dry_run"] is True
    assert "Sinnerman" in _titles(filled)


def test_a_removed_song_leaves_its_place_in_a_playlist(filled: CommandLine) -> None:
    filled("playlist", "create", "Mix")
    filled("playlist", "add", "Mix", SINNERMAN_ID, str(int(WATERLOO.id)))
    filled("song", "remove", SINNERMAN_ID, "--yes")
    songs = filled("playlist", "show", "Mix", "--json").data["songs"]
    assert [song["title"] for song in songs] == [None, "Waterloo"]
