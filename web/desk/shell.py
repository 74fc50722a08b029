"""The frame around every page of the desk: who one is, as which office, where one can go."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from formats.desk.words import ON_PHONES, PLACES
from handlers.desk.entering import Visitor
from web.pages import render

#: Characters from which on a page is compressed.
_LARGE = 60_000


class Addresses:
    """Addresses of the desk that stay with the office one is there as."""

    def __init__(self, visitor: Visitor) -> None:
        highest = visitor.offices[0][0].code
        self._as = {} if visitor.reach.office.code == highest else {"as": visitor.reach.office.code}

    def __call__(self, path: str, **query: str | int) -> str:
        """``path`` with what is asked; what is empty is left out."""
        asked = {name.rstrip("_"): value for name, value in query.items() if value != ""} | self._as
        return f"{path}?{urlencode(asked)}" if asked else path


def show(visitor: Visitor, template: str, *, here: str, status: int = 200, **values: Any) -> web.Response:
    """A page in its frame. ``here``: which of the places of the rail it is.

    Large pages are compressed where the browser takes it. Small ones are not: theirs alone repeat what was typed.
    """
    response = render(
        f"desk/{template}",
        status=status,
        visitor=visitor,
        office=visitor.reach.office,
        at=Addresses(visitor),
        here=here,
        places=PLACES,
        on_phones=ON_PHONES,
        **values,
    )
    if len(response.text or "") > _LARGE:
        response.headers["Vary"] = "Accept-Encoding"
        response.enable_compression()
    return response


def problem(status: int, said: tuple[str, str], *, again: str = "") -> web.Response:
    """A title and a sentence instead of a page; ``again``: the address to try once more."""
    title, sentence = said
    return render("desk/problem.html", status=status, title=title, said=sentence, again=again)


def see_other(path: str) -> web.Response:
    """After a form: the browser asks for this page."""
    return web.Response(status=303, headers={"Location": path})


def not_found() -> web.Response:
    """One answer for what does not exist and for what is not in reach; nothing in it depends on what was asked."""
    return render("desk/not_found.html", status=404)
