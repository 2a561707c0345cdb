"""The lines that a server logs."""

import json
import logging
import logging.config

import pytest

from audiostream.backend.web.logs import JsonFormatter, ReadableFormatter, configuration
from audiostream.backend.web.request_id import REQUEST_ID
from tests.support.shelves import SINNERMAN
from tests.support.web import Website


def record(message: str = "GET /x 200", **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("audiostream.requests", logging.INFO, __file__, 1, message, (), None)
    vars(made).update(extra)
    return made


def test_a_line_of_json_has_all_that_programs_look_for() -> None:
    token = REQUEST_ID.set("r1")
    try:
        line = json.loads(JsonFormatter().format(record(fields={"status": 200, "account": "Jürgen"})))
    finally:
        REQUEST_ID.reset(token)
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "audiostream.requests",
        "message": "GET /x 200",
        "request_id": "r1",
        "status": 200,
        "account": "Jürgen",
    }


def test_no_line_can_pretend_to_be_two() -> None:
    told = record('GET /x\n{"level": "error"}')
    for formatter in (JsonFormatter(), ReadableFormatter()):
        assert len(formatter.format(told).splitlines()) == 1


def test_an_error_has_its_origin() -> None:
    with pytest.raises(ValueError, match="invalid") as caught:
        int("x")
    failed = record(exc_info=(caught.type, caught.value, caught.tb))
    assert "ValueError: invalid" in json.loads(JsonFormatter().format(failed))["error"]
    assert "ValueError: invalid" in ReadableFormatter().format(failed)


def test_people_read_the_time_what_it_was_and_how_long_it_took() -> None:
    line = ReadableFormatter().format(record(fields={"ms": 1.5, "account": None}))
    assert line[8:] == " GET /x 200 1.5 ms -"


@pytest.mark.parametrize("readable", [True, False])
def test_the_configuration_is_one_that_python_takes(readable: bool) -> None:  # noqa: FBT001 - both
    before = logging.getLogger().handlers[:], logging.getLogger().level
    names = ("audiostream", "_granian", "django.request", "django.security")
    levels = {name: logging.getLogger(name).level for name in names}
    try:
        logging.config.dictConfig(dict(configuration(readable=readable, verbose=False)))
    finally:
        logging.getLogger().handlers[:], level = before
        logging.getLogger().setLevel(level)
        for name, was in levels.items():
            logging.getLogger(name).setLevel(was)


def test_neither_secrets_nor_signatures_nor_searches_are_logged(
    website: Website, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="audiostream")
    url = website.services.streaming.url(SINNERMAN).url
    website.nobody().get(url)
    api = website.api()
    api.get("/api/v1/search?q=something+private")
    website.nobody().post("/login", {"username": "ada", "password": "not the right one"})
    formatter = JsonFormatter()
    text = "\n".join(formatter.format(each) for each in caplog.records if each.name.startswith("audiostream"))
    assert url.partition("?")[0] in text
    for secret in (url.partition("signature=")[2], website.tokens["ada"], "private", "not the right one"):
        assert secret not in text
    assert '"account": "ada"' in text
