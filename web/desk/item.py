"""One item: its page, and the plain forms of what an office may do with it. What is refused keeps what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date

from aiohttp import web

from domain.campaigns.campaign import Label
from domain.editing import LONGEST_CAPTION, LONGEST_TEXT, LONGEST_TITLE
from domain.findings import Kind
from domain.messages import made_storable
from domain.selection import LONGEST_REASON, MOST_STARS, Level, Mark, Refusal
from domain.submission import Submission, Words
from formats.desk import item as views
from formats.desk.allowing import refused_text
from formats.words import item as words
from handlers.desk import adopting, board, editing, item, marking, returning
from handlers.desk.entering import Visitor
from handlers.desk.item import ItemQuestion
from handlers.desk.marking import MarkChange
from storage.engine.changes import UNSET, Unset
from web.desk.access import Fields, NotThere
from web.desk.pick import QUEUE
from web.desk.shell import Addresses, see_other, show
from web.keys import CONTEXT

#: What the address of an item carries along, so that one comes back to where one was.
CARRIED = ("w", *QUEUE)
LONGEST_NOTE = 400
#: What a refused form keeps.
TYPED = ("usual", "reason", "medium", "level", "url", "on_day", "title", "caption", "text")
#: What the mark before the last one was called, when there was none.
NONE = "none"


async def page(request: web.Request, visitor: Visitor) -> web.Response:
    return await _shown(request, visitor)


async def mark(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    """Empty takes it off."""
    said = text_of(fields, "mark")
    if said not in ("", *(one.value for one in Mark)):
        raise web.HTTPBadRequest
    change = MarkChange(number=_number(request), mark=Mark(said) if said else None)
    (done,) = await marking.mark_all(request.app[CONTEXT], visitor.reach, [change])
    if done.refused is not None:
        return await _refused(request, visitor, done.refused, done.item.submission if done.item else None)
    before = done.before.mark if done.before and done.before.mark else None
    was = (before.value if before else NONE) if done.changed else ""
    return see_other(_address(request, visitor, done=said or "cleared", was=was))


async def note(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    """Stars, category, theme and a note of the office's own; what the form has not stays."""
    stars = text_of(fields, "stars")
    if stars not in {str(number) for number in range(MOST_STARS + 1)}:
        raise web.HTTPBadRequest
    view = await _view(request, visitor)
    change = MarkChange(
        number=_number(request),
        stars=int(stars),
        category=_label(fields, "category", view.categories, view.made.mark.category),
        theme=_label(fields, "theme", view.themes, view.made.mark.theme),
        note=text_of(fields, "note")[:LONGEST_NOTE],
    )
    (done,) = await marking.mark_all(request.app[CONTEXT], visitor.reach, [change])
    if done.refused is not None:
        return await _refused(request, visitor, done.refused, done.item.submission if done.item else None)
    return see_other(_address(request, visitor, done="noted"))


def _label(fields: Fields, name: str, labels: Sequence[Label], now: str) -> str | Unset:
    """Its code; empty takes it off. ``now``: of what the campaign's file does not name any more."""
    if name not in fields:
        return UNSET
    code = text_of(fields, name)
    if code not in {"", now, *(one.code for one in labels)}:
        raise web.HTTPBadRequest
    return code


async def edit(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    """What the form has not stays; with ``own`` the sender's words stand again."""
    number = _number(request)
    view = await _view(request, visitor)
    words = None if fields.get("own") else _words(fields, view.content.words)
    done = await editing.edit(request.app[CONTEXT], visitor.reach, number, words, seen=text_of(fields, "seen"))
    if done.refused is not None:
        typed = {} if words is None else {name: value for name, value in asdict(words).items() if name in fields}
        return await _refused(request, visitor, done.refused, done.submission, **typed)
    return see_other(_address(request, visitor, done="restored" if done.own else "edited"))


def _words(fields: Fields, now: Words) -> Words:
    """What was not touched stays as it is, with the line ends that browsers change."""
    longest = {"title": LONGEST_TITLE, "caption": LONGEST_CAPTION, "text": LONGEST_TEXT}
    shown = asdict(now)
    said = {
        name: text_of(fields, name).replace("\r\n", "\n")[:most] for name, most in longest.items() if name in fields
    }
    return replace(now, **{name: value for name, value in said.items() if value != shown[name].strip()})


async def give_back(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    usual, own = text_of(fields, "usual"), text_of(fields, "reason")
    reason = "：".join(filter(None, (usual, own)))[:LONGEST_REASON]
    done = await returning.give_back_at_once(
        request.app[CONTEXT], visitor.reach, _number(request), reason, uncounted=bool(fields.get("uncounted"))
    )
    if done.refused is not None:
        return await _refused(request, visitor, done.refused, done.submission, usual=usual, reason=own)
    return see_other(_address(request, visitor, done="returned" if done.told else "returned_untold"))


async def call_off(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    done = await returning.call_off_at_once(request.app[CONTEXT], visitor.reach, _number(request))
    if done.refused is not None:
        return await _refused(request, visitor, done.refused, done.submission)
    return see_other(_address(request, visitor, done="called_off"))


async def adopt(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    typed = typed_adoption(fields)
    view = await _view(request, visitor)
    level, wrong = level_or_problem(request, view.content.campaign, typed)
    if level is None:
        return await _shown(request, visitor, problem=wrong, typed=typed)
    done = await adopting.adopt_at_once(
        request.app[CONTEXT],
        visitor.reach,
        _number(request),
        typed["medium"],
        level=level,
        url=typed["url"],
        on_day=date.fromisoformat(typed["on_day"]) if typed["on_day"] else None,
    )
    if done.refused is not None:
        return await _refused(request, visitor, done.refused, done.submission, **typed)
    code = "known" if done.known else "adopted" if done.told else "adopted_untold"
    return see_other(_address(request, visitor, done=code))


async def revoke(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    done = await adopting.revoke_at_once(
        request.app[CONTEXT], visitor.reach, _number(request), id_of(text_of(fields, "adoption"))
    )
    if done.refused is not None:
        return await _refused(request, visitor, done.refused, done.submission)
    return see_other(_address(request, visitor, done="revoked"))


def text_of(fields: Fields, name: str) -> str:
    value = fields.get(name, "")
    return made_storable(value).strip() if isinstance(value, str) else ""


def id_of(said: str) -> int:
    """0, which nothing has, of what is no number."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 15 else 0


def typed_adoption(fields: Fields) -> dict[str, str]:
    return {name: text_of(fields, name) for name in ("medium", "level", "url", "on_day")}


def level_or_problem(request: web.Request, campaign: str, typed: Mapping[str, str]) -> tuple[Level | None, str]:
    """The level that was chosen, else the campaign's of that medium; or what is wrong with what was typed."""
    if typed["url"] and not typed["url"].lower().startswith(("http://", "https://")):
        return None, words.WRONG_ADDRESS
    if typed["on_day"] and not _is_day(typed["on_day"]):
        return None, words.WRONG_DAY
    if typed["level"] in {one.value for one in Level}:
        return Level(typed["level"]), ""
    found = board.campaign_named(request.app[CONTEXT], campaign)
    if found is not None and typed["medium"] in found.media:
        return found.media[typed["medium"]], ""
    if not typed["medium"]:
        # Refused for want of a medium, whatever the level.
        return Level.COUNTY, ""
    return None, words.LEVEL_WANTED.format(medium=typed["medium"])


def _is_day(said: str) -> bool:
    try:
        date.fromisoformat(said)
    except ValueError:
        return False
    return True


def _number(request: web.Request) -> int:
    return int(request.match_info["number"])


async def _view(request: web.Request, visitor: Visitor) -> views.ItemPage:
    kind = request.query.get("kind", "")
    asked = ItemQuestion(
        number=_number(request),
        kind=Kind(kind) if kind in {one.value for one in Kind} else None,
        unit=request.query.get("unit", ""),
    )
    found = await item.page(request.app[CONTEXT], visitor.reach, asked)
    if found is None:
        raise NotThere
    return found


async def _shown(
    request: web.Request, visitor: Visitor, *, problem: str = "", typed: Mapping[str, str] | None = None
) -> web.Response:
    view = await _view(request, visitor)
    was = request.query.get("was", "")
    return show(
        visitor,
        "item.html",
        here="pick",
        view=view,
        item=view.content,
        made=view.made,
        marks=views.marks(),
        levels=views.levels(),
        carried=_carried(request),
        back=_back(request, visitor, view),
        queue=_queue(request, visitor),
        done="" if problem else views.done(request.query.get("done", "")),
        was=was if was in (NONE, *(one.value for one in Mark)) and not problem else "",
        problem=problem,
        refused=refused_text(request.query.get("refused", "")),
        typed={**dict.fromkeys(TYPED, ""), **(typed or {})},
    )


async def _refused(
    request: web.Request, visitor: Visitor, why: Refusal, submission: Submission | None, **typed: str
) -> web.Response:
    if why is Refusal.UNKNOWN or submission is None:
        raise NotThere
    return await _shown(request, visitor, problem=item.refused(submission.id, submission, why), typed=typed)


def _carried(request: web.Request) -> dict[str, str]:
    return {name: request.query[name] for name in CARRIED if request.query.get(name)}


def _address(request: web.Request, visitor: Visitor, **said: str) -> str:
    return Addresses(visitor)(f"/i/{_number(request)}", **_carried(request), **said)


def _queue(request: web.Request, visitor: Visitor) -> str:
    """The address of the queue that one came from, by which the browser kept it. Empty where one came from none."""
    carried = _carried(request)
    campaign = carried.pop("w", "")
    known = board.campaign_named(request.app[CONTEXT], campaign) is not None
    return Addresses(visitor)(f"/w/{campaign}/desk/list", **carried) if known else ""


def _back(request: web.Request, visitor: Visitor, view: views.ItemPage) -> str:
    """The picking desk as it was, at this item; else the desk of its day. Empty where it counts for no day."""
    carried, at = _carried(request), Addresses(visitor)
    campaign = carried.pop("w", "")
    if board.campaign_named(request.app[CONTEXT], campaign) is not None:
        return at(f"/w/{campaign}/desk", **carried, at=_number(request))
    if not view.content.day:
        return ""
    return at(f"/w/{view.content.campaign}/desk", day=view.content.day, mark="all", order="time", at=_number(request))
