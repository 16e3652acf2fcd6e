import gzip
import zlib
from collections.abc import Callable, Iterator

import brotli
import pytest
import zstandard

from newsetl.ingest.decoding import PIECE, Chunks, DecodingError, Readable, decoded

TEXT = ("خبر من الحسكة. " * 4000).encode()
CODED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: brotli.compress(data, quality=4),
    "zstd": zstandard.compress,
}


def pieces(body: Readable) -> Iterator[bytes]:
    return iter(lambda: body.read(PIECE), b"")


def chunks(data: bytes, size: int = 1000) -> Chunks:
    return Chunks(data[at : at + size] for at in range(0, len(data), size))


@pytest.mark.parametrize("name", CODED)
@pytest.mark.parametrize("size", [1, 1000])
def test_what_was_compressed_is_read_again(name: str, size: int) -> None:
    assert b"".join(pieces(decoded(chunks(CODED[name](TEXT[:9000]), size), name.upper()))) == TEXT[:9000]
    assert b"".join(pieces(decoded(chunks(CODED[name](b"")), name))) == b""


@pytest.mark.parametrize("outer", CODED)
def test_two_codings_are_undone_in_reverse_order(outer: str) -> None:
    data = CODED[outer](CODED["br"](TEXT))
    assert b"".join(pieces(decoded(chunks(data), f"br, identity, {outer}"))) == TEXT


def test_bare_deflate_and_several_gzip_members_are_read() -> None:
    bare = zlib.compressobj(wbits=-15)
    assert b"".join(pieces(decoded(chunks(bare.compress(TEXT) + bare.flush()), "deflate"))) == TEXT
    members = gzip.compress(TEXT) + gzip.compress(b"end") + b"\0\0 behind the end"
    assert b"".join(pieces(decoded(chunks(members, 1), "gzip"))) == TEXT + b"end"


@pytest.mark.parametrize("name", CODED)
def test_a_bomb_never_lies_in_memory(name: str) -> None:
    """A hundred megabytes of nothing, in some kilobytes: what is read at a time stays small."""
    raw = Chunks(iter([CODED[name](bytes(100_000_000))]))
    body = decoded(raw, name)
    read = [len(body.read(PIECE)) for _ in range(20)]
    assert 0 < max(read) <= 4 * PIECE


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_damage_is_told(name: str) -> None:
    data = CODED[name](TEXT)
    for damaged in (b"no compressed data at all" * 10, data[:20] + bytes(50) + data[70:]):
        with pytest.raises(DecodingError, match="damaged"):
            list(pieces(decoded(chunks(damaged), name)))


@pytest.mark.parametrize("name", ["gzip", "deflate", "br"])
def test_a_missing_end_is_told(name: str) -> None:
    with pytest.raises(DecodingError, match="too early"):
        list(pieces(decoded(chunks(CODED[name](TEXT)[:-10]), name)))


@pytest.mark.parametrize("header", ["compress", "gzip, sdch", "gzip, gzip, gzip", "gzip;q=1"])
def test_unknown_and_piled_up_codings_are_refused(header: str) -> None:
    with pytest.raises(DecodingError, match="compressed"):
        decoded(chunks(TEXT), header)
