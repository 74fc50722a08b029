"""Every question has an answer; an answer writes nothing, and who may not know is told nothing of anybody."""

from __future__ import annotations

import re
from itertools import product

from sqlalchemy import delete, text

from domain.language.questions import SUPERVISORS, Topic
from formats.words import chat as texts
from formats.words import questions as sentences
from handlers.questions import ANSWERS, LIAISONS
from handlers.schedule import keeping
from storage.tables import duties
from tests.support.asked import FAR, UNITS, Region, statements

#: ``Topic.NUDGE`` keeps whom it would nudge until it is confirmed, the others the link or the file that they bring:
#: they are no questions that are only read.
KEEPING = {
    Topic.NUDGE,
    Topic.DASHBOARD,
    Topic.PHOTOS,
    Topic.BULLETIN,
    Topic.FINAL_BULLETIN,
    Topic.BLANK_FORM,
}
ANSWERED = [topic for topic in Topic if topic not in KEEPING]
#: An own unit or one of the area, where a topic is about one.
NAMED = {Topic.UNIT: ("E1",), Topic.PHONE: ("E1",)}
#: Statements for a question about one unit, those that a connection begins with among them.
MOST_FOR_ONE_UNIT = 9
PEOPLE = ("Head", "Chief", "Dong", "An", "Cai", "Fu", "Gu", "1380000")


def test_every_topic_is_answered_somewhere() -> None:
    assert set(ANSWERS) | {Topic.WHETHER_SENT} | KEEPING == set(Topic)
    assert not LIAISONS & SUPERVISORS


async def test_answers_are_whole_and_write_nothing(region: Region) -> None:
    for account, topic in product(("chief", "dong", "an", "cai"), ANSWERED):
        with statements() as seen:
            said = await region.ask(account, topic, *NAMED.get(topic, ()))
        assert said.strip() == said != ""
        assert "{" not in said
        assert [statement for statement in seen if re.match(r"\s*(INSERT|UPDATE|DELETE)", statement)] == []


async def test_who_may_not_ask_is_told_so_and_nothing_else(region: Region) -> None:
    for topic in SUPERVISORS - KEEPING:
        assert await region.ask("an", topic, "S1") == sentences.FOR_SUPERVISORS, topic
    for topic in LIAISONS:
        assert await region.ask("chief", topic, numbers=(1,)) == sentences.FOR_LIAISONS, topic


async def test_a_liaisons_answers_name_no_unit_but_their_own(region: Region) -> None:
    others = [entry.name for entry in UNITS if entry.code not in ("E1", "east")]
    for topic in ANSWERED:
        said = await region.ask("an", topic)
        assert [name for name in others if name in said] == [], topic


async def test_who_has_left_the_roster_learns_no_name(region: Region) -> None:
    async with region.bot.ctx.database.write() as connection:
        await connection.execute(delete(duties))
    for topic in ANSWERED:
        said = await region.ask("an", topic, "E1", numbers=(1,))
        assert said == texts.STRANGER
        assert not [name for name in (*PEOPLE, *(entry.name for entry in UNITS)) if name in said]


async def test_what_is_outside_the_area_is_as_if_it_did_not_exist(region: Region) -> None:
    for topic in sorted(SUPERVISORS - KEEPING):
        everywhere = await region.ask("chief", topic)
        assert not [word for word in FAR if word in everywhere], topic
        there = await region.ask("chief", topic, "F1")
        region.ids["nowhere"], region.ids["F1"] = region.ids["F1"], 987_654
        assert there == await region.ask("chief", topic, "F1"), topic
        region.ids["F1"] = region.ids.pop("nowhere")
    assert "远岭职业学校" in await region.ask("head", Topic.MISSING)


async def test_whether_anything_was_sent_depends_on_who_asks(region: Region) -> None:
    assert await region.ask("an", Topic.WHETHER_SENT) == await region.ask("an", Topic.STATUS)
    assert await region.ask("chief", Topic.WHETHER_SENT) == await region.ask("chief", Topic.MISSING)


async def test_statements_do_not_grow_with_the_units(region: Region) -> None:
    async def numbers() -> dict[Topic, int]:
        found = {}
        for topic in SUPERVISORS - KEEPING:
            with statements() as seen:
                await region.ask("chief", topic, *NAMED.get(topic, ()))
            found[topic] = len(seen)
        return found

    await region.ask("chief", Topic.MISSING)  # The first question loads the directory.
    before = await numbers()
    assert before[Topic.UNIT] <= MOST_FOR_ONE_UNIT
    async with region.bot.ctx.database.write() as connection:
        for n in range(40):
            await connection.execute(
                text(
                    "INSERT INTO organisations (code, name, aliases, kind, line, parent_id, listed)"
                    " VALUES (:code, :name, '[]', '中等职业学校', '教育', :parent, :listed)"
                ),
                {"code": f"N{n}", "name": f"新{n}学校", "parent": region.ids["bureau"], "listed": True},
            )
    await keeping.plan(region.bot.ctx)
    assert "新39学校" in await region.ask("chief", Topic.MISSING)
    assert await numbers() == before
