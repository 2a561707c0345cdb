"""Ports speak the language of the domain, and every one has a suite that holds its adapters to it."""

import inspect
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pytest

from audiostream.backend import ports
from tests.support.source import ROOT

PORTS = [each for each in vars(ports).values() if getattr(each, "_is_protocol", False)]
SPOKEN = (
    "audiostream.backend.domain.",
    "audiostream.backend.ports",
    "builtins",
    "collections.abc",
    "datetime",
    "typing",
    "uuid",
)
# The suite of each port: tests/contract/test_<name>.py. Some ports are held by one suite together.
SUITES = {
    "ArtistStore": "artist_store",
    "AlbumStore": "album_store",
    "SongLookup": "song_store",
    "SongReads": "song_store",
    "SongStore": "song_store",
    "SongSearch": "song_search",
    "Library": "artist_store",
    "Catalogue": "artist_store",
    "MediaStore": "media_store",
    "Delivery": "delivery",
    "AudioProbe": "audio_probe",
    "EventLog": "event_log",
    "EventReader": "event_log",
    "PlaylistReads": "playlist_store",
    "PlaylistStore": "playlist_store",
    "ListenReads": "listen_store",
    "ListenStore": "listen_store",
    "AccountStore": "account_store",
    "DeviceAccount": "device_account",
    "SongSender": "song_sender",
}


def test_there_are_ports() -> None:
    assert {each.__name__ for each in PORTS} == set(SUITES), "name the suite of every port in SUITES"


@pytest.mark.parametrize("port", PORTS, ids=lambda port: port.__name__)
def test_signatures_speak_domain_types(port: type) -> None:
    for method in (each for name, each in vars(port).items() if _is_method(name, each)):
        hints = get_type_hints(method)
        assert "return" in hints, f"{method.__qualname__} does not say what it returns"
        for name, hint in hints.items():
            foreign = [each for each in _types(hint) if not each.__module__.startswith(SPOKEN)]
            assert not foreign, f"{method.__qualname__} speaks of {foreign} in {name!r}"


@pytest.mark.parametrize("port", PORTS, ids=lambda port: port.__name__)
def test_every_method_is_described(port: type) -> None:
    assert port.__doc__
    assert [name for name, each in vars(port).items() if _is_method(name, each) and not each.__doc__] == []


@pytest.mark.parametrize("port", PORTS, ids=lambda port: port.__name__)
def test_every_port_has_a_contract_suite(port: type) -> None:
    suite = ROOT / "tests" / "contract" / f"test_{SUITES[port.__name__]}.py"
    assert suite.is_file(), f"{port.__name__} has no suite {suite.name}"
    assert "def test_" in suite.read_text(encoding="utf-8")


def _is_method(name: str, value: object) -> bool:
    return inspect.isfunction(value) and not name.startswith("_")


def _types(hint: Any) -> Iterator[type]:  # noqa: ANN401 - any annotation
    """Yield the classes that an annotation is made of."""
    if inspect.isclass(hint) and not get_args(hint):
        yield hint
    for part in get_args(hint):
        if isinstance(part, list):
            for each in part:
                yield from _types(each)
        elif part is not Ellipsis:
            yield from _types(part)
