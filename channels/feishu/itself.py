"""Who the bot is in its groups: only by its own id is it told from the others whom a message names."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import structlog

from channels.feishu.calls import Calls
from channels.json_fields import text_of
from domain.messages import SendError

log = structlog.get_logger()

INFO = "/open-apis/bot/v3/info"

#: Seconds that are waited for the platform where it waits itself, for a second; and until it is asked again.
PATIENCE, _AGAIN = 0.8, 60.0


class Itself:
    """``account``: the bot's ``open_id``, empty until the platform has told it. ``clock``: monotonic seconds."""

    def __init__(self, calls: Calls, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.account = ""
        self._calls = calls
        self._clock = clock
        self._asked = float("-inf")
        self._asking = asyncio.Lock()

    async def learn(self, within: float = PATIENCE) -> None:
        """Ask who the bot is, unless that is known, or was just asked in vain. ``within``: seconds. Never raises."""
        if self.account:
            return
        # Whoever comes meanwhile waits for the same answer.
        async with self._asking:
            if self.account or self._clock() - self._asked < _AGAIN:
                return
            self._asked = self._clock()
            try:
                async with asyncio.timeout(within):
                    self.account = await self._ask()
            except (SendError, TimeoutError) as error:
                detail = error.detail if isinstance(error, SendError) else "no answer in time"
                log.warning("bot_unknown", detail=detail)

    async def _ask(self) -> str:
        """Raises ``SendError``."""
        bot = (await self._calls.told(INFO)).get("bot")
        return text_of(bot, "open_id").strip() if isinstance(bot, dict) else ""
