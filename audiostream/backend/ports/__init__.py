"""What the services need of the outside: small protocols that speak domain types.

Every adapter of a port joins the port's suite in ``tests/contract`` by one fixture parameter. Beyond
the errors named here, any call may raise ``Unavailable`` (try again) or ``Rejected`` (never will).
Names and titles are sorted by ``names.plain``, then ``names.fold``, both by code point, then by id. What is the
same but for accents is what ``names.plain`` makes the same.
"""

from audiostream.backend.ports.accounts import AccountStore, DeviceAccount
from audiostream.backend.ports.catalogue import (
    AlbumStore,
    ArtistStore,
    Catalogue,
    Library,
    SongLookup,
    SongReads,
    SongSearch,
    SongStore,
)
from audiostream.backend.ports.events import EventLog, EventReader
from audiostream.backend.ports.files import AudioProbe, Delivery, MediaStore, SongSender, StoredObject, StreamUrl
from audiostream.backend.ports.listeners import ListenReads, ListenStore, PlaylistReads, PlaylistStore

__all__ = [
    "AccountStore",
    "AlbumStore",
    "ArtistStore",
    "AudioProbe",
    "Catalogue",
    "Delivery",
    "DeviceAccount",
    "EventLog",
    "EventReader",
    "Library",
    "ListenReads",
    "ListenStore",
    "MediaStore",
    "PlaylistReads",
    "PlaylistStore",
    "SongLookup",
    "SongReads",
    "SongSearch",
    "SongSender",
    "SongStore",
    "StoredObject",
    "StreamUrl",
]
