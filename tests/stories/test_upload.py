"""Uploads as a story: the link comes from chat, the file is one like any other, the receipt goes to chat."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from domain.clock import CHINA
from domain.messages import Incoming, MessageKind
from domain.upload import UploadRefused
from handlers import upload_links
from handlers.upload_links import Holder
from handlers.uploads import writing
from handlers.uploads.writing import Wanted
from storage.inbox import PAGE
from storage.tables import segments, uploads
from tests.support.clocks import FrozenClock
from tests.support.rehearsals import photo
from tests.support.stage import Stage
from tests.support.town import THREE

NOW = datetime(2020, 11, 9, 9, 0, tzinfo=CHINA)
LINK = re.compile(r"http://baosong\.example\.org/u/([\w-]+)")


@pytest.fixture(scope="module")
def large() -> bytes:
    return photo(3200, 2200, sky="#88bbee", ground="#557744")


def small() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (1080, 720), "#88bbee").save(written, "JPEG")
    return written.getvalue()


def token_in(text: str) -> str:
    found = LINK.findall(text)
    assert len(found) == 1, text
    token: str = found[0]
    return token


async def upload(on: Stage, holder: Holder, name: str, data: bytes, **chosen: object) -> str:
    """As the tus endpoint does it, in three segments."""
    wanted = Wanted(file_name=name, length=len(data), **chosen)  # type: ignore[arg-type]
    held = await writing.begin(on.ctx, holder, wanted)
    for part in range(3):
        start, end = len(data) * part // 3, len(data) * (part + 1) // 3
        held = await writing.lock(on.ctx, held, start)
        segment = await writing.keep(on.ctx, held, start, data[start:end])
        held = await writing.count(on.ctx, held, [segment], last=True)
    return held.id


async def left_over(on: Stage) -> tuple[int, list[str]]:
    async with on.ctx.database.read() as connection:
        rows = len((await connection.execute(select(segments))).all())
        states = [row.state for row in await connection.execute(select(uploads).where(uploads.c.freed))]
    return rows, states


async def test_an_original_by_the_link(on: Stage, tmp_path: Path, large: bytes) -> None:
    said = await on.ask("alice", "上传")
    assert "Alice的上传页" in said and "请勿转发" in said and "21:00前有效" in said
    holder = await upload_links.holder(on.ctx, token_in(said))
    upload_id = await upload(on, holder, "开幕式.jpg", large)
    await on.drain()
    (row,) = await on.rows("submissions")
    assert (row["state"], row["kind"], row["size"]) == ("incomplete", "photo", len(large))
    assert await on.ctx.objects.get(str(row["key"])) == large
    receipt = on.last("alice")
    assert "回执" in receipt and "还缺说明" in receipt and "/u/" not in receipt
    assert await left_over(on) == (0, ["finished"])
    assert not (tmp_path / "files" / "uploads" / upload_id).exists()
    assert "合格" in await on.ask("alice", "学生展示焊接技能")


async def test_a_shrunk_photo_is_answered_with_the_link(on: Stage, large: bytes) -> None:
    for _ in range(3):
        await on.photo("alice", small())
    await on.drain()
    (receipt,) = on.heard("alice")
    assert "1080" in receipt and "2000" in receipt
    holder = await upload_links.holder(on.ctx, token_in(receipt))
    assert holder.person.name == "Alice"
    await upload(on, holder, "原图.jpg", large)
    await on.drain()
    assert (await on.rows("submissions"))[-1]["state"] == "incomplete"


async def test_what_is_refused_from_the_page_is_not_sent_there_again(on: Stage) -> None:
    holder = await upload_links.holder(on.ctx, token_in(await on.ask("alice", "上传")))
    await upload(on, holder, "小图.jpg", small())
    await on.drain()
    receipt = on.last("alice")
    assert "1080" in receipt and "请发相机或手机里的原图" in receipt
    assert "“上传”" not in receipt and "/u/" not in receipt


async def test_a_document_that_chat_cannot_carry_brings_the_link(on: Stage) -> None:
    await on.file("alice", "活动案例.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    await on.drain()
    receipt = on.last("alice")
    assert "“上传”" in receipt
    await upload_links.holder(on.ctx, token_in(receipt))


async def test_a_notice_of_a_file_is_no_caption_and_brings_the_link(on: Stage, large: bytes) -> None:
    await on.photo("alice", large)
    await on.drain()
    said = await on.ask("alice", "[文件] 活动案例.docx")
    assert "《活动案例.docx》没有传到" in said
    await upload_links.holder(on.ctx, token_in(said))
    (row,) = await on.rows("submissions")
    assert (row["state"], row["caption"]) == ("incomplete", "")


async def test_status_says_again_why_a_photo_was_refused(on: Stage) -> None:
    await on.photo("alice", small())
    await on.drain()
    said = await on.ask("alice", "状态")
    assert "编号 1 照片不合格：" in said and "宽 1080 像素，要求不少于 2000 像素" in said


async def test_a_good_text_needs_no_link(on: Stage) -> None:
    assert "/u/" not in await on.ask("alice", "今天学校开放了实训车间。" * 30)


async def test_all_links_are_revoked_at_once(on: Stage) -> None:
    tokens = [token_in(await on.ask("alice", "上传")) for _ in range(2)]
    others = token_in(await on.ask("bob", "上传"))
    for token in tokens:
        await upload_links.holder(on.ctx, token)
    assert "已全部作废" in await on.ask("alice", "作废链接")
    for token in tokens:
        with pytest.raises(UploadRefused, match="link_revoked"):
            await upload_links.holder(on.ctx, token)
    assert (await upload_links.holder(on.ctx, others)).person.name == "Bob"
    assert "没有有效" in await on.ask("alice", "撤销上传")


@pytest.mark.parametrize("who", ["dana", "stranger"])
async def test_who_reports_for_nobody_gets_no_link(on: Stage, who: str) -> None:
    assert "/u/" not in await on.ask(who, "上传")


async def test_the_unit_and_the_item_chosen_on_the_page(on: Stage, large: bytes) -> None:
    holder = await upload_links.holder(on.ctx, token_in(await on.ask("carol", "上传")))
    unit = next(unit for unit in holder.person.reports_for if unit.name == THREE)
    await upload(on, holder, "a.jpg", large, organisation_id=unit.id)
    await upload(on, holder, "总结.jpg", large, organisation_id=unit.id, item="daily")
    await upload(on, holder, "a.jpg", large, organisation_id=unit.id, item="plan")
    await upload(on, holder, "b.jpg", large)
    await on.drain()
    rows = await on.rows("submissions")
    assert [row["organisation_id"] for row in rows] == [unit.id, unit.id, unit.id, None]
    assert [row["item"] for row in rows] == ["daily", "daily", "plan", "daily"]
    assert rows[3]["state"] == "unassigned"


@pytest.mark.parametrize(("minutes", "word"), [(4, "按时"), (11, "迟报")])
@pytest.mark.town(now=NOW + timedelta(minutes=59))
async def test_begun_in_time_and_finished_soon_after_is_in_time(
    on: Stage, clock: FrozenClock, large: bytes, minutes: int, word: str
) -> None:
    """The rule for a platform's own send time: it is believed up to ten minutes before we had it."""
    holder = await upload_links.holder(on.ctx, token_in(await on.ask("alice", "上传")))
    begun = await writing.begin(on.ctx, holder, Wanted(file_name="a.jpg", length=len(large)))
    clock.advance(minutes=minutes)
    held = await writing.lock(on.ctx, begun, 0)
    await writing.count(on.ctx, held, [await writing.keep(on.ctx, held, 0, large)], last=True)
    await on.drain()
    assert f"记到 11月9日，{word}" in on.last("alice")


async def test_lost_segments_are_told_not_hidden(on: Stage, tmp_path: Path, large: bytes) -> None:
    holder = await upload_links.holder(on.ctx, token_in(await on.ask("alice", "上传")))
    upload_id = await upload(on, holder, "a.jpg", large)
    part = next((tmp_path / "files" / "uploads" / upload_id).iterdir())
    part.write_bytes(part.read_bytes()[:-1])
    await on.drain()
    assert (await on.rows("submissions"))[0]["state"] == "lost"
    assert "没能取到文件，请重发" in on.last("alice")


async def test_a_correction_from_the_page_is_no_piece_of_an_open_text(on: Stage, clock: FrozenClock) -> None:
    await on.photo("alice", small())
    await on.drain()
    await on.ask("alice", "稿件")
    number = (await on.rows("submissions"))[0]["id"]
    from_page = Incoming(
        channel="wecom",
        external_id=f"{PAGE}1:abcdefgh",
        sender="alice",
        kind=MessageKind.TEXT,
        sent_at=clock.real(),
        text=f"撤回 {number}",
    )
    await on.writer.put([from_page], arrived=clock.real())
    await on.drain()
    assert f"编号 {number} 已撤回" in on.last("alice")
    assert "已收" in await on.ask("alice", "第一段写的是开幕式的情况。")


async def test_an_upload_enters_once_however_often_its_end_is_told(on: Stage, large: bytes) -> None:
    holder = await upload_links.holder(on.ctx, token_in(await on.ask("alice", "上传")))
    begun = await writing.begin(on.ctx, holder, Wanted(file_name="a.jpg", length=len(large)))
    held = await writing.lock(on.ctx, begun, 0)
    segment = await writing.keep(on.ctx, held, 0, large)
    await writing.count(on.ctx, held, [segment], last=True)
    with pytest.raises(UploadRefused, match="locked"):
        await writing.count(on.ctx, held, [segment], last=True)
    await on.drain()
    assert len(await on.rows("submissions")) == 1
