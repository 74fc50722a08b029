"""The stage with the chat simulator as its only channel: the same stories are told there, too."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field, replace
from pathlib import Path

from channels.contract import Callback, Fetched
from channels.simulator import CHANNEL, SimulatorChannel, SimulatorPage
from storage import people
from tests.support.stage import Stage


@dataclass(kw_only=True)
class SimulatorStage(Stage):
    """Messages are posted and shown as on the chat page; people keep the names of their accounts."""

    shown: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    _posted: itertools.count[int] = field(default_factory=itertools.count)

    async def say(self, account: str, text: str) -> None:
        await self._post(account, kind="text", text=text)

    async def photo(self, account: str, data: bytes) -> None:
        await self._post(account, kind="photo", media=self._keep(data))

    async def file(self, account: str, name: str, data: bytes) -> None:
        await self._post(account, kind="file", media=self._keep(data), file_name=name)

    def heard(self, account: str) -> list[str]:
        return [text for receiver, text in self.shown if receiver == account]

    def _keep(self, data: bytes) -> str:
        media = f"file-{len(self.files)}"
        self.files[media] = data
        return media

    async def _post(self, account: str, **fields: str) -> None:
        now = self.clock.real()
        posted = {"id": f"post-{next(self._posted)}", "account": account, "sent_at": now.isoformat(), **fields}
        callback = Callback(query={}, headers={}, body=json.dumps(posted).encode(), at=now)
        await self.writer.put(self.ctx.channels[CHANNEL].receive(callback).messages, arrived=now)


async def in_simulator(on: Stage) -> SimulatorStage:
    """The same town and people, on the page instead of WeCom."""
    shown: list[tuple[str, str]] = []
    files: dict[str, bytes] = {}

    async def deliver(account: str, text: str) -> None:
        shown.append((account, text))

    async def read(media: str, into: Path) -> Fetched:
        path = into / media
        path.write_bytes(files[media])
        return Fetched(path=path, size=len(files[media]), file_name="")

    async with on.ctx.database.write() as connection:
        for person in await people.all(connection):
            for account in person.accounts:
                await people.link(connection, person.id, CHANNEL, account.account, source=CHANNEL)
    ctx = replace(on.ctx, channels={CHANNEL: SimulatorChannel(SimulatorPage(deliver=deliver, read=read))})
    return SimulatorStage(ctx=ctx, clock=on.clock, wecom=on.wecom, writer=on.writer, shown=shown, files=files)
