"""Requests to an app without a network."""

import asyncio
from typing import Any

import httpx


def ask(app: Any, path: str, method: str = "GET", parameters: dict[str, Any] | None = None) -> httpx.Response:
    """The app's answer; what it raises becomes a 500."""

    async def fetch() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://news.test") as client:
            return await client.request(method, path, params=parameters or None)

    return asyncio.run(fetch())
