"""采用 128 大众网 https://… in chat: the level is the campaign's for that medium, else it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain import selection
from domain.language.acts import Act, Adopt, TakeAdoptionBack, Unadopt
from domain.selection import Level, Refusal
from formats.chat import offers
from formats.chat import selecting as said
from formats.words import desk as words
from handlers.desk import adopting
from handlers.desk.by_number import NamedItems, named, refusals
from handlers.desk.marking import acting_of
from handlers.turn import Told, Turn


async def adopt(turn: Turn, act: Adopt) -> Told:
    """Record it of every item that can be published; nothing is recorded while the level is not known."""
    found = await named(turn, act.numbers)
    if found is None:
        return Told(text=words.NOT_AT_DESK)
    refused = [
        (n, _why(found, n, act.medium), found.items[n].submission if n in found.items else None) for n in act.numbers
    ]
    lines = list(refusals(turn, refused))
    fit = tuple(number for number, why, _ in refused if why is None)
    if not fit:
        return Told(text="\n".join(lines))
    level = _level(turn, found, fit, act)
    if level is None:
        choices = tuple(replace(act, numbers=fit, level=one.value) for one in Level)
        named_ = [offers.choice_text(choice, {}) for choice in choices]
        asked = "\n".join([*lines, said.which_level(act.medium), offers.numbered(choices, named_)])
        return Told(text=asked, asks=True, offered=choices)
    done: list[str] = []
    undo: list[Act] = []
    for number in fit:
        text, taken_back = await _record(turn, found, number, act, level)
        done.append(text)
        undo += taken_back
    return Told(text="\n".join([*done, *lines]), undo=tuple(undo) or None)


async def _record(turn: Turn, found: NamedItems, number: int, act: Adopt, level: Level) -> tuple[str, list[Act]]:
    """What is said of it, and what takes it back: nothing where an address only joined what was recorded."""
    before = {one.id for one in found.items[number].selected.adoptions}
    one = await adopting.adopt(turn.ctx, turn.connection, found.reach, number, act.medium, level=level, url=act.url)
    if one.adoption is None:
        return "\n".join(refusals(turn, [(number, one.refused, one.submission)])), []
    text = said.adopted(number, one.adoption, unit=found.unit(number), known=one.known, told=one.told)
    new = one.adoption.id not in before
    return text, [TakeAdoptionBack(numbers=(number,), adoption=one.adoption.id)] if new else []


async def take_back(turn: Turn, act: Unadopt) -> Told:
    """All that the office itself recorded of these items."""
    found = await named(turn, act.numbers)
    if found is None:
        return Told(text=words.NOT_AT_DESK)
    own = {
        number: [one for one in item.selected.adoptions if one.office_id == found.reach.office.id]
        for number, item in found.items.items()
    }
    for number, adoptions in own.items():
        for one in adoptions:
            await adopting.revoke(turn.ctx, turn.connection, found.reach, number, one.id)
    taken = [(number, one.medium) for number, adoptions in own.items() for one in adoptions]
    unknown: list[tuple[int, Refusal | None, None]] = [(n, Refusal.UNKNOWN, None) for n in act.numbers if n not in own]
    lines = [*said.unadopted(taken, [n for n, adoptions in own.items() if not adoptions]), *refusals(turn, unknown)]
    again: Sequence[Act] = [
        Adopt(numbers=(number,), medium=one.medium, url=one.url, level=str(one.level))
        for number, adoptions in own.items()
        for one in adoptions
    ]
    return Told(text="\n".join(lines), undo=tuple(again) or None)


async def take_one_back(turn: Turn, act: TakeAdoptionBack) -> Told:
    """What an undoing of an adoption does."""
    found = await named(turn, act.numbers)
    if found is None:
        return Told(text=words.NOT_AT_DESK)
    lines: list[str] = []
    for number in act.numbers:
        one = await adopting.revoke(turn.ctx, turn.connection, found.reach, number, act.adoption)
        taken = [(number, one.adoption.medium)] if one.adoption is not None else []
        lines += said.unadopted(taken, [] if taken else [number])
    return Told(text="\n".join(lines), undo=())


def _why(found: NamedItems, number: int, medium: str) -> Refusal | None:
    item = found.items.get(number)
    return selection.refused_adoption(item.selected, acting_of(found.reach), medium) if item else Refusal.UNKNOWN


def _level(turn: Turn, found: NamedItems, numbers: Sequence[int], act: Adopt) -> Level | None:
    """Said, of the campaign's media, or as it was recorded of one of these items before."""
    if act.level:
        return Level(act.level)
    campaigns = [turn.campaign] if turn.campaign else []
    for campaign in (*campaigns, *turn.ctx.campaigns.values()):
        if act.medium in campaign.media:
            return campaign.media[act.medium]
    recorded = (one for number in numbers for one in found.items[number].selected.adoptions)
    return next((Level(one.level) for one in recorded if one.medium == act.medium), None)
