"""What each line of the screen says: from what is playing and the room there is, to styled text.

Pure functions; each result fits the width it was made for, in cells. Colours are the terminal's own
sixteen, and no meaning rests on a colour alone.
"""

from textual.content import Content

from audiostream.backend.domain.catalogue import Audio, Song
from audiostream.player.lengths import clock
from audiostream.player.model import NowPlaying, Repeat, Status
from audiostream.player.screen.keys import KEYS
from audiostream.text import one_line

ACCENT = "ansi_cyan"
QUIET = "dim"
SYMBOLS = {
    Status.LOADING: "\u22ef",
    Status.PLAYING: "\u25b6",
    Status.PAUSED: "\u275a\u275a",
    Status.STOPPED: "\u25a0",
}
WITHOUT_SONG = {Status.LOADING: "Opening\u2026", Status.STOPPED: "Stopped"}
UNKNOWN_TIME = "-:--"
ARTIST_COLUMN_FROM = 56
VOLUME_CELLS = 10
GAP = 2
# The least distance between what stands at the left of a line and what at its right.
BESIDE = 3
FULL, HALF, EMPTY, KNOB = "\u2501", "\u2578", "\u2500", "\u25cf"


def title(now: NowPlaying, width: int) -> Content:
    """Return the title of the song."""
    text = one_line(now.song.title) if now.song else WITHOUT_SONG.get(now.status, "Nothing to play")
    return _cut(Content.styled(text, "bold"), width)


def byline(now: NowPlaying, width: int) -> Content:
    """Return who made the song and where it appeared; at the right what the file is like, if there is room."""
    if now.song is None:
        return Content()
    album = now.song.album
    year = f" ({album.year})" if album.year else ""
    source = (f" \u2014 {one_line(album.title)}{year}", QUIET)
    left = Content.assemble((one_line(now.song.artist.name), ACCENT), source)
    right = quality(now.song.audio)
    room = width - left.cell_length - len(right)
    return Content.assemble(left, " " * room, (right, QUIET)) if room >= BESIDE else _cut(left, width)


def quality(audio: Audio) -> str:
    """Return what a listener asks of a file: its codec, sample rate and bit rate."""
    return f"{one_line(audio.codec)}  {audio.sample_rate / 1000:g} kHz  {audio.bitrate / 1000:.0f} kbit/s"


def progress(now: NowPlaying, width: int) -> Content:
    """Return the status symbol, the time elapsed, a bar and the length."""
    length = clock(now.duration_ms) if now.duration_ms > 0 else UNKNOWN_TIME
    elapsed = clock(min(now.position_ms, now.duration_ms) if now.duration_ms > 0 else now.position_ms)
    moving = now.status is Status.PLAYING
    head = f"{SYMBOLS[now.status]:<3}{elapsed:>{len(length)}} "
    cells = width - len(head) - len(length) - 1
    drawn = track(now.position_ms, now.duration_ms, cells, ACCENT if moving else "")
    return _cut(Content.assemble((head, "" if moving else "bold"), drawn, (f" {length}", QUIET)), width)


def state(now: NowPlaying, width: int) -> Content:
    """Return volume, shuffle and repeat at the left and the place in the queue at the right, as room allows."""
    place = f"{now.index + 1} of {now.total}" if now.total else ""
    for left in (_state_in_words(now), _state_in_brief(now), _volume(now)):
        room = width - left.cell_length - len(place)
        if room > 1:
            return Content.assemble(left, " " * room, (place, QUIET))
    return _cut(_volume(now), width)


def upcoming(now: NowPlaying, width: int, height: int) -> Content:
    """Return what plays next, a song a line under a heading, or all on one line where there is only one."""
    if height <= 0:
        return Content()
    if not now.upcoming:
        last = "The last one" if now.song else ""
        return _cut(Content.styled(last, QUIET), width)
    if height == 1:
        return _cut(Content.assemble(("Next  ", QUIET), one_line(now.upcoming[0].title)), width)
    rows = [_row(song, width) for song in now.upcoming[: height - 1]]
    return Content("\n").join([_cut(Content.styled("Next", QUIET), width), *rows])


def message(now: NowPlaying) -> Content:
    """Return what the player has to say, if anything."""
    return Content.styled(one_line(now.message or ""), "ansi_yellow")


def hints(width: int) -> Content:
    """Return the most useful keys, as many as there is room for; the last two of the table stay longest."""
    shown = [Content.assemble((key.shown.split()[0], "bold"), (f" {key.hint}", QUIET)) for key in KEYS if key.hint]
    while shown and sum(hint.cell_length + GAP for hint in shown) - GAP > width:
        del shown[max(0, len(shown) - 3)]
    return Content(" " * GAP).join(shown)


def track(value: int, whole: int, cells: int, style: str) -> Content:
    """Return a line of so many cells with a knob at the place of ``value`` between 0 and ``whole``."""
    if cells <= 0:
        return Content()
    place = min(cells - 1, max(0, cells * value // whole)) if whole > 0 else 0
    return Content.assemble((FULL * place + KNOB, style), (EMPTY * (cells - place - 1), QUIET))


def bar(percent: int, cells: int) -> Content:
    """Return a bar of so many cells, filled to the half of a cell."""
    halves = min(2 * cells, max(0, 2 * cells * percent // 100))
    full, half = divmod(halves, 2)
    return Content.assemble(FULL * full + HALF * half, (EMPTY * (cells - full - half), QUIET))


def _state_in_words(now: NowPlaying) -> Content:
    level = bar(0 if now.muted else now.volume, VOLUME_CELLS)
    number = "muted" if now.muted else f"{now.volume}%"
    return Content.assemble(
        ("Volume ", QUIET),
        level,
        (f" {number:<5}", "bold" if now.muted else ""),
        "   ",
        _switch(f"Shuffle {'on' if now.shuffle else 'off'}", on=now.shuffle),
        "   ",
        _switch(f"Repeat {now.repeat}", on=now.repeat is not Repeat.OFF),
    )


def _state_in_brief(now: NowPlaying) -> Content:
    parts = [_volume(now)]
    if now.shuffle:
        parts.append(_switch("shuffle", on=True))
    if now.repeat is not Repeat.OFF:
        parts.append(_switch(f"repeat {now.repeat}", on=True))
    return Content("  ").join(parts)


def _volume(now: NowPlaying) -> Content:
    return Content.styled("muted", "bold") if now.muted else Content(f"vol {now.volume}%")


def _switch(text: str, *, on: bool) -> Content:
    return Content.styled(text, ACCENT if on else QUIET)


def _row(song: Song, width: int) -> Content:
    length = clock(song.audio.duration_ms)
    room = width - len(length) - GAP
    cells = room * 3 // 5 if width >= ARTIST_COLUMN_FROM else room
    texts = [_column(Content(one_line(song.title)), cells)]
    if cells < room:
        texts += [Content(" " * GAP), _column(Content.styled(one_line(song.artist.name), QUIET), room - cells - GAP)]
    return _cut(Content.assemble(*texts, " " * GAP, (length, QUIET)), width)


def _column(text: Content, cells: int) -> Content:
    fitted = _cut(text, cells)
    return fitted.pad_right(max(0, cells - fitted.cell_length))


def _cut(content: Content, width: int) -> Content:
    return content.truncate(max(0, width), ellipsis=True)
