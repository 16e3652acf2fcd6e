"""Bringing enriched records up to date with today's names: what a change cannot touch is carried over as it is."""

from enum import StrEnum
from typing import NamedTuple

from newsetl.arabic.morphology import Morphology
from newsetl.enrich.stage import enrich_article
from newsetl.names.changes import Changes
from newsetl.names.linker import Linker
from newsetl.names.snapshots import Processing, Snapshots
from newsetl.records import Article, EnrichedArticle, make_version


class Why(StrEnum):
    """Why a report is linked anew, or that it is not."""

    CURRENT = "current"
    """Linked by this code and these names already."""
    CARRIED = "carried"
    """The change cannot touch it."""
    UNKNOWN = "unknown"
    """With what it was linked is no longer known."""
    CODE = "code"
    """It was linked by other code."""
    MORPHOLOGY = "morphology"
    """Its words were analysed with another morphological database, or without one."""
    NAMES = "names"
    """It may hold a name of a changed entry, or mentions one that leans on it."""
    RENEWED = "renewed"
    """Its article came anew since, and was not linked yet."""
    ALL = "all"
    """It was asked for."""

    @property
    def links_anew(self) -> bool:
        """Whether the report's text goes through the linker."""
        return self not in (Why.CURRENT, Why.CARRIED)


class Reason(NamedTuple):
    """Why, and with ``Why.NAMES`` the id of one entry for whose sake."""

    why: Why
    entity_id: str = ""


class Relinker:
    """Decides for each record, and makes the new ones. ``now`` is what they will say they were made with."""

    def __init__(
        self,
        snapshots: Snapshots,
        linker: Linker,
        morphology: Morphology | None,
        now: Processing,
        *,
        everything: bool = False,
    ) -> None:
        self._snapshots = snapshots
        self._linker = linker
        self.morphology = morphology
        self._everything = everything
        self._made: dict[str, Processing | None] = {}
        self._changes: dict[str, Changes | None] = {}
        self.now = now

    def made(self, enriched_by: str) -> Processing | None:
        """What a record's ``enriched_by`` stands for; None when that is not known."""
        if enriched_by not in self._made:
            self._made[enriched_by] = self._snapshots.processing(enriched_by)
        return self._made[enriched_by]

    def changes_since(self, gazetteer: str) -> Changes | None:
        """What changed since a gazetteer, by its fingerprint; None when that one is not kept."""
        if gazetteer not in self._changes:
            old = self._snapshots.load(gazetteer)
            self._changes[gazetteer] = Changes(old, self._linker.gazetteer) if old else None
        return self._changes[gazetteer]

    def is_current(self, enriched_by: str) -> bool:
        """Whether records with this ``enriched_by`` may stay as they are."""
        made = self.made(enriched_by)
        return not self._everything and made is not None and made.links_like(self.now)

    def reason(self, article: EnrichedArticle) -> Reason:
        """What is to become of a record of the lake."""
        if self.is_current(article.enriched_by):
            return Reason(Why.CURRENT)
        if self._everything:
            return Reason(Why.ALL)
        made = self.made(article.enriched_by)
        if made is None:
            return Reason(Why.UNKNOWN)
        if made.code != self.now.code:
            return Reason(Why.CODE)
        if made.morphology != self.now.morphology:
            return Reason(Why.MORPHOLOGY)
        if (changes := self.changes_since(made.gazetteer)) is None:
            return Reason(Why.UNKNOWN)
        touching = changes.touching(article)
        return Reason(Why.NAMES, touching) if touching else Reason(Why.CARRIED)

    def renew(self, article: EnrichedArticle, why: Why, generation: int) -> EnrichedArticle:
        """The record as ``now`` makes it, under the version that a run would give it."""
        if why is Why.CURRENT:
            return article
        if why is Why.CARRIED:
            version = make_version(article.observed_at, generation)
            return article.model_copy(update={"enriched_by": self.now.fingerprint, "version": version})
        return self.link(Article(**{name: getattr(article, name) for name in Article.model_fields}), generation)

    def link(self, article: Article, generation: int) -> EnrichedArticle:
        """An article through the linker."""
        version = make_version(article.observed_at, generation)
        return enrich_article(article, self._linker, self.now.fingerprint, version, self.morphology)
