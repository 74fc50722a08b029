"""The file that ``[roster] file`` names: taken at start when it is new and nothing newer is there, else left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.campaigns.campaign import Campaign
from domain.roster.planned import Plan
from domain.roster.roster import Roster
from handlers.roster import importing
from handlers.roster.bringing_in import Terms, bring_in
from storage import organisations, roster_imports
from storage.engine.database import Connection, Database
from storage.states import ImportSource


class Verdict(StrEnum):
    """TAKE: it is new, or changes nothing. SAME: it is what was taken last. All others leave the roster as it is."""

    TAKE = "take"
    SAME = "same"
    #: Something was imported since the file was last taken.
    NEWER = "newer"
    #: There is a roster of which nobody knows where it came from, and the file differs.
    UNKNOWN = "unknown"
    #: Many would leave: it wants ``--yes``.
    MANY = "many"
    #: It can be read in two ways: it wants ``--same`` or ``--different``.
    OPEN = "open"
    #: It would undo what was changed in chat.
    CHAT = "chat"


@dataclass(frozen=True, kw_only=True)
class StartFile:
    """``digest``: SHA-256 of the file. ``load`` reads it, and raises ``RosterError``."""

    digest: str
    load: Callable[[], Roster]


async def take(
    database: Database, campaigns: Iterable[Campaign], file: StartFile, *, now: datetime, real: datetime
) -> Verdict:
    """Bring it in when that is for the file to say; answers why not otherwise. ``now``: campaign time."""
    campaigns = tuple(campaigns)
    verdict = Verdict.SAME

    async def decide(connection: Connection) -> Plan | None:
        nonlocal verdict
        verdict, plan = await _judged(connection, campaigns, file)
        return plan if verdict is Verdict.TAKE else None

    terms = Terms(now=now, real=real, source=ImportSource.START, digest=file.digest)
    await bring_in(database, campaigns, decide, terms)
    return verdict


async def judge(connection: Connection, campaigns: Iterable[Campaign], file: StartFile) -> Verdict:
    """What would become of the file. Nothing is written."""
    return (await _judged(connection, campaigns, file))[0]


async def _judged(
    connection: Connection, campaigns: Iterable[Campaign], file: StartFile
) -> tuple[Verdict, Plan | None]:
    """The same with the plan, where one was made."""
    last = await roster_imports.last(connection)
    if last is not None and last.digest == file.digest:
        return Verdict.SAME, None
    if last is not None and last.source is not ImportSource.START:
        return Verdict.NEWER, None
    plan = await importing.planned(connection, campaigns, file.load())
    if last is None and not await organisations.all(connection):
        return Verdict.OPEN if plan.open else Verdict.TAKE, plan
    if plan.unchanged and not plan.open:
        return Verdict.TAKE, plan
    if last is None:
        return Verdict.UNKNOWN, plan
    if plan.open:
        return Verdict.OPEN, plan
    if plan.left.many:
        return Verdict.MANY, plan
    return Verdict.CHAT if plan.overwrites else Verdict.TAKE, plan
