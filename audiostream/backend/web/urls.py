"""Every address there is."""

from django.urls import include, path

from audiostream.backend.web import admin, health, media, metrics
from audiostream.backend.web.api import root

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("media/<path:key>", media.media, name="media"),
    path("api/v1/", include(root.urls)),
    path("admin/", admin.site.urls),
    path("", include("audiostream.backend.web.pages.urls")),
]

handler400 = "audiostream.backend.web.handlers.bad_request"
handler403 = "audiostream.backend.web.handlers.permission_denied"
handler404 = "audiostream.backend.web.handlers.not_found"
handler500 = "audiostream.backend.web.handlers.server_error"
