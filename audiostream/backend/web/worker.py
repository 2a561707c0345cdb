"""What the HTTP server runs in each of its processes."""

import gc
import logging

from audiostream import config
from audiostream.backend.bootstrap import build
from audiostream.backend.web.configure import configure
from audiostream.backend.web.gateway import Gateway
from audiostream.backend.web.parent import end_with_parent
from audiostream.backend.web.receiving import receiving_folder
from audiostream.backend.web.secret import secret_key
from audiostream.backend.web.supervisor import CANNOT_START, STOP_WITHIN_S
from audiostream.errors import AudiostreamError

_log = logging.getLogger(__name__)


def application() -> Gateway:
    """Return the server's target, set up for the profile that the environment names.

    Raises:
        SystemExit: the profile cannot be served; the log says why, and the supervisor tries no more.
    """
    try:
        return _gateway()
    except AudiostreamError as error:
        _log.critical("This cannot be served: %s", error.message)
        raise SystemExit(CANNOT_START) from error
    except Exception as error:
        _log.critical("This cannot be served", exc_info=error)
        raise SystemExit(CANNOT_START) from error


def _gateway() -> Gateway:
    from django.core.handlers.wsgi import WSGIHandler
    from django.urls import get_resolver

    end_with_parent(within_s=STOP_WITHIN_S)
    settings = config.load().settings
    key = secret_key(settings)
    services = build(settings)
    configure(settings, services, secret_key=key)
    from audiostream.backend.web.access import may_send_much
    from audiostream.backend.web.middleware.limits import limit_of

    # Imports all views now: what cannot be imported ends the worker, and no first visitor waits.
    get_resolver().resolve("/healthz")
    # What is there from the start stays: the collector of garbage need not look through it again and again.
    gc.collect()
    gc.freeze()
    folder, threads = receiving_folder(settings.data_dir), services.request_threads
    return Gateway(WSGIHandler(), limit_of, may_send_much, services.close, folder, threads=threads)
