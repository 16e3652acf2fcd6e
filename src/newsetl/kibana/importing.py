"""Bring saved objects into a running Kibana."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from tenacity import RetryError, Retrying, retry_if_exception_type, stop_after_delay, wait_exponential

REQUEST_SECONDS = 60.0
BUSY = frozenset({429, 502, 503, 504})


class KibanaRefused(RuntimeError):
    """Kibana is away or does not take the objects; the message says why and holds no secret."""


class _NotYet(Exception):
    """Worth another try."""


def import_objects(
    url: str,
    login: tuple[str, str],
    file: Path,
    *,
    ca_certs: Path | None = None,
    patience: float,
    sleep: Callable[[float], None] | None = None,
) -> int:
    """Import ``file`` over what has the same ids; returns how many objects Kibana took.

    Tries again for ``patience`` seconds while Kibana starts. Raises KibanaRefused.
    """
    waiting: dict[str, Any] = {"sleep": sleep} if sleep else {}
    tries = Retrying(
        retry=retry_if_exception_type(_NotYet),
        stop=stop_after_delay(patience),
        wait=wait_exponential(multiplier=0.5, max=10),
        **waiting,
    )
    verify: Any = True
    if ca_certs:
        import ssl

        verify = ssl.create_default_context(cafile=str(ca_certs))
    with httpx.Client(base_url=url, auth=login, verify=verify, timeout=REQUEST_SECONDS, trust_env=False) as client:
        try:
            return int(tries(_import_once, client, file))
        except RetryError as error:
            last = error.last_attempt.exception()
            raise KibanaRefused(f"Kibana at {url} was not ready in {patience:.0f} s: {last}") from None


def _import_once(client: httpx.Client, file: Path) -> int:
    try:
        with file.open("rb") as content:
            answer = client.post(
                "/api/saved_objects/_import",
                params={"overwrite": "true"},
                headers={"kbn-xsrf": "newsetl"},
                files={"file": ("newsetl.ndjson", content, "application/ndjson")},
            )
    except httpx.TransportError as error:
        raise _NotYet(type(error).__name__) from None
    if answer.status_code in BUSY:
        raise _NotYet(f"HTTP {answer.status_code}")
    if answer.status_code in (401, 403):
        raise KibanaRefused(f"Kibana refuses the login (HTTP {answer.status_code})")
    try:
        said = answer.json()
    except json.JSONDecodeError:
        # While plugins start, Kibana answers in plain text.
        raise _NotYet(f"HTTP {answer.status_code}, no JSON") from None
    if answer.status_code != httpx.codes.OK or not said.get("success"):
        reasons = [f"{one.get('type')} {one.get('id')}: {one.get('error')}" for one in said.get("errors", [])]
        raise KibanaRefused("; ".join(reasons) or f"HTTP {answer.status_code}: {said.get('message', said)}")
    return int(said["successCount"])
