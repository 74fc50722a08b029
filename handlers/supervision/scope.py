"""What a supervisor's question is about: whose units, narrowed to those named and never beyond the area, which days."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from domain.campaigns.campaign import Campaign
from domain.language.questions import Question, Where
from domain.organisation import Organisation, below
from formats.chat import supervisor_answers
from formats.digest.lists import narrowed
from formats.words import chat as texts
from formats.words import questions as words
from handlers.asker import Asker, Unanswerable, campaigns_meant, refuse_unknown_days, with_other_days
from handlers.directory import sees_everything


@dataclass(frozen=True, kw_only=True)
class Scope:
    """``units``: everything in the asker's area, by id. ``ids``: those asked about, None for everybody there is.

    ``owed``: the campaigns that those asked about report to; ``campaigns``: the ones of them that are meant.
    """

    units: Mapping[int, Organisation]
    ids: frozenset[int] | None
    owed: tuple[Campaign, ...]
    campaigns: tuple[Campaign, ...]
    named: tuple[str, ...] = ()
    under: bool = False

    def said(self, text: str, question: Question) -> str:
        """``text`` under what it was narrowed to, with the days named that are no report days."""
        return with_other_days(narrowed(text, self.named, below=self.under), self.owed, question)


async def scope_of(asker: Asker, question: Question) -> Scope:
    """Raises ``Unanswerable`` for units outside the area, days that are none, and when nothing is owed."""
    units = await visible(asker)
    named = within(question.where, units)
    ids = None if sees_everything(asker.offices) else frozenset(units)
    if named or question.where.kinds:
        chosen = below([unit.id for unit in named], units.values()) if named else frozenset(units)
        kinds = question.where.kinds
        ids = frozenset(i for i in chosen if i in units and (not kinds or units[i].kind in kinds))
    owed = _owed(asker, units.values() if ids is None else [units[i] for i in ids])
    refuse_unknown_days(owed, question)
    campaigns = campaigns_meant(owed, question, asker.now)
    if not campaigns:
        raise Unanswerable(words.NO_SUCH_MILESTONE if owed else texts.NO_CAMPAIGN)
    names = (*(unit.name for unit in named), *question.where.kinds)
    under = bool(named) and not question.where.kinds and len(ids or ()) > len(named)
    return Scope(units=units, ids=ids, owed=owed, campaigns=campaigns, named=names, under=under)


async def visible(asker: Asker) -> Mapping[int, Organisation]:
    """Every organisation of the asker's area, by id, in roster order."""
    return (await asker.ctx.directory.load(asker.connection)).area(asker.offices)


def within(where: Where, units: Mapping[int, Organisation]) -> list[Organisation]:
    """The units named that are in the area. Raises ``Unanswerable`` when there are some, and none of them is."""
    found = [units[unit.id] for unit in where.units if unit.id in units]
    if where.units and not found:
        raise Unanswerable(supervisor_answers.not_found(where.units[0].name))
    return found


def _owed(asker: Asker, units: Collection[Organisation]) -> tuple[Campaign, ...]:
    """With one campaign in force no other can be meant; of several, those that these units report to."""
    kinds = {unit.kind for unit in units}
    return tuple(c for c in asker.campaigns if len(asker.campaigns) == 1 or c.kinds & kinds)
