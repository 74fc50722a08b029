"""The six counts are the same wherever they stand, after everything that changes them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from docx import Document
from PIL import ImageDraw

from bot.commands import missing
from domain.allowance import AllowanceKind
from formats.digest.picture import digest_png
from formats.digest.text import digest_text
from formats.digest.word import digest_docx
from handlers.desk import allowing, returning, taking
from handlers.desk.allowing import Allowed, NewAllowance
from handlers.submissions.overview import day_overview
from storage.desk import allowances
from tests.stories.test_desk import reach_of
from tests.stories.week_walk import six_in
from tests.support.clocks import FrozenClock
from tests.support.desk_site import Browser, desk_site
from tests.support.roster_stage import bring, rows_of
from tests.support.stage import Stage
from tests.support.town import GOOD_TEXT, SHORT_TEXT, november
from tests.web.desk.test_today import six as tiles

NAMES = ("应报", "已报", "按时", "迟报", "缺报", "免报")
CODE = "nanchang-2020"
DAY = date(2020, 11, 9)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is written into pictures."""
    texts: list[str] = []
    written = ImageDraw.ImageDraw.text

    def text(self: ImageDraw.ImageDraw, xy: tuple[float, float], text: str, **values: object) -> None:
        texts.append(text)
        written(self, xy, text, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(ImageDraw.ImageDraw, "text", text)
    yield texts


async def everywhere(on: Stage, browser: Browser, drawn: list[str]) -> dict[str, tuple[int, ...]]:
    """Where it is said → the six, in their order."""
    campaign = on.ctx.campaigns[CODE]
    view = await day_overview(on.ctx, campaign, DAY, None, on.clock.now())
    json = missing._document(view)
    drawn.clear()
    digest_png(view)
    pictured = {name: int(drawn[drawn.index(name) - 1]) for name in NAMES}
    table = Document(io.BytesIO(digest_docx(view))).tables[0]
    word = {table.cell(0, column).text: int(table.cell(1, column).text) for column in range(6)}
    page = tiles(await (await browser.get(f"/w/{CODE}/{DAY}")).text())
    keys = ("expected", "actual", "on_time", "late", "missing_count", "exempt")
    return {
        "page": tuple(page[name] for name in NAMES),
        "week": _of_week(await (await browser.get(f"/w/{CODE}/map")).text()),
        "chat": _six(await on.ask("dana", "统计 11月9日")),
        "digest": _six(digest_text(view)),
        "json": tuple(json[key] for key in keys),
        "lists": (
            json["expected"],
            json["actual"],
            json["on_time"],
            *map(len, (json["late_units"], json["missing"], json["exempt_units"])),
        ),
        "picture": tuple(pictured[name] for name in NAMES),
        "word": tuple(word[name] for name in NAMES),
    }


def _of_week(page: str) -> tuple[int, ...]:
    """The sums of the day's column; before the deadline who is missing has only not reported yet."""
    sums = page[page.index("grid__all") :].split("<td")[2]
    found = re.search(r"<b>(\d+)/<wbr>(\d+)</b>", sums)
    assert found is not None
    letters = {letter: int(number) for letter, number in re.findall(r"<span>(\w)(\d+)</span>", sums)}
    missing = letters.get("缺", 0) + letters.get("未", 0)
    return int(found[2]), int(found[1]), letters.get("按", 0), letters.get("迟", 0), missing, letters.get("免", 0)


def _six(text: str) -> tuple[int, ...]:
    found = six_in(text)
    return tuple(found[name] for name in NAMES)


@pytest.mark.town(now=november(9, "09:30:00"))
async def test_the_six_are_equal_after_whatever_changes_them(on: Stage, clock: FrozenClock, drawn: list[str]) -> None:
    reach = await reach_of(on, "dana")
    async with desk_site(on) as site:
        browser = await site.browser("dana")

        async def are(*expected: int) -> None:
            await on.drain()
            found = await everywhere(on, browser, drawn)
            assert found == dict.fromkeys(found, expected)

        await on.say("alice", GOOD_TEXT)
        clock.set(november(9, "10:30:00"))
        await are(5, 1, 1, 0, 4, 0)
        await on.say("bob", GOOD_TEXT.replace("焊花", "钢花"))
        await are(5, 2, 1, 1, 3, 0)
        await _allow(on, AllowanceKind.EXEMPT, unit="s4")
        await are(4, 2, 1, 1, 2, 1)
        await on.ask("alice", "撤回 1")
        await are(4, 1, 0, 1, 3, 1)
        await on.ask("alice", "撤销")
        await are(4, 2, 1, 1, 2, 1)
        await returning.give_back_at_once(on.ctx, reach, 1, "说明不符")
        await are(4, 2, 1, 1, 2, 1)
        await returning.call_off_at_once(on.ctx, reach, 1)
        await returning.give_back_at_once(on.ctx, reach, 1, "不是本校的", uncounted=True)
        await are(4, 1, 0, 1, 3, 1)
        await on.say("carol", "云麓第三职业学校")
        await on.drain()
        await on.say("carol", SHORT_TEXT)
        await on.drain()
        await are(4, 1, 0, 1, 3, 1)
        refused = max(row["id"] for row in await on.rows("submissions"))
        assert (await taking.take(on.ctx, reach, refused, "情况特殊")).refused is None
        await are(4, 2, 0, 2, 2, 1)
        given = await _allow(on, AllowanceKind.MORE_TIME, until=november(9, "11:00:00"))
        await are(4, 2, 2, 0, 0, 1)
        clock.set(november(9, "11:00:01"))
        await are(4, 2, 2, 0, 2, 1)
        assert given.allowance is not None
        await allowing.take_back(on.ctx, reach, given.allowance)
        async with on.ctx.database.read() as connection:
            taken = await allowances.of_item(connection, reach, refused)
        assert taken is not None
        await taking.take_back(on.ctx, reach, taken.allowance)
        await are(4, 1, 0, 1, 3, 1)
        # Bob's unit leaves the roster: what it had handed in counts on.
        await bring(on, [row for row in await rows_of(on) if row.code != "s2"])
        await are(4, 1, 0, 1, 3, 1)


async def _allow(on: Stage, kind: AllowanceKind, *, unit: str = "", until: datetime | None = None) -> Allowed:
    asked = NewAllowance(kind=kind, campaign=on.ctx.campaigns[CODE], day=DAY, reason="网络故障", unit=unit, until=until)
    return await allowing.allow(on.ctx, await reach_of(on, "dana"), asked)
