"""The chat page's memory, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.messages import MessageKind
from domain.organisation import Role
from domain.roster.roster import OrganisationEntry
from storage import organisations, people, simulator
from storage.engine.database import Database
from storage.engine.objects import Objects, ObjectsUnavailable

NOON = datetime(2020, 11, 9, 4, 0, tzinfo=UTC)


async def test_a_conversation_is_read_on_from_where_one_was(database: Database) -> None:
    async with database.write() as connection:
        first = await simulator.add_bubble(connection, "person-1", "hello", at=NOON, mine=True)
        await simulator.add_bubble(connection, "person-2", "not yours", at=NOON)
        second = await simulator.add_bubble(connection, "person-1", "welcome", at=NOON + timedelta(seconds=1))
    async with database.read() as connection:
        everything = await simulator.bubbles_since(connection, "person-1")
        rest = await simulator.bubbles_since(connection, "person-1", first.id)
    assert everything == [first, second]
    assert [(b.text, b.mine) for b in everything] == [("hello", True), ("welcome", False)]
    assert rest == everything[1:]
    assert everything[0].at == NOON and everything[0].kind is MessageKind.TEXT


async def test_a_long_conversation_opens_at_its_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulator, "PAGE", 3)
    async with database.write() as connection:
        for n in range(5):
            await simulator.add_bubble(connection, "person-1", str(n), at=NOON)
    async with database.read() as connection:
        assert [b.text for b in await simulator.bubbles_since(connection, "person-1")] == ["2", "3", "4"]


async def test_one_bubble_is_found_only_in_its_own_conversation(database: Database) -> None:
    async with database.write() as connection:
        kept = await simulator.add_bubble(
            connection, "person-1", "abc", at=NOON, mine=True, kind=MessageKind.PHOTO, file_name="a.jpg"
        )
    async with database.read() as connection:
        found = await simulator.bubble(connection, "person-1", kept.id)
        assert found == kept and (found.kind, found.text, found.file_name) == (MessageKind.PHOTO, "abc", "a.jpg")
        assert await simulator.bubble(connection, "person-2", kept.id) is None


async def test_latest_answers_leave_out_what_people_said_themselves(database: Database) -> None:
    async with database.write() as connection:
        answer = await simulator.add_bubble(connection, "person-1", "answer", at=NOON)
        await simulator.add_bubble(connection, "person-1", "thanks", at=NOON, mine=True)
        await simulator.add_bubble(connection, "person-2", "anybody?", at=NOON, mine=True)
    async with database.read() as connection:
        assert await simulator.latest_answers(connection) == {"person-1": answer.id}


async def test_strangers_who_have_spoken_are_listed_once(database: Database) -> None:
    async with database.write() as connection:
        for account in ("stranger-b", "person-1", "stranger-a", "stranger-b", "strangerXc"):
            await simulator.add_bubble(connection, account, "hello", at=NOON, mine=True)
    async with database.read() as connection:
        assert await simulator.strangers(connection, "stranger-") == ["stranger-b", "stranger-a"]


async def test_binding_twice_is_binding_once(database: Database) -> None:
    async with database.write() as connection:
        person = await people.add(connection, "李联络", "1")
        await simulator.bind(connection, person)
        await simulator.bind(connection, person)
        found = await people.by_account(connection, "simulator", f"person-{person}")
    assert found and found.id == person and len(found.accounts) == 1


async def test_files_come_back_as_they_went(tmp_path: Path) -> None:
    objects = Objects(str(tmp_path / "files"))
    sent = tmp_path / "sent"
    sent.write_bytes(bytes(range(256)) * 5000)
    media = await simulator.keep_file(objects, sent)
    back = b"".join([chunk async for chunk in simulator.file_chunks(objects, media)])
    assert back == sent.read_bytes()
    with pytest.raises(ObjectsUnavailable):
        [chunk async for chunk in simulator.file_chunks(objects, "0" * 32)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_conversation_opens_with_three_hundred_bubbles(database: Database) -> None:
    assert simulator.PAGE == 300
    async with database.write() as connection:
        for _ in range(301):
            await simulator.add_bubble(connection, "person-1", "", at=NOON)
        assert [b.id for b in await simulator.bubbles_since(connection, "person-1")] == list(range(2, 302))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_everybody_is_bound_once_and_keeps_what_they_have(database: Database) -> None:
    async with database.write() as connection:
        persons = [await people.add(connection, name, "") for name in "甲乙丙"]
        unit = OrganisationEntry(code="A", name="A校", kind="中等职业学校", line="教育")
        ids = await organisations.save(connection, [unit])
        duty = [(ids["A"], Role.LIAISON)]
        await people.replace_duties(connection, {persons[0]: duty, persons[1]: duty})
        await people.link(connection, persons[0], "wecom", "jia")
        await simulator.bind(connection, persons[0])
        for _ in range(2):
            await simulator.bind_everybody(connection)
        accounts = [[a.account for a in person.accounts] for person in await people.all(connection)]
    assert accounts == [["jia", f"person-{persons[0]}"], [f"person-{persons[1]}"], []], "who serves nobody has none"
