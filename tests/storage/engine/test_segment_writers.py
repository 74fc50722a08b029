"""Segments of uploads: how large one may grow, where it is a file and where it is gathered in memory."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from storage.engine.objects import Objects, ObjectsFull, ObjectsUnavailable
from storage.engine.segment_writers import segment_writer

MIB = 1 << 20


def test_a_segment_is_a_file_of_64_mib_at_most_or_what_may_lie_in_memory(tmp_path: Path) -> None:
    assert segment_writer(Objects(str(tmp_path)), "a/1", in_memory=5 * MIB).most == 64 * MIB
    elsewhere = Objects("s3://bucket", aws_region="local", aws_access_key_id="a", aws_secret_access_key="b")
    assert segment_writer(elsewhere, "a/1", in_memory=5 * MIB).most == 5 * MIB


async def test_a_segment_is_there_whole_when_it_is_finished_and_not_before(tmp_path: Path) -> None:
    objects = Objects(str(tmp_path))
    writer = segment_writer(objects, "a/1", in_memory=1)
    chunks = [b"%d" % number for number in range(1200)]
    await writer.write(chunks)
    await writer.write([b"end"])
    with pytest.raises(ObjectsUnavailable):
        await objects.get("a/1")
    await writer.finish()
    assert await objects.get("a/1") == b"".join(chunks) + b"end"
    await writer.discard()
    assert await objects.get("a/1") == b"".join(chunks) + b"end", "what is finished stays"


async def test_what_the_disk_takes_only_in_part_is_written_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    objects = Objects(str(tmp_path))
    whole = os.write
    monkeypatch.setattr(os, "writev", lambda file, chunks: whole(file, b"".join(chunks)[:3]))
    monkeypatch.setattr(os, "write", lambda file, data: whole(file, bytes(data)[:2]))
    writer = segment_writer(objects, "a/1", in_memory=1)
    await writer.write([b"1234", b"5678", b"90"])
    await writer.finish()
    monkeypatch.undo()
    assert await objects.get("a/1") == b"1234567890"


@pytest.mark.parametrize(("code", "error"), [(errno.ENOSPC, ObjectsFull), (errno.EIO, ObjectsUnavailable)])
async def test_a_full_disk_is_told_apart_from_other_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, error: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    writer = segment_writer(Objects(str(tmp_path)), "a/1", in_memory=1)
    monkeypatch.setattr(os, "writev", fail)
    with pytest.raises(error) as caught:
        await writer.write([b"1"])
    assert type(caught.value) is error
    monkeypatch.undo()
    await writer.write([b"1"])
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(error) as caught:
        await writer.finish()
    assert type(caught.value) is error
