"""Versioned Elasticsearch indices (``news-000001``…) behind one alias: create, check, promote."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from newsetl.index.engine import IndexUnusable
from newsetl.index.mapping import index_body
from newsetl.index.versions import (
    NO_PREVIOUS,
    mismatch,
    missing_message,
    previous_version,
    version_name,
    version_number,
)
from newsetl.names.gazetteer import Gazetteer


class VersionedIndex:
    """The alias and what stands behind it. Client errors pass through: call it in ``clear_errors``."""

    def __init__(self, client: Elasticsearch, alias: str, gazetteer: Gazetteer) -> None:
        self._client = client
        self.alias = alias
        self._prefix = f"{alias}-"
        self._body = index_body(gazetteer)
        self._pinned: str | None = None

    @property
    def target(self) -> str:
        """What to read from and write to: the alias, or the one version this stands for."""
        return self._pinned or self.alias

    @property
    def is_alias(self) -> bool:
        """Whether ``target`` is the alias."""
        return self._pinned is None

    def pin(self, name: str) -> "VersionedIndex":
        """The same index with one version in place of the alias."""
        pinned = copy(self)
        pinned._pinned = name
        return pinned

    def current(self) -> str | None:
        """The index behind the alias, None when there is no alias. Raises IndexUnusable when it is not one index."""
        if self._pinned:
            return self._pinned
        try:
            found: dict[str, Any] = self._client.indices.get_alias(name=self.alias).body
        except NotFoundError:
            return None
        if len(found) > 1:
            writing = [name for name, facts in found.items() if facts["aliases"][self.alias].get("is_write_index")]
            if len(writing) != 1:
                raise IndexUnusable(
                    f"alias {self.alias} stands for {', '.join(sorted(found))}, none of them to write to: leave one"
                )
            return writing[0]
        return next(iter(found), None)

    def require_current(self) -> str:
        """The index behind the alias. Raises IndexUnusable when there is none."""
        if (name := self.current()) is None:
            raise IndexUnusable(missing_message(f"alias {self.alias}"))
        return name

    def require_same_mapping(self) -> str:
        """The index behind the alias, when it was built as this newsetl would. Raises IndexUnusable otherwise."""
        name = self.require_current()
        if fault := self.fault(name):
            raise IndexUnusable(fault)
        return name

    def fault(self, name: str) -> str:
        """Why an index may not be written, having been built otherwise; empty when it was built alike."""
        return mismatch(name, self.facts(name), self._body["mappings"]["_meta"])

    def facts(self, name: str) -> dict[str, str]:
        """What an index (or the one behind an alias) says of how it was built; empty when it says nothing."""
        mappings = self._client.indices.get_mapping(index=name, filter_path="*.mappings._meta").body
        return next((dict(found["mappings"]["_meta"]) for found in mappings.values()), {})

    def create_first(self) -> None:
        """Create the first version and the alias in one call, unless somebody else just did."""
        if stray := self._names():
            if self.current() is not None:
                return
            raise IndexUnusable(
                f"alias {self.alias} is missing, but there is index {', '.join(stray)}: point the alias at the one to "
                "use (`is_write_index` true), or delete them"
            )
        if self._client.indices.exists(index=self.alias):
            raise IndexUnusable(
                f"{self.alias} is an index of its own, not an alias (something wrote to it before newsetl): delete or "
                "rename it, or set NEWSETL_INDEX_ALIAS"
            )
        try:
            self._client.indices.create(
                index=version_name(self._prefix, 1), aliases={self.alias: {"is_write_index": True}}, **self._body
            )
        except BadRequestError as error:
            if error.message != "resource_already_exists_exception":
                raise

    @contextmanager
    def successor(self) -> Iterator[str]:
        """A new index that takes the alias over on leaving; deleted instead when anything fails.

        The present one takes no writes from the beginning, so that nothing written meanwhile is lost; it stays as it
        is, those before it are deleted at the end, and what a kill left behind it at the beginning.
        """
        old = self.current()
        number = version_number(self._prefix, old or "")
        self._delete(name for name in self._names() if old and version_number(self._prefix, name) > number)
        last = max((version_number(self._prefix, name) for name in [*self._names(), old or ""]), default=0)
        new = version_name(self._prefix, last + 1)
        self._client.indices.create(index=new, **self._body)
        try:
            if old:
                self._block(old)
            yield new
            self._point(old, new)
        except BaseException:
            if old:
                self._unblock(old)
            self._delete([new])
            raise
        self._delete(name for name in self._names() if name not in (old, new))

    @contextmanager
    def opened(self) -> Iterator[list[str]]:
        """Every version, the present one first; those that are not take writes until leaving."""
        current = self.current()
        others = [name for name in reversed(self._names()) if name != current]
        blocked = [name for name in others if self._is_blocked(name)]
        try:
            for name in blocked:
                self._unblock(name)
            yield [*([current] if current else []), *others]
        finally:
            for name in blocked:
                self._block(name)

    def rollback(self) -> str:
        """Point the alias at the version before, which takes writes again; return its name."""
        old = self.require_current()
        name = previous_version(self._prefix, old, self._names())
        if name is None:
            raise IndexUnusable(f"{NO_PREVIOUS} than {old}")
        self._block(old)
        self._unblock(name)
        self._point(old, name)
        return name

    def drop(self) -> None:
        """Delete every version."""
        self._delete(self._names())

    def _point(self, old: str | None, new: str) -> None:
        actions: list[dict[str, Any]] = [{"add": {"index": new, "alias": self.alias, "is_write_index": True}}]
        if old:
            actions.insert(0, {"remove": {"index": old, "alias": self.alias, "must_exist": True}})
        self._client.indices.update_aliases(actions=actions)

    def _block(self, name: str) -> None:
        self._client.indices.add_block(index=name, block="write")

    def _unblock(self, name: str) -> None:
        self._client.indices.put_settings(index=name, settings={"index.blocks.write": None})

    def _is_blocked(self, name: str) -> bool:
        settings = self._client.indices.get_settings(index=name, name="index.blocks.write", flat_settings=True)
        return bool(settings[name]["settings"].get("index.blocks.write") == "true")

    def _delete(self, names: Iterable[str]) -> None:
        for name in names:
            self._client.indices.delete(index=name, ignore_unavailable=True)

    def _names(self) -> list[str]:
        found = self._client.indices.get(index=f"{self._prefix}*", features="aliases", allow_no_indices=True).body
        return sorted(name for name in found if version_number(self._prefix, name))
