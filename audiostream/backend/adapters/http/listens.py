"""The listening history of the account that asks a server."""

from audiostream.backend.adapters.http.server import Server
from audiostream.backend.adapters.http.shapes import ListenShape, PageShape
from audiostream.backend.domain.ids import UserId
from audiostream.backend.domain.listening import Listen
from audiostream.backend.domain.paging import Page
from audiostream.backend.domain.times import iso, moment_of


class HttpListens:
    """The port ``ListenReads``; the user is always the one whose token is shown."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def listens(
        self,
        user_id: UserId,
        *,
        limit: int,
        after: str | None = None,
        since_us: int | None = None,
        until_us: int | None = None,
    ) -> Page[Listen]:
        """List listens."""
        if since_us is not None and until_us is not None and since_us >= until_us:
            return Page([])
        page = self._server.get(
            "/history",
            PageShape[ListenShape],
            limit=limit,
            after=after,
            since=_moment(since_us),
            until=_moment(until_us),
        )
        return Page([shape.listen(user_id) for shape in page.items], page.next)


def _moment(micros: int | None) -> str | None:
    return None if micros is None else iso(moment_of(micros))
