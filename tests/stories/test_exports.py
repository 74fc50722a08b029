"""An export as both databases make it: frozen, true to its sums, over when its time is; links that die."""

from __future__ import annotations

import hashlib
import io
import zipfile

import openpyxl
import pytest
from PIL import Image
from sqlalchemy import update

from domain.findings import Kind
from formats import planned_zip
from handlers.desk import export_making, export_sending, exports, marking, sharing
from handlers.desk.export_sending import ZipToSend
from handlers.desk.exporting import ExportChanged
from handlers.desk.exports import ExportQuestion
from handlers.desk.marking import MarkChange
from storage import made_exports, tables
from storage.desk.exports import ExportFilter, ExportSplit
from storage.engine.database import Connection
from storage.states import ExportState
from storage.tables import submissions
from tests.stories.test_desk import reach_of
from tests.support.stage import Stage
from tests.support.town import EAST, GOOD_TEXT, ONE, november, on, photo

__all__ = ["on"]
CAMPAIGN = "nanchang-2020"


async def sent(on: Stage) -> None:
    """1: alice's photo; 2: bob's text; 3: erin's photo, in the district."""
    await on.photo("alice", photo())
    await on.say("alice", "说明：学生在车间展示焊接技能")
    await on.drain()
    await on.say("bob", GOOD_TEXT)
    await on.drain()
    await on.photo("erin", photo(2500))
    await on.say("erin", "说明：学生在酒店展示铺床")
    await on.drain()


def question(on: Stage, *, part_bytes: int = 4_000_000_000, **asked: object) -> ExportQuestion:
    wanted = ExportFilter(campaign=CAMPAIGN, **asked)  # type: ignore[arg-type]
    return ExportQuestion(campaign=on.ctx.campaigns[CAMPAIGN], asked=wanted, part_bytes=part_bytes)


async def made(on: Stage, who: str = "dana", *, part_bytes: int = 4_000_000_000, **asked: object) -> int:
    id_ = await exports.ask(on.ctx, await reach_of(on, who), question(on, part_bytes=part_bytes, **asked))
    assert isinstance(id_, int), id_
    while await export_making.make_next(on.ctx):
        continue
    return id_


async def fetched(on: Stage, id_: int, part: int = 1, *, start: int = 0, who: str = "dana") -> bytes:
    found = await export_sending.of_office(on.ctx, await reach_of(on, who), id_, part)
    assert found is not None
    return await read(on, found, start)


async def read(on: Stage, found: ZipToSend, start: int = 0) -> bytes:
    return b"".join([chunk async for chunk in export_sending.stream(on.ctx, found, start)])


async def test_it_stays_what_it_was_when_more_comes_and_files_move(on: Stage) -> None:
    await sent(on)
    id_ = await made(on)
    first = await fetched(on, id_)
    found = await export_sending.of_office(on.ctx, await reach_of(on, "dana"), id_, 1)
    assert found is not None and found.outline.size == len(first)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        book = openpyxl.load_workbook(io.BytesIO(archive.read("清单.xlsx")))["材料清单"]
        rows = [[cell.value for cell in row] for row in book.iter_rows(min_row=2)]
        for path, *_, digest in rows:
            body = archive.read(str(path))
            assert digest in ("", None, hashlib.sha256(body).hexdigest()), path
    assert names[:3] == ["请先看我.txt", "清单.xlsx", "照片说明.docx"]
    assert len(rows) == 3 and rows[0][0] in names
    await on.photo("bob", photo(2600))
    await on.say("bob", "说明：学生参加技能比赛")
    await on.drain()
    await on.say("erin", "撤回 3")
    await on.drain()
    other = await on.ctx.objects.get((await on.rows("submissions"))[0]["key"])
    await on.ctx.objects.put("elsewhere/1.jpg", other)
    async with on.ctx.database.write() as connection:
        await connection.execute(update(submissions).where(submissions.c.id == 1).values(key="elsewhere/1.jpg"))
    assert await fetched(on, id_) == first
    page = await exports.one(on.ctx, await reach_of(on, "dana"), id_)
    assert page is not None and "1 件被撤回" in page.notes[0]
    again = await made(on)
    assert len(await fetched(on, again)) != len(first)


async def test_any_part_is_a_zip_and_an_interrupted_one_goes_on(on: Stage) -> None:
    await sent(on)
    id_ = await made(on, part_bytes=1_500_000)
    page = await exports.one(on.ctx, await reach_of(on, "dana"), id_)
    assert page is not None and len(page.parts) > 1
    for number, name, _ in page.parts:
        whole = await fetched(on, id_, number)
        assert whole[:1000] + await fetched(on, id_, number, start=1000) == whole
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            assert archive.testzip() is None and f"第{number}包" in name
    assert await export_sending.of_office(on.ctx, await reach_of(on, "dana"), id_, len(page.parts) + 1) is None


async def test_its_first_bytes_read_one_stride_of_its_list(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (planned_zip, export_sending):
        monkeypatch.setattr(module, "STRIDE", 2)
    await sent(on)
    id_ = await made(on)
    whole, reach = await fetched(on, id_), await reach_of(on, "dana")
    for start in (*range(0, len(whole), 40_009), *range(len(whole) - 900, len(whole), 7)):
        assert await fetched(on, id_, start=start) == whole[start:], start
    # As an earlier version wrote it: its outline is read from its list.
    (row,) = await on.rows("exports")
    earlier = [{"size": part["size"], "files": part["files"]} for part in row["parts"]]
    assert row["parts"] != earlier and len(row["parts"][0]["begins"]) == 4
    read_ = made_exports.members
    asked: list[int] = []

    async def members(connection: Connection, id_: int, first: int, most: int) -> list[made_exports.ExportMember]:
        asked.append(most)
        return await read_(connection, id_, first, most)

    monkeypatch.setattr(made_exports, "members", members)
    found = await export_sending.of_office(on.ctx, reach, id_, 1)
    assert found is not None and not asked
    await anext(export_sending.stream(on.ctx, found))
    assert asked == [2]
    async with on.ctx.database.write() as connection:
        await connection.execute(update(tables.exports).values(parts=earlier))
    assert await export_sending.of_office(on.ctx, reach, id_, 1) == found


async def test_a_text_that_was_written_anew_cuts_the_download(on: Stage) -> None:
    await sent(on)
    id_ = await made(on)
    async with on.ctx.database.write() as connection:
        texts = update(submissions).where(submissions.c.id == 2)
        await connection.execute(texts.values(text=submissions.c.text + "。"))
    with pytest.raises(ExportChanged):
        await fetched(on, id_)


async def test_a_list_that_ends_under_a_download_cuts_it(on: Stage) -> None:
    await sent(on)
    id_ = await made(on)
    found = await export_sending.of_office(on.ctx, await reach_of(on, "dana"), id_, 1)
    assert found is not None
    async with on.ctx.database.write() as connection:
        await made_exports.end(connection, id_)
    with pytest.raises(ExportChanged):
        await read(on, found)


async def test_by_kind_and_unit_and_never_beyond_the_office(on: Stage) -> None:
    await sent(on)
    id_ = await made(on, kinds=frozenset([Kind.PHOTO]), unit=ONE)
    with zipfile.ZipFile(io.BytesIO(await fetched(on, id_))) as archive:
        assert [name for name in archive.namelist() if "/" in name] == [
            "02照片/001_一职校_学生在车间展示焊接技能_1.jpg"
        ]
    dave = await reach_of(on, "dave")
    assert await exports.one(on.ctx, dave, id_) is None
    assert await export_sending.of_office(on.ctx, dave, id_, 1) is None
    said = await exports.ask(on.ctx, dave, question(on, unit=ONE))
    assert isinstance(said, str) and "不在您的范围内" in said
    own = await made(on, "dave")
    with zipfile.ZipFile(io.BytesIO(await fetched(on, own, who="dave"))) as archive:
        assert [name.rpartition("_")[2] for name in archive.namelist() if "/" in name] == ["3.jpg"]
    # What nobody can fetch is none of them.
    assert isinstance(await exports.ask(on.ctx, dave, question(on, kinds=frozenset([Kind.VIDEO]))), str)


async def test_photos_may_be_smaller_than_they_came(on: Stage) -> None:
    await sent(on)
    id_ = await made(on, shrunk=True)
    with zipfile.ZipFile(io.BytesIO(await fetched(on, id_))) as archive:
        assert archive.testzip() is None
        assert "1600 像素" in archive.read("请先看我.txt").decode("utf-8-sig")
        rows = openpyxl.load_workbook(io.BytesIO(archive.read("清单.xlsx")))["材料清单"].iter_rows(
            min_row=2, values_only=True
        )
        listed = {row[0]: (row[-2], row[-1]) for row in rows}
        pictures = [name for name in archive.namelist() if name.endswith(".jpg")]
        for name in pictures:
            body = archive.read(name)
            with Image.open(io.BytesIO(body)) as picture:
                assert max(picture.size) == 1600
            assert listed[name] == (len(body), hashlib.sha256(body).hexdigest())
        (text,) = [name for name in archive.namelist() if name.endswith("_2.txt")]
        assert len(pictures) == 2 and GOOD_TEXT[-20:] in archive.read(text).decode()
    page = await exports.one(on.ctx, await reach_of(on, "dana"), id_)
    assert page is not None and page.what.endswith("照片 1600 像素") and "photos=1600" in page.query
    # A withdrawn one is told of as it is among originals.
    await on.say("erin", "撤回 3")
    await on.drain()
    page = await exports.one(on.ctx, await reach_of(on, "dana"), id_)
    assert page is not None and "1 件被撤回" in page.notes[0]
    # Who asks for originals gets them.
    with zipfile.ZipFile(io.BytesIO(await fetched(on, await made(on)))) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("_1.jpg")]
        assert archive.read(name) == await on.ctx.objects.get((await on.rows("submissions"))[0]["key"])


async def test_its_folders_are_by_day_or_part_of_the_area_or_category(on: Stage) -> None:
    await sent(on)
    reach = await reach_of(on, "dana")
    async with on.ctx.database.write() as connection:
        await marking.mark(on.ctx, connection, reach, [MarkChange(number=2, category="case")])
    found = {}
    for split in ExportSplit:
        with zipfile.ZipFile(io.BytesIO(await fetched(on, await made(on, split=split)))) as archive:
            found[split] = {
                name.rpartition("_")[2]: name.rpartition("/")[0] for name in archive.namelist() if "/" in name
            }
    assert found == {
        ExportSplit.KIND: {"1.jpg": "02照片", "2.txt": "01稿件", "3.jpg": "02照片"},
        ExportSplit.DAY: {"1.jpg": "11月9日/02照片", "2.txt": "11月9日/01稿件", "3.jpg": "11月9日/02照片"},
        ExportSplit.CITY: {"1.jpg": "直属单位/02照片", "2.txt": "直属单位/01稿件", "3.jpg": f"{EAST}/02照片"},
        ExportSplit.CATEGORY: {"1.jpg": "未分类/02照片", "2.txt": "典型案例/01稿件", "3.jpg": "未分类/02照片"},
    }


async def test_a_file_that_is_not_what_it_was_cuts_the_download(on: Stage) -> None:
    await sent(on)
    id_ = await made(on)
    key = (await on.rows("submissions"))[0]["key"]
    body = await on.ctx.objects.get(key)
    for bytes_ in (b"x" + body[1:], body[:-1]):
        await on.ctx.objects.put(key, bytes_)
        with pytest.raises(ExportChanged):
            await fetched(on, id_)
    await on.ctx.objects.delete(key)
    with pytest.raises(ExportChanged):
        await fetched(on, id_)
    await exports.note_changed(on.ctx, id_)
    assert await export_sending.of_office(on.ctx, await reach_of(on, "dana"), id_, 1) is None
    # What is gone is a line of the next one.
    with zipfile.ZipFile(io.BytesIO(await fetched(on, await made(on)))) as archive:
        assert "1 号 照片" in archive.read("缺失.txt").decode("utf-8-sig")


async def test_a_killed_worker_holds_up_nothing_and_its_time_ends_it(on: Stage) -> None:
    await sent(on)
    dana = await reach_of(on, "dana")
    id_ = await exports.ask(on.ctx, dana, question(on))
    assert isinstance(id_, int)
    killed = await made_exports.claim_next(on.ctx.database, real=on.clock.real(), lease=export_making.LEASE)
    assert killed is not None and not await export_making.make_next(on.ctx)
    on.clock.advance(seconds=export_making.LEASE.total_seconds() + 1)
    assert await export_making.make_next(on.ctx)
    assert len(await fetched(on, id_)) > 0
    before = len(await on.rows("export_members"))
    on.clock.advance(seconds=exports.LIFE.total_seconds())
    assert await export_sending.of_office(on.ctx, dana, id_, 1) is None
    page = await exports.one(on.ctx, dana, id_)
    assert page is not None and (page.state, page.parts) == ("over", ()) and "再做一份" in page.said
    await export_making.end_over(on.ctx)
    assert before and not await on.rows("export_members")
    assert [row["state"] for row in await on.rows("exports")] == [ExportState.OVER]
    assert not [one.key async for one in on.ctx.objects.list(f"{CAMPAIGN}/exports/{id_}")]


async def test_a_link_dies_on_revoke_and_at_its_hour(on: Stage) -> None:
    await sent(on)
    dana, dave = await reach_of(on, "dana"), await reach_of(on, "dave")
    id_ = await made(on)
    assert await sharing.make(on.ctx, dave, id_, label="报社", hours=24) is None
    assert await sharing.make(on.ctx, dana, id_, label="报社", hours=5) is None
    tokens = []
    for label in ("报社", "电视台"):
        address = await sharing.make(on.ctx, dana, id_, label=label, hours=24)
        assert address is not None
        tokens.append(address.rpartition("/")[2])
    assert not [row for row in await on.rows("shares") if any(token in str(row) for token in tokens)]
    page = await sharing.page(on.ctx, tokens[0], 1)
    assert page is not None and page.label == "报社" and any("照片说明.docx" in name for name, _ in page.files)
    found = await sharing.opened(on.ctx, tokens[0])
    assert found is not None
    zip_ = await sharing.zip_of(on.ctx, found, 1)
    assert zip_ is not None and await read(on, zip_) == await fetched(on, id_)
    assert not await sharing.revoke(on.ctx, dave, id_, 1)
    assert await sharing.revoke(on.ctx, dana, id_, 1) and not await sharing.revoke(on.ctx, dana, id_, 1)
    assert await sharing.opened(on.ctx, tokens[0]) is None and await sharing.page(on.ctx, tokens[0], 1) is None
    assert await sharing.opened(on.ctx, tokens[1]) is not None
    on.clock.advance(hours=24)
    assert await sharing.opened(on.ctx, tokens[1]) is None and await sharing.page(on.ctx, tokens[1], 1) is None
    told = [(row["verb"], row["details"].get("share")) for row in await on.rows("events") if "share" in row["details"]]
    assert told == [("share_made", 1), ("share_made", 2), ("share_opened", 1), ("share_revoked", 1)]
    exported = [row for row in await on.rows("events") if row["verb"] == "exported"]
    assert [(row["person_id"], row["details"]["export"]) for row in exported] == [(dana.person_id, id_)]
    # The day is still that of November: only real time has gone by.
    assert on.ctx.clock.now() > november(9)
