"""Versioned Elasticsearch indices (``news-000001``…) behind one alias: create, check, promote."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from newsetl.index.engine import IndexUnusable
from newsetl.index.mapping import index_body
from newsetl.index.versions import mismatch_message, missing_message, version_name, version_number
from newsetl.names.gazetteer import Gazetteer


class VersionedIndex:
    """The alias and what stands behind it. Client errors pass through: call it in ``clear_errors``."""

    def __init__(self, client: Elasticsearch, alias: str, gazetteer: Gazetteer) -> None:
        self._client = client
        self.alias = alias
        self._prefix = f"{alias}-"
        self._body = index_body(gazetteer)
        self.expected_hash: str = self._body["mappings"]["_meta"]["mapping_hash"]

    def current(self) -> str | None:
        """The index behind the alias, None when there is no alias. Raises IndexUnusable when it is not one index."""
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
        if (found := self.mapping_hash(name)) != self.expected_hash:
            raise IndexUnusable(mismatch_message(name, found, self.expected_hash))
        return name

    def mapping_hash(self, name: str) -> str:
        """The hash that an index was built with; empty when it does not say."""
        mapping = self._client.indices.get_mapping(index=name).body
        return str(mapping[name]["mappings"].get("_meta", {}).get("mapping_hash", ""))

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
    def successor(self, old: str) -> Iterator[str]:
        """A new index that takes the alias over from ``old`` on leaving; deleted instead when anything fails.

        ``old`` takes no writes from the beginning, so that nothing written meanwhile is lost; it stays as it is.
        """
        new = version_name(self._prefix, max(version_number(self._prefix, name) for name in [*self._names(), old]) + 1)
        self._client.indices.create(index=new, **self._body)
        try:
            self._client.indices.add_block(index=old, block="write")
            yield new
            self._client.indices.update_aliases(
                actions=[
                    {"remove": {"index": old, "alias": self.alias, "must_exist": True}},
                    {"add": {"index": new, "alias": self.alias, "is_write_index": True}},
                ]
            )
        except BaseException:
            self._client.indices.put_settings(index=old, settings={"index.blocks.write": None})
            self._client.indices.delete(index=new, ignore_unavailable=True)
            raise

    def drop(self) -> None:
        """Delete every version."""
        for name in self._names():
            self._client.indices.delete(index=name, ignore_unavailable=True)

    def _names(self) -> list[str]:
        found = self._client.indices.get(index=f"{self._prefix}*", features="aliases", allow_no_indices=True).body
        return sorted(name for name in found if version_number(self._prefix, name))
