"""The engine that the settings name."""

from urllib.parse import urlsplit

from newsetl.index.engine import Engine
from newsetl.names.gazetteer import Gazetteer
from newsetl.settings import Settings, SettingsError, file_url_path


def open_engine(settings: Settings, gazetteer: Gazetteer) -> Engine:
    """The engine of ``NEWSETL_INDEX_URL``; touches neither disk nor network yet.

    Raises SettingsError for a URL of no known form.
    """
    location = settings.index_location
    # Imported when chosen: each brings a library that the other's users need not load.
    if (root := file_url_path(location)) is not None:
        from newsetl.index.embedded import EmbeddedEngine

        return EmbeddedEngine(root, settings, gazetteer)
    scheme = urlsplit(location).scheme
    if scheme in ("http", "https"):
        from newsetl.index.elasticsearch import ElasticsearchEngine

        return ElasticsearchEngine(location, settings, gazetteer)
    raise SettingsError(
        f"NEWSETL_INDEX_URL begins with {scheme or 'no scheme'}: use file:///folder or https://[user:password@]host:9200"
    )
