"""The people page: found by a search, page by page, changed as chat and the command line do, and only in reach."""

from __future__ import annotations

import re

import pytest

from domain.organisation import Role
from handlers.desk import people
from tests.stories.test_desk import reach_of
from tests.support.desk_site import Browser, DeskSite
from tests.support.roster_stage import code_of, person_of
from tests.support.stage import Member, Stage, school
from tests.support.town import FOUR, ONE, PEOPLE, THREE, TWO, november

CAST = (
    *PEOPLE,
    Member(account="rita", organisation="bureau", role=Role.READER),
    Member(account="dora", organisation="bureau", role=Role.SUPERVISOR),
)
pytestmark = [
    pytest.mark.town(people=CAST, now=november(9, "09:30:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


async def token(browser: Browser) -> str:
    page = await (await browser.get("/people")).text()
    return str(re.findall(r'name="form_token" value="([^"]+)"', page)[0])


async def post(browser: Browser, path: str, **fields: str) -> str:
    """Where it leads to; the status when it leads nowhere."""
    answer = await browser.post(path, form_token=await token(browser), **fields)
    return answer.headers.get("Location", str(answer.status))


def named(page: str) -> list[str]:
    return re.findall(r'class="person__name"[^>]*>([^<]+)<', page)


async def text(browser: Browser, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status == 200, path
    return await answer.text()


async def id_of(on: Stage, name: str) -> int:
    return (await person_of(on, name)).id


async def test_everybody_of_the_area_is_found_and_nobody_else(site: DeskSite) -> None:
    bureau, district = await site.browser("dana"), await site.browser("dave")
    assert set(named(await text(bureau, "/people"))) == {
        "Alice",
        "Bob",
        "Carol",
        "Erin",
        "Dave",
        "Dana",
        "Dora",
        "Rita",
    }
    assert named(await text(bureau, "/people?q=ali")) in ([], ["Alice"])
    assert named(await text(bureau, f"/people?q={THREE}")) == ["Carol"]
    assert set(named(await text(bureau, "/people?unit=east"))) == {"Dave", "Erin"}
    assert "没有找到" in await text(bureau, "/people?q=%25")
    page = await text(district, "/people")
    assert set(named(page)) == {"Dave", "Erin"}
    assert not [name for name in (ONE, TWO, THREE, "Alice", "Dana") if name in page]
    for path in ("/people?unit=s1", "/people?unit=never", f"/people/{await id_of(site.on, 'Alice')}", "/people/9999"):
        answer = await district.get(path)
        assert answer.status == 404
        assert await answer.read() == await (await district.get("/people/8888")).read()


async def test_a_page_has_so_many(site: DeskSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "PAGE", 3)
    bureau = await site.browser("dana")
    pages = [named(await text(bureau, f"/people?page={number}")) for number in (1, 2, 3, 4)]
    assert [len(names) for names in pages] == [3, 3, 2, 0]
    assert len({name for names in pages for name in names}) == 8
    assert "第 2 / 3 页" in await text(bureau, "/people?page=2") and "下一页" not in await text(
        bureau, "/people?page=3"
    )


async def test_readers_are_told_no_telephones_and_no_codes(site: DeskSite) -> None:
    on = site.on
    await on.ask("dana", f"换联络员 {ONE} 李示例 13900000001")
    await on.ask("dana", "确认")
    code = await code_of(on, "李示例")
    someone = f"/people/{await id_of(on, '李示例')}"
    bureau, reader = await site.browser("dana"), await site.browser("rita")
    assert code in await text(bureau, someone)
    page = await text(reader, "/people") + await text(reader, someone)
    assert "139****0001" in page and "13900000001" not in page and code not in page and "/people/handover" not in page
    assert named(await text(bureau, "/people?q=0000001")) == ["李示例"]
    assert named(await text(reader, "/people?q=0000001")) == []
    for path in (f"{someone}/code", f"{someone}/unbind"):
        assert await post(reader, path) == f"{someone}?refused=reader"
    assert "refused=reader" in await post(reader, "/people/handover", unit="s1", name="甲", phone="13900000002")
    assert await code_of(on, "李示例") == code


async def test_a_telephone_is_shown_to_a_supervisor_and_that_is_an_event(site: DeskSite) -> None:
    on = site.on
    await on.ask("dana", f"换联络员 {ONE} 李示例 13900000001")
    await on.ask("dana", "确认")
    someone = await id_of(on, "李示例")
    bureau, reader, district = [await site.browser(name) for name in ("dana", "rita", "dave")]
    for path in ("/people", f"/people/{someone}", "/unit/s1", "/w/nanchang-2020/2020-11-09?list=missing"):
        page = await text(bureau, path)
        assert "139****0001" in page and "13900000001" not in page, path
        assert f"/people/{someone}/phone" in page, path
        assert f"/people/{someone}/phone" not in await text(reader, path), path
    assert [await post(one, f"/people/{someone}/phone") for one in (reader, district)] == ["404", "404"]
    shown = [row for row in await on.rows("events") if row["verb"] == "phone_shown"]
    assert shown == []
    answer = await bureau.post(f"/people/{someone}/phone", form_token=await token(bureau))
    assert "13900000001" in await answer.text()
    (shown_once,) = [row for row in await on.rows("events") if row["verb"] == "phone_shown"]
    office = (await reach_of(on, "dana")).office.id
    assert shown_once["person_id"] == await id_of(on, "Dana")
    assert shown_once["details"] == {"office": office, "person": someone}


async def test_another_liaison_at_half_past_nine(site: DeskSite) -> None:
    on, bureau = site.on, await site.browser("dana")
    alice = await id_of(on, "Alice")
    where = await post(bureau, "/people/handover", unit="s1", leaving=str(alice), name="李 示例", phone="139 0000 0001")
    await on.drain()
    page = await text(bureau, where)
    assert "李 示例" in page and "139****0001" in page and ONE in page and await code_of(on, "李 示例") in page
    assert len([said for said in on.heard("alice") if "李 示例" in said]) == 1
    assert (await bureau.get(f"/people/{alice}")).status == 404
    (event,) = [row for row in await on.rows("events") if row["verb"] == "handed_over"]
    assert (event["person_id"], event["details"]["old_id"]) == (await id_of(on, "Dana"), alice)


async def test_what_a_handover_refuses(site: DeskSite) -> None:
    on, bureau, district = site.on, await site.browser("dana"), await site.browser("dave")
    alice, bob = await id_of(on, "Alice"), await id_of(on, "Bob")
    same = {"unit": "s1", "leaving": str(alice)}
    for fields, code in (
        ({"name": " ", "phone": "13900000001"}, "incomplete"),
        ({"name": "甲", "phone": "无"}, "incomplete"),
    ):
        assert await post(bureau, "/people/handover", **same, **fields) == f"/people/{alice}?refused={code}"
    new = {"name": "甲", "phone": "13900000001"}
    assert await post(bureau, "/people/handover", unit="s1", leaving=str(bob), **new) == "404"
    assert await post(district, "/people/handover", **same, **new) == "404"
    assert "/people/" in await post(bureau, "/people/handover", **same, **new)
    late = await id_of(on, "甲")
    again = await post(bureau, "/people/handover", unit="s1", leaving=str(late), **new)
    assert again == f"/people/{late}?refused=already" and "已经是" in await text(bureau, again)


async def test_accounts_and_codes_are_taken_by_who_may(site: DeskSite) -> None:
    on, bureau, district = site.on, await site.browser("dana"), await site.browser("dave")
    erin, dora, dave = [await id_of(on, name) for name in ("Erin", "Dora", "Dave")]
    assert await post(district, f"/people/{erin}/unbind") == f"/people/{erin}"
    page = await text(district, f"/people/{erin}")
    assert "还没有绑定" in page and await code_of(on, "Erin") in page
    assert "绑定" in await on.ask("erin", "状态")
    first = await code_of(on, "Erin")
    assert await post(district, f"/people/{erin}/code") == f"/people/{erin}"
    assert await code_of(on, "Erin") != first
    # Nobody takes their own accounts, nor those of colleagues unless there is no office above.
    assert await post(district, f"/people/{dave}/unbind") == f"/people/{dave}?refused=not_yours"
    assert (
        await post(bureau, f"/people/{await id_of(on, 'Dana')}/code")
        == f"/people/{await id_of(on, 'Dana')}?refused=not_yours"
    )
    assert await post(bureau, f"/people/{dora}/code") == f"/people/{dora}"
    assert await post(district, f"/people/{await id_of(on, 'Alice')}/code") == "404"
    assert FOUR in page


@pytest.mark.town(more=(school("s9", "云麓第九职业学校"),))
async def test_a_unit_without_a_liaison_gets_its_first(site: DeskSite) -> None:
    bureau = await site.browser("dana")
    assert "定联络员" in await text(bureau, "/people?unit=s9")
    where = await post(bureau, "/people/handover", unit="s9", name="乙", phone="13900000009")
    assert "云麓第九职业学校" in await text(bureau, where)
    empty = await post(bureau, "/people/handover", unit="s9", name="", phone="")
    assert empty == "/people?unit=s9&refused=incomplete"
