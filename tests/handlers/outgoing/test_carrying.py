"""What a channel is handed: keys that stay, files, buttons, reply handles; what it did not serve, or never answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.abilities import Abilities, AttachmentKind, Replies
from domain.messages import Choice, Incoming, MessageKind, Outgoing, Problem, SendError, Sent
from handlers import outbox as speaking
from handlers.outgoing import carrying, delivery
from storage.inbox import InboxWriter
from storage.outbox import OutboxMessage
from storage.outbox_parts import StoredAttachment
from tests.support.seals import SEAL
from tests.support.stage import LEASE, Stage
from tests.support.town import november

pytestmark = [
    pytest.mark.town(now=november(9, "06:00:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

MINUTE = timedelta(minutes=1)
HANDLE = "https://platform.example/answer?session=hush"
DIGEST = StoredAttachment(
    kind=AttachmentKind.PICTURE, key="outgoing/digest.png", name="简报.png", size=5, instead="图片在 http://a.example"
)


class Platform:
    """Answers by ``answers`` in order, then takes everything; keeps what it was handed, with the bytes of files."""

    def __init__(self) -> None:
        self.answers: list[Sent | SendError] = []
        self.handed: list[Outgoing] = []
        self.files: list[bytes] = []

    async def send(self, outgoing: Outgoing) -> Sent:
        self.handed.append(outgoing)
        if outgoing.attachment is not None:
            self.files.append(outgoing.attachment.path.read_bytes())
        answer = self.answers.pop(0) if self.answers else Sent()
        if isinstance(answer, SendError):
            raise answer
        return answer


Opening = Callable[..., Platform]


@pytest.fixture
def platform(on: Stage, monkeypatch: pytest.MonkeyPatch) -> Opening:
    def opened(**abilities: Any) -> Platform:
        fake, channel = Platform(), on.ctx.channels["wecom"]
        monkeypatch.setattr(channel, "send", fake.send)
        monkeypatch.setattr(channel, "abilities", replace(Abilities(), **abilities))
        return fake

    return opened


async def say(on: Stage, *messages: OutboxMessage) -> None:
    async with on.ctx.database.write() as connection:
        await speaking.say(on.ctx, connection, messages)


def to(account: str, text: str = "提醒", **values: Any) -> OutboxMessage:
    return OutboxMessage(channel="wecom", account=account, text=text, key=f"k:{account}", **values)


async def deliver(on: Stage) -> None:
    while await delivery.deliver_next(on.ctx, lease=LEASE):
        continue


async def states(on: Stage) -> dict[str, str]:
    return {row["account"]: row["state"] for row in await on.rows("outbox")}


async def test_a_call_that_is_made_again_has_its_key_and_another_call_another(on: Stage, platform: Opening) -> None:
    wecom = platform(max_receivers=1000)
    wecom.answers = [SendError(Problem.BUSY, permanent=False), Sent(deferred={"bob": 90.0})]
    await say(on, to("alice"), to("bob"), to("carol"))
    await deliver(on)
    on.clock.advance(seconds=3)
    await deliver(on)
    assert await states(on) == {"alice": "sent", "bob": "new", "carol": "sent"}
    on.clock.advance(seconds=89)
    await deliver(on)
    assert len(wecom.handed) == 2
    on.clock.advance(seconds=1)
    await deliver(on)
    first, again, later = wecom.handed
    assert first == again and first.receivers == ("alice", "bob", "carol") and first.key
    assert later.receivers == ("bob",) and later.key not in ("", first.key)
    assert await states(on) == {"alice": "sent", "bob": "sent", "carol": "sent"}


# What goes beside words


async def test_a_picture_follows_its_words_and_its_file_is_gone_afterwards(on: Stage, platform: Opening) -> None:
    wecom = platform(sends=frozenset(AttachmentKind), max_picture_bytes=5, max_file_bytes=5)
    await on.ctx.objects.put(DIGEST.key, b"bytes")
    await say(on, to("alice", attachment=DIGEST))
    await deliver(on)
    words, picture = wecom.handed
    assert (words.text, words.attachment, picture.text) == ("提醒", None, "")
    assert picture.attachment is not None and (picture.attachment.kind, picture.attachment.name) == (
        AttachmentKind.PICTURE,
        "简报.png",
    )
    assert wecom.files == [b"bytes"] and not picture.attachment.path.parent.exists()
    assert words.key != picture.key


@pytest.mark.parametrize(
    "able",
    [
        {},
        {"sends": frozenset({AttachmentKind.FILE}), "max_file_bytes": 5},
        {"sends": frozenset(AttachmentKind), "max_picture_bytes": 4, "max_file_bytes": 4},
    ],
    ids=["nothing beside words", "files, no pictures", "smaller ones"],
)
async def test_where_a_channel_cannot_bring_it_something_is_said_instead(
    on: Stage, platform: Opening, able: dict[str, Any]
) -> None:
    wecom = platform(**able)
    await say(on, to("alice", attachment=DIGEST))
    await deliver(on)
    assert [(one.text, one.attachment) for one in wecom.handed] == [("提醒\n图片在 http://a.example", None)]


async def test_a_picture_that_is_gone_is_set_aside_and_the_words_go(on: Stage, platform: Opening) -> None:
    wecom = platform(sends=frozenset(AttachmentKind), max_picture_bytes=5, max_file_bytes=5)
    await say(on, to("alice", attachment=DIGEST))
    await deliver(on)
    assert [one.text for one in wecom.handed] == ["提醒"]
    assert [(row["state"], row["error"]) for row in await on.rows("outbox")] == [
        ("sent", ""),
        ("failed", "refused: what was to go with it is gone"),
    ]


async def test_other_pictures_are_not_the_same_message(on: Stage, platform: Opening) -> None:
    wecom = platform(max_receivers=1000, sends=frozenset(AttachmentKind), max_picture_bytes=5, max_file_bytes=5)
    for key in ("outgoing/digest.png", "outgoing/other.png"):
        await on.ctx.objects.put(key, b"bytes")
    await say(
        on,
        to("alice", "", attachment=DIGEST),
        to("bob", "", attachment=DIGEST),
        to("carol", "", attachment=replace(DIGEST, key="outgoing/other.png")),
    )
    await deliver(on)
    assert [one.receivers for one in wecom.handed] == [("alice", "bob"), ("carol",)]


CHOICES = (Choice(label="确认", says="确认"), Choice(label="不催", says="2"))


@pytest.mark.parametrize(("buttons", "shown"), [(0, ()), (1, ()), (2, CHOICES), (6, CHOICES)])
async def test_choices_are_buttons_where_there_are_enough(
    on: Stage, platform: Opening, buttons: int, shown: tuple[Choice, ...]
) -> None:
    wecom = platform(buttons=buttons)
    await say(on, to("alice", "1 确认\n2 不催", choices=CHOICES))
    await deliver(on)
    assert [(one.text, one.choices) for one in wecom.handed] == [("1 确认\n2 不催", shown)]


# Reply handles


async def heard(on: Stage, number: int, sender: str, until: datetime, group: str = "") -> int:
    """A message with a handle came in; its number."""
    message = Incoming(
        channel="wecom",
        external_id=f"m{number}",
        sender=sender,
        kind=MessageKind.OTHER,
        sent_at=on.clock.real(),
        group=group,
        reply=f"{HANDLE}{number}",
        reply_until=until,
    )
    await on.writer.put([message], arrived=on.clock.real())
    # A handle is spare once its message is worked on.
    await on.read()
    return int((await on.rows("inbox"))[-1]["id"])


async def test_an_answer_goes_by_the_handle_of_its_message_else_by_the_newest(on: Stage, platform: Opening) -> None:
    wecom = platform(replies=Replies.ONCE)
    until = on.clock.real() + MINUTE
    first = await heard(on, 1, "alice", until)
    await heard(on, 2, "alice", until)
    await heard(on, 3, "bob", until)
    await heard(on, 4, "alice", until, group="g")
    stored = " ".join(row["reply_handle"] for row in await on.rows("inbox"))
    assert stored.count("sealed:") == 4 and "hush" not in stored
    await say(on, to("alice", "答", reply_to=first))
    await say(on, *(replace(to("alice", f"再答{n}"), key=f"again{n}") for n in range(2)))
    await say(on, to("g", "群里答", to_group=True))
    await deliver(on)
    assert [(one.text, one.reply, one.to_group) for one in wecom.handed] == [
        ("答", f"{HANDLE}1", False),
        ("再答0", f"{HANDLE}2", False),
        ("再答1", "", False),
        ("群里答", f"{HANDLE}4", True),
    ]
    assert [bool(row["reply_handle"]) for row in await on.rows("inbox")] == [False, False, True, False]


async def test_a_handle_is_good_until_its_time_and_is_not_kept_longer(on: Stage, platform: Opening) -> None:
    wecom = platform(replies=Replies.MANY)
    await heard(on, 1, "alice", on.clock.real() + MINUTE)
    on.clock.advance(seconds=59)
    await say(on, *(replace(to("alice", f"答{n}"), key=f"a{n}") for n in range(2)))
    await deliver(on)
    await carrying.forget_handles(on.ctx)
    assert [one.reply for one in wecom.handed] == [f"{HANDLE}1"] * 2
    on.clock.advance(seconds=1)
    await say(on, replace(to("alice", "晚了"), key="late"))
    await deliver(on)
    await carrying.forget_handles(on.ctx)
    assert wecom.handed[-1].reply == ""
    assert [row["reply_handle"] for row in await on.rows("inbox")] == [""]


async def test_without_a_seal_no_handle_is_kept(on: Stage) -> None:
    on.writer = InboxWriter(on.ctx.database, on.clock)
    await heard(on, 1, "alice", on.clock.real() + MINUTE)
    assert [(row["reply_handle"], row["reply_until"]) for row in await on.rows("inbox")] == [("", None)]
    assert SEAL.opened(SEAL.sealed(HANDLE)) == HANDLE


# What nobody knows the outcome of


@pytest.mark.parametrize(
    ("at", "again"),
    [
        ("06:00:00", "06:01:00"),
        ("06:29:10", "06:31:00"),
        ("06:59:00", "07:01:00"),
        ("06:58:59", "06:59:59"),
    ],
)
async def test_a_call_without_an_answer_is_made_once_more_beside_the_full_hours(
    on: Stage, platform: Opening, at: str, again: str
) -> None:
    wecom = platform(repeatable=False)
    on.clock.set(november(9, at))
    uncertain = SendError(Problem.UNCERTAIN, permanent=False, detail="no answer")
    wecom.answers = [uncertain, SendError(Problem.BUSY, permanent=False, detail="away"), uncertain]
    await say(on, to("alice"))
    await deliver(on)
    assert [row["retry_at"] for row in await on.rows("outbox")] == [november(9, again)]
    for _ in range(3):
        on.clock.advance(minutes=15)
        await deliver(on)
    assert len(wecom.handed) == 3
    assert [(row["state"], row["error"]) for row in await on.rows("outbox")] == [("failed", "uncertain: no answer")]


async def test_where_repeats_are_known_it_is_made_again_as_often_as_it_takes(on: Stage, platform: Opening) -> None:
    wecom = platform(repeatable=True)
    wecom.answers = [SendError(Problem.UNCERTAIN, permanent=False)] * 3
    await say(on, to("alice"))
    for _ in range(4):
        await deliver(on)
        on.clock.advance(minutes=15)
    assert await states(on) == {"alice": "sent"}
    assert len({one.key for one in wecom.handed}) == 1
