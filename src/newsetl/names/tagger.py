"""Names that the gazetteer may lack, found by camel-tools' statistical tagger: suggestions to a person, never links.

What the linker finds, or holds possible, is the gazetteer's and is not suggested. The tagger (Inoue et al. 2021, «The
interplay of variant, size, and task type in Arabic pre-trained language models») needs the extra ``ner`` and its model.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from newsetl.arabic.sentences import SENTENCE_END
from newsetl.arabic.tokens import spaced
from newsetl.chunks import in_chunks
from newsetl.names.given import GIVEN_NAMES
from newsetl.names.linker import Linker
from newsetl.names.proclitics import BEFORE_WORD
from newsetl.records import EnrichedArticle

Tag = Callable[[list[list[str]]], list[list[str]]]
"""Sentences of words → a label for each word (IOB: B-LOC begins a place, I-LOC goes on with it, O is no name)."""
KINDS = {"LOC": "place", "ORG": "organisation", "PERS": "person"}
"""Labels and what they are here; the fourth, MISC, is no kind of the gazetteer."""
MOST_EXAMPLES = 3
_BATCH = 32
_NEAR = 0.85


class TaggerUnavailable(RuntimeError):
    """The tagger or its model is not installed; the message says what to install."""


@dataclass
class Suggestion:
    """A name that no pack has, as it is written most, and where it stands."""

    name: str
    kind: str
    reports: int
    near: str
    """Id of an entity with a name that is spelled nearly so; empty where there is none."""
    article_ids: list[str]
    sentences: list[str]


@dataclass
class _Found:
    kinds: Counter[str] = field(default_factory=Counter)
    surfaces: Counter[str] = field(default_factory=Counter)
    sentences: dict[str, str] = field(default_factory=dict)
    """Article id → the first sentence of it."""


def load_tagger() -> Tag:
    """camel-tools' own tagger with its pretrained model. Raises TaggerUnavailable."""
    try:
        from camel_tools.ner import NERecognizer
    except ImportError as error:
        raise TaggerUnavailable(
            f"the tagger needs {error.name or 'torch'}, which is not installed: pip install torch transformers"
        ) from error
    try:
        recognizer = NERecognizer.pretrained()
    except Exception as error:  # the catalogue, the file system and transformers raise what they like
        raise TaggerUnavailable(f"the tagger's model cannot be used ({error}): camel_data -i ner-arabert") from error
    tag: Tag = recognizer.predict
    return tag


def suggest(articles: Iterable[EnrichedArticle], linker: Linker, tag: Tag) -> list[Suggestion]:
    """Names that the tagger finds where the linker finds none, most reports first; each spelling once.

    With letters attached a name is the same where it stands without them too: «بتل المثال» is «تل المثال».
    """
    found: dict[str, _Found] = {}
    for article in articles:
        for name, kind, sentence in _unknown(article, linker, tag):
            if key := spaced(name):
                one = found.setdefault(key, _Found())
                one.kinds[kind] += 1
                one.surfaces[name] += 1
                one.sentences.setdefault(article.article_id, sentence)
    for key in sorted(found, key=len, reverse=True):
        if bare := next((key[len(b) :] for b in BEFORE_WORD[1:] if key.startswith(b) and key[len(b) :] in found), ""):
            attached, one = found.pop(key), found[bare]
            one.kinds += attached.kinds
            one.sentences |= {
                article_id: s for article_id, s in attached.sentences.items() if article_id not in one.sentences
            }
    known = {spaced(name): entry.id for entry in linker.gazetteer.entries.values() for name in entry.names}
    suggestions = [_suggestion(key, one, known) for key, one in found.items() if key not in GIVEN_NAMES]
    return sorted(suggestions, key=lambda s: (-s.reports, s.name))


def _suggestion(key: str, found: _Found, known: dict[str, str]) -> Suggestion:
    [near] = get_close_matches(key, known, 1, _NEAR) or [""]
    return Suggestion(
        name=found.surfaces.most_common(1)[0][0],
        kind=found.kinds.most_common(1)[0][0],
        reports=len(found.sentences),
        near=known.get(near, ""),
        article_ids=list(found.sentences)[:MOST_EXAMPLES],
        sentences=list(dict.fromkeys(found.sentences.values()))[:MOST_EXAMPLES],
    )


def _unknown(article: EnrichedArticle, linker: Linker, tag: Tag) -> Iterator[tuple[str, str, str]]:
    """Name, kind and sentence of what the tagger alone finds in title and body."""
    mentions = linker.link(article.title, article.body, article.timeline_at.date())
    for where, text in (("title", article.title), ("body", article.body)):
        taken = [(mention.start, mention.end) for mention in mentions if mention.field == where]
        for batch in in_chunks(_sentences(text), _BATCH):
            labels = tag([[text[start:end] for start, end in words] for words in batch])
            for words, said in zip(batch, labels, strict=True):
                for start, end, kind in _spans(words, said):
                    if not any(start < its_end and its_start < end for its_start, its_end in taken):
                        yield text[start:end], kind, text[words[0][0] : words[-1][1]]


def _sentences(text: str) -> Iterator[list[tuple[int, int]]]:
    """The words and marks of each sentence, as camel-tools cuts them, by their places in the text."""
    from camel_tools.tokenizers.word import simple_word_tokenize

    begin = 0
    for end in [*(match.end() for match in SENTENCE_END.finditer(text)), len(text)]:
        words, at = [], begin
        for word in simple_word_tokenize(text[begin:end]):
            at = text.index(word, at)
            words.append((at, at + len(word)))
            at += len(word)
        if words:
            yield words
        begin = end


def _spans(words: list[tuple[int, int]], labels: list[str]) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of each name; words without a label (the model reads so many) are none."""
    start = end = 0
    open_label = ""
    for (first, last), label in zip([*words, (0, 0)], [*labels[: len(words)], "O"], strict=False):
        begins, _, name = label.partition("-")
        if open_label and (begins != "I" or name != open_label):
            if open_label in KINDS:
                yield start, end, KINDS[open_label]
            open_label = ""
        if begins == "B" or (begins == "I" and not open_label):
            start, open_label = first, name
        end = last
