"""What fetching remembers between runs, in one small SQL store: turns, robots.txt, documents, pages, outcomes.

A SQLite file in the data folder, or the PostgreSQL that NEWSETL_FETCH_STATE_URL names, where several machines fetch.
Losing it loses no news: everything is asked for again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from filelock import FileLock
from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    event,
    func,
    make_url,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from newsetl.arabic.forms import without_surrogates
from newsetl.records import digest_of
from newsetl.settings import Settings, SettingsError, location_without_credentials
from newsetl.urls import url_key

FILE = "fetch.sqlite"
_BUSY = 120
"""Seconds for which a SQLite writer waits for another."""
_WRITE = "newsetl_write"
_CREATING = 1_852_143_476
"""Any number that nobody else takes for an advisory lock of PostgreSQL's."""
_LONGEST_KEY = 1000
"""Bytes, two of which make an index entry; PostgreSQL indexes no value of more than 2,704."""

METADATA = MetaData()


def _table(name: str, *columns: Column[Any] | Index) -> Table:
    return Table(name, METADATA, *columns, sqlite_with_rowid=False)


def _text(name: str, *, key: bool = False) -> Column[Any]:
    return Column(name, String, primary_key=key, nullable=False, server_default="")


def _seconds(name: str) -> Column[Any]:
    """A moment, in seconds since 1970; NULL where there was none."""
    return Column(name, Float)


def _count(name: str) -> Column[Any]:
    return Column(name, Integer, nullable=False, server_default="0")


HOSTS = _table(
    "hosts",
    _text("host", key=True),
    _seconds("next_turn"),
    _seconds("not_before"),
    _text("why"),
    Column("slowdown", Float, nullable=False, server_default="1"),
    _count("failures"),
)
LEASES = _table("leases", _text("token", key=True), _text("host"), _seconds("until"), Index("leases_by_host", "host"))
ROBOTS = _table("robots", _text("origin", key=True), _seconds("asked_at"), _text("body"))
DOCUMENTS = _table(
    "documents",
    _text("source", key=True),
    _text("document", key=True),
    _text("etag"),
    _text("last_modified"),
    _text("digest"),
    _seconds("asked_whole"),
    _text("partition"),
    _text("fingerprint"),
)
_DUE = text("due IS NOT NULL")
PAGES = _table(
    "pages",
    _text("source", key=True),
    _text("page", key=True),
    _text("url"),  # what it was captured as, where that is not the page
    _text("document"),
    _text("partition"),
    _seconds("first_seen"),
    _seconds("last_fetched"),
    _seconds("modified"),
    _text("digest"),
    _text("etag"),
    _text("last_modified"),
    _count("unchanged"),
    _count("tries"),
    _text("reason"),
    _text("message"),
    _seconds("due"),
    _seconds("elsewhere"),  # when it was published, where that was all that was wanted of it
    # of most pages nothing is due any more
    Index("pages_due", "source", "document", "due", sqlite_where=_DUE, postgresql_where=_DUE),
)
OUTCOMES = _table(
    "outcomes", _text("source", key=True), _text("day", key=True), _text("outcome", key=True), _count("count")
)
SOURCES = _table(
    "sources",
    _text("source", key=True),
    _seconds("last_success"),
    _seconds("last_failure"),
    _text("failure"),
    _text("message"),
    _seconds("newest"),
)


class Store:
    """The database; several processes and threads may use it at once. Opens nothing before it is first used."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._engine: Engine | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The store that the settings name. Raises SettingsError for an address that cannot be one."""
        if settings.fetch_state_url is None:
            settings.data_path.mkdir(parents=True, exist_ok=True)
            return cls(URL.create("sqlite", database=str(settings.data_path / FILE)))
        given = settings.fetch_state_url.get_secret_value()
        try:
            url = make_url(given)
            url.get_dialect()
        except (ArgumentError, NoSuchModuleError, ValueError):
            url = None
        if url is None or url.get_backend_name() not in ("postgresql", "sqlite"):
            shown = location_without_credentials(given)
            raise SettingsError(
                f"NEWSETL_FETCH_STATE_URL={shown}: give postgresql://user:password@host/database, or leave it empty"
            )
        return cls(url)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; the store can be used again and then opens new ones."""
        if self._engine:
            self._engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that no other writer comes between; committed on leaving."""
        with self._ready().connect().execution_options(**{_WRITE: True}) as sql, sql.begin():
            yield sql

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A view of one moment."""
        with self._ready().connect() as sql, sql.begin():
            yield sql

    def _ready(self) -> Engine:
        if self._engine is None:
            in_file = self._url.get_backend_name() == "sqlite"
            self._engine = _open_file(self._url) if in_file else _open_server(self._url)
        return self._engine


def _open_file(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _BUSY})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    # two that switch a new file to writing ahead do not wait for each other, one of them fails
    with FileLock(f"{url.database}.lock", timeout=_BUSY), engine.begin() as sql:
        METADATA.create_all(sql)
    return engine


def _open_server(url: URL) -> Engine:
    engine = create_engine(url, pool_pre_ping=True)
    with engine.connect() as sql, sql.begin():
        # two that both find no table would both create it
        sql.execute(select(func.pg_advisory_xact_lock(_CREATING)))
        METADATA.create_all(sql)
    return engine


def upsert(sql: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows; where their key is there, replace the columns that they name. All rows name the same."""
    if not rows:
        return
    insert = (postgresql.insert if sql.dialect.name == "postgresql" else sqlite.insert)(table)
    keys = [column.name for column in table.primary_key]
    replaced = {name: insert.excluded[name] for name in rows[0] if name not in keys}
    statement = (
        insert.on_conflict_do_update(index_elements=keys, set_=replaced)
        if replaced
        else insert.on_conflict_do_nothing(index_elements=keys)
    )
    sql.execute(statement, [dict(row) for row in rows])


def key_of(text: str) -> str:
    """A text as a key: itself, or its beginning and digest where it is too long for one."""
    data = without_surrogates(text).replace("\0", "").encode()
    if len(data) <= _LONGEST_KEY:
        return data.decode()
    return f"{data[:200].decode('utf-8', 'ignore')}…{digest_of([], data)}"


def forget_pages(settings: Settings, addresses: Iterable[str]) -> None:
    """Forget that the pages of these addresses, canonical ones, were ever fetched or tried."""
    wanted = list(addresses)
    keys = [key_of(url_key(address)) for address in wanted]
    if wanted and _is_there(settings):
        with Store.from_settings(settings) as store, store.writing() as sql:
            sql.execute(delete(PAGES).where(PAGES.c.page.in_(keys) | PAGES.c.url.in_(wanted)))


def forget_documents(settings: Settings) -> None:
    """Forget what documents were like, so that each is read to its end once more; pages that are known stay known."""
    if _is_there(settings):
        with Store.from_settings(settings) as store, store.writing() as sql:
            sql.execute(delete(DOCUMENTS))


def _is_there(settings: Settings) -> bool:
    return settings.fetch_state_url is not None or (settings.data_path / FILE).exists()


def moment_of(seconds: float | None) -> datetime | None:
    """Seconds since 1970 as the store keeps them, in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _prepare(connection: Any, _: Any) -> None:
    """Leave transactions to ``_begin``; write ahead, so that readers never wait."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


def _begin(sql: Connection) -> None:
    # a transaction that reads first and then writes could not wait for another writer
    sql.exec_driver_sql("BEGIN IMMEDIATE" if sql.get_execution_options().get(_WRITE) else "BEGIN")
