"""The channel of a 服务号: the contract, put together from envelope, message, calls and media."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import structlog

from channels.contract import Callback, CallbackAnswer, Fetched, Received
from channels.inviting import PersonalLink
from channels.markup import plain
from channels.platform_time import PlatformTime
from channels.tokens import SharedToken
from channels.wechat import media
from channels.wechat.calls import Calls
from channels.wechat.envelope import Envelope
from channels.wechat.message import understand
from channels.wechat.settings import WechatSettings
from domain.abilities import Abilities, Replies, ReplyWindow, Unasked
from domain.clock import CHINA
from domain.messages import Outgoing, Problem, SendError, Sent, Unreachable

log = structlog.get_logger()

#: After somebody has spoken they may be sent so many messages within that time.
WINDOW = ReplyWindow(messages=5, within=timedelta(hours=48))
LONGEST_TEXT = 2048
#: Characters of a template's field.
LONGEST_FIELD = 20

#: The longest that the platform keeps a code that is made for somebody.
CODE_FOR = timedelta(days=30)

_HEARD = CallbackAnswer(body=b"success")


def abilities(settings: WechatSettings) -> Abilities:
    return Abilities(
        max_text_bytes=LONGEST_TEXT,
        files=False,
        unasked=Unasked.TEMPLATE if settings.deadline_template else Unasked.WINDOW,
        window=WINDOW,
        replies=Replies.ONCE,
        # The platform knows no call that is made again.
        repeatable=False,
    )


def _real() -> datetime:
    return datetime.now(UTC)


class WechatChannel:
    """One 服务号. ``clock`` is monotonic seconds and only ages the token; ``real`` is real time.

    ``owed``: what the template says is missing, in ``LONGEST_FIELD`` characters.
    """

    def __init__(
        self,
        settings: WechatSettings,
        *,
        name: str = "wechat",
        clock: Callable[[], float] = time.monotonic,
        real: Callable[[], datetime] = _real,
        platform_time: PlatformTime | None = None,
        owed: str = "",
        token: SharedToken | None = None,
    ) -> None:
        self.name = name
        self.abilities = abilities(settings)
        self._settings = settings
        self._owed = owed
        heard = platform_time or PlatformTime()
        self._envelope = Envelope(settings, heard)
        self._calls = Calls(settings, clock=clock, real=real, platform_time=heard, shared=token)

    def verify(self, callback: Callback) -> str:
        """``echostr``, to be sent back bare. Raises ``Forged`` or ``Malformed``."""
        return self._envelope.echo(callback)

    def receive(self, callback: Callback) -> Received:
        """The one message of a POST. Raises ``Forged``, or ``Malformed`` when the envelope cannot be opened."""
        message = understand(self._envelope.open(callback), self.name, callback.at)
        return Received(messages=(message,), answer=_HEARD)

    async def fetch(self, media_: str, into: Path) -> Fetched:
        """Stream one media item into ``into``. Raises ``SendError``."""
        return await media.fetch(self._calls, self._settings, media_, into)

    async def send(self, outgoing: Outgoing) -> Sent:
        """One text to one person; of a deadline, outside the window, the template. Raises ``SendError``."""
        self._check(outgoing)
        outgoing = plain(outgoing, LONGEST_TEXT)
        body = {"touser": outgoing.receivers[0], "msgtype": "text", "text": {"content": outgoing.text}}
        try:
            await self._calls.say("/cgi-bin/message/custom/send", body)
        except SendError as error:
            if error.unreachable is not Unreachable.WINDOW or outgoing.due is None:
                raise
            return await self._say_due(outgoing, outgoing.due, error)
        return Sent()

    async def personal_link(self, carried: str) -> PersonalLink:
        """The picture of a code to be scanned, which carries this; 64 characters at most. Raises ``SendError``."""
        body = {
            "expire_seconds": int(CODE_FOR.total_seconds()),
            "action_name": "QR_STR_SCENE",
            "action_info": {"scene": {"scene_str": carried}},
        }
        answer = await self._calls.say("/cgi-bin/qrcode/create", body)
        ticket, seconds = answer.get("ticket"), answer.get("expire_seconds")
        if not isinstance(ticket, str) or not ticket:
            raise self._calls.http.busy("/cgi-bin/qrcode/create: no ticket in the answer")
        given = timedelta(seconds=seconds) if isinstance(seconds, int) and seconds > 0 else CODE_FOR
        address = f"{self._settings.qr_base_url}/cgi-bin/showqrcode?{urlencode({'ticket': ticket})}"
        return PersonalLink(address=address, good_for=min(given, CODE_FOR))

    async def probe(self) -> None:
        """Prove AppID, secret and address by having a token given out. Raises ``SendError``."""
        await self._calls.prove()

    async def close(self) -> None:
        """Let connections go."""
        await self._calls.close()

    async def _say_due(self, outgoing: Outgoing, due: datetime, beyond: SendError) -> Sent:
        """By the template; it is the same whenever it is sent. Without one, or with a wrong one: ``beyond``."""
        settings = self._settings
        if not settings.deadline_template:
            raise beyond
        moment = due.astimezone(CHINA)
        said = f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"
        body = {
            "touser": outgoing.receivers[0],
            "template_id": settings.deadline_template,
            "data": {
                settings.what_field: {"value": self._owed[:LONGEST_FIELD]},
                settings.due_field: {"value": said},
            },
            "client_msg_id": hashlib.sha256(f"{self.name}:{outgoing.key}:{outgoing.receivers}".encode()).hexdigest()[
                :32
            ],
        }
        try:
            answer = await self._calls.say("/cgi-bin/message/template/send", body)
        except SendError as error:
            if error.code is not Problem.REFUSED:
                raise
            log.error("template_refused", channel=self.name, detail=error.detail)
            raise beyond from error
        return Sent(message_id=str(answer.get("msgid", "")))

    def _check(self, outgoing: Outgoing) -> None:
        if not outgoing.receivers or not outgoing.receivers[0]:
            raise SendError(Problem.RECEIVER, permanent=True, detail="no receiver")
        if len(outgoing.receivers) > 1 or outgoing.to_group or outgoing.attachment is not None:
            raise SendError(Problem.REFUSED, permanent=True, detail="one person, and words alone")
        size = len(outgoing.text.encode("utf-8", "surrogatepass"))
        if not 0 < size <= LONGEST_TEXT:
            raise SendError(Problem.REFUSED, permanent=True, detail=f"a text of {size} bytes")
