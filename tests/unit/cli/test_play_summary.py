"""What is told of a playing at its end."""

from audiostream.cli.play_summary import PlaySummary
from audiostream.player.effects import Effect, RecordListen, Say, Skipped
from audiostream.player.listens import Heard
from tests.support.builders import make_song

SONG = make_song("Sinnerman")
NAMED = {
    "song_id": str(SONG.id),
    "title": "Sinnerman",
    "artist": {"id": str(SONG.artist.id), "name": SONG.artist.name},
    "album": {"id": str(SONG.album.id), "title": SONG.album.title},
}


def test_says_what_was_heard_and_what_was_not_and_passes_all_on() -> None:
    heard = Heard(number=1, song=SONG, started_us=1, played_ms=600, duration_ms=1000)
    effects: list[Effect] = [RecordListen(heard), Skipped(SONG, "not audio"), Say("the disk is full")]
    told: list[Effect] = []
    summary = PlaySummary(told.append)
    for effect in effects:
        summary(effect)
    assert told == effects
    assert summary.skipped == [effects[1]]
    assert summary.data(ended=True) == {
        "played": [{**NAMED, "played_ms": 600, "duration_ms": 1000, "completed": True}],
        "skipped": [{**NAMED, "reason": "not audio"}],
        "ended": True,
    }
