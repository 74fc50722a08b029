"""People, accounts and invite codes, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from domain.organisation import Account, Role
from domain.roster.roster import OrganisationEntry
from handlers import codes
from storage import bindings, exemptions, invites, organisations, people, used_codes
from storage.engine.database import Database
from storage.tables import invites as table

NOW = datetime(2020, 11, 1, tzinfo=UTC)
CODE = "7K3M9PXQ"
ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
JIA = Account(channel="wecom", account="jia")


def unit(code: str, parent: str = "") -> OrganisationEntry:
    return OrganisationEntry(code=code, name=f"{code}校", kind="中等职业学校", line="教育", parent_code=parent)


@pytest.fixture
async def cast(database: Database) -> dict[str, int]:
    """甲 reports for A and B, 乙 for B, 丙 watches A, 丁 does nothing. 甲 has a WeCom account; 甲 and 乙 have codes."""
    async with database.write() as connection:
        ids = await organisations.save(connection, [unit("A"), unit("B", parent="A")])
        persons = {name: await people.add(connection, name, "") for name in "甲乙丙丁"}
        await people.replace_duties(
            connection,
            {
                persons["甲"]: [(ids["A"], Role.LIAISON), (ids["B"], Role.LIAISON)],
                persons["乙"]: [(ids["B"], Role.LIAISON)],
                persons["丙"]: [(ids["A"], Role.SUPERVISOR)],
            },
        )
        await bindings.give(connection, [(persons["甲"], JIA)])
        await invites.add(connection, {persons["甲"]: CODE, persons["乙"]: "11111111"}, NOW)
    return {**persons, **ids}


async def test_a_person_comes_with_units_and_accounts(database: Database, cast: dict[str, int]) -> None:
    async with database.read() as connection:
        found = await people.by_account(connection, "wecom", "jia")
        nobody = await people.by_account(connection, "simulator", "jia")
    assert found and found.id == cast["甲"]
    assert [unit.code for unit in found.reports_for] == ["A", "B"]
    assert found.reports_for[1].parent_id == cast["A"]
    assert found.supervises == ()
    assert nobody is None


async def test_several_duties_and_accounts_stand_once_each_in_their_order(
    database: Database, cast: dict[str, int]
) -> None:
    async with database.write() as connection:
        both = [(cast["A"], Role.SUPERVISOR), (cast["A"], Role.LIAISON), (cast["B"], Role.LIAISON)]
        await people.replace_duties(connection, {cast["甲"]: both})
        await people.link(connection, cast["甲"], "simulator", "person-1")
        found = await people.get(connection, cast["甲"])
        without = await people.get(connection, cast["丁"])
        nobody = await people.get(connection, 10**6)
    assert found is not None and without is not None and nobody is None
    roles = [(duty.organisation.code, duty.role) for duty in found.duties]
    assert sorted(roles) == [("A", Role.SUPERVISOR), ("A", Role.LIAISON), ("B", Role.LIAISON)]
    assert [code for code, _ in roles] == ["A", "A", "B"]
    assert [account.channel for account in found.accounts] == ["wecom", "simulator"]
    assert (without.name, without.duties, without.accounts) == ("丁", (), ())


async def test_supervisors_and_liaisons(database: Database, cast: dict[str, int]) -> None:
    async with database.read() as connection:
        watching = await people.supervisors(connection)
        liaisons = await people.liaisons_of(connection, [cast["A"], cast["B"], 10**6])
        of_none = await people.liaisons_of(connection, [])
        many = await people.liaisons_of(connection, [cast["B"], *range(10**6, 10**6 + 5000)])
    assert [person.name for person in watching] == ["丙"]
    assert {key: [p.name for p in value] for key, value in liaisons.items()} == {
        cast["A"]: ["甲"],
        cast["B"]: ["甲", "乙"],
        10**6: [],
    }
    assert of_none == {}
    assert [person.name for person in many[cast["B"]]] == ["甲", "乙"]
    assert len(many) == 5001


@pytest.mark.parametrize("typed", [CODE, "7k3m9pxq", " 7K3M-9PXQ ", "７Ｋ３Ｍ９ＰＸＱ", "7k3m 9pxq"])
async def test_a_code_binds_however_it_is_typed(database: Database, cast: dict[str, int], typed: str) -> None:
    async with database.write() as connection:
        bound = await invites.bind(connection, typed, "simulator", "s1", NOW)
    assert bound and bound.id == cast["甲"]
    assert Account(channel="simulator", account="s1") in bound.accounts
    async with database.read() as connection:
        assert await people.by_account(connection, "simulator", "s1") == bound
        used = {made.code: made.used_at for made in await invites.all(connection)}
    assert used == {"": NOW, "11111111": None}


async def test_look_alikes_in_a_code_are_understood(database: Database, cast: dict[str, int]) -> None:
    async with database.write() as connection:
        bound = await invites.bind(connection, "IlIl iLiL", "simulator", "s2", NOW)
    assert bound and bound.id == cast["乙"]


async def test_a_wrong_code_binds_nothing(database: Database, cast: dict[str, int]) -> None:
    async with database.write() as connection:
        assert await invites.bind(connection, "00000000", "simulator", "s1", NOW) is None
        assert await invites.bind(connection, "", "simulator", "s1", NOW) is None
        assert await people.by_account(connection, "simulator", "s1") is None


async def test_binding_again_changes_nothing(database: Database, cast: dict[str, int]) -> None:
    async with database.write() as connection:
        first = await invites.bind(connection, CODE, "simulator", "s1", NOW)
        assert await invites.bind(connection, CODE, "simulator", "s1", NOW) == first
        # The roster's own account is confirmed, not doubled.
        assert await invites.bind(connection, CODE, "wecom", "jia", NOW) == first


async def test_an_account_of_somebody_else_is_not_taken_over(database: Database, cast: dict[str, int]) -> None:
    with pytest.raises(people.AccountTaken):
        async with database.write() as connection:
            await invites.bind(connection, "11111111", "wecom", "jia", NOW)
    async with database.read() as connection:
        owner = await people.by_account(connection, "wecom", "jia")
    assert owner and owner.id == cast["甲"]


async def test_a_code_in_wrong_hands_opens_no_second_account_on_a_channel(
    database: Database, cast: dict[str, int]
) -> None:
    with pytest.raises(invites.InviteUsed):
        async with database.write() as connection:
            await invites.bind(connection, CODE, "wecom", "stranger", NOW)


async def test_an_account_is_taken_and_others_stay(database: Database, cast: dict[str, int]) -> None:
    async with database.write() as connection:
        await invites.bind(connection, CODE, "simulator", "s1", NOW)
        await bindings.give(connection, [(cast["乙"], Account(channel="wecom", account="yi"))])
        lost = [(cast["甲"], JIA), (cast["甲"], Account(channel="wecom", account="yi"))]
        await bindings.take(connection, lost, real=NOW)
        first = await people.get(connection, cast["甲"])
        second = await people.get(connection, cast["乙"])
    assert first and first.accounts == (Account(channel="simulator", account="s1"),)
    assert second and second.accounts == (Account(channel="wecom", account="yi"),)


async def test_the_file_decides_whose_an_account_is(database: Database, cast: dict[str, int]) -> None:
    async with database.write() as connection:
        await invites.bind(connection, CODE, "simulator", "s1", NOW)
        await bindings.give(connection, [(cast["乙"], Account(channel="simulator", account="s1"))])
        owner = await people.by_account(connection, "simulator", "s1")
    assert owner and owner.id == cast["乙"]


async def test_codes_once_made_are_kept(database: Database, cast: dict[str, int]) -> None:
    async with database.write() as connection:
        await invites.add(connection, {cast["甲"]: "22222222", cast["丙"]: "33333333"}, NOW)
        codes = {made.person_id: made.code for made in await invites.all(connection)}
    assert codes == {cast["甲"]: CODE, cast["乙"]: "11111111", cast["丙"]: "33333333"}


async def test_units_that_left_owe_nothing_and_come_back(database: Database, cast: dict[str, int]) -> None:
    async with database.write() as connection:
        await organisations.unlist(connection, [cast["B"]])
        assert [unit.code for unit in await organisations.all(connection)] == ["A"]
        gone = await organisations.get(connection, cast["B"])
        assert gone and gone.name == "B校"
        assert await organisations.save(connection, [unit("B")]) == {"A": cast["A"], "B": cast["B"]}
        back = await organisations.by_code(connection, "B")
        assert back and back.parent_id is None
        assert [unit.code for unit in await organisations.all(connection)] == ["A", "B"]


async def test_exempt_days_of_the_roster_are_replaced(database: Database, cast: dict[str, int]) -> None:
    monday, tuesday = date(2020, 11, 9), date(2020, 11, 10)
    async with database.write() as connection:
        await organisations.replace_exempt_days(connection, {cast["A"]: [tuesday, monday], cast["B"]: [monday]})
        assert await organisations.exempt_days(connection) == {cast["A"]: (monday, tuesday), cast["B"]: (monday,)}
        await organisations.replace_exempt_days(connection, {cast["A"]: [monday]})
        assert await organisations.exempt_days(connection) == {cast["A"]: (monday,)}


@ONE
async def test_what_is_bound_is_asked_of_that_person_and_that_channel_alone(
    database: Database, cast: dict[str, int]
) -> None:
    """Neither another's account here, nor one's own on another channel, nor the chat page's is a use of the code."""
    async with database.write() as connection:
        await people.link(connection, cast["乙"], "mail", "yi@mail", source=people.INVITE)
        await people.link(connection, cast["乙"], "wecom", "page-yi", source="simulator")
        bound = await invites.bind(connection, "11111111", "wecom", "yi", NOW)
        assert bound is not None and [a.account for a in bound.accounts] == ["yi@mail", "page-yi", "yi"]
        for source in (people.ROSTER, people.INVITE):
            await people.link(connection, cast["丁"], "wecom", source, source=source)
            with pytest.raises(invites.InviteUsed):
                await invites.bind(connection, CODE, "wecom", "another", NOW)
            await people.forget_accounts(connection, cast["丁"])


@ONE
async def test_a_code_is_used_when_it_is_first_used(database: Database, cast: dict[str, int]) -> None:
    async with database.write() as connection:
        for after in (timedelta(0), timedelta(hours=1)):
            await invites.bind(connection, CODE, "wecom", "jia", NOW + after)
        used = {made.person_id: made.used_at for made in await invites.all(connection)}
    assert used == {cast["甲"]: NOW, cast["乙"]: None}


@ONE
async def test_one_person_is_renamed_and_forgotten_and_nobody_else(database: Database, cast: dict[str, int]) -> None:
    async with database.write() as connection:
        await invites.bind(connection, "11111111", "wecom", "yi", NOW)
        await people.rename(connection, {cast["乙"]: ("戊", "110")})
        await people.forget_accounts(connection, cast["乙"])
        found = await people.all(connection)
        codes = [made.code for made in await invites.all(connection)]
    assert [(p.name, p.phone, [a.account for a in p.accounts]) for p in found] == [
        ("甲", "", ["jia"]),
        ("戊", "110", []),
        ("丙", "", []),
        ("丁", "", []),
    ]
    assert codes == [CODE]


@ONE
async def test_an_account_goes_to_whom_the_file_names_and_its_channel_stays(
    database: Database, cast: dict[str, int]
) -> None:
    account = Account(channel="wecom", account="yi")
    async with database.write() as connection:
        await invites.bind(connection, "11111111", "wecom", "yi", NOW)
        await invites.bind(connection, CODE, "simulator", "yi", NOW)
        await bindings.give(connection, [(cast["丁"], account)])
        found = {p.name: [f"{a.channel}:{a.account}" for a in p.accounts] for p in await people.all(connection)}
    assert found == {"甲": ["wecom:jia", "simulator:yi"], "乙": [], "丙": [], "丁": ["wecom:yi"]}


@ONE
async def test_names_that_change_places_and_one_that_is_taken_again(database: Database, cast: dict[str, int]) -> None:
    wanted: dict[tuple[str, str], int | None] = {("乙", ""): cast["甲"], ("甲", ""): cast["乙"], ("丁", ""): None}
    async with database.write() as connection:
        await people.make_way(connection, wanted)
        await people.rename(connection, {cast["甲"]: ("乙", ""), cast["乙"]: ("甲", "")})
        fresh = await people.add_all(connection, [("丁", "")])
        found = {p.id: (p.name, p.phone) for p in await people.all(connection)}
    assert found == {
        cast["甲"]: ("乙", ""),
        cast["乙"]: ("甲", ""),
        cast["丙"]: ("丙", ""),
        cast["丁"]: ("丁", ""),
        fresh[0]: ("丁", ""),
    }


@ONE
async def test_duties_are_those_that_are_named_and_no_others(database: Database, cast: dict[str, int]) -> None:
    async with database.write() as connection:
        await people.replace_duties(connection, {cast["丁"]: [(cast["A"], Role.LIAISON)], cast["乙"]: []})
        serving = {p.name: len(p.duties) for p in await people.all(connection)}
        await people.replace_duties(connection, {})
        nobody = [p.duties for p in await people.all(connection)]
    assert serving == {"甲": 0, "乙": 0, "丙": 0, "丁": 1}
    assert nobody == [()] * 4


async def test_the_liaisons_of_any_number_of_units(database: Database, cast: dict[str, int]) -> None:
    """More than a statement takes as parameters."""
    units = [cast["A"], cast["B"], *range(10**6, 10**6 + 40_000)]
    async with database.read() as connection:
        liaisons = await people.liaisons_of(connection, units)
    assert {key: [p.name for p in value] for key, value in liaisons.items() if value} == {
        cast["A"]: ["甲"],
        cast["B"]: ["甲", "乙"],
    }
    assert liaisons.keys() == set(units)


@ONE
async def test_days_granted_in_chat_stay_when_the_roster_is_read(database: Database, cast: dict[str, int]) -> None:
    monday, tuesday = date(2020, 11, 9), date(2020, 11, 10)
    async with database.write() as connection:
        await exemptions.grant(connection, cast["A"], monday)
        await organisations.replace_exempt_days(connection, {cast["A"]: [monday, tuesday]})
        assert await organisations.exempt_days(connection) == {cast["A"]: (tuesday,)}
        await organisations.replace_exempt_days(connection, {})
        assert await organisations.exempt_days(connection) == {}
        assert await organisations.exempt_days(connection, source=exemptions.CHAT) == {cast["A"]: (monday,)}


async def test_of_a_used_code_a_hash_alone_is_kept(database: Database, cast: dict[str, int]) -> None:
    async with database.write() as connection:
        await invites.bind(connection, CODE, "simulator", "s1", NOW)
        kept = list(await connection.scalars(select(table.c.code).order_by(table.c.person_id)))
        assert kept == [await used_codes.digest("7k3m-9pxq"), "11111111"] and CODE not in kept[0]
        # It still is its owner's, and the hash itself opens nothing.
        for typed, found in ((CODE, True), ("7k3m-9pxq", True), (kept[0], False)):
            assert (await invites.owner_of(connection, typed) is not None) is found
        again = await invites.bind(connection, CODE, "mail", "s1@mail", NOW)
        assert again is not None and again.id == cast["甲"]
        known = await invites.of(connection, cast["甲"])
        assert known is not None and (known.code, known.used_at) == ("", NOW)


@ONE
async def test_who_needs_a_code_again_gets_another(database: Database, cast: dict[str, int]) -> None:
    async with database.write() as connection:
        assert await codes.of(connection, cast["甲"], NOW) == CODE
        await invites.bind(connection, CODE, "simulator", "s1", NOW)
        fresh = await codes.of(connection, cast["甲"], NOW)
        assert fresh not in ("", CODE) and await invites.owner_of(connection, CODE) is None
        assert await codes.of(connection, cast["甲"], NOW) == fresh
