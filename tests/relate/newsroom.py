"""An index in memory, as far as relate needs one, and reports of a small world with few words."""

from datetime import UTC, datetime, timedelta

from newsetl.index.documents import RELATION_FIELDS, Document
from newsetl.relate.stage import update_relations

START = datetime(2022, 1, 20, tzinfo=UTC)
VERSION = 1 << 20


class MemoryStore:
    """``newsetl.relate.zones.Store`` over a dict, with the index's rules for versions."""

    def __init__(self):
        self.documents = {}
        self.writes = 0

    def scan(self, since=None, until=None):
        ordered = sorted(self.documents.values(), key=lambda document: (document.timeline_at, document.article_id))
        return iter(
            document
            for document in ordered
            if (since is None or document.timeline_at >= since) and (until is None or document.timeline_at < until)
        )

    def get(self, article_ids):
        return {name: self.documents[name] for name in article_ids if name in self.documents}

    def in_groups(self, groups, field="duplicate_group"):
        wanted = set(groups)
        return {name: doc for name, doc in self.documents.items() if getattr(doc, field) in wanted}

    def write(self, documents):
        for document in documents:
            stored = self.documents.get(document.article_id)
            if stored is None or document.version > stored.version:
                self.documents[document.article_id] = document
                self.writes += 1
        return []

    def load(self, documents):
        """What the index stage does with newly enriched reports."""
        for made in documents:
            document = made
            if before := self.documents.get(document.article_id):
                kept = {name: getattr(before, name) for name in RELATION_FIELDS}
                if before.timeline_at != document.timeline_at:
                    kept["moved_from"] = [*before.moved_from, before.timeline_at]
                document = document.model_copy(update=kept)
            self.write([document])

    def take(self, documents):
        """Index these reports and relate them, as one run does."""
        self.load(documents)
        return list(update_relations(self, [document.article_id for document in documents]))

    @property
    def relations(self):
        """Report → what relate found of it."""
        return {
            name: (document.duplicate_group, document.duplicate_of, document.story_id, document.moved_from)
            for name, document in sorted(self.documents.items())
        }


def report(article_id, hours, body, *, title="خبر", source="nahr", revision=0, about=(), mentioned=()):
    """A report ``hours`` after START."""
    when = START + timedelta(hours=hours)
    return Document(
        article_id=article_id,
        version=VERSION * (revision + 1),
        url=f"https://{source}.example/{article_id}",
        source=source,
        outlet=source,
        affiliation="independent",
        route="daily",
        title=title,
        body=body,
        lang="ar",
        observed_at=when,
        fetched_at=when,
        timeline_at=when,
        date_quality="published",
        content_hash=article_id,
        about=list(about),
        about_ids=list(about),
        mentioned=list(mentioned),
        mentioned_ids=list(mentioned),
    )
