"""The doctor's look at the roster: who owes, who can be reached, who watches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.doctor.diagnosis import Diagnosis, Grade, advice, bad, good
from bot.sample_roster import file_named
from bot.settings.tables import Settings
from channels import registry
from domain.campaigns.campaign import Campaign
from domain.organisation import Account, Organisation, Person
from formats.operator.roster import came_text, roster_problem_text
from handlers.roster import at_start
from handlers.roster.at_start import Verdict
from handlers.roster.importing import RosterError
from storage import bindings, organisations, people

#: So many names are said; of the others, how many there are.
_NAMES = 5


async def examine(connection: AsyncConnection, settings: Settings, campaigns: Sequence[Campaign]) -> list[Diagnosis]:
    """The roster that is in force in the database."""
    units = await organisations.all(connection)
    file = await _file(connection, settings, campaigns) if settings.roster.file else []
    if not units:
        taken = any(one.grade is Grade.GOOD for one in file)
        return [advice("roster", "at_start")] if taken else [bad("roster", "empty"), *file]
    everybody = await people.all(connection)
    owing = {unit.id: unit for campaign in campaigns for unit in units if unit.kind in campaign.kinds}
    return [
        good("roster", units=len(units), people=sum(bool(person.duties) for person in everybody)),
        *file,
        *_campaigns(campaigns, units),
        *_liaisons(list(owing.values()), everybody),
        *_accounts(everybody, settings.in_force),
        *_supervisors(everybody),
        *await _codes(connection, everybody),
    ]


async def _file(connection: AsyncConnection, settings: Settings, campaigns: Sequence[Campaign]) -> list[Diagnosis]:
    """Whether the file of the settings is taken at start, and if not, why."""
    file = settings.roster.file
    try:
        named = file_named(file, registry.roster_columns(settings.in_force))
        verdict = await at_start.judge(connection, campaigns, named)
    except RosterError as error:
        return [bad("roster.file", "wrong", file=file, problem=roster_problem_text(error.problems[0]))]
    if verdict is Verdict.SAME:
        return [good("roster.file", file=file)]
    if verdict is Verdict.TAKE:
        return [good("roster.file", "at_start", file=file)]
    return [_NOT_TAKEN[verdict](file)]


_NOT_TAKEN: Mapping[Verdict, Callable[[str], Diagnosis]] = {
    Verdict.NEWER: lambda file: advice("roster.file", "newer", file=file),
    Verdict.UNKNOWN: lambda file: advice("roster.file", "unknown", file=file),
    Verdict.MANY: lambda file: advice("roster.file", "many", file=file),
    Verdict.OPEN: lambda file: advice("roster.file", "open", file=file),
    Verdict.CHAT: lambda file: advice("roster.file", "chat", file=file),
}


def _campaigns(campaigns: Sequence[Campaign], units: Sequence[Organisation]) -> Iterator[Diagnosis]:
    for campaign in campaigns:
        if not any(unit.kind in campaign.kinds for unit in units):
            yield bad("roster.owing", "nobody", campaign=campaign.code, kinds="、".join(sorted(campaign.kinds)))
        for line in campaign.lines:
            found = sum(unit.kind in line.kinds for unit in units)
            if line.units is not None and 0 < found != line.units:
                yield advice("roster.units", "differ", campaign=campaign.code, found=found, expected=line.units)


def _liaisons(owing: Sequence[Organisation], everybody: Sequence[Person]) -> Iterator[Diagnosis]:
    served = {unit.id for person in everybody for unit in person.reports_for}
    without = [unit.name for unit in owing if unit.id not in served]
    if without:
        yield advice("roster.liaisons", "missing", names=_some(without), count=len(without))


def _accounts(everybody: Sequence[Person], channels: Collection[str]) -> Iterator[Diagnosis]:
    without = [
        person.name
        for person in everybody
        if person.duties and not any(account.channel in channels for account in person.accounts)
    ]
    # In a rehearsal people are picked, not addressed.
    rehearsing = bool(channels) and all(registry.rehearses(name) for name in channels)
    if without and not rehearsing:
        yield advice("roster.accounts", "missing", names=_some(without), count=len(without))


def _supervisors(everybody: Sequence[Person]) -> Iterator[Diagnosis]:
    if not any(person.supervises for person in everybody):
        yield advice("roster.supervisors", "none")


async def _codes(connection: AsyncConnection, everybody: Sequence[Person]) -> list[Diagnosis]:
    """Invite codes whose owner is in doubt, and accounts that wait for a yes."""
    names = {person.id: person.name for person in everybody}
    found = []
    if tried := await bindings.tried(connection):
        said = [_said(names[one.person_id], one.account, one.at) for one in tried]
        found.append(advice("roster.codes", "tried", names=_some(said), count=len({one.person_id for one in tried})))
    if waiting := await bindings.pending(connection):
        said = [_said(names[one.person_id], one.account, one.asked_at) for one in waiting]
        found.append(advice("roster.confirm", "waiting", names=_some(said), count=len(waiting)))
    return found


def _said(name: str, account: Account, at: datetime) -> str:
    return came_text(name, registry.label(account.channel), account.account, at)


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMES]) + ("等" if len(names) > _NAMES else "")
