"""How the simulator's pages answer what they cannot do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from formats.page.words import simulator_problem
from handlers.simulator.problems import Code, Refused
from web.simulator.limits import FILE_LIMIT, TEXT_LIMIT

_STATUS = {Code.TOO_BIG: 413, Code.NOT_STORED: 503, Code.BACKWARDS: 409, Code.NO_MORE: 409, Code.NO_REHEARSAL: 409}


def refuse(code: Code) -> web.Response:
    """``{"problem": code, "message": sentence}``."""
    message = simulator_problem(code.value, characters=TEXT_LIMIT, size=FILE_LIMIT)
    return web.json_response({"problem": code.value, "message": message}, status=_STATUS.get(code, 400))


@contextmanager
def reading_form() -> Iterator[None]:
    """Whatever aiohttp raises of a form it cannot read (headers of a part, encodings, boundaries) is ``Refused``."""
    try:
        yield
    except (ValueError, LookupError, RuntimeError, AssertionError, HttpProcessingError) as error:
        raise Refused(Code.UNREADABLE) from error
