"""Settings for a throw-away lake and index, to measure in without touching the real ones."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from newsetl.settings import Settings, file_url_path


@contextmanager
def scratch_settings(settings: Settings) -> Iterator[Settings]:
    """The same kind of engine and the same names, in a folder that is removed on leaving.

    On Elasticsearch the index gets an alias of its own beside the real one; whoever fills it drops it.
    """
    with TemporaryDirectory(prefix="newsetl-scratch-") as folder:
        embedded = file_url_path(settings.index_location) is not None
        yield settings.model_copy(
            update={
                "data_dir": Path(folder),
                "lake_url": "",
                "index_url": "" if embedded else settings.index_url,
                "index_alias": f"{settings.index_alias}-scratch-{os.getpid()}",
                "gazetteer": settings.gazetteer_path,
                # its Data Docs would be removed unread
                "expectations": False,
            }
        )
