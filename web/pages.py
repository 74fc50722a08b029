"""HTML leaves here: Jinja templates, everything escaped."""

from __future__ import annotations

import re
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

#: A link as the bot writes them: up to the first character that addresses do not have.
_LINK = re.compile(r"https?://[0-9A-Za-z./:?=&%_~#@+,;\[\]-]*[0-9A-Za-z/=_-]")


def linked(text: str) -> Markup:
    """Escaped text in which addresses can be tapped, as in WeChat."""
    parts: list[Markup] = []
    end = 0
    for match in _LINK.finditer(text):
        parts.append(escape(text[end : match.start()]))
        parts.append(Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>').format(match[0]))
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


_environment = Environment(
    loader=PackageLoader("web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    # Those of a newer version, put under a running one, ask for values that this one does not give.
    auto_reload=False,
)
_environment.filters["linked"] = linked


def fragment(template: str, **values: Any) -> Markup:
    """Rendered and trimmed; may stand in another template as it is."""
    return Markup(_environment.get_template(template).render(**values).strip())


def render(template: str, *, status: int = 200, **values: Any) -> web.Response:
    return web.Response(text=fragment(template, **values), content_type="text/html", status=status)
