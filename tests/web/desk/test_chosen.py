"""下载 at the picking desk: what is chosen as a zip, of the own area alone."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.support.desk_site import DeskSite
from tests.support.stage import Stage
from tests.support.town import GOOD_TEXT, november, photo

pytestmark = [
    pytest.mark.town(now=november(9, "09:30:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
ZIP = "/w/nanchang-2020/desk/chosen.zip"


@pytest.fixture
async def on(on: Stage) -> Stage:
    """1: alice's photo; 2: erin's text in the district."""
    await on.photo("alice", photo())
    await on.read()
    await on.say("alice", "说明：学生展示焊接手艺")
    await on.drain()
    await on.say("erin", GOOD_TEXT)
    await on.drain()
    return on


async def test_what_is_chosen_comes_as_a_zip_with_its_list(site: DeskSite) -> None:
    answer = await (await site.browser("dana")).get(f"{ZIP}?n=1.2.999")
    content = await answer.read()
    assert len(content) == int(answer.headers["Content-Length"])
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert found.testzip() is None
        names = found.namelist()
    assert any("学生展示焊接手艺" in name and name.endswith("_1.jpg") for name in names), names
    assert any(name.endswith("_2.txt") for name in names), names
    assert {"清单.xlsx", "照片说明.docx", "请先看我.txt"} <= set(names)


async def test_a_zip_holds_nothing_of_another_area(site: DeskSite) -> None:
    browser = await site.browser("dave")
    with zipfile.ZipFile(io.BytesIO(await (await browser.get(f"{ZIP}?n=1.2")).read())) as found:
        names = found.namelist()
    assert not [name for name in names if "_1." in name]
    assert (await browser.get(f"{ZIP}?n=1")).status == 404
    assert (await browser.get(f"{ZIP}?n=")).status == 404
    many = ".".join(map(str, range(1, 502)))
    assert (await browser.get(f"{ZIP}?n={many}")).status == 400
