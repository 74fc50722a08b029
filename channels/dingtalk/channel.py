"""The DingTalk channel: the contract, put together from what is posted, calls, downloads and the Stream."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from channels.contract import Callback, Fetched, Received
from channels.counted import Count
from channels.dingtalk import cards
from channels.dingtalk.calls import Calls
from channels.dingtalk.downloads import fetch
from channels.dingtalk.posted import Posted
from channels.dingtalk.settings import DingTalkSettings
from channels.dingtalk.stream import Stream
from channels.http import perhaps_said
from channels.markup import plain
from channels.platform_time import PlatformTime
from channels.tokens import SharedToken
from domain.abilities import Abilities, AttachmentKind, Replies
from domain.messages import Attachment, Malformed, Outgoing, Problem, SendError, Sent, Unreachable

#: Who was not served because too much was sent at once is tried again after so many seconds.
HELD_UP = 60.0
#: The kinds of files that the robot brings (docs/platform.md, DingTalk).
FILE_KINDS = frozenset({"xlsx", "pdf", "zip", "rar", "doc", "docx"})
#: Bytes of a text, receivers of a call, messages to one receiver in a minute, calls in a second.
LONGEST_TEXT, MOST_RECEIVERS, PACE, BURST = 2048, 20, 18, 15
LONGEST_FILE = 20 * 1024 * 1024


def abilities(settings: DingTalkSettings) -> Abilities:
    return Abilities(
        max_text_bytes=LONGEST_TEXT,
        max_receivers=MOST_RECEIVERS,
        pace=PACE,
        burst=BURST,
        monthly=settings.monthly_calls,
        monthly_heard=settings.monthly_messages,
        replies=Replies.MANY,
        free_replies=True,
        repeatable=False,
        sends=frozenset(AttachmentKind),
        max_picture_bytes=LONGEST_FILE,
        max_file_bytes=LONGEST_FILE,
        # A press comes over the connection alone.
        buttons=cards.MOST_BUTTONS if settings.card_template and settings.connects else 0,
        group=True,
    )


def _real() -> datetime:
    return datetime.now(UTC)


class DingTalkChannel:
    """One app's robot.

    ``clock`` is monotonic seconds and only ages the tokens; ``real`` is real time; ``platform_time`` hears the date.
    """

    def __init__(
        self,
        settings: DingTalkSettings,
        *,
        name: str = "dingtalk",
        clock: Callable[[], float] = time.monotonic,
        real: Callable[[], datetime] = _real,
        platform_time: PlatformTime | None = None,
        token: SharedToken | None = None,
        count: Count | None = None,
    ) -> None:
        self.name = name
        self.abilities = abilities(settings)
        self._settings = settings
        heard = platform_time or PlatformTime()
        self._calls = Calls(settings, clock=clock, platform_time=heard, shared=token, count=count)
        self._posted = Posted(settings, heard, name=name)
        self.connector = Stream(settings, self._calls, name=name, clock=real) if settings.connects else None

    def verify(self, callback: Callback) -> str:
        """The console checks by a POST, if at all. Raises ``Malformed``."""
        raise Malformed("no address check")

    def receive(self, callback: Callback) -> Received:
        """What a POST brought, in its parts. Raises ``Forged``, or ``Malformed`` when it cannot be read."""
        if self._settings.connects:
            raise Malformed("this robot is spoken to over a long connection")
        return self._posted.receive(callback)

    async def fetch(self, media: str, into: Path) -> Fetched:
        """Stream one media item into ``into``. Raises ``SendError``."""
        return await fetch(self._calls, self._settings, media, into)

    async def send(self, outgoing: Outgoing) -> Sent:
        """One message to up to 20 people or one group; an answer where the person has written. Raises ``SendError``."""
        self._check(outgoing)
        outgoing = plain(outgoing, LONGEST_TEXT)
        if outgoing.attachment is not None:
            return await self._spoken(outgoing, *await self._attached(outgoing.attachment))
        if self._offers(outgoing) and await self._offered(outgoing):
            return Sent()
        if outgoing.reply and await self._answered(outgoing):
            return Sent()
        return await self._spoken(outgoing, "sampleText", {"content": outgoing.text})

    async def probe(self) -> None:
        """Prove id, secret and address by having a token given out. Raises ``SendError``."""
        await self._calls.prove()

    async def close(self) -> None:
        """Let connections go."""
        if self.connector is not None:
            await self.connector.close()
        await self._calls.close()

    def _offers(self, outgoing: Outgoing) -> bool:
        # In a group nobody could tell from a press to whom it was said.
        return bool(outgoing.choices and self.abilities.buttons and not outgoing.to_group)

    async def _offered(self, outgoing: Outgoing) -> bool:
        """Whether a card has taken it; one that the platform refuses is a text with numbers."""
        if len(outgoing.receivers) != 1 or len(outgoing.choices) > self.abilities.buttons:
            return False
        try:
            await self._calls.say("/v1.0/card/instances/createAndDeliver", cards.card(outgoing, self._settings))
        except SendError as error:
            if error.code in (Problem.REFUSED, Problem.UNCLEAR, Problem.CONFIGURATION, Problem.QUOTA):
                return False
            raise
        return True

    async def _answered(self, outgoing: Outgoing) -> bool:
        """Whether the conversation's own address has taken it: that costs no call of the month's."""
        try:
            await self._calls.answer(outgoing.reply, {"msgtype": "text", "text": {"content": outgoing.text}})
        except SendError as error:
            if perhaps_said(error).code is Problem.UNCERTAIN:
                raise perhaps_said(error) from error
            return False
        return True

    async def _spoken(self, outgoing: Outgoing, key: str, content: Mapping[str, str]) -> Sent:
        said = {"robotCode": self._settings.robot, "msgKey": key, "msgParam": json.dumps(content, ensure_ascii=False)}
        if outgoing.to_group:
            group = {**said, "openConversationId": outgoing.receivers[0]}
            answer = await self._calls.say("/v1.0/robot/groupMessages/send", group)
            return Sent(message_id=str(answer.get("processQueryKey", "")))
        people = {**said, "userIds": list(outgoing.receivers)}
        answer = await self._calls.say("/v1.0/robot/oToMessages/batchSend", people)
        rejected = dict.fromkeys(_accounts(answer, "invalidStaffIdList"), Unreachable.UNKNOWN)
        rejected |= dict.fromkeys(_accounts(answer, "filteredStaffIdList"), Unreachable.REFUSED)
        deferred = dict.fromkeys(_accounts(answer, "flowControlledStaffIdList"), HELD_UP)
        return Sent(message_id=str(answer.get("processQueryKey", "")), rejected=rejected, deferred=deferred)

    async def _attached(self, attachment: Attachment) -> tuple[str, Mapping[str, str]]:
        """The platform's name of the kind of message, and what it says. Raises ``SendError``."""
        try:
            data = attachment.path.read_bytes()
        except OSError as error:
            raise SendError(Problem.BUSY, permanent=False, retry_after=60.0, detail="cannot read the file") from error
        if not self.abilities.brings(attachment.kind, len(data)):
            raise SendError(Problem.REFUSED, permanent=True, detail=f"a {attachment.kind} of {len(data)} bytes")
        if attachment.kind is AttachmentKind.PICTURE:
            return "sampleImageMsg", {"photoURL": await self._calls.upload("image", attachment.name, data)}
        ending = attachment.name.rpartition(".")[2].lower()
        if ending not in FILE_KINDS:
            raise SendError(Problem.REFUSED, permanent=True, detail=f"a file of the kind {ending}")
        media = await self._calls.upload("file", attachment.name, data)
        return "sampleFile", {"mediaId": media, "fileName": attachment.name, "fileType": ending}

    def _check(self, outgoing: Outgoing) -> None:
        most = 1 if outgoing.to_group else self.abilities.max_receivers
        if not outgoing.receivers or not all(outgoing.receivers):
            raise SendError(Problem.RECEIVER, permanent=True, detail="no receiver")
        if len(outgoing.receivers) > most:
            raise SendError(Problem.REFUSED, permanent=True, detail=f"{len(outgoing.receivers)} receivers in one call")
        size = len(outgoing.text.encode("utf-8", "surrogatepass"))
        if outgoing.attachment is None and not 0 < size <= self.abilities.max_text_bytes:
            raise SendError(Problem.REFUSED, permanent=True, detail=f"a text of {size} bytes")


def _accounts(answer: Mapping[str, Any], name: str) -> list[str]:
    given = answer.get(name)
    return [account for account in given if isinstance(account, str)] if isinstance(given, list) else []
