"""What was listened to."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from audiostream.backend.web.house import services_for
from audiostream.backend.web.pages.shared import page

LISTENS = 50


@require_safe
@login_required
def history(request: HttpRequest) -> HttpResponse:
    """List listens, newest first."""
    listens = services_for(request).history.listens(limit=LISTENS, after=request.GET.get("after"))
    return page(request, "history", {"listens": listens})
