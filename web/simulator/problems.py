"""What can go wrong on the chat page. Codes here, the sentences in the template beside the other words of the page."""

from __future__ import annotations

from enum import StrEnum

from aiohttp import web

from web.pages import fragment


class Code(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_BIG = "too_big"
    UNREADABLE = "unreadable"
    NOT_STORED = "not_stored"
    BACKWARDS = "backwards"
    NO_MORE = "no_more"
    NO_TIME = "no_time"
    NO_REHEARSAL = "no_rehearsal"


_STATUS = {Code.TOO_BIG: 413, Code.NOT_STORED: 503, Code.BACKWARDS: 409, Code.NO_MORE: 409, Code.NO_REHEARSAL: 409}


def refuse(code: Code) -> web.Response:
    """``{"problem": code, "message": sentence}``."""
    message = fragment("simulator/problem.html", code=code.value)
    return web.json_response({"problem": code.value, "message": message}, status=_STATUS.get(code, 400))
