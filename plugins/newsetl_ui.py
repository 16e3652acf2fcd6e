"""The search page inside Airflow's UI: a navigation item, a frame, and the app behind Airflow's login.

Airflow imports its plugins in every process, tasks included, so nothing else is made before the first request.
"""

from typing import Any

from airflow.plugins_manager import AirflowPlugin

PREFIX = "/newsetl"


class _LazyApp:
    """The ASGI app, made by the first request."""

    def __init__(self) -> None:
        self._app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self._app is None:
            self._app = _make_app()
        await self._app(scope, receive, send)


def _make_app() -> Any:
    # Airflow leaves a plugin's routes open to anyone; this is what its own routes ask.
    from airflow.api_fastapi.core_api.security import get_user
    from fastapi import Depends

    from newsetl.pipeline import Pipeline
    from newsetl.web.app import create_app

    return create_app(Pipeline.from_settings(), dependencies=[Depends(get_user)], framed=True)


class NewsetlUi(AirflowPlugin):
    """Search for whoever may log in; it writes nothing, so no role needs more."""

    name = "newsetl_ui"
    fastapi_apps = [{"app": _LazyApp(), "url_prefix": PREFIX, "name": "newsetl"}]
    external_views = [
        {
            "name": "بحث الأخبار",
            "href": f"{PREFIX}/",
            "destination": "nav",
            "url_route": "news-search",
            "nav_top_level": True,
        }
    ]
