"""The embedded engine's fields, and how a ``Document`` becomes a row of them."""

from functools import lru_cache

import tantivy

from newsetl.arabic.analysis import Analyzer, Token
from newsetl.index.documents import Document
from newsetl.index.mapping import BOOLEAN_FIELDS, FORM_FIELDS, KEYWORD_FIELDS, keyword_value
from newsetl.index.query import TEXT_FIELDS
from newsetl.index.versions import MAX_TERM_BYTES
from newsetl.records import EPOCH, UtcDatetime

SCHEMA_REVISION = "2"
"""Part of the mapping hash: count up when the rows below change their meaning."""
RAW_FIELDS = sorted(KEYWORD_FIELDS | BOOLEAN_FIELDS)


@lru_cache(1)
def make_schema() -> tantivy.Schema:
    """Text as terms with positions, keywords and concepts whole, the document itself stored as JSON."""
    builder = tantivy.SchemaBuilder()
    for name in TEXT_FIELDS:
        for field in (name, exact_field(name)):
            # Terms arrive analysed (``add_pre_tokenized_text``); the named tokenizer never runs.
            builder.add_text_field(field, tokenizer_name="raw", index_option="position")
    for name in FORM_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="position")
    for name in RAW_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("timeline_ms", indexed=True, fast=True)
    builder.add_unsigned_field("version", fast=True)
    builder.add_bytes_field("record", stored=True)
    return builder.build()


def exact_field(name: str) -> str:
    """The unstemmed twin of a text field."""
    return f"{name}_exact"


def milliseconds(moment: UtcDatetime) -> int:
    """Whole milliseconds since the epoch, the resolution of Elasticsearch's ``date``."""
    passed = moment - EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1000 + passed.microseconds // 1000


def make_row(document: Document, analyzer: Analyzer) -> tantivy.Document:
    """The row of a document. Raises ValueError with the reason when Elasticsearch would refuse it."""
    row = tantivy.Document()
    for name in TEXT_FIELDS:
        text: str = getattr(document, name)
        for field, analyse in ((name, analyzer.analyse), (exact_field(name), analyzer.analyse_exact)):
            tokens = analyse(text)
            _check_length(field, max((token.term for token in tokens), key=len, default=""))
            row.add_pre_tokenized_text(field, _pre_tokenized(text, tokens))
    for name in FORM_FIELDS:
        if text := getattr(document, name):
            row.add_pre_tokenized_text(name, _pre_tokenized(text, _split(text)))
    for name in RAW_FIELDS:
        values = getattr(document, name)
        for value in values if isinstance(values, list) else [] if values is None else [values]:
            _check_length(name, keyword := keyword_value(name, value))
            row.add_text(name, keyword)
    for place in document.locations:
        if not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
            raise ValueError(f"locations: {place.lat}, {place.lon} is no place on earth")
    row.add_integer("timeline_ms", milliseconds(document.timeline_at))
    row.add_unsigned("version", document.version)
    row.add_bytes("record", document.model_dump_json().encode())
    return row


def _pre_tokenized(text: str, tokens: list[Token]) -> tantivy.PreTokenizedString:
    return tantivy.PreTokenizedString(
        text, [tantivy.Token(term, position, start, end) for term, position, start, end in tokens]
    )


def _split(text: str) -> list[Token]:
    """Terms separated by spaces; their offsets, which nothing reads, are left out."""
    return [Token(term, position, 0, 0) for position, term in enumerate(text.split())]


def _check_length(field: str, term: str) -> None:
    if len(term) * 4 > MAX_TERM_BYTES and len(term.encode()) > MAX_TERM_BYTES:
        raise ValueError(f"{field}: a term longer than {MAX_TERM_BYTES} bytes")
