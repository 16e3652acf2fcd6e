"""One library's answers for ``extraction.py``, run by an interpreter that has it and perhaps not newsetl.

``python bench/extraction_others.py newspaper4k|news-please`` reads a line of JSON a page (html as hex, url) from
standard input and prints ``{"found": [{"title", "body", "date"} | null, …], "seconds": …}`` in one line.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any


def newspaper4k() -> Callable[[str, str], dict[str, Any]]:
    from newspaper import Article

    def read(html: str, url: str) -> dict[str, Any]:
        article = Article(url, language="ar", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        date = article.publish_date
        return {"title": article.title, "body": article.text, "date": date.isoformat() if date else None}

    return read


def news_please() -> Callable[[str, str], dict[str, Any]]:
    from newsplease import NewsPlease

    def read(html: str, url: str) -> dict[str, Any]:
        article = NewsPlease.from_html(html, url=url)
        date = article.date_publish
        return {"title": article.title, "body": article.maintext, "date": date.isoformat() if date else None}

    return read


def decoded(data: bytes) -> str:
    """The page as text: these libraries are given text, so the encoding is found for them."""
    from charset_normalizer import from_bytes

    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(data, cp_isolation=["cp1256", "iso8859_6"]).best()
        return str(best) if best else data.decode("cp1256", "replace")


def main() -> None:
    try:
        read = {"newspaper4k": newspaper4k, "news-please": news_please}[sys.argv[1]]()
    except ImportError as error:
        sys.exit(f"not installed here: {error}")
    pages = [json.loads(line) for line in sys.stdin]
    texts = [(decoded(bytes.fromhex(page["html"])), page["url"]) for page in pages]
    found = []
    start = time.process_time()
    for html, url in texts:
        try:
            found.append(read(html, url))
        except Exception as error:  # noqa: BLE001 -- a library that fails on a page has found nothing there
            found.append({"none": f"{type(error).__name__}: {error}"})
    print(json.dumps({"found": found, "seconds": time.process_time() - start}))


if __name__ == "__main__":
    main()
