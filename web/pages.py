"""HTML leaves here: Jinja templates, everything escaped."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

_environment = Environment(
    loader=PackageLoader("web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def fragment(template: str, **values: Any) -> str:
    return _environment.get_template(template).render(**values)


def render(template: str, *, status: int = 200, **values: Any) -> web.Response:
    return web.Response(text=fragment(template, **values), content_type="text/html", status=status)
