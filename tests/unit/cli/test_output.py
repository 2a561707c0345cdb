"""What people and programs read: both forms are promises."""

import uuid
from pathlib import PurePosixPath

import pytest

from audiostream import errors
from audiostream.backend.domain.ids import SongId
from audiostream.cli.environment import Environment, Options
from audiostream.cli.output import Exit, Result, Table, exit_code, show, show_error
from tests.support.command_line import Stream

SONGS = Table(columns=("title", "length", "id"), rows=[("Sinnerman", "10:22", "7")], right=frozenset({"length"}))


class Odd:
    """Nothing that JSON knows."""


def _environment(*, terminal: bool = False, **options: bool) -> Environment:
    return Environment(
        stdin=Stream(terminal=terminal),
        stdout=Stream(terminal=terminal),
        stderr=Stream(terminal=terminal),
        options=Options(None, **options),
    )


def _written(environment: Environment) -> tuple[str, str]:
    assert isinstance(environment.stdout, Stream)
    assert isinstance(environment.stderr, Stream)
    return environment.stdout.getvalue(), environment.stderr.getvalue()


def _shown(result: Result, *, terminal: bool = False, **options: bool) -> tuple[str, str]:
    environment = _environment(terminal=terminal, **options)
    assert show(result, environment) == result.exit
    return _written(environment)


def test_exit_codes_are_stable() -> None:
    assert {each.name: each.value for each in Exit} == {
        "DONE": 0,
        "FAILED": 1,
        "USAGE": 2,
        "UNAVAILABLE": 3,
        "NOT_FOUND": 4,
        "PARTLY": 5,
        "INTERRUPTED": 130,
    }


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.AudiostreamError, 1),
        (errors.InvalidInput, 2),
        (errors.InvalidConfig, 2),
        (errors.NotFound, 4),
        (errors.Conflict, 1),
        (errors.Unusable, 1),
        (errors.Unavailable, 3),
        (errors.Rejected, 1),
        (errors.InvalidEvent, 1),
    ],
)
def test_every_error_has_its_exit_code(error: type[errors.AudiostreamError], code: int) -> None:
    assert exit_code(error("no")) == code


def test_the_envelope_of_a_result() -> None:
    result = Result(kind="songs", data=[{"title": "Sinnerman"}], table=SONGS, notes=["one"], then="play it")
    assert _shown(result, json=True) == ('{"ok":true,"kind":"songs","data":[{"title":"Sinnerman"}]}\n', "")


def test_the_envelope_of_a_page_and_of_what_was_only_partly_done() -> None:
    result = Result(kind="songs", data=[], next_cursor="abc", exit=Exit.PARTLY)
    assert _shown(result, json=True) == ('{"ok":false,"kind":"songs","data":[],"next_cursor":"abc"}\n', "")


def test_the_envelope_of_an_error() -> None:
    environment = _environment(json=True, verbose=True)
    assert show_error(errors.NotFound("there is no song 7", hint="look"), environment) == Exit.NOT_FOUND
    assert _written(environment) == (
        '{"ok":false,"error":{"code":"not_found","message":"there is no song 7","hint":"look"}}\n',
        "",
    )


def test_an_error_without_a_hint_has_null_for_it() -> None:
    environment = _environment(json=True)
    show_error(errors.Unavailable("the disk is full"), environment)
    assert _written(environment)[0] == (
        '{"ok":false,"error":{"code":"unavailable","message":"the disk is full","hint":null}}\n'
    )


def test_catalogue_ids_are_text_in_json_and_other_ids_as_well() -> None:
    known = uuid.UUID(int=7)
    data = {"song": SongId(1024921637392220162), "event": known, "path": PurePosixPath("a/b\x1b")}
    assert _shown(Result(kind="x", data=data), json=True)[0] == (
        '{"ok":true,"kind":"x","data":{"song":"1024921637392220162",'
        '"event":"00000000-0000-0000-0000-000000000007","path":"a/b\\\\x1b"}}\n'
    )


def test_what_has_no_form_in_json_is_a_mistake_that_is_seen() -> None:
    with pytest.raises(NotImplementedError, match="no JSON form for Odd"):
        show(Result(kind="x", data=[Odd()]), _environment(json=True))


def test_json_is_for_eyes_on_a_terminal() -> None:
    assert _shown(Result(kind="x", data={"a": 1}), json=True, terminal=True)[0] == (
        '{\n  "ok": true,\n  "kind": "x",\n  "data": {\n    "a": 1\n  }\n}\n'
    )


def test_a_table_without_a_terminal_is_tab_separated() -> None:
    table = Table(columns=("a", "b"), rows=[("x\ty", "z"), ("\x1b[31mred", "é")])
    assert _shown(Result(kind="x", data=[], table=table)) == ("x y\tz\n\\x1b[31mred\té\n", "")


def test_a_table_on_a_terminal_has_a_head_and_cannot_steer_it() -> None:
    table = Table(columns=("title", "id"), rows=[("[bold]\x1b[31mred", "7")])
    out, _ = _shown(Result(kind="x", data=[], table=table), terminal=True)
    assert "title" in out
    assert "[bold]\\x1b[31mred" in out
    assert "\x1b[31mred" not in out


def test_a_row_is_one_line_whatever_its_cells_hold() -> None:
    table = Table(columns=("a", "b"), rows=[("one\ntwo\tthree", "four\r\u2028\x0b"), ("", "five")])
    assert _shown(Result(kind="x", data=[], table=table))[0] == "one two three\tfour\\r\\u2028\\x0b\n\tfive\n"


def test_an_empty_table_says_so_beside_the_data() -> None:
    table = Table(columns=("a",), rows=[], empty="No songs yet.")
    assert _shown(Result(kind="x", data=[], table=table)) == ("", "No songs yet.\n")


def test_notes_go_beside_the_data_and_quiet_silences_them() -> None:
    result = Result(kind="x", data=1, text="data", notes=["a note"], next_cursor="abc")
    assert _shown(result) == ("data\n", "a note\nThere is more: add --after abc\n")
    assert _shown(result, quiet=True) == ("data\n", "")


def test_the_next_command_is_told_to_people_only() -> None:
    result = Result(kind="x", data=1, text="data", then="audiostream play 7")
    assert _shown(result) == ("data\n", "")
    assert _shown(result, terminal=True) == ("data\n", "Next: audiostream play 7\n")


def test_an_error_is_one_line_and_a_hint() -> None:
    environment = _environment(quiet=True)
    assert show_error(errors.InvalidInput("no \x1b[2J such", hint="try \u202ethis"), environment) == Exit.USAGE
    assert _written(environment) == ("", "audiostream: no \\x1b[2J such\n  hint: try \\u202ethis\n")


def test_verbose_adds_where_an_error_comes_from() -> None:
    environment = _environment(verbose=True)
    error = errors.Unavailable("no answer")
    error.__cause__ = OSError("the cable is out")
    show_error(error, environment)
    out, err = _written(environment)
    assert out == ""
    assert err.startswith("audiostream: no answer\nOSError: the cable is out\n")
    assert err.endswith("audiostream.errors.Unavailable: no answer\n")


def test_what_failed_on_the_way_has_both_its_data_and_the_error() -> None:
    error = errors.Unavailable("no sound", hint="wait")
    result = Result(kind="playback", data=[1], text="one was played", error=error)
    document, text = _environment(json=True), _environment()
    assert (show(result, document), show(result, text)) == (3, 3)
    detail = '{"code":"unavailable","message":"no sound","hint":"wait"}'
    envelope = f'{{"ok":false,"kind":"playback","data":[1],"error":{detail}}}\n'
    assert _written(document) == (envelope, "")
    assert _written(text) == ("one was played\n", "audiostream: no sound\n  hint: wait\n")
