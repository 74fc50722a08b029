"""Who owes what is owed once: a campaign file that is corrected is followed, on both databases."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import update

from domain.findings import Kind
from storage import obligations
from storage.campaign_files import load
from storage.engine.database import Database
from storage.tables import organisations, people, submissions
from tests.support.rows import add


async def test_what_a_line_turns_out_not_to_owe_goes_and_what_was_sent_for_it_counts_no_more(
    database: Database,
) -> None:
    """The notice is read anew: the form is asked of the education line alone. Derived twice, nothing more happens."""
    campaign = load("shandong-2021")
    asked_of_all = replace(campaign, milestones=tuple(replace(one, lines=()) for one in campaign.milestones))
    kinds = {1: "高职院校", 2: "省属技工院校", 3: "市人社局"}
    async with database.write() as connection:
        await add(connection, people, 1)
        for number, kind in kinds.items():
            await add(connection, organisations, number)
            await connection.execute(update(organisations).where(organisations.c.id == number).values(kind=kind))
        await obligations.rederive(connection, asked_of_all)
        assert not await obligations.in_line(connection, campaign)
        of_labour = await obligations.of_organisation(connection, 2, [campaign.code])
        form = next(one for one in of_labour if one.item == "statistics")
        await add(connection, submissions, 1, obligation_id=form.id, kind=Kind.STATISTICS, counted_at=form.opens_at)
        await obligations.recount(connection, [form.id], lambda owed: ())
        for _ in range(2):
            await obligations.rederive(connection, campaign)
            assert await obligations.in_line(connection, campaign)
            owed = {
                number: {o.item for o in await obligations.of_organisation(connection, number, [campaign.code])}
                for number in kinds
            }
            everybodys = {"daily", "plan", "website", "contact"}
            assert owed == {1: everybodys | {"summary", "statistics"}, 2: everybodys, 3: everybodys}
        kept = await obligations.get(connection, form.id)
        assert kept.met_at is not None, "what was sent stays with what it was sent for"
        # And should the file ask everybody again, it counts again.
        await obligations.rederive(connection, asked_of_all)
        again = await obligations.of_organisation(connection, 2, [campaign.code])
    assert next(one for one in again if one.item == "statistics") == kept
