"""``/history``: what the account listened to."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from audiostream.backend.domain.paging import DEFAULT_LIMIT
from audiostream.backend.domain.shapes import listen_data
from audiostream.backend.web.api.answers import page_answer
from audiostream.backend.web.api.fields import After, Limit, Moment
from audiostream.backend.web.api.identity import services_of
from audiostream.backend.web.api.schemas import History

router = Router(tags=["history"])


@router.get("", response=History)
def list_history(
    request: HttpRequest,
    limit: Limit = DEFAULT_LIMIT,
    after: After = None,
    since: Moment | None = None,
    until: Moment | None = None,
) -> HttpResponse:
    """List what was listened to, newest first, started from `since` on and before `until`."""
    page = services_of(request).history.listens(limit=limit, after=after, since=since, until=until)
    return page_answer(page, listen_data)
