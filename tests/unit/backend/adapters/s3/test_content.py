"""What is hashed is what is sent, however it can be read."""

import hashlib
import io
import tempfile
from base64 import b64encode

import pytest

from audiostream.backend.adapters.s3.content import PART, hashed
from audiostream.errors import Unavailable, Unusable


class _OnceOnly(io.RawIOBase):
    """A stream that cannot be sought, in small reads."""

    def __init__(self, content: bytes) -> None:
        self._rest = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return self._rest.read(min(size, 300_001))


@pytest.mark.parametrize("size", [0, 1, PART - 1, PART])
def test_a_small_file_is_kept_whole(size: int) -> None:
    content = b"\7" * size
    with hashed(io.BytesIO(content)) as found:
        assert (found.size, found.whole, found.digests) == (size, content, ())
        assert found.checksum == b64encode(hashlib.sha256(content).digest()).decode()
        assert list(found.parts()) == []


@pytest.mark.parametrize("size", [PART + 1, 2 * PART, 2 * PART + 12345])
@pytest.mark.parametrize("kind", [io.BytesIO, _OnceOnly])
def test_a_large_file_is_read_again_in_parts(kind: type[io.BytesIO | _OnceOnly], size: int) -> None:
    content = bytes(range(251)) * (size // 251 + 1)
    content = content[:size]
    with hashed(kind(content)) as found:  # type: ignore[arg-type]
        parts = list(found.parts())
        assert (found.size, found.whole, found.sha256) == (size, None, hashlib.sha256(content).digest())
    assert b"".join(parts) == content
    assert tuple(hashlib.sha256(part).digest() for part in parts) == found.digests
    assert {len(part) for part in parts[:-1]} == {PART}
    joint = hashlib.sha256(b"".join(found.digests)).digest()
    assert found.composite == f"{b64encode(joint).decode()}-{len(parts)}"


@pytest.mark.parametrize(("size", "expected"), [(PART, 0), (PART + 1, 1)])
def test_only_a_large_file_has_the_sending_made_ready_meanwhile(size: int, expected: int) -> None:
    calls: list[int] = []
    with hashed(io.BytesIO(bytes(size)), beside=lambda: calls.append(1)):
        assert len(calls) == expected


def test_what_cannot_be_made_ready_does_not_keep_a_file_from_being_hashed() -> None:
    def fail() -> None:
        raise RuntimeError

    with hashed(io.BytesIO(bytes(PART + 1)), beside=fail) as found:
        assert found.size == PART + 1


def test_a_stream_is_read_from_where_it_stands() -> None:
    content = b"\3" * (PART + 100)
    source = io.BytesIO(b"head" + content)
    source.seek(4)
    with hashed(source) as found:
        assert found.sha256 == hashlib.sha256(content).digest()
        assert b"".join(found.parts()) == content


def test_a_disk_that_takes_no_copy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", fail)
    with pytest.raises(Unavailable, match="No space left") as caught, hashed(_OnceOnly(bytes(PART + 1))):  # type: ignore[arg-type]
        pass
    assert "TMPDIR" in str(caught.value.hint)


def test_a_file_that_cannot_be_read_again_is_unusable() -> None:
    class Gone(io.BytesIO):
        def seek(self, _offset: int, _whence: int = 0, /) -> int:
            raise OSError(5, "Input/output error")

    with hashed(Gone(bytes(PART + 1))) as found, pytest.raises(Unusable, match="Input/output error"):
        list(found.parts())
