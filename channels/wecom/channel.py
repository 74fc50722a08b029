"""The WeCom channel: the contract, put together from wire, message, API downloads and uploads."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog

from channels import buttons
from channels.contract import Callback, Fetched, Received
from channels.http import SOON
from channels.markup import plain
from channels.menus import MenuGroup
from channels.platform_time import PlatformTime
from channels.tokens import SharedToken
from channels.wecom.api import Api
from channels.wecom.media import Downloads
from channels.wecom.message import CHANNEL, understand
from channels.wecom.settings import WecomSettings
from channels.wecom.uploading import MOST_FILE_BYTES, MOST_PICTURE_BYTES, WORDS, Uploads
from channels.wecom.wire import wire_of
from domain.abilities import Abilities
from domain.messages import Outgoing, Problem, SendError, Sent, Unreachable

log = structlog.get_logger()

#: Seconds within which the platform swallows an identical request: longer than any retry of ours (docs/platform.md,
#: Sending).
DUPLICATE_CHECK_INTERVAL = 1800
#: The same as far as the stories go, which do not know the second in which a message leaves.
SWALLOWED = timedelta(minutes=31)
#: Messages a minute to one member: what the platform lets through, and what is sent of it.
PER_MINUTE = 30
PACE = 27

_ABILITIES = Abilities(
    max_text_bytes=2048,
    max_receivers=1000,
    pace=PACE,
    swallows_repeats_for=SWALLOWED,
    files=False,
    shrinks_photos=True,
    sends=frozenset(WORDS),
    max_picture_bytes=MOST_PICTURE_BYTES,
    max_file_bytes=MOST_FILE_BYTES,
    buttons=buttons.MOST,
)


class WecomChannel:
    """One self-built app. ``clock`` is monotonic seconds and only ages the token; ``platform_time`` hears the date."""

    abilities = _ABILITIES

    def __init__(
        self,
        settings: WecomSettings,
        *,
        name: str = CHANNEL,
        clock: Callable[[], float] = time.monotonic,
        platform_time: PlatformTime | None = None,
        token: SharedToken | None = None,
    ) -> None:
        heard = platform_time or PlatformTime()
        self.name = name
        self._settings = settings
        self._wire = wire_of(settings, heard)
        self._api = Api(settings, clock=clock, platform_time=heard, shared=token)
        self._downloads = Downloads(self._api, settings)
        self._uploads = Uploads(self._api, settings, clock=clock)

    def verify(self, callback: Callback) -> str:
        """The decrypted ``echostr``, to be sent back bare. Raises ``Forged`` or ``Malformed``."""
        return self._wire.read_echo(callback)

    def receive(self, callback: Callback) -> Received:
        """The one message of a POST. Raises ``Forged``, or ``Malformed`` when the envelope cannot be opened."""
        return Received(
            messages=(understand(self._wire.read_message(callback), self._settings, callback.at, self.name),)
        )

    async def fetch(self, media: str, into: Path) -> Fetched:
        """Stream one media item into ``into``. Raises ``SendError``."""
        return await self._downloads.fetch(media, into)

    async def send(self, outgoing: Outgoing) -> Sent:
        """One text, picture or file to up to 1000 members; choices follow it as a card. Raises ``SendError``.

        The same ``Outgoing`` sent again within half an hour is swallowed by the platform and reported as sent:
        a retry after a lost answer is safe, but two messages that mean to say the same words must differ in them.
        """
        sound = [account for account in outgoing.receivers if _is_one_member(account)]
        strange = [account for account in outgoing.receivers if not _is_one_member(account)]
        self._check(sound)
        outgoing = plain(outgoing, _ABILITIES.max_text_bytes)
        answer = await self._message(sound, await self._content(outgoing))
        if outgoing.choices:
            await self._offer(sound, outgoing)
        refused = dict.fromkeys(_members(answer.get("invaliduser")), Unreachable.UNKNOWN)
        refused |= dict.fromkeys(_members(answer.get("unlicenseduser")), Unreachable.UNLICENSED)
        rejected = {account: refused[account.lower()] for account in sound if account.lower() in refused}
        rejected |= dict.fromkeys(strange, Unreachable.UNKNOWN)
        return Sent(message_id=str(answer.get("msgid", "")), rejected=rejected)

    async def probe(self) -> None:
        """Prove secret, address and agent id with one cheap call. Raises ``SendError``."""
        self._api.forget_refusal()
        try:
            await self._api.call("GET", "/cgi-bin/agent/get", params={"agentid": str(self._settings.agent_id)})
        except SendError as error:
            if error.code is not Problem.UNCLEAR:
                raise
            # No receiver was named: it is the app that is refused.
            raise SendError(
                Problem.CONFIGURATION, permanent=False, retry_after=error.retry_after, detail=error.detail
            ) from error

    async def set_menu(self, groups: Sequence[MenuGroup]) -> None:
        """The app's menu, at the bottom of its conversation. Raises ``SendError``."""
        shown = [
            {
                "name": group.title,
                "sub_button": [{"type": "click", "name": words, "key": words} for words in group.says],
            }
            for group in groups
        ]
        agent = {"agentid": str(self._settings.agent_id)}
        await self._api.call("POST", "/cgi-bin/menu/create", params=agent, body={"button": shown})

    async def close(self) -> None:
        """Let connections go."""
        await self._api.http.close()

    async def _content(self, outgoing: Outgoing) -> dict[str, object]:
        """What is said, as the platform wants it written; a file goes up first."""
        if outgoing.attachment is not None:
            word = WORDS[outgoing.attachment.kind]
            return {"msgtype": word, word: {"media_id": await self._uploads.upload(outgoing.attachment)}}
        size = len(outgoing.text.encode("utf-8", "surrogatepass"))
        # The platform would cut it without a word.
        if not 0 < size <= _ABILITIES.max_text_bytes:
            raise SendError(Problem.REFUSED, permanent=True, detail=f"a text of {size} bytes")
        return {"msgtype": "text", "text": {"content": outgoing.text}}

    async def _offer(self, receivers: Sequence[str], outgoing: Outgoing) -> None:
        """The same choices as buttons. Without them the numbers of the text say as much: they may fail."""
        try:
            await self._message(receivers, {"msgtype": "template_card", "template_card": buttons.card(outgoing)})
        except SendError as error:
            log.warning("card_not_sent", channel=self.name, code=error.code.value, detail=error.detail)

    async def _message(self, receivers: Sequence[str], content: dict[str, object]) -> dict[str, Any]:
        request = {
            "touser": "|".join(receivers),
            "agentid": self._settings.agent_id,
            **content,
            "safe": 0,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": DUPLICATE_CHECK_INTERVAL,
        }
        try:
            return await self._api.call("POST", "/cgi-bin/message/send", body=request)
        except SendError as error:
            if error.code is not Problem.MEDIA_GONE or content["msgtype"] not in WORDS.values():
                raise
            # What went up is not there any more: it goes up again with the next try.
            self._uploads.forget()
            raise SendError(Problem.BUSY, permanent=False, retry_after=SOON, detail=error.detail) from error

    def _check(self, receivers: Sequence[str]) -> None:
        if not receivers:
            raise SendError(Problem.RECEIVER, permanent=True, detail="no receiver")
        if len(receivers) > _ABILITIES.max_receivers:
            raise SendError(Problem.REFUSED, permanent=True, detail=f"{len(receivers)} receivers in one call")


def _is_one_member(account: str) -> bool:
    """Whether ``account`` names one member: a bar would address several, ``@all`` the whole corporation."""
    return bool(account) and "|" not in account and not account.startswith("@")


def _members(joined: object) -> frozenset[str]:
    return frozenset(joined.lower().split("|")) - {""} if isinstance(joined, str) else frozenset()
