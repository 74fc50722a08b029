"""The Feishu channel: the contract, put together from envelope, message, calls, media and the long connection."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from channels.contract import Callback, CallbackAnswer, Fetched, Received
from channels.counted import Count
from channels.feishu import media, saying
from channels.feishu.calls import Calls
from channels.feishu.connection import FeishuLine
from channels.feishu.errors import Withheld
from channels.feishu.itself import INFO, Itself
from channels.feishu.message import understand
from channels.feishu.sealed import Envelope, object_of
from channels.feishu.settings import FeishuSettings
from channels.markup import plain
from channels.platform_time import PlatformTime
from channels.tokens import SharedToken
from domain.abilities import Abilities, AttachmentKind
from domain.messages import Malformed, MessageKind, Outgoing, Problem, SendError, Sent

#: Bytes of a text: the platform takes 150 KB of one, a card 30 KB, and nobody reads so much.
LONGEST_TEXT = 9000
#: Messages to one receiver in a minute, calls in a second: the platform lets 5 a second to one and 1,000 a minute in
#: all.
PACE, BURST = 60, 15


def abilities(settings: FeishuSettings) -> Abilities:
    return Abilities(
        max_text_bytes=LONGEST_TEXT,
        max_receivers=1,
        pace=PACE,
        burst=BURST,
        monthly=settings.monthly_calls,
        sends=frozenset(AttachmentKind),
        max_picture_bytes=media.LONGEST_PICTURE,
        max_file_bytes=media.LONGEST_FILE,
        buttons=saying.MOST_BUTTONS,
        group=True,
    )


def _real() -> datetime:
    return datetime.now(UTC)


class FeishuChannel:
    """One app's bot.

    ``clock`` is monotonic seconds and only ages the token; ``real`` is real time; ``platform_time`` hears the date;
    ``withheld``: what is said in place of words that the platform does not bring.
    """

    def __init__(
        self,
        settings: FeishuSettings,
        *,
        name: str = "feishu",
        clock: Callable[[], float] = time.monotonic,
        real: Callable[[], datetime] = _real,
        platform_time: PlatformTime | None = None,
        withheld: str = "",
        token: SharedToken | None = None,
        count: Count | None = None,
    ) -> None:
        self.name = name
        self.abilities = abilities(settings)
        self._settings = settings
        self._withheld = withheld
        heard = platform_time or PlatformTime()
        self._calls = Calls(settings, clock=clock, platform_time=heard, shared=token, count=count)
        self._envelope = Envelope(settings, heard)
        self._itself = Itself(self._calls, clock=clock)
        line = FeishuLine(settings, self._calls, self._itself, name=name, clock=real)
        self.connector = line if settings.connects else None

    def verify(self, callback: Callback) -> str:
        """The console checks by a POST. Raises ``Malformed``."""
        raise Malformed("no address check")

    async def prepare(self) -> None:
        """Learn who the bot is, where groups are told of over HTTP. Never raises."""
        await self._itself.learn()

    def receive(self, callback: Callback) -> Received:
        """One event, or the console's check of the address. Raises ``Forged`` or ``Malformed``."""
        if self._settings.connects:
            raise Malformed("this bot is spoken to over a long connection")
        document = self._envelope.open(callback)
        fields = object_of(document)
        if fields.get("type") == "url_verification":
            return Received(answer=_answer({"challenge": str(fields.get("challenge", ""))}))
        messages = understand(document, self.name, callback.at, bot=self._itself.account)
        pressed = messages[0].kind is MessageKind.BUTTON
        return Received(messages=messages, answer=_answer(saying.pressed(messages[0].text) if pressed else {}))

    async def fetch(self, media_: str, into: Path) -> Fetched:
        """Stream one media item into ``into``. Raises ``SendError``."""
        return await media.fetch(self._calls, self._settings, media_, into)

    async def send(self, outgoing: Outgoing) -> Sent:
        """One message to one person or one group. Raises ``SendError``."""
        self._check(outgoing)
        outgoing = plain(outgoing, LONGEST_TEXT)
        if outgoing.attachment is not None:
            key = await media.upload(self._calls, outgoing.attachment)
            picture = outgoing.attachment.kind is AttachmentKind.PICTURE
            return await self._say(outgoing, saying.picture(key) if picture else saying.file(key))
        # In a group nobody could tell from a press to whom it was said.
        offers = outgoing.choices and not outgoing.to_group and len(outgoing.choices) <= saying.MOST_BUTTONS
        try:
            return await self._say(outgoing, saying.card(outgoing) if offers else saying.text(outgoing.text))
        except Withheld as error:
            return await self._say_less(outgoing, error)

    async def probe(self) -> None:
        """Prove id, secret and address by a token, and that the app has a bot. Raises ``SendError``."""
        await self._calls.prove(INFO)

    async def close(self) -> None:
        """Let connections go."""
        if self.connector is not None:
            await self.connector.close()
        await self._calls.close()

    async def _say(self, outgoing: Outgoing, said: tuple[str, str], which: int = 0) -> Sent:
        kind, content = said
        body = {
            "receive_id": outgoing.receivers[0],
            "msg_type": kind,
            "content": content,
            "uuid": saying.number(outgoing, which),
        }
        query = {"receive_id_type": "chat_id" if outgoing.to_group else "open_id"}
        answer = await self._calls.say("/open-apis/im/v1/messages", query, body)
        return Sent(message_id=str(answer.get("message_id", "")))

    async def _say_less(self, outgoing: Outgoing, refused: Withheld) -> Sent:
        """Whoever waits for an answer hears at least that there is one."""
        for which, words in enumerate(saying.shorter(outgoing.text, self._withheld), start=1):
            try:
                return await self._say(outgoing, saying.text(words), which)
            except Withheld:
                continue
        raise refused

    def _check(self, outgoing: Outgoing) -> None:
        if not outgoing.receivers or not outgoing.receivers[0]:
            raise SendError(Problem.RECEIVER, permanent=True, detail="no receiver")
        if len(outgoing.receivers) > 1:
            raise SendError(Problem.REFUSED, permanent=True, detail=f"{len(outgoing.receivers)} receivers in one call")
        size = len(outgoing.text.encode("utf-8", "surrogatepass"))
        if outgoing.attachment is None and not 0 < size <= LONGEST_TEXT:
            raise SendError(Problem.REFUSED, permanent=True, detail=f"a text of {size} bytes")


def _answer(fields: dict[str, object]) -> CallbackAnswer:
    written = json.dumps(fields, ensure_ascii=False).encode()
    return CallbackAnswer(body=written, content_type="application/json")
