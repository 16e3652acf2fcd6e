"""The app over a small index on the tests' own names, asked without a network."""

from html.parser import HTMLParser

import pytest

from newsetl.enrich.stage import enrich_article
from newsetl.index.documents import Outlet, make_document
from newsetl.names.linker import Linker
from newsetl.pipeline import Pipeline
from newsetl.records import make_version
from newsetl.stages import Context
from newsetl.web.app import create_app
from tests.web.asking import ask

NAHR = Outlet(source="nahr", name="نهر نيوز", affiliation="independent")
RADIO = Outlet(source="radio", name="راديو السهل", affiliation="state")


@pytest.fixture
def pipeline(settings, gazetteer):
    """A pipeline whose names are the tests' own; its index does not exist yet."""
    made = Pipeline(Context.from_settings(settings))
    made.__dict__["gazetteer"] = gazetteer
    return made


@pytest.fixture
def add(pipeline, make_article):
    """Index one report: (its outlet, fields of its document to overwrite, fields of the article) → document."""

    def index(outlet=NAHR, overwrite=None, written="created", **fields):
        article = make_article(**fields)
        enriched = enrich_article(article, Linker(pipeline.gazetteer), "test", make_version(article.observed_at, 1))
        document = make_document(enriched, outlet, pipeline.gazetteer).model_copy(update=overwrite or {})
        [told] = pipeline.engine.write([document])
        assert told.outcome == written, told
        return document

    return index


@pytest.fixture
def get(pipeline):
    """GET one address of the app; keywords are query parameters."""
    app = create_app(pipeline)
    return lambda path="/", method="GET", **parameters: ask(
        app, path, method, {name.rstrip("_"): value for name, value in parameters.items()}
    )


class Page(HTMLParser):
    """What a reader finds: text without tags, links with their text, marked texts."""

    def __init__(self, html):
        super().__init__()
        self.text, self.links, self.marked, self._open = "", {}, [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self._open.append((dict(attrs)["href"], len(self.text)))
        if tag == "mark":
            self._open.append(("", len(self.text)))

    def handle_endtag(self, tag):
        if tag == "a":
            href, start = self._open.pop()
            self.links[" ".join(self.text[start:].split())] = href
        if tag == "mark":
            self.marked.append(self.text[self._open.pop()[1] :])

    def handle_data(self, data):
        self.text += data


@pytest.fixture
def read(get):
    """GET a page that must be there, as a reader sees it."""

    def page(path="/", **parameters):
        answer = get(path, **parameters)
        assert answer.status_code == 200, answer.text
        return Page(answer.text)

    return page
