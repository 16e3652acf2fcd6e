"""Content-Encoding undone piece by piece: however far a body expands, only the piece that is read lies in memory.

Codings: gzip (RFC 1952), deflate (RFC 1950, and the bare RFC 1951 that some servers send for it), br (RFC 7932), zstd
(RFC 8878, with the window of at most 8 MB that it recommends).
"""

import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol, cast

import brotli
import zstandard

ACCEPTED = "gzip, deflate, br, zstd"
"""What the fetcher asks for."""
MAX_CODINGS = 2
"""Codings that may lie upon one another."""
PIECE = 65_536
"""Bytes read at a time."""
_ZSTD_WINDOW = 2**23
_GZIP = b"\x1f\x8b"


class DecodingError(Exception):
    """The body cannot be decoded; the message says why."""


class Readable(Protocol):
    """What a body is read from."""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes, empty only at the end."""


class Chunks:
    """An iterator of bytes as something to read from; counts what came (``taken``)."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""
        self.taken = 0

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes; without it the next chunk."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self.taken += len(chunk)
            self._rest = chunk
        size = size if size >= 0 else len(self._rest)
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


def decoded(raw: Readable, content_encoding: str) -> Readable:
    """What ``raw`` holds once the codings of a Content-Encoding header (the last one applied stands last) are undone.

    Raises DecodingError for an unknown coding or more than MAX_CODINGS, and on reading where the body is damaged.
    """
    names = [name for part in content_encoding.split(",") if (name := part.strip().lower()) not in ("", "identity")]
    if len(names) > MAX_CODINGS:
        raise DecodingError(f"compressed {len(names)} times over, at most {MAX_CODINGS} are undone")
    for name in reversed(names):
        if name not in _READERS:
            raise DecodingError(f"compressed as {name[:40]}, which was not asked for")
        raw = _READERS[name](raw)
    return raw


class _Zlib:
    """gzip of any number of members, or deflate with or without its zlib header."""

    def __init__(self, raw: Readable, *, gzip: bool) -> None:
        self._raw = raw
        self._gzip = gzip
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS + 16 if gzip else zlib.MAX_WBITS)
        self._waiting = b""
        self._started = False

    def read(self, size: int = -1, /) -> bytes:
        size = PIECE if size < 0 else size
        while True:
            if self._inflate.eof and not self._next_member():
                return b""
            data = self._waiting or self._raw.read(PIECE)
            if not data and not self._started:
                return b""  # an empty body, whatever its header says
            try:
                piece = self._decompress(data, size)
            except zlib.error as error:
                raise DecodingError("the compressed answer is damaged") from error
            if piece:
                return piece
            if not data and not self._inflate.eof:
                raise DecodingError("the compressed answer ends too early")

    def _decompress(self, data: bytes, size: int) -> bytes:
        try:
            piece = self._inflate.decompress(data, size)
        except zlib.error:
            if self._gzip or self._started:
                raise
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            piece = self._inflate.decompress(data, size)
        self._started = True
        self._waiting = self._inflate.unconsumed_tail
        return piece

    def _next_member(self) -> bool:
        """Whether another gzip member follows; other bytes behind the last one are passed over, as gzip does."""
        rest = self._inflate.unused_data
        while self._gzip and len(rest) < len(_GZIP) and (more := self._raw.read(PIECE)):
            rest += more
        if not self._gzip or not rest.startswith(_GZIP):
            return False
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS + 16)
        self._waiting = rest
        return True


class _Brotli:
    def __init__(self, raw: Readable) -> None:
        self._raw = raw
        self._decompressor = brotli.Decompressor()
        self._started = False

    def read(self, size: int = -1, /) -> bytes:
        size = PIECE if size < 0 else size
        while not self._decompressor.is_finished():
            hungry = self._decompressor.can_accept_more_data()
            data = self._raw.read(PIECE) if hungry else b""
            if not data and not self._started:
                return b""
            self._started = True
            try:
                piece = bytes(self._decompressor.process(data, output_buffer_limit=size))
            except brotli.error as error:
                raise DecodingError("the compressed answer is damaged") from error
            if piece:
                return piece
            # where it takes more, it may still hold the last of what it was given
            if hungry and not data and not self._decompressor.is_finished():
                raise DecodingError("the compressed answer ends too early")
        return b""


class _Zstd:
    def __init__(self, raw: Readable) -> None:
        decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        source = cast(BinaryIO, raw)  # of a file it only needs to be read
        self._reader = decompressor.stream_reader(source, read_size=PIECE, read_across_frames=True)

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self._reader.read(PIECE if size < 0 else size)
        except zstandard.ZstdError as error:
            raise DecodingError("the compressed answer is damaged") from error


def _gzip(raw: Readable) -> Readable:
    return _Zlib(raw, gzip=True)


def _deflate(raw: Readable) -> Readable:
    return _Zlib(raw, gzip=False)


_READERS: dict[str, Callable[[Readable], Readable]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}
