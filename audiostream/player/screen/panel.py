"""The widgets of the player's screen; each is drawn again only when what it says has changed."""

from collections.abc import Callable

from textual.app import ComposeResult, RenderResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from audiostream.player.model import NowPlaying
from audiostream.player.screen import lines
from audiostream.player.screen.keys import KEYS

Draw = Callable[[NowPlaying, int, int], Content]


class Line(Widget):
    """Text that follows from what is playing and from the widget's own size."""

    def __init__(self, draw: Draw, *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._draw = draw
        self._now: NowPlaying | None = None
        self._shown = Content()

    def show(self, now: NowPlaying) -> None:
        """Say what is playing now."""
        self._now = now
        if not self._text().is_same(self._shown):
            self.refresh()

    def render(self) -> RenderResult:
        """Return the text, fit to the size of this moment."""
        self._shown = self._text()
        return self._shown

    def _text(self) -> Content:
        return Content() if self._now is None else self._draw(self._now, self.size.width, self.size.height)


class Message(Widget):
    """A remark of the player, of at most two lines; takes no room while there is none."""

    def __init__(self) -> None:
        super().__init__(id="message")
        self._content = Content()

    def show(self, now: NowPlaying) -> None:
        """Say what the player remarks now."""
        content = lines.message(now)
        if not content.is_same(self._content):
            self._content = content
            self.display = bool(content)
            self.refresh(layout=True)

    def render(self) -> RenderResult:
        """Return the text."""
        return self._content


class Panel(Vertical):
    """What is playing, and what comes next."""

    BORDER_TITLE = "\u266a audiostream"
    # Its corners, and a cell each beside the text.
    FRAME = 6

    def __init__(self) -> None:
        super().__init__()
        self._lines = (
            Line(lambda now, width, _: lines.title(now, width), id="title"),
            Line(lambda now, width, _: lines.byline(now, width), id="byline"),
            Line(lambda now, width, _: lines.progress(now, width), id="progress"),
            Line(lambda now, width, _: lines.state(now, width), id="state"),
            Line(lines.upcoming, id="upcoming"),
        )
        self._message = Message()

    def compose(self) -> ComposeResult:
        """Put the lines one below the other."""
        yield from self._lines
        yield self._message

    def on_resize(self) -> None:
        """Fit the hints at the foot to the new size."""
        self.border_subtitle = lines.hints(self.outer_size.width - self.FRAME)

    def show(self, now: NowPlaying) -> None:
        """Say what is playing now."""
        for line in self._lines:
            line.show(now)
        self._message.show(now)
        self.set_class(bool(now.message), "-remark")


class Help(Widget):
    """The table of keys; as many pages as the height of the screen makes it."""

    BORDER_TITLE = "keys"
    FRAME = 2

    def __init__(self) -> None:
        super().__init__(id="help")
        self.display = False
        self._first = 0

    def turn(self) -> None:
        """Show the first page, or the next one, or nothing after the last."""
        page = self._page
        self._first = self._first + page if self.display else 0
        self.display = self._first < len(KEYS)
        self.border_subtitle = "? more" if self._first + page < len(KEYS) else "esc"
        self.refresh(layout=True)

    def hide(self) -> None:
        """Show nothing."""
        self.display = False

    def render(self) -> RenderResult:
        """Return the rows of the page."""
        width = max(len(key.shown) for key in KEYS)
        shown = KEYS[self._first : self._first + self._page]
        rows = [Content.assemble((f"{key.shown:<{width}}", "bold"), f"  {key.help}") for key in shown]
        return Content("\n").join(rows)

    @property
    def _page(self) -> int:
        return max(1, self.screen.size.height - self.FRAME)
