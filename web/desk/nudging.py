"""Forms of 催报: units are chosen on a page, looked at once more, and sent; then what became of it."""

from __future__ import annotations

from aiohttp import web

from domain.obligation import Standing
from handlers.desk import nudging
from handlers.desk.entering import Visitor
from handlers.desk.nudging import NudgeChoice
from web.desk.access import Fields, NotThere
from web.desk.shell import Addresses, see_other, show
from web.desk.today import day_named
from web.keys import CONTEXT

#: Digits of a part's number.
_DIGITS = 15


async def nudge(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    """``unit``: codes, ``all``: all of ``list``, in ``part``. Sent once ``moment`` comes along with it."""
    if not visitor.reach.acts:
        raise NotThere
    ctx, choice, moment = request.app[CONTEXT], _choice(request, fields), _text(fields, "moment")
    day = f"/w/{choice.campaign.code}/{choice.day}"
    if not _is_number(moment, nudging.MOMENT_DIGITS):
        preview = await nudging.preview(ctx, visitor.reach, choice)
        codes = sorted(choice.codes) if choice.codes is not None else None
        return show(
            visitor,
            "nudge.html",
            here="today",
            nudge=preview,
            codes=codes,
            part=choice.branch or "",
            listed=Standing.WAITING.value if choice.waiting else "",
            back=day,
            action=f"{day}/nudge",
        )
    sent = await nudging.send(ctx, visitor.reach, choice, moment)
    return see_other(Addresses(visitor)(f"{day}/nudged/{moment}" if sent else day))


async def nudged(request: web.Request, visitor: Visitor) -> web.Response:
    question = day_named(request)
    choice = NudgeChoice(campaign=question.campaign, day=question.day)
    view = await nudging.result(request.app[CONTEXT], visitor.reach, choice, request.match_info["moment"])
    if view is None:
        raise NotThere
    return show(visitor, "nudged.html", here="today", nudge=view, back=f"/w/{view.campaign}/{view.day}")


def _choice(request: web.Request, fields: Fields) -> NudgeChoice:
    question, part = day_named(request), _text(fields, "part")
    codes = frozenset(str(one) for one in fields.getall("unit", []))
    return NudgeChoice(
        campaign=question.campaign,
        day=question.day,
        codes=None if _text(fields, "all") else codes,
        waiting=_text(fields, "list") == Standing.WAITING,
        branch=int(part) if part and len(part) <= _DIGITS and part.isascii() and part.isdigit() else None,
    )


def _is_number(said: str, digits: int) -> bool:
    return len(said) == digits and said.isascii() and said.isdigit()


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""
