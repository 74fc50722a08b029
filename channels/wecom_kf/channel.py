"""The 微信客服 channel: the contract, put together from the app's envelope and calls, pages and sessions."""

from __future__ import annotations

import asyncio
import hashlib
import io
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from channels.contract import Callback, Fetched, Received
from channels.markup import plain
from channels.platform_time import PlatformTime
from channels.pulling import Page
from channels.tokens import SharedToken
from channels.wecom.media import Downloads
from channels.wecom.wire import wire_of
from channels.wecom_kf.errors import BadHint, KfApi, NoSession
from channels.wecom_kf.message import WELCOME, came_back, concerns, understand
from channels.wecom_kf.settings import WecomKfSettings
from domain.abilities import Abilities, AttachmentKind, Replies, ReplyWindow, Unasked
from domain.messages import Attachment, Forged, Outgoing, Problem, SendError, Sent

#: After somebody has spoken they may be sent so many messages within that time.
WINDOW = ReplyWindow(messages=5, within=timedelta(hours=48))
LONGEST_TEXT, LONGEST_FILE, LONGEST_PICTURE = 2048, 20 * 1024 * 1024, 2 * 1024 * 1024
#: Choices of a menu; items of a page.
MOST_BUTTONS, _PAGE = 6, 1000
#: Bytes of the words above a menu, and of each of its choices.
LONGEST_HEAD, LONGEST_CHOICE = 1024, 128
#: The state of a conversation in which the bot has it.
_BY_US = 1
#: What a link that the platform makes for us is told apart by.
_SCENE = "invite"

_ABILITIES = Abilities(
    max_text_bytes=LONGEST_TEXT,
    unasked=Unasked.WINDOW,
    window=WINDOW,
    replies=Replies.ONCE,
    sends=frozenset(AttachmentKind),
    max_picture_bytes=LONGEST_FILE,
    max_file_bytes=LONGEST_FILE,
    buttons=MOST_BUTTONS,
)


def _real() -> datetime:
    return datetime.now(UTC)


class WecomKfChannel:
    """One account. ``clock`` is monotonic seconds and only ages the token; ``real`` is real time.

    It is its own ``channels.pulling.Puller``.
    """

    abilities = _ABILITIES

    def __init__(
        self,
        settings: WecomKfSettings,
        *,
        name: str = "wecom-kf",
        clock: Callable[[], float] = time.monotonic,
        real: Callable[[], datetime] = _real,
        platform_time: PlatformTime | None = None,
        token: SharedToken | None = None,
    ) -> None:
        self.name = name
        self.puller = self
        self._settings = settings
        self._real = real
        heard = platform_time or PlatformTime()
        self._wire = wire_of(settings.app, heard)
        self._api = KfApi(settings.app, clock=clock, platform_time=heard, shared=token)
        self._downloads = Downloads(self._api, settings.app)

    # What comes

    def verify(self, callback: Callback) -> str:
        """The decrypted ``echostr``, to be sent back bare. Raises ``Forged`` or ``Malformed``."""
        return self._wire.read_echo(callback)

    def receive(self, callback: Callback) -> Received:
        """Word that there is something to be pulled. Raises ``Forged``, or ``Malformed`` for what cannot be opened."""
        elements = self._wire.read_message(callback).elements
        if elements.get("ToUserName", "").strip() not in ("", self._settings.corp_id):
            raise Forged("for another corporation")
        if elements.get("OpenKfId", "").strip() not in ("", self._settings.open_kfid):
            raise Forged("for another account")
        return Received(hint=elements.get("Token", "").strip())

    async def prove(self) -> None:
        await self.probe()

    async def pull(self, cursor: str, hint: str) -> Page:
        """The next page. Raises ``SendError``."""
        asked = {"cursor": cursor, "limit": _PAGE, "voice_format": 0, "open_kfid": self._settings.open_kfid}
        try:
            answer = await self._api.call(
                "POST", "/cgi-bin/kf/sync_msg", body={**asked, "token": hint} if hint else asked
            )
        except BadHint:
            answer = await self._api.call("POST", "/cgi-bin/kf/sync_msg", body=asked)
        items, after = answer.get("msg_list"), answer.get("next_cursor")
        all_ = items if isinstance(items, list) else []
        found = [item for item in all_ if concerns(item, self._settings.open_kfid)]
        now = self._real()
        return Page(
            messages=[understand(item, self.name, now) for item in found],
            came_back=[back for item in found if (back := came_back(item)) is not None],
            cursor=after if isinstance(after, str) and after else cursor,
            # Without a place to go on from there is nothing more.
            more=answer.get("has_more") == 1 and isinstance(after, str) and after not in ("", cursor),
        )

    async def fetch(self, media: str, into: Path) -> Fetched:
        """Stream one media item into ``into``. Raises ``SendError``."""
        return await self._downloads.fetch(media, into)

    async def link(self) -> str:
        """The address by which people come in; what is put behind it comes in with them. Raises ``SendError``."""
        body = {"open_kfid": self._settings.open_kfid, "scene": _SCENE}
        address = (await self._api.call("POST", "/cgi-bin/kf/add_contact_way", body=body)).get("url")
        if not isinstance(address, str) or not address.startswith("https://"):
            raise SendError(Problem.BUSY, permanent=False, retry_after=60.0, detail="no address in the answer")
        return f"{address}&scene_param="

    # What is said

    async def send(self, outgoing: Outgoing) -> Sent:
        """One message to one person, as a welcome where it answers that they came. Raises ``SendError``."""
        self._check(outgoing)
        outgoing = plain(outgoing, LONGEST_TEXT)
        if (
            outgoing.reply.startswith(WELCOME)
            and outgoing.attachment is None
            and (welcomed := await self._welcomed(outgoing))
        ):
            return welcomed
        said = await self._said(outgoing)
        try:
            return await self._say(outgoing, said)
        except NoSession:
            await self._take_over(outgoing.receivers[0])
        return await self._say(outgoing, said)

    async def probe(self) -> None:
        """Prove corporation, secret and account. Raises ``SendError``."""
        self._api.forget_refusal()
        await self.link()

    async def close(self) -> None:
        """Let connections go."""
        await self._api.http.close()

    async def _welcomed(self, outgoing: Outgoing) -> Sent | None:
        """None: the moment is over, or the words have been said. Said a second time the platform refuses it."""
        number = _number(outgoing)
        body = {"code": outgoing.reply.removeprefix(WELCOME), "msgid": number, **_text(outgoing.text)}
        try:
            answer = await self._api.call("POST", "/cgi-bin/kf/send_msg_on_event", body=body)
        except SendError as error:
            if error.code in (Problem.BUSY, Problem.CREDENTIALS, Problem.THROTTLED):
                raise
            return None
        return Sent(message_id=str(answer.get("msgid") or number))

    async def _say(self, outgoing: Outgoing, said: Mapping[str, Any]) -> Sent:
        number = _number(outgoing)
        body = {"touser": outgoing.receivers[0], "open_kfid": self._settings.open_kfid, "msgid": number, **said}
        answer = await self._api.call("POST", "/cgi-bin/kf/send_msg", body=body)
        return Sent(message_id=str(answer.get("msgid") or number))

    async def _take_over(self, account: str) -> None:
        """Have the conversation for us, if the platform gives it. Raises ``SendError``."""
        body = {"open_kfid": self._settings.open_kfid, "external_userid": account, "service_state": _BY_US}
        await self._api.call("POST", "/cgi-bin/kf/service_state/trans", body=body)

    async def _said(self, outgoing: Outgoing) -> Mapping[str, Any]:
        if outgoing.attachment is not None:
            kind, media = await self._uploaded(outgoing.attachment)
            return {"msgtype": kind, kind: {"media_id": media}}
        if not _fits(outgoing):
            return _text(outgoing.text)
        offered = [{"type": "click", "click": {"id": one.says, "content": one.label}} for one in outgoing.choices]
        return {"msgtype": "msgmenu", "msgmenu": {"head_content": outgoing.text, "list": offered}}

    async def _uploaded(self, attachment: Attachment) -> tuple[str, str]:
        """Kind and id. Raises ``SendError``."""
        try:
            data = await asyncio.to_thread(attachment.path.read_bytes)
        except OSError as error:
            raise SendError(Problem.BUSY, permanent=False, retry_after=60.0, detail="cannot read the file") from error
        if not self.abilities.brings(attachment.kind, len(data)):
            raise SendError(Problem.REFUSED, permanent=True, detail=f"a {attachment.kind} of {len(data)} bytes")
        # A larger picture goes as the file that it is.
        picture = attachment.kind is AttachmentKind.PICTURE and len(data) <= LONGEST_PICTURE
        kind = "image" if picture else "file"

        async def attempt(token: str) -> dict[str, Any]:
            # Percent signs in the name would be shown as they are.
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("media", io.BytesIO(data), filename=attachment.name, content_type="application/octet-stream")
            query = {"access_token": token, "type": kind}
            answer = await self._api.http.json("POST", "/cgi-bin/media/upload", query, form=form)
            self._api.refuse(answer)
            return answer

        media = (await self._api.with_token(attempt)).get("media_id")
        if not isinstance(media, str) or not media:
            raise self._api.http.busy("/cgi-bin/media/upload: no media_id in the answer")
        return kind, media

    def _check(self, outgoing: Outgoing) -> None:
        if not outgoing.receivers or not outgoing.receivers[0]:
            raise SendError(Problem.RECEIVER, permanent=True, detail="no receiver")
        if len(outgoing.receivers) > 1 or outgoing.to_group:
            raise SendError(Problem.REFUSED, permanent=True, detail="more than one receiver")
        size = len(outgoing.text.encode("utf-8", "surrogatepass"))
        if outgoing.attachment is None and not 0 < size <= LONGEST_TEXT:
            raise SendError(Problem.REFUSED, permanent=True, detail=f"a text of {size} bytes")


def _fits(outgoing: Outgoing) -> bool:
    """Whether it can be a menu; what cannot has the numbers of its choices in its words."""
    said = [words for one in outgoing.choices for words in (one.says, one.label)]
    return (
        0 < len(outgoing.choices) <= MOST_BUTTONS
        and len(outgoing.text.encode()) <= LONGEST_HEAD
        and all(len(words.encode()) <= LONGEST_CHOICE for words in said)
    )


def _text(words: str) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": words}}


def _number(outgoing: Outgoing) -> str:
    """By it the platform knows a call that is made again."""
    return hashlib.sha256(f"{outgoing.channel}:{outgoing.key}:{outgoing.receivers}".encode()).hexdigest()[:32]
