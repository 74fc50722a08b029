"""How the simulator's pages answer what they cannot do."""

from __future__ import annotations

from aiohttp import web

from handlers.simulator.problems import Code
from web.pages import fragment

_STATUS = {Code.TOO_BIG: 413, Code.NOT_STORED: 503, Code.BACKWARDS: 409, Code.NO_MORE: 409, Code.NO_REHEARSAL: 409}


def refuse(code: Code) -> web.Response:
    """``{"problem": code, "message": sentence}``."""
    message = fragment("simulator/problem.html", code=code.value)
    return web.json_response({"problem": code.value, "message": message}, status=_STATUS.get(code, 400))
