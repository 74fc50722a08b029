"""All seven days of every notice with thirty units: what the bot counts and whom it tells equal what was acted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from domain.campaigns.campaign import DAILY, Campaign
from domain.clock import CHINA
from domain.completeness import count
from domain.roster.roster import OrganisationEntry
from storage import obligations, organisations
from storage.campaign_files import load
from storage.engine.database import Database
from tests.stories import week_behaviours
from tests.stories.week_cast import Cast, cast
from tests.stories.week_plan import Script, write
from tests.stories.week_script import EXEMPT, LATE, MISSING, said
from tests.stories.week_walk import DEADLINE, DIGEST, REMINDERS, Heard, names_in, names_listed, six_in, walk
from tests.support.clocks import FrozenClock
from tests.support.stage import Stage, stage

CAMPAIGNS = ("moe-2020", "shandong-2020", "shandong-2021", "jinan-2023", "nanchang-2020")
REMINDER = "的材料.*截止，还有"
MISSING_LIST = "缺报：应报|还没报：应报|已全部报送|没有要报送的单位"
A_DIGEST = "简报（截至"


@pytest.mark.slow
@pytest.mark.parametrize(
    "code", [CAMPAIGNS[0], *(pytest.param(code, marks=pytest.mark.long) for code in CAMPAIGNS[1:])]
)
async def test_a_week_is_counted_as_it_was_acted(
    code: str, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    campaign = small_photos(load(code))
    players = cast(campaign)
    script = write(code, players, campaign.days)
    clock.set(datetime.combine(campaign.first_day - timedelta(days=3), time(12), tzinfo=CHINA))
    async with stage(database, clock, tmp_path, [campaign], roster(players, script), players.members) as on:
        told: list[Heard] = []
        async for heard in walk(on, script, campaign.days):
            check_clock(heard, players, script, campaign)
            told.append(heard)
        await on.drain()
        await check_counts(on, players, script, campaign)
        await check_rows(on, players, script, campaign)
        check_once(on, told)
        for row in [*await on.rows("inbox"), *await on.rows("outbox")]:
            assert row["state"] in ("done", "sent"), row


def test_every_behaviour_is_played_in_every_campaign() -> None:
    for code in CAMPAIGNS:
        campaign = load(code)
        script = write(code, cast(campaign), campaign.days)
        assert {one.__name__ for one in week_behaviours.EVERYTHING} == set(script.played), code


def small_photos(campaign: Campaign) -> Campaign:
    """The same notice, but photos of a few kilobytes will do: what a photo must be is told by other tests."""
    rules = replace(campaign.rules, photo=replace(campaign.rules.photo, min_width=200, min_bytes=1000))
    return replace(campaign, rules=rules)


def roster(players: Cast, script: Script) -> list[OrganisationEntry]:
    units = [
        OrganisationEntry(
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            line=unit.line,
            parent_code=unit.parent,
            exempt_days=tuple(day for code, day in script.ledger.exempt if code == unit.code),
        )
        for unit in players.units
    ]
    return [*players.offices, *units]


def check_clock(heard: Heard, players: Cast, script: Script, campaign: Campaign) -> None:
    """The clock spoke exactly when it should, to exactly whom it should, of exactly whom it should."""
    day = heard.at.date()
    clock = f"{heard.at:%H:%M:%S}" if day in campaign.days else ""
    names = {unit.code: unit.name for unit in players.units}
    reminded = {account: names_in(text, names.values()) for account, text in heard.of_kind(marked=REMINDER).items()}
    missing = script.ledger.who(MISSING, names, day, heard.at)
    due: dict[str, set[str]] = {}
    for unit in players.units:
        for account in unit.accounts if unit.code in missing and clock in REMINDERS else ():
            due.setdefault(account.lower(), set()).add(unit.name)
    assert set(reminded) == set(due), heard.at
    served = Counter(account.lower() for unit in players.units for account in unit.accounts)
    for account, units in reminded.items():
        # Their only unit is named where something is said of it alone.
        assert units == due[account] or (served[account] == 1 and not units), heard.at
    lists = {account: names_listed(text) for account, text in heard.of_kind(marked=MISSING_LIST).items()}
    watched = {account: {names[c] for c in area & missing} for account, area in players.areas.items()}
    assert lists == (watched if clock == DEADLINE else {}), heard.at
    digests = heard.of_kind(marked=A_DIGEST)
    assert set(digests) == (set(players.areas) if clock == DIGEST else set()), heard.at
    for account, text in digests.items():
        area = players.areas[account]
        assert six_in(text) == script.ledger.six(area, day, heard.at), (heard.at, account)
        if "没有变化" in text:
            # The very list that was said at the deadline is not said again.
            then = script.ledger.who(MISSING, names, day, campaign.due_at(day) + timedelta(seconds=1))
            assert {names[c] for c in area & then} == watched[account], (heard.at, account)
        else:
            assert names_listed(text, "缺报") == watched[account], (heard.at, account)
        assert names_listed(text, "迟报") == {names[c] for c in script.ledger.who(LATE, area, day, heard.at)}


async def check_counts(on: Stage, players: Cast, script: Script, campaign: Campaign) -> None:
    """Asked in chat, every supervisor hears the six counts of every day, of their own area."""
    names = {unit.code: unit.name for unit in players.units}
    for account, area in players.areas.items():
        for day in campaign.days:
            before = len(on.heard(account))
            await on.say(account, f"统计 {said(day)}")
            await on.work()
            answer = "\n".join(on.heard(account)[before:])
            assert six_in(answer) == script.ledger.six(area, day, on.clock.now()), (account, day)
            exempt = {names[c] for c in script.ledger.who(EXEMPT, area, day, on.clock.now())}
            assert {name for name in names.values() if name in answer} == exempt, (account, day)


async def check_rows(on: Stage, players: Cast, script: Script, campaign: Campaign) -> None:
    """The rows themselves, counted by the domain, say the same."""
    codes = [unit.code for unit in players.units]
    async with on.ctx.database.read() as connection:
        units = [u for u in await organisations.all(connection) if u.code in codes]
        owed = [o for u in units for o in await obligations.of_organisation(connection, u.id, [campaign.code])]
    for day in campaign.days:
        counts = count(o for o in owed if o.item == DAILY and o.day == day)
        six = script.ledger.six(codes, day, on.clock.now())
        assert six == {
            "应报": counts.expected,
            "已报": counts.actual,
            "按时": counts.on_time,
            "迟报": counts.late,
            "缺报": counts.missing,
            "免报": counts.exempt,
        }, day
        assert counts.expected + counts.exempt == len(codes)


def check_once(on: Stage, told: list[Heard]) -> None:
    """Nothing the clock said was said twice, and the platform neither swallowed nor dropped anything."""
    spoken = [
        (account, text)
        for heard in told
        for account, texts in heard.texts.items()
        for text in texts
        if re.search(f"{REMINDER}|{MISSING_LIST}|{A_DIGEST}", text)
    ]
    assert len(spoken) == len(set(spoken)) > 0
    assert on.wecom.mailboxes.swallowed == []
    assert on.wecom.mailboxes.dropped == []
