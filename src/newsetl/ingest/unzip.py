"""Gzip told by its bytes: endings and headers are often wrong about it."""

import gzip
from typing import BinaryIO, cast

_GZIP = b"\x1f\x8b"


def unzipped(file: BinaryIO) -> BinaryIO:
    """The stream as it is, or what it holds where it is gzipped; ``file`` must be seekable.

    Reading a damaged one raises EOFError, OSError or zlib.error.
    """
    magic = file.read(len(_GZIP))
    file.seek(-len(magic), 1)
    return cast(BinaryIO, gzip.GzipFile(fileobj=file)) if magic == _GZIP else file
