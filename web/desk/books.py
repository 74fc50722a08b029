"""Tables of the desk as Excel, by the same address as the page with the same filter; papers made of what it holds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

from aiohttp import web

from formats.digest.files import DOCX
from formats.words.chat import NO_CJK_FONT
from handlers.desk import activities, contact_book, day_papers, dossier, merged_statistics
from handlers.desk import adopted as adoptions
from handlers.desk import audit as records
from handlers.desk import milestones as once
from handlers.desk import week as weeks
from handlers.desk.entering import Visitor
from web.desk import adopted, audit, milestones, today, week
from web.desk.access import NotThere
from web.desk.shell import problem
from web.keys import CONTEXT

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def of_week(request: web.Request, visitor: Visitor) -> web.Response:
    from formats.books.desk import week_book

    campaign = week.campaign_named(request)
    shown = week.shown(request)
    # A sheet has room for every unit.
    shown = replace(shown, fold=bool(shown.fold))
    view = await weeks.week(request.app[CONTEXT], visitor.reach, campaign, shown)
    return await _book(f"全周-{campaign.code}", lambda: week_book(view))


async def of_adopted(request: web.Request, visitor: Visitor) -> web.Response:
    from formats.books.desk import adopted_book

    campaign = adopted.campaign_named(request)
    asked = adopted.asked(request, campaign)
    view, lines, at = await adoptions.everything(request.app[CONTEXT], visitor.reach, campaign, asked)
    return await _book(f"采用清单-{campaign.code}", lambda: adopted_book(view, lines, at))


async def of_milestones(request: web.Request, visitor: Visitor) -> web.Response:
    from formats.books.desk import milestones_book

    asked = milestones.asked(request, whole=True)
    view = await once.page(request.app[CONTEXT], visitor.reach, asked)
    return await _book(f"一次性材料-{asked.campaign.code}", lambda: milestones_book(view))


async def of_contacts(request: web.Request, visitor: Visitor) -> web.Response:
    """Whom to call and where to look, with what is doubtful marked."""
    from formats.books import contacts

    campaign = milestones.campaign_named(request)
    view = await contact_book.contact_book(request.app[CONTEXT], visitor.reach, campaign)
    return await _book(f"联系册-{campaign.code}", lambda: contacts.contact_book(view))


async def of_dossier(request: web.Request, visitor: Visitor) -> web.Response:
    """One unit's paper, as Word."""
    from formats.dossier import dossier_docx

    asked = request.query.get("w", "")
    view = await dossier.gathered(request.app[CONTEXT], visitor.reach, request.match_info["code"], asked)
    if view is None:
        raise NotThere
    return await _file(f"{view.unit}-档案.docx", _WORD, lambda: dossier_docx(view))


async def of_day(request: web.Request, visitor: Visitor) -> web.Response:
    """The day's digest as Word, or as a picture for a telephone."""
    question, ending = today.day_named(request), request.match_info["paper"]
    found = await day_papers.day_paper(request.app[CONTEXT], visitor.reach, question.campaign, question.day, ending)
    if found is None:
        return problem(503, ("画不出图片", NO_CJK_FONT))
    name, content = found
    return _answer(name, _WORD if ending == DOCX else "image/png", content)


async def of_blank_form(request: web.Request, visitor: Visitor) -> web.Response:
    """The empty form, to be handed out."""
    from formats.books.statistics import template_book

    campaign = milestones.campaign_named(request)
    form = campaign.form
    if form is None or not campaign.rules.statistics.header:
        raise NotThere
    return await _book(f"{form.name}（空白）", lambda: template_book(form.name))


async def of_activities(request: web.Request, visitor: Visitor) -> web.Response:
    """The merged list of activities, with what has to be looked at marked."""
    from formats.books.activities import activities_book

    campaign = milestones.campaign_named(request)
    view = await activities.merged(request.app[CONTEXT], visitor.reach, campaign)
    if view is None:
        raise NotThere
    return await _book(f"一览表汇总-{campaign.code}", lambda: activities_book(view))


async def of_statistics(request: web.Request, visitor: Visitor) -> web.Response:
    """The merged form, with doubtful cells marked and who has sent none."""
    from formats.books.statistics import merged_book

    campaign = milestones.campaign_named(request)
    view = await merged_statistics.merged(request.app[CONTEXT], visitor.reach, campaign)
    if view is None:
        raise NotThere
    return await _book(f"统计表汇总-{campaign.code}", lambda: merged_book(view))


async def of_audit(request: web.Request, visitor: Visitor) -> web.Response:
    from formats.books.audit import audit_book

    if not records.may(visitor.reach):
        raise NotThere
    lines, at = await records.everything(request.app[CONTEXT], visitor.reach, audit.asked(request))
    return await _book("记录", lambda: audit_book(lines, visitor.reach.office.name, at))


async def _book(name: str, made: Callable[[], bytes]) -> web.Response:
    return await _file(f"{name}.xlsx", _EXCEL, made)


async def _file(name: str, content_type: str, made: Callable[[], bytes]) -> web.Response:
    """``made`` in a thread: tens of thousands of cells take a second or more."""
    return _answer(name, content_type, await asyncio.to_thread(made))


def _answer(name: str, content_type: str, content: bytes) -> web.Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=content, content_type=content_type, headers=headers)
