"""What ``baosong export`` writes: whole zips or a folder. What is not finished lies under another name."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from bot.commands.failure import Failure
from formats.planned_zip import ZipMember, parts
from formats.words.operator import error_text
from formats.words.system import reason_of
from handlers.desk import exporting
from storage.engine.objects import Objects

#: Read at a time of a file that lies there already.
_CHUNK = 1024 * 1024


async def to_zips(
    objects: Objects,
    members: Sequence[ZipMember],
    path: Path,
    most: int,
    *,
    force: bool,
    done: Callable[[int], None],
) -> list[Path]:
    """The paths written: ``path``, or ``NAME-1.zip`` and so on where there are several. Raises ``Failure``."""
    plans = parts(members, most)
    paths = [path] if len(plans) == 1 else [path.with_stem(f"{path.stem}-{n}") for n in range(1, len(plans) + 1)]
    for one in paths:
        if one.exists() and (one.is_dir() or not force):
            raise Failure(error_text("exists" if one.is_dir() else "file_exists", path=one))
    for one, plan in zip(paths, plans, strict=True):
        await _write(exporting.stream(objects, plan), one, done)
    return paths


async def to_folder(
    objects: Objects, members: Sequence[ZipMember], folder: Path, *, done: Callable[[int], None]
) -> int:
    """How many files lay there already with the same bytes."""
    kept = 0
    for member in members:
        path = folder / member.name
        if member.content is None and path.is_file() and _same(path, member):
            kept += 1
            done(member.size)
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _cannot(path, error) from error
        await _write(exporting.stream_member(objects, member), path, done)
    return kept


async def _write(chunks: AsyncIterator[bytes], path: Path, done: Callable[[int], None]) -> None:
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            async for chunk in chunks:
                file.write(chunk)
                done(len(chunk))
        part.replace(path)
    except OSError as error:
        raise _cannot(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def _same(path: Path, member: ZipMember) -> bool:
    if path.stat().st_size != member.size:
        return False
    crc32 = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            crc32 = zlib.crc32(chunk, crc32)
    return crc32 == member.crc32


def _cannot(path: Path, error: OSError) -> Failure:
    return Failure(error_text("cannot_write", path=path, reason=reason_of(error)))
