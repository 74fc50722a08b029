"""The outbox on both databases: said once, in order, together where the words are the same, never too fast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.abilities import Abilities
from domain.messages import Unreachable
from domain.precedence import Precedence
from storage import channel_states, lifting, outbox, outbox_batches
from storage.engine.database import Database
from storage.outbox import OutboxMessage
from storage.outbox_batches import Batch
from storage.said_before import Repeats, words_of
from storage.tables import channel_states as channel_states_table
from storage.tables import outbox as table
from tests.support.clocks import FrozenClock
from tests.support.rows import NOW, SECOND, add, add_named, names
from tests.support.seals import SEAL

LEASE = timedelta(seconds=90)
PACE = {"wecom": 27}
ABLE = {"wecom": Abilities(max_text_bytes=2048)}
MOST = {"wecom": 1000}
JUST = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def put(database: Database, clock: FrozenClock, *messages: tuple[str, str, str]) -> None:
    async with database.write() as connection:
        await outbox.put(
            connection,
            [OutboxMessage(channel="wecom", account=account, text=text, key=key) for account, text, key in messages],
            created_at=clock.now(),
            real=clock.real(),
            abilities=ABLE,
            seal=SEAL,
        )


async def take(database: Database, clock: FrozenClock, pace: Mapping[str, int] = PACE) -> Batch | None:
    return await outbox_batches.claim_batch(database, now=clock.real(), lease=LEASE, pace=pace, most=MOST)


async def done(database: Database, clock: FrozenClock, batch: Batch, **rejected: Unreachable) -> None:
    await outbox.sent(database, batch, at=clock.real(), message_id="1", rejected=rejected)


async def states(database: Database) -> dict[str, str]:
    async with database.read() as connection:
        rows = (await connection.execute(select(table.c.key, table.c.state))).all()
    return {key: state for key, state in rows}


async def test_a_key_is_said_once(database: Database, clock: FrozenClock) -> None:
    await put(database, clock, ("alice", "提醒", "remind:1"), ("alice", "提醒", "remind:1"))
    await put(database, clock, ("alice", "又一次提醒", "remind:1"))
    assert await states(database) == {"remind:1#1": "new"}


async def test_long_texts_go_in_parts_and_in_order(database: Database, clock: FrozenClock) -> None:
    await put(database, clock, ("alice", "\n".join(["某某学校还没有报送材料"] * 100), "list"))
    said = []
    while batch := await take(database, clock):
        assert len(batch.text.encode()) <= 2048
        said.append(batch.text)
        assert await take(database, clock) is None, "the next part waits for this one"
        await done(database, clock, batch)
    assert len(said) == 2 and "\n".join(said).count("某某学校") == 100


async def test_the_same_words_go_to_many_in_one_call(database: Database, clock: FrozenClock) -> None:
    await put(database, clock, ("a", "简报", "d:a"), ("b", "简报", "d:b"), ("c", "别的", "d:c"))
    first = await take(database, clock)
    second = await take(database, clock)
    assert first is not None and first.accounts == ("a", "b")
    assert second is not None and second.accounts == ("c",)


async def test_a_call_that_is_repeated_is_the_same_to_the_letter(database: Database, clock: FrozenClock) -> None:
    await put(database, clock, ("a", "简报", "d:a"), ("b", "简报", "d:b"))
    first = await take(database, clock)
    await put(database, clock, ("c", "简报", "d:c"))
    clock.advance(seconds=91)
    again = await take(database, clock)
    assert first is not None and again is not None and again.accounts == first.accounts == ("a", "b")
    assert again.attempts == 2


async def test_those_the_platform_rejects_fail_and_the_others_are_sent(database: Database, clock: FrozenClock) -> None:
    await put(database, clock, ("Alice", "简报", "d:a"), ("bob", "简报", "d:b"))
    batch = await take(database, clock)
    assert batch is not None
    await done(database, clock, batch, alice=Unreachable.UNKNOWN)
    assert await states(database) == {"d:a#1": "rejected", "d:b#1": "sent"}


async def test_nobody_gets_more_than_the_platform_delivers(database: Database, clock: FrozenClock) -> None:
    await put(database, clock, *[("alice", f"消息 {n}", f"m{n}") for n in range(5)])
    sent = 0
    while batch := await take(database, clock, {"wecom": 3}):
        await done(database, clock, batch)
        sent += 1
    assert sent == 3
    clock.advance(seconds=61)
    assert await take(database, clock, {"wecom": 3}) is not None


async def test_a_resting_channel_sends_nothing_until_its_time(database: Database, clock: FrozenClock) -> None:
    await put(database, clock, ("alice", "你好", "m1"))
    until = clock.real() + timedelta(minutes=1)
    await channel_states.pause(database, "wecom", until=until, problem="throttled", detail="", now=clock.real())
    assert await take(database, clock) is None
    assert await channel_states.paused(database, now=clock.real()) == {"wecom": "throttled"}
    clock.advance(seconds=61)
    assert await take(database, clock) is not None


async def test_like_words_for_thousands_take_a_call_a_thousand(database: Database, clock: FrozenClock) -> None:
    everybody = [f"u{number}" for number in range(2001)]
    await put(database, clock, *((account, "提醒", f"remind:{account}") for account in everybody))
    told = []
    while batch := await take(database, clock):
        gone = {account: Unreachable.UNKNOWN for account in batch.accounts if account in ("u7", "u1500", "u2000")}
        await outbox.sent(database, batch, at=clock.real(), message_id="1", rejected=gone)
        told.append(batch.accounts)
    assert [len(accounts) for accounts in told] == [1000, 1000, 1]
    assert [account for accounts in told for account in accounts] == everybody
    found = await states(database)
    rejected = [key for key, state in found.items() if state == "rejected"]
    assert sorted(rejected) == ["remind:u1500#1", "remind:u2000#1", "remind:u7#1"]
    assert list(found.values()).count("sent") == 1998


# --- One condition at a time; on one database, where nothing depends on which ---


async def claimed(database: Database, rows: Mapping[str, Any], most: int = 1000, **usual: Any) -> list[list[str]]:
    """Which rows were taken together, batch by batch, until nothing may go."""
    await add_named(database, table, rows, **usual)
    batches = []
    while batch := await outbox_batches.claim_batch(
        database, now=NOW, lease=LEASE, pace={"wecom": 3}, most={"wecom": most}
    ):
        batches.append(names(rows, batch.held.ids))
    return batches


@ONE
async def test_what_goes_together_is_alike_free_and_due(database: Database) -> None:
    def to(account: str, **values: Any) -> dict[str, Any]:
        return {"account": account, **values}

    rows = {
        "first": to("a"),
        "alike": to("b"),
        "other words": to("c", words=words_of("别的")),
        "another channel's": to("d", channel="simulator"),
        "already of a batch": to("e", batch="x"),
        "tried later": to("f", retry_at=NOW + JUST),
        "tried now": to("g", retry_at=NOW),
        "held": to("h", claimed_until=NOW),
        "left by a dead worker": to("i", claimed_until=NOW - JUST),
        "sent": to("j", state="sent"),
        "a receiver's first": to("k", words=words_of("先说的")),
        "behind a receiver's first": to("k"),
        "behind what was sent": to("j"),
        "until another time": to("l", expires_at=NOW + MINUTE),
        "until the same time": to("m", expires_at=NOW + MINUTE),
        "said again": to("n", again="又一次"),
        "of before there were hashes": to("o", words=""),
        "also of before": to("p", words=""),
        "had no words": to("q", words=words_of("")),
        "neither had this": to("r", words=words_of("")),
    }
    assert await claimed(database, rows) == [
        ["first", "alike", "tried now", "left by a dead worker", "behind what was sent"],
        ["other words"],
        ["another channel's"],
        ["already of a batch"],
        ["a receiver's first"],
        ["until another time", "until the same time"],
        ["said again"],
        ["of before there were hashes"],
        ["also of before"],
        ["had no words"],
        ["neither had this"],
    ]


@ONE
@pytest.mark.parametrize(
    ("most", "batches"), [(1, [["1"], ["2"], ["3"]]), (2, [["1", "2"], ["3"]]), (3, [["1", "2", "3"]])]
)
async def test_no_call_has_more_receivers_than_the_most(
    database: Database, most: int, batches: list[list[str]]
) -> None:
    rows = {str(number): {"account": str(number)} for number in (1, 2, 3)}
    assert await claimed(database, rows, most) == batches


@ONE
async def test_a_call_that_is_repeated_takes_all_that_is_left_of_its_batch_under_one_claim(database: Database) -> None:
    rows = {
        "tried most often": {"account": "a", "batch": "x", "attempts": 4},
        "of the same": {"account": "b", "batch": "x", "attempts": 1, "retry_at": NOW + SECOND},
        "sent": {"account": "c", "batch": "x", "state": "sent"},
        "of another": {"account": "d", "batch": "y"},
        "of none": {"account": "e"},
    }
    await add_named(database, table, rows)
    batch = await outbox_batches.claim_batch(database, now=NOW, lease=LEASE, pace={}, most=MOST)
    assert batch is not None and names(rows, batch.held.ids) == ["tried most often", "of the same"]
    assert batch.attempts == 5
    async with database.read() as connection:
        query = select(table).where(table.c.claim == batch.held.claim).order_by(table.c.id)
        found = (await connection.execute(query)).mappings().all()
    assert [(row["id"], row["batch"], row["attempts"], row["claimed_until"]) for row in found] == [
        (1, "x", 5, NOW + LEASE),
        (2, "x", 5, NOW + LEASE),
    ]


@ONE
@pytest.mark.parametrize(
    ("sent", "goes"),
    [
        ({}, False),
        ({"sent_at": NOW - MINUTE + JUST}, False),
        ({"sent_at": NOW - MINUTE}, True),
        ({"channel": "simulator"}, True),
        ({"account": "bob"}, True),
    ],
    ids=["too many", "within the minute", "a minute ago", "on another channel", "to another"],
)
async def test_what_counts_for_the_pace(database: Database, sent: Mapping[str, Any], goes: bool) -> None:
    usual = {"state": "sent", "sent_at": NOW}
    rows = {"1": usual, "2": usual, "3": {**usual, **sent}, "next": {"text": "下一条"}}
    assert await claimed(database, rows) == ([["next"]] if goes else [])


@ONE
@pytest.mark.parametrize(("until", "rests"), [(JUST, True), (0 * JUST, False)])
async def test_a_channel_rests_to_its_very_moment_and_no_other_does(
    database: Database, until: timedelta, rests: bool
) -> None:
    await channel_states.pause(database, "wecom", until=NOW + until, problem="throttled", detail="", now=NOW)
    assert await channel_states.paused(database, now=NOW) == ({"wecom": "throttled"} if rests else {})
    rows = {"resting": {}, "other": {"channel": "simulator"}}
    assert await claimed(database, rows) == ([["other"]] if rests else [["resting"], ["other"]])


@ONE
async def test_a_channel_that_rests_again_has_the_newest_problem(database: Database) -> None:
    for problem, until in (("throttled", NOW), ("credentials", NOW + SECOND)):
        await channel_states.pause(database, "wecom", until=until, problem=problem, detail="x" * 2001, now=NOW)
    assert await channel_states.paused(database, now=NOW) == {"wecom": "credentials"}
    async with database.read() as connection:
        (detail,) = await connection.scalars(select(channel_states_table.c.detail))
    assert detail == "x" * 2000


@ONE
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "又一次"),
        ({"created_at": NOW - MINUTE}, "又一次"),
        ({"created_at": NOW - MINUTE - JUST}, ""),
        ({"channel": "simulator"}, ""),
        ({"account": "bob"}, ""),
        ({"words": words_of("别的")}, ""),
        # Nothing is said again: it is there.
        ({"key": "reply:1#1"}, None),
    ],
)
async def test_words_that_were_said_lately_are_told_apart(
    database: Database, values: Mapping[str, Any], said: str | None
) -> None:
    message = OutboxMessage(channel="wecom", account="alice", text="收到", key="reply:1")
    repeats = Repeats(within={"wecom": MINUTE}, second="又一次", further=("第", "次"))
    async with database.write() as connection:
        await add(connection, table, 1, **{"words": words_of("收到"), **values})
        for one in (message, replace(message, key="reply:2")):
            await outbox.put(connection, [one], created_at=NOW, real=NOW, abilities=ABLE, seal=SEAL, repeats=repeats)
        rows = list(await connection.scalars(select(table.c.again).order_by(table.c.id).offset(1)))
    assert rows == ([] if said is None else [said]) + (["第3次"] if said == "又一次" else ["又一次"])


@ONE
async def test_a_channel_that_swallows_nothing_hears_the_same_words(database: Database) -> None:
    message = OutboxMessage(channel="simulator", account="alice", text="收到", key="reply:1")
    repeats = Repeats(within={"wecom": MINUTE}, second="又一次")
    async with database.write() as connection:
        for key in ("reply:1", "reply:2"):
            one = replace(message, key=key)
            await outbox.put(connection, [one], created_at=NOW, real=NOW, abilities={}, seal=SEAL, repeats=repeats)
        assert list(await connection.scalars(select(table.c.again))) == ["", ""]


@ONE
async def test_how_a_call_ended_is_kept(database: Database) -> None:
    rows = {"taken": {"account": "a"}, "rejected": {"account": "B"}}
    await add_named(database, table, rows)
    batch = await outbox_batches.claim_batch(database, now=NOW, lease=LEASE, pace={}, most=MOST)
    assert batch is not None
    await outbox.postponed(database, batch, at=NOW, error="away")
    batch = await outbox_batches.claim_batch(database, now=NOW, lease=LEASE, pace={}, most=MOST)
    assert batch is not None and batch.attempts == 2
    await outbox.extend_claim(database, batch, until=NOW + 2 * LEASE)
    await outbox.sent(database, batch, at=NOW + SECOND, message_id="m" * 201, rejected={"b": Unreachable.UNKNOWN})
    async with database.read() as connection:
        found = (await connection.execute(select(table).order_by(table.c.id))).mappings().all()
    assert [(row["state"], row["sent_at"], row["message_id"], row["error"]) for row in found] == [
        ("sent", NOW + SECOND, "m" * 200, "away"),
        ("rejected", None, "", "unknown"),
    ]


LINK = "请打开 http://127.0.0.1:8080/u/dGhpcyBpcyBubyByZWFsIHRva2VuIQ"
INVITATION = "请发：绑定 7K3M9PXQ"
_KEPT = (table.c.key, table.c.text, table.c.words)


@ONE
@pytest.mark.parametrize("text", [LINK, INVITATION, "sealed:1:forged"])
async def test_what_opens_something_is_sealed_until_it_is_sent(
    database: Database, clock: FrozenClock, text: str
) -> None:
    await put(database, clock, ("alice", text, "a"), ("bob", text, "b"), ("carol", "提醒", "c"), ("alice", text, "a"))
    async with database.read() as connection:
        kept = {key: (said, words) for key, said, words in await connection.execute(select(*_KEPT))}
    assert kept["a#1"] == kept["b#1"] and kept["c#1"][0] == "提醒"
    assert kept["a#1"][0] != text and SEAL.opened(kept["a#1"][0]) == text
    # A code can be found again by its hash; what is sealed cannot.
    assert kept["a#1"][1] != words_of(text)
    batch = await take(database, clock)
    assert batch is not None and batch.accounts == ("alice", "bob") and SEAL.opened(batch.text) == text


@ONE
@pytest.mark.parametrize("end", ["sent", "rejected", "refused one", "failed", "dropped"])
async def test_it_is_blanked_when_it_goes_or_never_will(database: Database, clock: FrozenClock, end: str) -> None:
    await put(database, clock, ("alice", LINK, "a"), ("carol", "提醒", "c"))
    for _ in range(2):
        batch = await take(database, clock)
        assert batch is not None
        if end == "sent":
            await done(database, clock, batch)
        elif end == "rejected":
            await outbox.rejected(database, batch, at=clock.real(), reason=Unreachable.UNKNOWN)
        elif end == "refused one":
            await done(database, clock, batch, **dict.fromkeys(batch.accounts, Unreachable.UNKNOWN))
        elif end == "failed":
            await outbox.failed(database, batch, error="no")
        else:
            await outbox.dropped(database, batch)
    async with database.read() as connection:
        texts = {key: text for key, text, _ in await connection.execute(select(*_KEPT))}
    assert texts == {"a#1": "", "c#1": "提醒"}


@ONE
async def test_one_that_was_never_sealed_is_blanked_as_well(database: Database, clock: FrozenClock) -> None:
    """It waited when sealing came."""
    await put(database, clock, ("alice", "x", "a"))
    async with database.write() as connection:
        await connection.execute(table.update().values(text=LINK))
    batch = await take(database, clock)
    assert batch is not None and batch.text == LINK
    await done(database, clock, batch)
    async with database.read() as connection:
        assert [text for _, text, _ in await connection.execute(select(*_KEPT))] == [""]


@ONE
async def test_it_stays_while_it_waits_for_its_next_try(database: Database, clock: FrozenClock) -> None:
    await put(database, clock, ("alice", LINK, "a"))
    batch = await take(database, clock)
    assert batch is not None
    await outbox.postponed(database, batch, at=clock.real(), error="busy")
    again = await take(database, clock)
    assert again is not None and SEAL.opened(again.text) == LINK


async def put_by_precedence(database: Database, clock: FrozenClock, *said: tuple[str, Precedence]) -> None:
    """Each is for an account of its own name, unless that is before a slash."""
    messages = [
        OutboxMessage(channel="wecom", account=key.partition("/")[0], text=key, key=key, precedence=precedence)
        for key, precedence in said
    ]
    async with database.write() as connection:
        await outbox.put(connection, messages, created_at=clock.now(), real=clock.real(), abilities=ABLE, seal=SEAL)


async def all_of_it(database: Database, clock: FrozenClock) -> list[str]:
    gone = []
    while batch := await take(database, clock):
        gone.append(batch.text)
        await done(database, clock, batch)
    return gone


async def test_what_matters_goes_first_whoever_waits_for_it(database: Database, clock: FrozenClock) -> None:
    first = [Precedence.NICETY, Precedence.RECEIPT, Precedence.NOTICE, Precedence.ANSWER]
    await put_by_precedence(database, clock, *((f"{one.name}{n}", one) for n in (1, 2) for one in first))
    wanted = [f"{one.name}{n}" for one in reversed(first) for n in (1, 2)]
    assert await all_of_it(database, clock) == wanted


async def test_an_answer_waits_for_no_digest_to_the_same_person_and_answers_keep_their_order(
    database: Database, clock: FrozenClock
) -> None:
    said = [("dana/digest", Precedence.NICETY), ("dana/one", Precedence.ANSWER), ("dana/two", Precedence.ANSWER)]
    await put_by_precedence(database, clock, *said)
    digest = await all_of_it(database, clock)
    assert digest == ["dana/one", "dana/two", "dana/digest"]


async def test_nothing_is_kept_waiting_by_others_for_ever(database: Database, clock: FrozenClock) -> None:
    await put_by_precedence(database, clock, ("digest", Precedence.NICETY))
    clock.advance(seconds=lifting.LONGEST_BEHIND.total_seconds())
    assert await lifting.lift(database, now=clock.real()) == 0
    clock.advance(seconds=1)
    # Its channel rests: it is not others that keep it waiting.
    await channel_states.pause(
        database, "wecom", until=clock.real() + MINUTE, problem="throttled", detail="", now=clock.real()
    )
    assert await lifting.lift(database, now=clock.real()) == 0
    clock.advance(seconds=61)
    assert await lifting.lift(database, now=clock.real()) == 1
    assert await lifting.lift(database, now=clock.real()) == 0
    await put_by_precedence(database, clock, ("answer", Precedence.ANSWER))
    assert await all_of_it(database, clock) == ["digest", "answer"]
