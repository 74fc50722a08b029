"""Items named in chat by their numbers: as which office they are acted on, what they are, what was refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from domain import reach as rules
from domain.organisation import Role
from domain.reach import Reach
from domain.selection import Refusal
from domain.submission import Submission, errors
from formats.chat import selecting as said
from formats.chat.selecting import Refused
from formats.findings.finding import worded
from handlers.desk import reach as reaching
from handlers.outbox import abilities
from handlers.turn import Turn
from storage import organisations
from storage.desk import items
from storage.desk.items import DeskItem


@dataclass(frozen=True, kw_only=True)
class NamedItems:
    """The office that acts, and those of the numbers that are in its reach, held until the transaction ends."""

    reach: Reach
    items: dict[int, DeskItem]
    units: dict[int, str]

    def unit(self, number: int) -> str:
        """The name of the unit that sent it; empty while that is not known."""
        return self.units.get(self.items[number].submission.organisation_id or 0, "")


async def named(turn: Turn, numbers: Collection[int]) -> NamedItems | None:
    """As the highest of the person's offices that has any of them in reach; None without an office."""
    served = [office for office, role in rules.offices(turn.person) if role is Role.SUPERVISOR]
    first: NamedItems | None = None
    for office in served:
        reach = await reaching.reach_at(turn.ctx, turn.connection, turn.person, office, Role.SUPERVISOR)
        found = await items.locked(turn.connection, reach, numbers)
        ids = {item.submission.organisation_id for item in found.values()} - {None}
        units = await organisations.names(turn.connection, [id_ for id_ in ids if id_ is not None])
        here = NamedItems(reach=reach, items=found, units=units)
        if found:
            return here
        first = first or here
    return first


def refusals(turn: Turn, refused: Iterable[tuple[int, Refusal | None, Submission | None]]) -> Sequence[str]:
    """A line for each reason, of all the numbers that it holds for."""
    channel = abilities(turn.ctx, turn.message.incoming.channel)
    found = []
    for number, why, submission in refused:
        if why is None:
            continue
        wrong = errors(submission.findings) if submission is not None else ()
        problem = worded(wrong[0], channel).problem if wrong else ""
        state = submission.state if submission is not None else None
        found.append(Refused(number=number, why=why, state=state, problem=problem))
    return said.refusals(found)
