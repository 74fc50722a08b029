"""Some days of everything people do, and the database they end in: as JSON, for ``test_nonsense``.

``python -m tests.stories.nonsense_day FOLDER`` writes it into the folder. What people type stands here, word for word:
nothing is read from what the bot says.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import sys
import zipfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from PIL import Image
from sqlalchemy import select

from domain.campaigns.campaign import Campaign
from domain.messages import Incoming, MessageKind
from domain.statistics import COLUMNS
from handlers import upload_links
from handlers.upload_links import Holder
from handlers.uploads import statistics_form, writing
from handlers.uploads.writing import Wanted
from storage import invites, people
from storage.campaign_files import load
from storage.engine import database as engine
from storage.engine.database import Database
from storage.inbox import PAGE
from storage.tables import metadata
from tests.support import town
from tests.support.clocks import FrozenClock
from tests.support.databases import create_schema
from tests.support.docx_files import Docx, good, paragraph, prose
from tests.support.stage import Member, Stage, stage
from tests.support.town import CAPTION, FOUR, GOOD_TEXT, ONE, PEOPLE, SHORT_TEXT, THREE, november, photo

ENDED = "ended.json"
#: What the bot itself wrote: its messages, and the form that it makes of what was typed on the page.
OWN_WORDS = {"outbox": ("text", "words", "again"), "bubbles": ("text",)}
OWN_FILE = {"uploads": ("length", "received"), "submissions": ("size", "sha256", "crc32")}
OWN_FACTS = ("bytes", "sha256")
FORM = ["云麓第二职业学校", 1, 60, 800, "80%", 3, 900, 5, "讲座", "省级 1 篇"]


def undated(package: bytes) -> bytes:
    """The same office file without the moment it was written, so that it has the same bytes at every run."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), b"<x/>" if name == "docProps/core.xml" else old.read(name))
    return written.getvalue()


PLAIN = undated(Docx([paragraph(f"<w:r><w:t>{prose(300)}</w:t></w:r>")]).bytes())
MACROS = undated(Docx(good(), extra={"word/vbaProject.bin": b"x"}).bytes())


def campaigns() -> list[Campaign]:
    """Nanchang's week, and what Shandong asks for once."""
    week, more = load("nanchang-2020"), load("shandong-2021")
    due = date(2020, 11, 20)
    asked = [m for code in ("website", "contact", "statistics") if (m := more.milestone(code))]
    return [replace(week, milestones=(*week.milestones, *(replace(m, due_on=due) for m in asked)))]


def small(ending: str = "JPEG", size: tuple[int, int] = (1080, 720)) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, "#88bbee").save(written, ending)
    return written.getvalue()


def form(*row: object) -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].append(list(COLUMNS.values()))
    book.worksheets[0].append(list(row))
    written = BytesIO()
    book.save(written)
    return undated(written.getvalue())


async def _ask(on: Stage, account: str, *texts: str) -> None:
    for text in texts:
        await on.ask(account, text)


async def _send(on: Stage, account: str, *files: tuple[str, bytes]) -> None:
    """Photos where the name is empty."""
    for name, data in files:
        await (on.file(account, name, data) if name else on.photo(account, data))
        await on.drain()


async def coming_in(on: Stage) -> None:
    await _ask(on, "stranger", "你好", "今天谁没交", "绑定", "绑定 XXXX1234")
    await _send(on, "stranger", ("", small()))
    await on.event("erin", "enter_agent")
    await on.drain()
    await _ask(on, "alice", "你好", "帮助", "谢谢", "收到", "这是什么意思呀", "绑定 ABCD2345")
    async with on.ctx.database.write() as connection:
        newcomer = next(person for person in await people.all(connection) if person.name == "Gina")
        await people.forget_accounts(connection, newcomer.id)
        await invites.add(connection, {newcomer.id: "ABCD2345"}, on.clock.now())
    await _ask(on, "gina", "绑定 ABCD2346", "绑定 abcd-2345", "状态")


async def photos(on: Stage) -> None:
    await _send(on, "alice", ("", small()), ("", photo(2400)), ("", photo(2401)))
    await _ask(on, "alice", "状态", "说明 2 " + CAPTION, CAPTION, "说明 3 家长参观实训车间", "说明 99 没有这张")
    # The same photo again: by its sender, then by another unit.
    await _send(on, "alice", ("", photo(2400)))
    await _ask(on, "alice", "撤回 4", "撤回 4", "撤回 77", "记到 11月10日", "记到 11月9日", "记到 12月9日")
    await _send(on, "bob", ("", photo(2400)), ("扫描.png", small("PNG")), ("截图.heic", small("PNG")))
    await _ask(on, "bob", CAPTION)
    await on.video("bob", b"\0\0\0\x18ftypmp42" + bytes(100))
    await on.drain()


async def texts(on: Stage) -> None:
    await _ask(on, "alice", "稿件", GOOD_TEXT[:300], GOOD_TEXT[300:], "完", "完", "取消")
    await _ask(on, "erin", SHORT_TEXT, GOOD_TEXT, "稿件", "半篇", "取消")
    # One who reports for two units says which.
    await _send(on, "carol", ("", photo(2402)), ("案例.docx", PLAIN))
    await _ask(on, "carol", "9", "2", CAPTION, "状态")


async def documents(on: Stage) -> None:
    await _send(
        on,
        "bob",
        ("活动案例.docx", PLAIN),
        ("活动案例.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)),
        ("带宏的案例.docx", MACROS),
        ("大众网+我校举办活动周启动仪式.docx", PLAIN),
        ("媒体报道.jpg", small()),
        ("材料.zip", b"PK\x05\x06" + bytes(18)),
        ("空.docx", b""),
    )
    await _ask(on, "bob", "[文件] 活动案例.docx", "状态")


async def milestones(on: Stage) -> None:
    await _ask(on, "alice", "网站：学校主页的专栏", "网站 https://school.example/week", "联络员：张三")
    await _ask(on, "alice", "联络员 张三 13800000000", "总结")
    await _send(on, "alice", ("新建文档.docx", PLAIN), ("活动周方案.docx", PLAIN))
    await _ask(on, "carol", "一览表", "网站 https://other.example/week")
    await _ask(on, "bob", "统计表")
    await _send(on, "bob", ("表.xlsx", form(*[FORM[0], 3, "很多", *FORM[3:]])), ("统计表.xls", b"\x09\x04\x06\0" * 9))
    await _send(on, "bob", ("统计表.xlsx", form(*FORM)))


async def page(on: Stage) -> None:
    await _ask(on, "erin", "上传", "上传", "作废链接")
    async with on.ctx.database.write() as connection:
        person = await people.by_account(connection, "wecom", "erin")
        assert person is not None
        url, _ = await upload_links.new_link(on.ctx, connection, person.id, "wecom", "erin")
    holder = await upload_links.holder(on.ctx, url.rpartition("/")[2])
    await _upload(on, holder, "原图.jpg", photo(2403))
    await _upload(on, holder, "小图.jpg", small())
    await _said_by_page(on, "说明 1 不是自己的")
    unit = holder.person.reports_for[0].id
    values = dict(zip(COLUMNS, map(str, FORM), strict=True)) | {"unit": FOUR}
    await statistics_form.keep(on.ctx, holder, unit, values | {"people": "很多"})
    await statistics_form.keep(on.ctx, holder, unit, values)
    await statistics_form.hand_in(on.ctx, holder, unit)
    await on.drain()
    await writing.begin(on.ctx, holder, Wanted(file_name="半个.mp4", length=10))


async def _upload(on: Stage, holder: Holder, name: str, data: bytes) -> None:
    begun = await writing.begin(on.ctx, holder, Wanted(file_name=name, length=len(data)))
    locked = await writing.lock(on.ctx, begun, 0)
    segment = await writing.keep(on.ctx, locked, 0, data)
    await writing.count(on.ctx, locked, [segment], last=True)
    await on.drain()


async def _said_by_page(on: Stage, text: str) -> None:
    at = on.clock.real()
    said = Incoming(
        channel="wecom", external_id=f"{PAGE}1", sender="erin", kind=MessageKind.TEXT, sent_at=at, text=text
    )
    await on.writer.put([said], arrived=at)
    await on.drain()


async def supervision(on: Stage) -> None:
    await _ask(on, "dana", "今天谁没交", "昨天迟报的", "今天的统计", "简报", ONE, "云麓", "没有这所学校")
    await _ask(on, "dana", f"免报 {THREE} 11月12日", f"{THREE} 11月12日免报", "催报", "确认", "确认", "催报", "取消")
    await _ask(on, "dave", "今天谁没交", ONE, FOUR, "谁没交方案", "催报", "确认")


async def days_go_by(on: Stage) -> None:
    """Reminders, the list of those missing, digests; late material, and material after the end."""
    await _wake_at(on, 9, "08:38:00", "09:34:00", "09:52:00", "10:11:00")
    await _ask(on, "erin", "状态")
    await _send(on, "erin", ("", photo(2404)))
    await _ask(on, "erin", CAPTION, "记到 11月9日", "记到 11月10日")
    await _wake_at(on, 10, "08:38:00", "09:52:00", "10:11:00")
    await _wake_at(on, 11, "09:20:00")
    await _ask(on, "dana", "昨天的简报", "昨天哪些单位迟报", "昨天谁没交")
    await _ask(on, "dana", "催报", "确认", "确认", "催报", "取消")
    on.clock.set(november(30))
    await on.work()
    await _ask(on, "alice", GOOD_TEXT, "状态", "记到 11月9日")


async def _wake_at(on: Stage, day: int, *times: str) -> None:
    for time in times:
        on.clock.set(november(day, time))
        await on.work()


STEPS: tuple[Callable[[Stage], Awaitable[None]], ...] = (
    coming_in,
    photos,
    texts,
    documents,
    milestones,
    page,
    supervision,
    days_go_by,
)


async def dump(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every table's rows, without what the bot itself wrote."""
    found: dict[str, list[dict[str, Any]]] = {}
    async with database.read() as connection:
        for table in metadata.sorted_tables:
            rows = (await connection.execute(select(table).order_by(*table.primary_key))).mappings()
            found[table.name] = [_without_own(table.name, dict(row)) for row in rows]
    return found


def _without_own(table: str, row: dict[str, Any]) -> dict[str, Any]:
    hidden = list(OWN_WORDS.get(table, ()))
    if str(row.get("file_name", "")).startswith(FOUR):
        hidden += OWN_FILE.get(table, ())
        if "facts" in row:
            row["facts"] = {name: fact for name, fact in row["facts"].items() if name not in OWN_FACTS}
    return {name: value for name, value in row.items() if name not in hidden}


async def words(database: Database) -> list[str]:
    table = metadata.tables["outbox"]
    async with database.read() as connection:
        return list((await connection.execute(select(table.c.text).order_by(table.c.id))).scalars())


async def run(folder: Path) -> dict[str, Any]:
    # Nothing here has to outlive a crash.
    engine.SQLITE_PRAGMAS = tuple(one.replace("FULL", "OFF") for one in engine.SQLITE_PRAGMAS)  # type: ignore[assignment]
    url = f"sqlite+aiosqlite:///{folder / 'day.db'}"
    await create_schema(url)
    database = Database(url)
    clock, organisations = FrozenClock(november(9, "08:00:00")), [town.BUREAU, town.DISTRICT, *town.SCHOOLS]
    cast = (*PEOPLE, Member(account="gina", organisation="s1"))
    try:
        async with stage(database, clock, folder, campaigns(), organisations, cast) as on:
            # What is made of words, and cannot be compared: files, and what stands on buttons.
            wecom: Any = on.ctx.channels["wecom"]
            wecom.abilities = replace(wecom.abilities, sends=frozenset(), buttons=0)
            for step in STEPS:
                await step(on)
        return {"tables": await dump(database), "words": await words(database)}
    finally:
        await database.close()


def main() -> None:
    chance = random.Random(1)
    # Tokens and claims are the same at every run.
    secrets.token_hex = lambda size=None: chance.randbytes(size or 16).hex()  # type: ignore[assignment]
    secrets.token_urlsafe = lambda size=None: chance.randbytes(size or 16).hex()  # type: ignore[assignment]
    folder = Path(sys.argv[1])
    ended = json.dumps(asyncio.run(run(folder)), ensure_ascii=False, default=_plain)
    (folder / ENDED).write_text(ended, "utf-8")


def _plain(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


if __name__ == "__main__":
    main()
