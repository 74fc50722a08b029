"""联系谁: the supervisors above the asker's units, of the nearest office that has any."""

from __future__ import annotations

from collections.abc import Mapping

from domain.language.questions import Question
from domain.organisation import RECEIVING_KIND, Organisation, Role
from formats.chat.guidance import Office, contact_text
from formats.digest.lists import called_name
from handlers.asker import Asker
from storage import contacts


async def whom(asker: Asker, question: Question) -> str:
    """For each of one's units (supervisors: of one's offices) the office above it."""
    everybody = (await asker.ctx.directory.load(asker.connection)).everybody
    served = asker.person.reports_for or asker.person.watches
    chains = [_above(unit, everybody) for unit in served]
    asked = {office.id for chain in chains for office in chain}
    serving = await contacts.serving(asker.connection, asked, Role.SUPERVISOR)
    nearest = [next((office for office in chain if office.id in serving), None) for chain in chains]
    offices = [
        Office(name=office.name, supervisors=tuple(called_name(s.name, s.phone) for s in serving[office.id]))
        for office in dict.fromkeys(nearest)
        if office is not None
    ]
    return contact_text(offices)


def _above(unit: Organisation, everybody: Mapping[int, Organisation]) -> list[Organisation]:
    """The offices above, the nearest first; then the receiving ones that see the unit's line (``domain.organisation``).

    A roster may name two organisations above each other; each is passed once.
    """
    chain: dict[int, Organisation] = {}
    parent = everybody.get(unit.parent_id or 0)
    while parent is not None and parent.id not in chain and parent.id != unit.id:
        chain[parent.id] = parent
        parent = everybody.get(parent.parent_id or 0)
    for top in everybody.values():
        sees = top.kind == RECEIVING_KIND and top.parent_id is None and (not top.line or top.line == unit.line)
        if sees and top.id != unit.id:
            chain.setdefault(top.id, top)
    return list(chain.values())
