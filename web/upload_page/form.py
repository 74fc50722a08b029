"""The statistics form of a unit: told (GET), kept as it is typed (PUT), handed in (POST)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import quote

from aiohttp import web

from domain.upload import UploadProblem, UploadRefused
from formats.page import statistics_form as wording
from handlers import upload_links
from handlers.uploads import statistics_form
from handlers.uploads.statistics_form import Form
from web.json_body import BadBody, json_object
from web.keys import CONTEXT, WAKE
from web.same_origin import same_origin
from web.tus.answers import refusal

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def show(request: web.Request) -> web.Response:
    """``{"unit", "title", "fields", "values", "findings", "ok", "coverage", "saved"}``."""
    ctx = request.app[CONTEXT]
    try:
        holder = await upload_links.holder(ctx, request.match_info["token"])
        return _told(await statistics_form.form_of(ctx, holder, _unit(request)))
    except UploadRefused as refused:
        return refusal(refused)


async def blank(request: web.Request) -> web.Response:
    """The empty form as Excel, to be filled in elsewhere."""
    from formats.books.statistics import template_book

    try:
        holder = await upload_links.holder(request.app[CONTEXT], request.match_info["token"])
        form = await statistics_form.form_of(request.app[CONTEXT], holder, _unit(request))
    except UploadRefused as refused:
        return refusal(refused)
    content = await asyncio.to_thread(template_book, form.milestone.name)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(form.milestone.name)}.xlsx",
        "Cache-Control": "private, no-store",
    }
    return web.Response(body=content, content_type=_EXCEL, headers=headers)


async def keep(request: web.Request) -> web.Response:
    """``{"values": {field: text}}`` → as ``show``."""
    same_origin(request)
    ctx = request.app[CONTEXT]
    try:
        holder = await upload_links.holder(ctx, request.match_info["token"])
        return _told(await statistics_form.keep(ctx, holder, _unit(request), await _values(request)))
    except UploadRefused as refused:
        return refusal(refused)
    except BadBody:
        return refusal(UploadRefused(UploadProblem.MALFORMED))


async def hand_in(request: web.Request) -> web.Response:
    """The draft as it stands → ``{"upload": id}`` of the file made of it."""
    same_origin(request)
    ctx = request.app[CONTEXT]
    try:
        holder = await upload_links.holder(ctx, request.match_info["token"])
        upload = await statistics_form.hand_in(ctx, holder, _unit(request))
    except UploadRefused as refused:
        return refusal(refused)
    request.app[WAKE]()
    return web.json_response({"upload": upload.id}, status=201)


def _told(form: Form) -> web.Response:
    return web.json_response(
        {
            "unit": form.unit.id,
            "title": form.milestone.name,
            "fields": wording.fields(),
            "values": dict(form.values),
            "findings": wording.findings(form.typed.findings),
            "ok": form.typed.ok,
            "coverage": wording.share(form.typed.coverage),
            "saved": wording.saved(form.saved_at),
        }
    )


def _unit(request: web.Request) -> int:
    said = request.match_info["unit"]
    if not (said.isascii() and said.isdecimal()) or len(said) > 15:
        raise UploadRefused(UploadProblem.UNIT)
    return int(said)


async def _values(request: web.Request) -> Mapping[str, str]:
    values = (await json_object(request)).get("values")
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise UploadRefused(UploadProblem.MALFORMED)
    return values
