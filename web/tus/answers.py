"""How every request of the tus endpoint is answered when it cannot be done: one table from problem to status."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps

import structlog
from aiohttp import web

from domain.upload import UploadProblem, UploadRefused
from formats.page.problems import problem_text
from storage.engine.database import DatabaseUnavailable
from web.tus.protocol import VERSION, check_version

log = structlog.get_logger()

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

#: A checksum that does not match has a status of its own in tus.
CHECKSUM_MISMATCH = 460
STATUS: Mapping[UploadProblem, int] = {
    UploadProblem.LINK_UNKNOWN: 401,
    UploadProblem.LINK_EXPIRED: 401,
    UploadProblem.LINK_REVOKED: 401,
    UploadProblem.TOO_BIG: 413,
    UploadProblem.OVERLONG: 413,
    UploadProblem.TOO_MANY: 429,
    UploadProblem.TOO_MUCH: 429,
    UploadProblem.NO_SPACE: 507,
    UploadProblem.QUOTA: 507,
    UploadProblem.UNIT: 400,
    UploadProblem.ITEM: 400,
    UploadProblem.NOT_FOUND: 404,
    UploadProblem.GONE: 410,
    UploadProblem.FINISHED: 409,
    UploadProblem.LOCKED: 423,
    UploadProblem.OFFSET: 409,
    UploadProblem.CHECKSUM: CHECKSUM_MISMATCH,
    UploadProblem.STORE: 503,
    UploadProblem.STOPPING: 503,
    UploadProblem.SLOW: 408,
    UploadProblem.MALFORMED: 400,
    UploadProblem.UNSUPPORTED: 400,
    UploadProblem.MEDIA_TYPE: 415,
    UploadProblem.VERSION: 412,
    UploadProblem.NOT_SAYABLE: 422,
    UploadProblem.FOREIGN_PAGE: 403,
}


def tus(handler: Handler) -> Handler:
    """A handler of the endpoint: the version is checked before it, what it refuses is answered after it."""

    @wraps(handler)
    async def answered(request: web.Request) -> web.StreamResponse:
        try:
            check_version(request)
            response = await handler(request)
        except UploadRefused as refused:
            response = refusal(refused)
        except (DatabaseUnavailable, OSError) as error:
            log.error("upload.trouble", error=type(error).__name__)
            response = refusal(UploadRefused(UploadProblem.STORE))
        response.headers["Tus-Resumable"] = VERSION
        return response

    return answered


def refusal(refused: UploadRefused) -> web.Response:
    """``{"problem": code, "message": sentence}``."""
    problem = refused.problem
    log.info("upload.refused", problem=problem.value)
    response = web.json_response(
        {"problem": problem.value, "message": problem_text(refused)},
        status=STATUS[problem],
        reason="Checksum Mismatch" if problem is UploadProblem.CHECKSUM else None,
    )
    if STATUS[problem] == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if problem in (UploadProblem.SLOW, UploadProblem.STOPPING):
        # The rest of the body is not waited for.
        response.force_close()
    if problem is UploadProblem.VERSION:
        response.headers["Tus-Version"] = VERSION
    return response
