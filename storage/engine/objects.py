"""The object store, by obstore: a folder by default, any S3 by URL. Bytes are kept as they came.

Keys are made here and only here; a user's file name is data and never becomes a path.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, S3Store

from storage.engine import private

#: What may stand in a key; everything else of a code or an ending is dropped.
_SAFE = re.compile(r"[^\w-]+")
_ENDING = re.compile(r"[^0-9a-z]+")
#: Seconds in which a store must have answered: asked whether it is there, about one object, and with a large file.
CHECK_TIMEOUT = 5.0
ANSWER_TIMEOUT = 60.0
FILE_TIMEOUT = 900.0
#: A connection that does not open, and tries again within one call, for S3.
_CONNECT_TIMEOUT = timedelta(seconds=5)
_RETRY: Any = {"max_retries": 2, "retry_timeout": timedelta(seconds=20)}
#: How a full disk is told by the system, a quota by S3 stores.
_FULL = ("No space left", "os error 28", "QuotaExceeded", "XMinioStorageFull", "Disk quota exceeded")


class ObjectsUnavailable(Exception):
    """The store did not take or give the bytes (disk full, no rights, unreachable); try again later."""


class ObjectsFull(ObjectsUnavailable):
    """There is no room left."""


class ObjectGone(ObjectsUnavailable):
    """The store answers, and has no such object: another try finds none either."""


@dataclass(frozen=True, kw_only=True)
class Stored:
    key: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Found:
    """An object as it is listed. ``size`` in bytes; ``mark`` is another one once it was replaced."""

    key: str
    size: int
    mark: str


def trouble(error: BaseError | OSError) -> ObjectsUnavailable:
    """What a store's error means."""
    if isinstance(error, FileNotFoundError | NotFoundError):
        return ObjectGone(str(error))
    full = any(sign in str(error) for sign in _FULL)
    return ObjectsFull(str(error)) if full else ObjectsUnavailable(str(error))


@asynccontextmanager
async def _in_time(seconds: float) -> AsyncIterator[None]:
    """What goes wrong in the block, or takes longer, is ``ObjectsUnavailable``."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise ObjectsUnavailable(f"no answer within {seconds:g} seconds") from error
    except (BaseError, OSError) as error:
        raise trouble(error) from error


def submission_key(campaign: str, day: date | None, organisation: str, submission: int, ending: str) -> str:
    """``campaign/day/organisation-code/submission-id.ext``; ``unassigned`` until the unit is known."""
    suffix = _ENDING.sub("", ending.lower())[:8]
    name = f"{submission}.{suffix}" if suffix else str(submission)
    folder = day.isoformat() if day else "undated"
    unit = _SAFE.sub("_", organisation) or "unassigned"
    return f"{campaign_folder(campaign)}/{folder}/{unit}/{name}"


def bulletin_key(bulletin: int, sha256: str, ending: str) -> str:
    """``bulletins/id/sha256.ext``: of a paper that stays when its campaign's material goes."""
    return f"bulletins/{bulletin}/{sha256}.{ending}"


def digest_key(campaign: str, day: date, sha256: str, ending: str) -> str:
    """Of a picture or paper that a digest brings: it goes when its campaign's material goes."""
    return f"{campaign_folder(campaign)}/digests/{day.isoformat()}/{sha256}.{ending}"


def campaign_folder(campaign: str) -> str:
    """Where all files of a campaign are."""
    return _SAFE.sub("_", campaign)


def _linked(path: Path, target: Path) -> bool:
    """``target`` names the same file, from one moment to the next; False where a file system cannot do that."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # The store does not list such names: it uses them itself for what is not whole.
    part = target.with_name(f"{target.name}#{int.from_bytes(secrets.token_bytes(4))}")
    try:
        os.link(path, part)
    except OSError:
        return False
    try:
        part.replace(target)
    finally:
        # Of two names of one file the system keeps both.
        part.unlink(missing_ok=True)
    return True


class Objects:
    """``url``: a folder, or ``s3://bucket/prefix``; ``options`` are obstore's (endpoint, region, keys)."""

    def __init__(self, url: str, **options: Any) -> None:
        self.url = url
        self._store: ObjectStore
        if url.startswith("s3://"):
            client: Any = {"connect_timeout": _CONNECT_TIMEOUT, "timeout": timedelta(seconds=FILE_TIMEOUT)}
            client |= options.pop("client_options", {})
            options = {"retry_config": _RETRY, **options, "client_options": client}
            self._store = S3Store.from_url(url, **options)
            self.folder: Path | None = None
        else:
            self.folder = Path(url).absolute()
            private.make_folder(self.folder)
            self._store = LocalStore(prefix=self.folder, mkdir=True)

    async def put_file(self, key: str, path: Path) -> Stored:
        """Store the file under ``key``, replacing what an interrupted attempt may have left there.

        The file must not be changed afterwards: in a folder it may be the very same one, under a second name.
        """
        async with _in_time(FILE_TIMEOUT):
            if self.folder is None or not await asyncio.to_thread(_linked, path, self.folder / key):
                await obstore.put_async(self._store, key, path)
        return Stored(key=key, size=path.stat().st_size)

    async def put(self, key: str, data: bytes) -> None:
        """Store bytes under ``key``, whole or not at all. Raises ``ObjectsFull`` when there is no room."""
        async with _in_time(ANSWER_TIMEOUT):
            await obstore.put_async(self._store, key, data, use_multipart=False)

    async def get(self, key: str) -> bytes:
        async with _in_time(ANSWER_TIMEOUT):
            result = await obstore.get_async(self._store, key)
            return bytes(await result.bytes_async())

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        async with _in_time(ANSWER_TIMEOUT):
            chunks = aiter((await obstore.get_async(self._store, key)).stream())
        while True:
            # Whoever reads may take its time, the store may not.
            async with _in_time(ANSWER_TIMEOUT):
                chunk = await anext(chunks, None)
            if chunk is None:
                return
            yield bytes(chunk)

    async def size(self, key: str) -> int:
        """In bytes. Raises ``ObjectGone``."""
        async with _in_time(ANSWER_TIMEOUT):
            return int((await obstore.head_async(self._store, key))["size"])

    async def part(self, key: str, start: int, end: int) -> bytes:
        """The bytes from ``start`` to before ``end``. Raises ``ObjectGone``."""
        async with _in_time(ANSWER_TIMEOUT):
            return bytes(await obstore.get_range_async(self._store, key, start=start, end=end))

    async def list(self, prefix: str = "") -> AsyncIterator[Found]:
        """Every object below ``prefix``, in no order."""
        async with _in_time(FILE_TIMEOUT):
            async for batch in obstore.list(self._store, prefix or None, chunk_size=500):
                for entry in batch:
                    yield Found(key=entry["path"], size=int(entry["size"]), mark=entry["e_tag"] or "")

    async def copy(self, old: str, new: str) -> None:
        """The bytes under a second key. To move: copy, note the new key, delete; a crash leaves both, never none.

        Raises ``ObjectGone`` when there are none.
        """
        async with _in_time(FILE_TIMEOUT):
            await obstore.copy_async(self._store, old, new)

    async def delete(self, key: str) -> None:
        async with _in_time(ANSWER_TIMEOUT):
            with suppress(FileNotFoundError):
                await obstore.delete_async(self._store, key)

    async def delete_folder(self, prefix: str) -> None:
        """Everything under ``prefix``, and on a disk the folder itself."""
        async with _in_time(FILE_TIMEOUT):
            async for batch in obstore.list(self._store, prefix, chunk_size=500):
                await obstore.delete_async(self._store, [entry["path"] for entry in batch])
            if self.folder is not None:
                # What is left are parts that nobody finished, which the store does not list.
                await asyncio.to_thread(shutil.rmtree, self.folder / prefix, ignore_errors=True)

    def free_bytes(self) -> int | None:
        """Room on the disk of a folder; None for S3, which does not say."""
        if self.folder is None:
            return None
        there = next(path for path in (self.folder, *self.folder.parents) if path.exists())
        return shutil.disk_usage(there).free

    async def check(self) -> None:
        """Raises ``ObjectsUnavailable`` unless a small object can be written, read and removed."""
        # Its own key: whoever asks at the same time must not find it removed.
        key = f".probe-{secrets.token_hex(8)}"
        async with _in_time(CHECK_TIMEOUT):
            await obstore.put_async(self._store, key, b"probe")
            await self.get(key)
            await self.delete(key)
