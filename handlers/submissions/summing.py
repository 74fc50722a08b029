"""Sums of files from before they were computed at intake, so that an export reads nothing to be planned."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from handlers.context import Context
from storage import backlog, sums
from storage.engine.objects import ObjectGone, Objects, ObjectsUnavailable

log = structlog.get_logger()

#: Files, and bytes, that are read in one quiet moment.
FILES_AT_ONCE = 50
BYTES_AT_ONCE = 256 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Sums:
    """Of the bytes of one object."""

    size: int
    crc32: int


async def sums_of(objects: Objects, key: str, done: Callable[[int], None] = lambda _: None) -> Sums:
    """Everything is read once; ``done`` hears of bytes. Raises ``ObjectsUnavailable``."""
    size = crc32 = 0
    async for chunk in objects.stream(key):
        size, crc32 = size + len(chunk), zlib.crc32(chunk, crc32)
        done(len(chunk))
    return Sums(size=size, crc32=crc32)


class Summing:
    """Goes through the files by their numbers, again and again: one whose bytes are gone holds up no other."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._after = 0

    async def sum_some(self) -> int:
        """How many more are known, as long as no message waits."""
        if await self._ctx.database.look(backlog.waiting):
            return 0
        async with self._ctx.database.read() as connection:
            found = await sums.unsummed(connection, after=self._after, most=FILES_AT_ONCE)
        if not found:
            self._after = 0
        number = read = 0
        for one in found:
            if read >= BYTES_AT_ONCE:
                break
            number += await self._sum(one.id, one.key)
            self._after, read = one.id, read + one.size
        return number

    async def _sum(self, id_: int, key: str) -> bool:
        try:
            crc32 = (await sums_of(self._ctx.objects, key)).crc32
        except ObjectsUnavailable as error:
            if not isinstance(error, ObjectGone):
                log.warning("not_summed", submission=id_, reason=type(error).__name__)
            return False
        await self._ctx.database.transact(lambda connection: sums.summed(connection, id_, crc32))
        return True
