"""The WeCom channel: the contract, put together from wire, message, API and downloads."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from channels.contract import Callback, Fetched, Received
from channels.platform_time import PlatformTime
from channels.wecom.api import Api
from channels.wecom.media import Downloads
from channels.wecom.message import CHANNEL, understand
from channels.wecom.settings import WecomSettings
from channels.wecom.wire import Wire
from domain.abilities import Abilities
from domain.messages import Outgoing, Problem, SendError, Sent, Unreachable

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
    ) -> None:
        heard = platform_time or PlatformTime()
        self.name = name
        self._settings = settings
        self._wire = Wire(settings, heard)
        self._api = Api(settings, clock=clock, platform_time=heard)
        self._downloads = Downloads(self._api, settings)

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
        """One text to up to 1000 members. Raises ``SendError``.

        The same ``Outgoing`` sent again within half an hour is swallowed by the platform and reported as sent:
        a retry after a lost answer is safe, but two messages that mean to say the same words must differ in them.
        """
        sound = [account for account in outgoing.receivers if _is_one_member(account)]
        strange = [account for account in outgoing.receivers if not _is_one_member(account)]
        self._check(sound, outgoing.text)
        answer = await self._api.call("POST", "/cgi-bin/message/send", body=self._request(sound, outgoing.text))
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

    async def close(self) -> None:
        """Let connections go."""
        await self._api.http.close()

    def _check(self, receivers: Sequence[str], text: str) -> None:
        if not receivers:
            raise SendError(Problem.RECEIVER, permanent=True, detail="no receiver")
        if len(receivers) > _ABILITIES.max_receivers:
            raise SendError(Problem.REFUSED, permanent=True, detail=f"{len(receivers)} receivers in one call")
        size = len(text.encode("utf-8", "surrogatepass"))
        # The platform would cut it without a word.
        if not 0 < size <= _ABILITIES.max_text_bytes:
            raise SendError(Problem.REFUSED, permanent=True, detail=f"a text of {size} bytes")

    def _request(self, receivers: Sequence[str], text: str) -> dict[str, object]:
        return {
            "touser": "|".join(receivers),
            "msgtype": "text",
            "agentid": self._settings.agent_id,
            "text": {"content": text},
            "safe": 0,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": DUPLICATE_CHECK_INTERVAL,
        }


def _is_one_member(account: str) -> bool:
    """Whether ``account`` names one member: a bar would address several, ``@all`` the whole corporation."""
    return bool(account) and "|" not in account and not account.startswith("@")


def _members(joined: object) -> frozenset[str]:
    return frozenset(joined.lower().split("|")) - {""} if isinstance(joined, str) else frozenset()
