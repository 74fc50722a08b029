"""Media downloads through the fake platform: the very bytes, or a ``SendError`` and nothing left behind."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.wecom.channel import WecomChannel
from channels.wecom.settings import WecomSettings
from domain.messages import Problem, SendError
from tests.support.fakes.wecom_platform import FakeWecom

MIB = 1024 * 1024


@pytest.fixture
async def wecom() -> AsyncIterator[FakeWecom]:
    async with FakeWecom() as platform:
        yield platform


@pytest.fixture
async def channel(wecom: FakeWecom) -> AsyncIterator[WecomChannel]:
    channel = WecomChannel(WecomSettings(**wecom.credentials))
    yield channel
    await channel.close()


async def failure(channel: WecomChannel, media: str, into: Path) -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.fetch(media, into)
    assert not into.exists() or list(into.iterdir()) == []
    return caught.value


def noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)


@pytest.mark.parametrize("size", [0, 1, 5, 3 * MIB + 1])
async def test_a_file_arrives_byte_for_byte(wecom: FakeWecom, channel: WecomChannel, tmp_path: Path, size: int) -> None:
    wecom.add_media("m1", noise(size), file_name="现场 照片.jpg", content_type="image/jpeg")
    fetched = await channel.fetch("m1", tmp_path / "new" / "folder")
    assert fetched.path.read_bytes() == noise(size)
    assert (fetched.size, fetched.file_name) == (size, "现场 照片.jpg")
    assert [path for path in fetched.path.parent.iterdir()] == [fetched.path]


async def test_a_large_file_comes_in_ranges(wecom: FakeWecom, channel: WecomChannel, tmp_path: Path) -> None:
    data = noise(45 * MIB + 7)
    wecom.add_media("big", data, file_name="活动.mp4")
    fetched = await channel.fetch("big", tmp_path)
    assert await asyncio.to_thread(_digest, fetched.path) == hashlib.sha256(data).hexdigest()
    assert (fetched.size, fetched.file_name) == (len(data), "活动.mp4")
    assert wecom.shelf.asked == ["", "bytes=0-20971519", "bytes=20971520-41943039", "bytes=41943040-62914559"]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("size", [999, 1000, 1001, 2000])
async def test_pieces_meet_exactly(wecom: FakeWecom, tmp_path: Path, size: int) -> None:
    channel = WecomChannel(WecomSettings(**wecom.credentials, range_bytes=1000))
    wecom.shelf.whole_up_to = 500
    wecom.add_media("m1", noise(size))
    assert (await channel.fetch("m1", tmp_path)).path.read_bytes() == noise(size)
    await channel.close()


async def test_after_an_error_answer_the_file_still_comes(
    wecom: FakeWecom, channel: WecomChannel, tmp_path: Path
) -> None:
    wecom.add_media("m1", b"photo")
    wecom.fail_next("media/get", 45033)
    assert (await failure(channel, "m1", tmp_path)).code is Problem.BUSY
    assert (await channel.fetch("m1", tmp_path)).size == 5


async def test_a_media_id_past_its_three_days_is_gone(wecom: FakeWecom, channel: WecomChannel, tmp_path: Path) -> None:
    wecom.add_media("m1", b"photo")
    wecom.shelf.forget("m1")
    assert (await failure(channel, "m1", tmp_path)).code is Problem.MEDIA_GONE


@pytest.mark.parametrize("data", [b'{"errcode":40007,"errmsg":"a file that looks so"}', b'{"a":1}', b"{", b" {\n"])
async def test_a_json_file_is_a_file(wecom: FakeWecom, channel: WecomChannel, tmp_path: Path, data: bytes) -> None:
    wecom.add_media("m1", data, file_name="数据.json", content_type="application/json")
    assert (await channel.fetch("m1", tmp_path)).path.read_bytes() == data


async def test_a_nameless_file_that_starts_like_json_is_a_file(
    wecom: FakeWecom, channel: WecomChannel, tmp_path: Path
) -> None:
    data = b"{" + noise(100_000)
    wecom.fail_next("media/get", body=data.decode("latin-1"))
    assert (await channel.fetch("m1", tmp_path)).path.read_bytes() == data.decode("latin-1").encode()


async def test_an_expired_token_is_renewed_and_the_file_fetched(
    wecom: FakeWecom, channel: WecomChannel, tmp_path: Path
) -> None:
    wecom.add_media("m1", b"photo")
    await channel.probe()
    wecom.expire_tokens()
    assert (await channel.fetch("m1", tmp_path)).path.read_bytes() == b"photo"
    assert wecom.calls["gettoken"] == 2
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("cut_after", [0, 1, 300_000])
async def test_a_cut_connection_leaves_nothing_and_a_retry_brings_the_file(
    wecom: FakeWecom, channel: WecomChannel, tmp_path: Path, cut_after: int
) -> None:
    wecom.add_media("m1", noise(MIB), cut_after=cut_after)
    error = await failure(channel, "m1", tmp_path)
    assert (error.code, error.permanent) == (Problem.BUSY, False)
    assert (await channel.fetch("m1", tmp_path)).path.read_bytes() == noise(MIB)


@pytest.mark.parametrize(
    "content_range",
    ["", "bytes 1000-1999/2500", "bytes 0-998/2500", "bytes 0-999/*", "0-999/2500", "bytes 0-999/" + "9" * 5000],
)
async def test_pieces_that_do_not_fit_are_no_file(wecom: FakeWecom, tmp_path: Path, content_range: str) -> None:
    channel = WecomChannel(WecomSettings(**wecom.credentials, range_bytes=1000))
    wecom.shelf.whole_up_to = 500
    wecom.add_media("m1", noise(2500), content_range=content_range)
    error = await failure(channel, "m1", tmp_path)
    assert (error.code, error.permanent) == (Problem.BUSY, False)
    await channel.close()


async def test_a_piece_given_twice_is_no_file(wecom: FakeWecom, tmp_path: Path) -> None:
    channel = WecomChannel(WecomSettings(**wecom.credentials, range_bytes=1000))
    wecom.shelf.whole_up_to = 500
    wecom.add_media("m1", noise(2500), content_range="bytes 0-999/2500")
    assert (await failure(channel, "m1", tmp_path)).code is Problem.BUSY
    assert len(wecom.shelf.asked) == 3
    await channel.close()


async def test_a_cut_between_pieces_leaves_nothing(wecom: FakeWecom, tmp_path: Path) -> None:
    channel = WecomChannel(WecomSettings(**wecom.credentials, range_bytes=1000))
    wecom.shelf.whole_up_to = 500
    wecom.add_media("m1", noise(2500), cut_after=700)
    assert (await failure(channel, "m1", tmp_path)).code is Problem.BUSY
    await channel.close()


async def test_the_same_media_id_is_fetched_one_at_a_time(
    wecom: FakeWecom, channel: WecomChannel, tmp_path: Path
) -> None:
    gate = asyncio.Event()
    held = wecom.add_media("m1", noise(MIB), gate=gate)
    wecom.add_media("m2", noise(MIB))
    tasks = [asyncio.create_task(channel.fetch("m1", tmp_path)) for _ in range(3)]
    await held.asked.wait()
    # Another id is not held up; by the time it is here, a second call for the first would have been refused.
    assert (await channel.fetch("m2", tmp_path)).size == MIB
    assert not any(task.done() for task in tasks)
    gate.set()
    fetched = await asyncio.gather(*tasks)
    assert [one.size for one in fetched] == [MIB] * 3
    assert len({one.path for one in fetched}) == 3


async def test_the_platform_does_mind_two_at_a_time(wecom: FakeWecom, tmp_path: Path) -> None:
    gate = asyncio.Event()
    wecom.add_media("m1", b"photo", gate=gate)
    channels = [WecomChannel(WecomSettings(**wecom.credentials)) for _ in range(2)]
    tasks = [asyncio.create_task(channel.fetch("m1", tmp_path)) for channel in channels]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    gate.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    (refused,) = (outcome for outcome in outcomes if isinstance(outcome, SendError))
    assert "45033" in refused.detail
    assert len(done) == 1
    for channel in channels:
        await channel.close()


@pytest.mark.parametrize("whole_up_to", [20 * MIB, 500], ids=["whole", "in pieces"])
async def test_a_file_beyond_the_limit_is_not_brought(wecom: FakeWecom, tmp_path: Path, whole_up_to: int) -> None:
    channel = WecomChannel(WecomSettings(**wecom.credentials, max_media_bytes=5000, range_bytes=1000))
    wecom.shelf.whole_up_to = whole_up_to
    wecom.add_media("fits", noise(5000))
    wecom.add_media("big", noise(5001))
    error = await failure(channel, "big", tmp_path)
    assert (error.code, error.permanent) == (Problem.MEDIA_TOO_BIG, True)
    assert (await channel.fetch("fits", tmp_path)).size == 5000
    await channel.close()


@pytest.mark.parametrize("limit", [5000, 3 * MIB])
async def test_a_file_that_does_not_say_how_long_it_is_is_given_up_at_the_limit(
    wecom: FakeWecom, tmp_path: Path, limit: int
) -> None:
    channel = WecomChannel(WecomSettings(**wecom.credentials, max_media_bytes=limit))
    wecom.add_media("fits", noise(limit), sized=False)
    wecom.add_media("big", noise(limit + 1), sized=False)
    error = await failure(channel, "big", tmp_path)
    assert (error.code, error.permanent) == (Problem.MEDIA_TOO_BIG, True)
    assert (await channel.fetch("fits", tmp_path)).size == limit
    await channel.close()


async def test_a_file_that_says_it_is_too_long_is_not_read(wecom: FakeWecom, tmp_path: Path) -> None:
    channel = WecomChannel(WecomSettings(**wecom.credentials, max_media_bytes=5000))
    wecom.add_media("big", noise(5001), cut_after=1)
    assert (await failure(channel, "big", tmp_path)).code is Problem.MEDIA_TOO_BIG
    await channel.close()


async def test_a_file_is_asked_for_as_it_is(wecom: FakeWecom, tmp_path: Path) -> None:
    channel = WecomChannel(WecomSettings(**wecom.credentials, range_bytes=1000))
    wecom.shelf.whole_up_to = 500
    wecom.add_media("m1", noise(1500))
    await channel.fetch("m1", tmp_path)
    # Compressed on the way it would not have the length that it says.
    assert wecom.shelf.encodings == ["identity"] * 3
    await channel.close()


async def test_a_folder_that_cannot_be_written_is_tried_again_later(
    wecom: FakeWecom, channel: WecomChannel, tmp_path: Path
) -> None:
    wecom.add_media("m1", b"photo")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SendError) as caught:
        await channel.fetch("m1", tmp_path / "file")
    assert (caught.value.code, caught.value.permanent, caught.value.retry_after) == (Problem.BUSY, False, 60.0)


@pytest.mark.parametrize("turns", [1, 2, 3, 5, 10, 20])
async def test_a_download_cancelled_at_any_moment_leaves_nothing(
    wecom: FakeWecom, channel: WecomChannel, tmp_path: Path, turns: int
) -> None:
    wecom.add_media("m1", b"photo", gate=asyncio.Event())
    task = asyncio.create_task(channel.fetch("m1", tmp_path))
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list(tmp_path.iterdir()) == []


async def test_a_download_cancelled_on_the_wire_leaves_nothing(
    wecom: FakeWecom, channel: WecomChannel, tmp_path: Path
) -> None:
    media = wecom.add_media("m1", b"photo", gate=asyncio.Event())
    task = asyncio.create_task(channel.fetch("m1", tmp_path))
    await media.asked.wait()
    assert list(tmp_path.iterdir()) != []
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list(tmp_path.iterdir()) == []


DISPOSITIONS = {
    'attachment; filename="plain.docx"': "plain.docx",
    "attachment; filename=bare.docx": "bare.docx",
    "attachment; filename=bare.docx; size=3": "bare.docx",
    'attachment; filename="活动方案.docx"': "活动方案.docx",
    'attachment; filename="%E6%B4%BB%E5%8A%A8.docx"': "活动.docx",
    "attachment; filename*=UTF-8''%E6%B4%BB%E5%8A%A8.docx": "活动.docx",
    "attachment; filename=\"x.docx\"; filename*=utf-8''%E6%B4%BB%E5%8A%A8.docx": "活动.docx",
    "attachment; filename*=gb18030''%BB%EE%B6%AF.docx": "活动.docx",
    'attachment; filename="100%.docx"': "100%.docx",
    'attachment; filename="a\\"b.docx"': 'a"b.docx',
    'attachment; filename="../../etc/passwd"': "passwd",
    'attachment; filename="C:\\\\dir\\\\a.docx"': "a.docx",
    'attachment; filename="%2e%2e%2fa.docx"': "a.docx",
    "attachment": "",
    'attachment; filename=""': "",
    "attachment; filename*=klingon''%E6": "\ufffd",
    f'attachment; filename="{"长" * 300}"': "长" * 255,
}


@pytest.mark.parametrize(("header", "name"), DISPOSITIONS.items())
async def test_a_file_name_is_read_in_every_spelling(
    wecom: FakeWecom, channel: WecomChannel, tmp_path: Path, header: str, name: str
) -> None:
    wecom.add_media("m1", b"photo", disposition=header)
    assert (await channel.fetch("m1", tmp_path)).file_name == name
