"""What the upload page is told and may say: its person's own affairs, and corrections of them; nothing else."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest

from domain.events import EventVerb
from domain.findings import Code, Finding, Kind, Level
from domain.selection import Mark, OfficeMark, Return
from domain.submission import State
from storage import events, links, marks, returns, submissions
from storage.submissions import Change, reserve
from tests.support.patience import PATIENCE
from tests.support.statements import recorded
from tests.support.upload_site import UNITS, Site


async def told(site: Site, who: str = "jia") -> dict[str, Any]:
    response = await site.client.get(f"{site.url}/u/{site.tokens[who]}/state")
    assert (response.status, response.headers["Cache-Control"]) == (200, "no-store")
    state: dict[str, Any] = await response.json()
    return state


async def say(site: Site, text: object, who: str = "jia", **more: Any) -> int:
    body = {"text": text, **more}
    response = await site.client.post(f"{site.url}/u/{site.tokens[who]}/say", json=body)
    return response.status


async def sent(site: Site, who: str, **changes: Any) -> int:
    """A photo of this person, as the story of files leaves it."""
    url = await site.begun(1, "实训 <b>.jpg", who=who)
    await site.patch(url, 0, b"x", who=who)
    message = (await site.messages())[-1]
    async with site.ctx.database.write() as connection:
        made = await reserve(
            connection,
            inbox_id=message["id"],
            person_id=site.people[who],
            organisation_id=site.units[UNITS[2 if who == "yi" else 0]],
            obligation_id=None,
            item="daily",
            kind=Kind.PHOTO,
            sent_at=site.clock.now(),
            file_name=message["file_name"],
        )
        await submissions.change(connection, made.id, Change(**changes))
    return made.id


async def test_what_is_due(site: Site) -> None:
    state = await told(site)
    assert [unit["name"] for unit in state["units"]] == ["云麓一职", "云麓二职"]
    first = state["due"][0]
    assert (first["unit"], first["name"], first["today"]) == (state["units"][0]["id"], "今天（11月9日）", True)
    assert (first["standing"], first["standing_text"], first["due_text"]) == ("missing", "还没报", "10:00 截止")
    assert first["due_at"] == "2020-11-09T10:00:00.000+08:00"
    assert state["now"] == "2020-11-09T09:00:00.000+08:00"
    assert {item["code"] for item in state["items"]} >= {"plan", "summary"}
    assert state["rules"]["photo"]["min_width"] == 2000
    assert state["limits"]["video_bytes"] > 209_715_200


async def test_after_the_deadline_the_late_day_and_the_coming_one(site: Site) -> None:
    site.clock.advance(hours=2)
    days = [due for due in (await told(site))["due"] if due["today"] and due["unit_name"] == UNITS[0]]
    assert [(due["name"], due["standing_text"]) for due in days] == [
        ("今天（11月9日）", "已过截止时间，还没报"),
        ("明天（11月10日）", "还没报"),
    ]


async def test_a_verdict_is_told_in_words(site: Site) -> None:
    findings = (
        Finding(code=Code.PHOTO_WIDTH, found=1600, required=2000),
        Finding(code=Code.PHOTO_COMPRESSED, level=Level.ADVICE),
        Finding(code=Code.PHOTO_CAPTION),
    )
    number = await sent(site, "jia", state=State.REFUSED, findings=findings, caption="<i>说明</i>")
    (file,) = (await told(site))["files"]
    assert (file["number"], file["state_text"], file["name"]) == (number, "不合格", "实训 <b>.jpg")
    assert file["caption"] == "<i>说明</i>"
    assert [(f["code"], f["level"]) for f in file["findings"]] == [
        ("photo.width", "error"),
        ("photo.compressed", "advice"),
    ]
    assert "1600" in file["findings"][0]["text"] and "2000" in file["findings"][0]["text"]
    assert file["upload"] == (await site.uploads())[0]["id"]


async def test_what_offices_made_of_it_is_told(site: Site) -> None:
    number = await sent(site, "jia", state=State.ACCEPTED)
    assert (await told(site))["files"][0]["fate"] == []
    office, now = site.units[UNITS[1]], site.clock.now()
    async with site.ctx.database.write() as connection:
        mark = OfficeMark(office_id=office, mark=Mark.PASSED, person_id=None, at=now)
        await marks.put(connection, {number: mark})
        asked = Return(id=0, office_id=office, reason="说明不符", uncounted=False, person_id=None, at=now)
        await returns.add(connection, number, asked)
    (file,) = (await told(site))["files"]
    assert [one["what"] for one in file["fate"]] == ["returned", "passed"]
    assert file["fate"][0]["text"] == f"{UNITS[1]}退回：说明不符。请改好再发一次。"
    async with site.ctx.database.read() as connection:
        later = await submissions.of_person(connection, site.people["jia"], [], since=now + timedelta(days=1))
    assert [one.id for one in later] == [number]


async def test_what_others_sent_is_not_told(site: Site) -> None:
    await sent(site, "yi", state=State.ACCEPTED, caption="秘密")
    await site.begun(10, "geheim.mp4", who="yi")
    state = await told(site)
    assert state["files"] == [] and state["unfinished"] == []
    assert "秘密" not in json.dumps(state, ensure_ascii=False) and UNITS[2] not in json.dumps(state, ensure_ascii=False)
    assert len((await told(site, "yi"))["files"]) == 1


async def test_what_can_be_gone_on_with(site: Site) -> None:
    url = await site.begun(10, "长.mp4", fingerprint="abc-10")
    await site.patch(url, 0, b"abcd")
    (one,) = (await told(site))["unfinished"]
    assert (one["name"], one["length"], one["received"], one["fingerprint"]) == ("长.mp4", 10, 4, "abc-10")
    await site.client.delete(url, headers=site.bearer())
    assert (await told(site))["unfinished"] == []


@pytest.mark.parametrize("path", ["state", "events", "say"])
async def test_a_bad_link_is_told_nothing(site: Site, path: str) -> None:
    expired = await site.link("jia", timedelta(seconds=-1))
    async with site.ctx.database.write() as connection:
        await links.revoke(connection, site.people["yi"], site.clock.real())
    for token in ("x" * 32, expired, site.tokens["yi"], "a%00b"):
        url = f"{site.url}/u/{token}/{path}"
        response = await (site.client.post(url, json={"text": "撤回 1"}) if path == "say" else site.client.get(url))
        assert response.status == 401
        assert set(await response.json()) == {"problem", "message"}
    assert await site.messages() == []


@pytest.mark.parametrize("text", ["说明 3 学生展示焊接", "撤回 3", "3 记到 11月10日", "说明 3-5 <b>x</b>"])
async def test_what_is_said_is_a_message(site: Site, text: str) -> None:
    assert await say(site, text) == 202
    (message,) = await site.messages()
    assert (message["channel"], message["sender"], message["kind"], message["text"]) == ("tiny", "jia", "text", text)
    assert message["external_id"].startswith("page:")
    assert site.woken


async def test_said_twice_is_one_message_of_one_person(site: Site) -> None:
    for who in ("jia", "jia", "yi"):
        assert await say(site, "撤回 3", who, id="11112222-aaaa") == 202
    assert [message["sender"] for message in await site.messages()] == ["jia", "yi"]


@pytest.mark.parametrize(
    "text",
    [
        "今天谁没交",
        "催报",
        "确认",
        "免报 云麓一职 11月9日",
        "作废链接",
        "上传",
        "绑定 7K3M9PXQ",
        "说明 一句话",
        "你好",
        "稿件",
    ],
)
async def test_nothing_else_can_be_said(site: Site, text: str) -> None:
    assert await say(site, text) == 422
    assert await site.messages() == []


@pytest.mark.parametrize("text", ["", None, 5, ["撤回 3"], "撤回 3" + " " * 2000, "说明 3 a\0b", "说明 3 \ud800"])
async def test_what_is_no_text(site: Site, text: object) -> None:
    assert await say(site, text) == 400
    assert await site.messages() == []


async def test_a_foreign_page_cannot_speak(site: Site) -> None:
    url = f"{site.url}/u/{site.tokens['jia']}/say"
    foreign = await site.client.post(url, json={"text": "撤回 3"}, headers={"Origin": "https://evil.example"})
    form = await site.client.post(url, data='{"text": "撤回 3"}', headers={"Content-Type": "text/plain"})
    assert (foreign.status, form.status) == (403, 415)
    assert await site.messages() == []


def events_of(site: Site, who: str = "jia") -> Any:
    return site.client.get(f"{site.url}/u/{site.tokens[who]}/events")


async def test_news_come_by_themselves(site: Site) -> None:
    async with events_of(site) as stream:
        assert stream.headers["Content-Type"] == "text/event-stream"
        assert (await _next(stream.content))["files"] == []
        number = await sent(site, "jia", state=State.ACCEPTED)
        await site.look()
        assert [file["number"] for file in (await _next(stream.content))["files"]] == [number]


async def test_every_minute_brings_news_for_the_deadlines_that_pass(site: Site) -> None:
    async with events_of(site) as stream:
        assert (await _next(stream.content))["due"][0]["standing_text"] == "还没报"
        site.clock.advance(hours=1, seconds=1)
        await site.look()
        assert (await _next(stream.content))["due"][0]["standing_text"] == "已过截止时间，还没报"


async def test_a_minute_that_changes_nothing_asks_nothing(site: Site) -> None:
    async with events_of(site) as stream:
        await _next(stream.content)
        with recorded(site.ctx.database) as asked:
            for _ in range(5):
                site.clock.advance(minutes=1)
                await site.look()
            await asyncio.sleep(0)
        assert asked.statements == 5
        site.clock.jump(site.clock.now() - timedelta(hours=1))
        site.clock.advance(minutes=1)
        await site.look()
        assert (await _next(stream.content))["now"].startswith("2020-11-09T08:06")


async def test_what_happens_to_others_is_no_news(site: Site) -> None:
    async with events_of(site) as mine, events_of(site, "yi") as theirs:
        await _next(mine.content)
        await _next(theirs.content)
        await site.begun(10, who="yi")
        await site.look()
        assert len((await _next(theirs.content))["unfinished"]) == 1
        await site.begun(10)
        await site.look()
        # Had there been news before, they would come first and without it.
        assert len((await _next(mine.content))["unfinished"]) == 1


async def test_an_event_of_the_unit_is_news_of_whoever_reports_for_it(site: Site) -> None:
    async with events_of(site) as stream:
        await _next(stream.content)
        async with site.ctx.database.write() as connection:
            unit = site.units[UNITS[1]]
            await events.record(connection, EventVerb.EXEMPTED, at=site.clock.now(), organisation_id=unit)
        await site.look()
        assert (await _next(stream.content))["units"]


async def test_a_revoked_link_tells_nothing_more(site: Site) -> None:
    async with events_of(site) as stream, events_of(site, "yi") as other:
        await _next(stream.content)
        await _next(other.content)
        async with site.ctx.database.write() as connection:
            await links.revoke(connection, site.people["jia"], site.clock.real())
            await events.record(connection, EventVerb.LINKS_REVOKED, at=site.clock.now(), person_id=site.people["jia"])
        await site.look()
        assert (await stream.content.read()).strip() == b""
        await sent(site, "yi", state=State.ACCEPTED)
        await site.look()
        assert len((await _next(other.content))["files"]) == 1


async def test_an_expired_link_tells_nothing_more(site: Site) -> None:
    async with events_of(site) as stream:
        await _next(stream.content)
        site.clock.advance(hours=12)
        await site.look()
        assert (await stream.content.read()).strip() == b""


@pytest.mark.parametrize("pages", [1, 50])
async def test_however_many_pages_are_open_a_look_is_one_statement(site: Site, pages: int) -> None:
    async with AsyncExitStack() as stack:
        for number in range(pages):
            stream = await stack.enter_async_context(events_of(site, "yi" if number % 2 else "jia"))
            await _next(stream.content)
        with recorded(site.ctx.database) as asked:
            for _ in range(3):
                await site.look()
        assert asked.statements == 3


async def test_pages_of_one_link_ask_for_its_state_once(site: Site) -> None:
    async def asked(pages: int) -> int:
        async with AsyncExitStack() as stack:
            streams = [await stack.enter_async_context(events_of(site)) for _ in range(pages)]
            for stream in streams:
                await _next(stream.content)
            await site.begun(10)
            with recorded(site.ctx.database) as seen:
                await site.look()
                for stream in streams:
                    await _next(stream.content)
            return seen.statements

    assert await asked(1) == await asked(5)


async def test_the_stream_ends_when_the_server_stops(site: Site) -> None:
    async with events_of(site) as stream:
        await _next(stream.content)
        await site.app.shutdown()
        async with asyncio.timeout(PATIENCE):
            assert (await stream.content.read()).strip() == b""


async def _next(content: Any) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE):
        while not (line := await content.readline()).startswith(b"data: "):
            continue
    told: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
    return told
