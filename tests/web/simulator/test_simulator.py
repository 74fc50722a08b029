"""The chat page over HTTP: who one can be, what is sent, what comes back, and the clock."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer

from channels.contract import Fetched
from channels.simulator import SimulatorChannel, SimulatorPage
from domain.campaigns.campaign import Campaign, Line
from domain.clock import CHINA, Clock, Rehearsal, RehearsalClock
from domain.messages import MessageKind
from domain.organisation import Role
from domain.roster.roster import OrganisationEntry
from formats.words.simulator_page import SEALED_OTHERWISE
from handlers.changes import Watch
from storage import organisations, people, rehearsal, simulator
from storage.engine.database import Database, DatabaseUnavailable
from storage.engine.objects import Objects
from storage.engine.sealing import Seal, is_sealed
from storage.inbox import InboxMessage, InboxWriter, claim_next
from tests.support.clocks import FrozenClock
from tests.support.databases import create_schema
from tests.support.patience import PATIENCE
from tests.support.seals import SEAL
from tests.support.statements import recorded
from web.app import build_app
from web.events import STREAMS, EventStreams
from web.simulator import limits, posting

MORNING = datetime(2020, 11, 9, 9, 28, tzinfo=CHINA)
REAL = datetime(2026, 1, 1, tzinfo=UTC)
JPEG = b"\xff\xd8\xff\xe0 a picture"

WEEK = Campaign(
    code="week",
    title="",
    issued_by="",
    theme="",
    first_day=date(2020, 11, 8),
    last_day=date(2020, 11, 14),
    lines=(Line(code="all", name="", kinds=(), receiver=""),),
)


class StandingClock(RehearsalClock):
    """A rehearsal in which real time stands still."""

    def real(self) -> datetime:
        return REAL


async def _nobody(_account: str, _text: str) -> None:
    raise AssertionError("nothing is sent here")


async def _nothing(_media: str, _into: Path) -> Fetched:
    raise AssertionError("nothing is fetched here")


@dataclass
class Page:
    client: TestClient[web.Request, web.Application]
    database: Database
    inbox: InboxWriter
    clock: Clock
    wakes: list[None]
    #: Set when the process has written what pages show.
    poked: asyncio.Event
    streams: EventStreams

    async def say(self, account: str, **fields: Any) -> tuple[int, dict[str, Any]]:
        # Browsers send names as they are.
        form = FormData({"id": "0" * 32}, quote_fields=False)
        for name, value in fields.items():
            if isinstance(value, tuple):
                form.add_field(name, value[1], filename=value[0])
            else:
                form.add_field(name, value)
        # A form without a file would not be multipart; the page always sends multipart.
        form.add_field("end", b"", filename="")
        answer = await self.client.post(f"/chat/{account}/messages", data=form)
        return answer.status, await answer.json()

    async def message(self) -> InboxMessage | None:
        async with self.database.write() as connection:
            return await claim_next(connection, now=REAL, lease=timedelta(minutes=1))


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    async with _page(tmp_path, StandingClock(Rehearsal(real=REAL, rehearsed=MORNING))) as made:
        yield made


@pytest.fixture
async def unrehearsed(tmp_path: Path) -> AsyncIterator[Page]:
    async with _page(tmp_path, FrozenClock(MORNING)) as made:
        yield made


@asynccontextmanager
async def _page(tmp_path: Path, clock: Clock) -> AsyncIterator[Page]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    await create_schema(url)
    database = Database(url)
    await _populate(database)
    ctx = SimpleNamespace(
        channels={"simulator": SimulatorChannel(SimulatorPage(deliver=_nobody, read=_nothing))},
        clock=clock,
        database=database,
        objects=Objects(str(tmp_path / "files")),
        scratch=tmp_path / "scratch",
        public_url="http://127.0.0.1:8080",
        seal=SEAL,
        campaigns={"week": WEEK},
    )
    inbox = InboxWriter(database, clock)
    wakes: list[None] = []
    app = build_app(cast(Any, ctx), inbox, wake=lambda: wakes.append(None))
    poked = asyncio.Event()
    # Looks come when a test says so, never by themselves.
    streams = app[STREAMS] = EventStreams(Watch(cast(Any, ctx)), poked=poked, pause=asyncio.Event().wait)
    async with TestClient(TestServer(app)) as client:
        yield Page(
            client=client, database=database, inbox=inbox, clock=clock, wakes=wakes, poked=poked, streams=streams
        )
    await database.close()


async def _populate(database: Database) -> None:
    """1: a supervisor; 2: a liaison with a nasty name; 3: somebody who has left."""
    async with database.write() as connection:
        await rehearsal.begin(connection, configured=MORNING, speed=1.0, real=REAL)
        entry = OrganisationEntry(code="o1", name="东湖区<教育>局", kind="区县教体局")
        ids = await organisations.save(connection, [entry])
        supervisor = await people.add(connection, "周管理", "1")
        liaison = await people.add(connection, "<script>李</script>", "2")
        await people.add(connection, "离开者", "3")
        unit = ids["o1"]
        await people.replace_duties(
            connection, {supervisor: [(unit, Role.SUPERVISOR)], liaison: [(unit, Role.LIAISON)]}
        )


async def test_everybody_on_duty_can_be_chosen_and_names_are_only_text(page: Page) -> None:
    text = await (await page.client.get("/chat")).text()
    assert "周管理" in text and "东湖区&lt;教育&gt;局" in text
    assert "&lt;script&gt;李" in text and "<script>李" not in text
    assert "离开者" not in text
    assert text.index("管理员") < text.index("周管理") < text.index("联络员") < text.index("陌生人")


async def test_the_page_needs_nothing_from_outside_and_no_inline_script(page: Page) -> None:
    text = await (await page.client.get("/chat/person-2")).text()
    assert "http://" not in text and "https://" not in text
    assert "style=" not in text and "onclick" not in text
    assert text.count("<script") == text.count('<script type="module" src="/static/') == 1


async def test_whoever_is_chosen_gets_an_account_others_do_not(page: Page) -> None:
    for _ in range(2):
        assert (await page.client.get("/chat/person-2")).status == 200
    async with page.database.read() as connection:
        chosen = await people.by_account(connection, "simulator", "person-2")
        assert await people.by_account(connection, "simulator", "person-1") is None
    assert chosen and chosen.id == 2


@pytest.mark.parametrize(
    "account", ["person-99", "person-", "stranger-xyz", "stranger-0123456789", "..%2f", "person-²"]
)
async def test_nobody_else_is_there(page: Page, account: str) -> None:
    assert (await page.client.get(f"/chat/{account}")).status == 404
    assert (await page.client.post(f"/chat/{account}/messages", data=FormData({"text": "hello"}))).status == 404


async def test_the_usual_words_are_those_of_all_ones_roles(page: Page) -> None:
    async with page.database.write() as connection:
        unit = (await organisations.all(connection))[0].id
        await people.replace_duties(connection, {1: [(unit, Role.SUPERVISOR), (unit, Role.LIAISON)]})
    both, nobody = [await (await page.client.get(f"/chat/{who}")).text() for who in ("person-1", "stranger-00000000")]
    assert 'data-say="今天谁没交"' in both and 'data-say="状态"' in both
    assert 'data-say="今天谁没交"' not in nobody and 'data-say="你好"' in nobody


async def test_every_new_stranger_is_another_and_has_no_person(page: Page) -> None:
    places = set()
    for _ in range(2):
        answer = await page.client.post("/chat/strangers", allow_redirects=False)
        assert answer.status == 303
        places.add(answer.headers["Location"])
    assert len(places) == 2
    assert (await page.client.get(places.pop())).status == 200


async def test_what_is_said_is_in_the_inbox_and_shown(page: Page) -> None:
    status, answer = await page.say("person-2", kind="text", text="今天<b>\r\n第二行\n")
    assert status == 200
    assert "今天&lt;b&gt;\n第二行</p>" in answer["html"] and "bubble_mine" in answer["html"]
    message = await page.message()
    assert message and (message.incoming.sender, message.incoming.kind) == ("person-2", MessageKind.TEXT)
    assert message.incoming.text == "今天<b>\n第二行"
    assert message.received_at == MORNING
    assert page.wakes


async def test_a_file_is_kept_as_it_came_and_given_back(page: Page) -> None:
    status, answer = await page.say("person-2", kind="photo", file=("../../照片 1.jpg", JPEG * 50_000))
    assert status == 200
    message = await page.message()
    assert message and (message.incoming.kind, message.incoming.file_name) == (MessageKind.PHOTO, "../../照片 1.jpg")
    assert ".." not in message.incoming.media
    shown = await page.client.get(f"/chat/person-2/files/{answer['id']}")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert await shown.read() == JPEG * 50_000
    assert (await page.client.get(f"/chat/person-1/files/{answer['id']}")).status == 404


async def test_a_page_sent_as_a_photo_is_not_shown_as_a_page(page: Page) -> None:
    _, answer = await page.say("person-2", kind="photo", file=("a.html", b"<script>alert(1)</script>"))
    shown = await page.client.get(f"/chat/person-2/files/{answer['id']}")
    assert shown.headers["Content-Type"] == "application/octet-stream"
    assert shown.headers["Content-Disposition"] == "attachment"


async def test_an_empty_file_is_sent_too_for_the_checks_to_judge(page: Page) -> None:
    status, answer = await page.say("person-2", kind="file", file=("空.docx", b""))
    assert status == 200
    assert (await page.client.get(f"/chat/person-2/files/{answer['id']}")).status == 200
    message = await page.message()
    assert message and message.incoming.kind is MessageKind.FILE


async def test_trying_again_is_not_sending_twice(page: Page) -> None:
    for _ in range(2):
        await page.say("person-2", kind="text", text="状态")
    assert await page.message()
    assert await page.message() is None


@pytest.mark.parametrize(
    ("fields", "status", "problem"),
    [
        ({"kind": "text", "text": " \n "}, 400, "empty"),
        ({"kind": "photo"}, 400, "empty"),
        ({"kind": "text", "text": "长" * (limits.TEXT_LIMIT + 1)}, 400, "too_long"),
        ({"kind": "text", "text": "x" * 100_000}, 400, "too_long"),
        ({"kind": "text", "text": "nul\0"}, 400, "unreadable"),
        ({"kind": "text", "text": ("", b"\xff\xfe")}, 400, "unreadable"),
        ({"kind": "file", "file": ("big.mp4", b"x" * 5001)}, 413, "too_big"),
    ],
)
async def test_what_cannot_be_sent_is_refused_with_a_sentence(
    page: Page, monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any], status: int, problem: str
) -> None:
    monkeypatch.setattr(posting, "FILE_LIMIT", 5000)
    answered, answer = await page.say("person-2", **fields)
    assert (answered, answer["problem"]) == (status, problem)
    assert answer["message"].endswith("。")
    assert await page.message() is None


async def test_nothing_is_shown_as_sent_that_was_not_stored(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(received: object, *, arrived: datetime) -> None:
        raise DatabaseUnavailable

    monkeypatch.setattr(page.inbox, "put", full)
    status, answer = await page.say("person-2", kind="text", text="hello")
    assert (status, answer["problem"]) == (503, "not_stored")
    async with page.database.read() as connection:
        assert await simulator.bubbles_since(connection, "person-2") == []


async def test_no_scratch_file_stays_behind(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "FILE_LIMIT", 5000)
    await page.say("person-2", kind="file", file=("ok", b"x"))
    await page.say("person-2", kind="file", file=("big", b"x" * 6000))
    assert list((tmp_path / "scratch").iterdir()) == []


async def test_a_foreign_page_can_neither_speak_nor_move_the_clock(page: Page) -> None:
    foreign = {"Origin": "https://elsewhere.example"}
    for path in ("/chat/person-2/messages", "/chat/clock", "/chat/strangers"):
        assert (await page.client.post(path, data={"step": "minute"}, headers=foreign)).status == 403
    own = {"Origin": str(page.client.make_url("/")).rstrip("/")}
    assert (await page.client.post("/chat/clock", data={"step": "minute"}, headers=own)).status == 200


async def test_what_is_said_is_kept_sealed_and_with_another_key_is_not_shown(page: Page) -> None:
    await page.say("person-2", kind="text", text="绑定 7k3m-9pxq")
    async with page.database.write() as connection:
        (bubble,) = await simulator.bubbles_since(connection, "person-2")
        assert is_sealed(bubble.text) and "7k3m" not in bubble.text
        for kind in ("text", "file"):
            text = Seal("the key before").sealed("http://a.example/u/x_1")
            last = await simulator.add_bubble(connection, "person-2", text, at=MORNING, kind=kind)
    shown = (await (await page.client.get("/chat/news?as=person-2&after=0")).json())["bubbles"]
    assert "绑定 7k3m-9pxq" in shown and SEALED_OTHERWISE in shown and "/u/x_1" not in shown and "sealed:" not in shown
    assert (await page.client.get(f"/chat/person-2/files/{last.id}")).status == 404


async def test_news_are_what_came_since(page: Page) -> None:
    async with page.database.write() as connection:
        first = (await simulator.add_bubble(connection, "person-2", "早", at=MORNING)).id
        second = (await simulator.add_bubble(connection, "person-2", "见 http://a.example/u/x_1。", at=MORNING)).id
        await simulator.add_bubble(connection, "person-1", "秘密", at=MORNING)
    news = await (await page.client.get(f"/chat/news?as=person-2&after={first}")).json()
    assert news["last"] == second and news["clock"] == "第 2 天 · 11月9日 周一 09:28"
    assert 'href="http://a.example/u/x_1"' in news["bubbles"] and "早" not in news["bubbles"]
    assert set(news["answers"]) == {"person-1", "person-2"} and "秘密" not in json.dumps(news, ensure_ascii=False)


async def test_the_stream_says_at_once_how_things_are_and_then_what_is_new(page: Page) -> None:
    async with page.client.get("/chat/stream?as=person-2") as stream:
        first = await _event(stream.content)
        assert first["bubbles"] == "" and first["last"] == 0
        async with page.database.write() as connection:
            told = (await simulator.add_bubble(connection, "person-2", "提醒", at=MORNING)).id
        await page.streams.look()
        second = await _event(stream.content)
        assert "提醒" in second["bubbles"] and second["last"] == told
        await page.client.post("/chat/clock", data={"step": "minute"})
        await page.streams.look()
        third = await _event(stream.content)
        assert third["bubbles"] == "" and third["clock"].endswith("09:29")
    # A browser that comes back says where it was.
    async with page.client.get("/chat/stream?as=person-2&after=0", headers={"Last-Event-ID": str(told)}) as stream:
        assert (await _event(stream.content))["bubbles"] == ""


async def test_open_pages_ask_nothing_while_nothing_happens(page: Page) -> None:
    async with AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(page.client.get(f"/chat/stream?as=person-{n}")) for n in range(50)]
        for stream in streams:
            await _event(stream.content)
        with recorded(page.database) as asked:
            for _ in range(3):
                await page.streams.look()
        assert asked.statements == 3


async def test_what_the_bot_says_to_one_is_a_mark_on_every_page(page: Page) -> None:
    async with page.client.get("/chat/stream?as=person-1") as mine, page.client.get("/chat/stream") as nobodys:
        for stream in (mine, nobodys):
            assert (await _event(stream.content))["answers"] == {}
        async with page.database.write() as connection:
            await simulator.add_bubble(connection, "person-2", "我说", at=MORNING, mine=True)
        await page.streams.look()
        async with page.database.write() as connection:
            told = (await simulator.add_bubble(connection, "person-2", "秘密", at=MORNING)).id
        with recorded(page.database) as asked:
            await page.streams.look()
            for stream in (mine, nobodys):
                news = await _event(stream.content)
                assert (news["answers"], news["bubbles"]) == ({"person-2": told}, "")
        # The look, the answers of all, the one page's own conversation.
        assert asked.statements == 3


async def test_what_this_process_wrote_itself_is_looked_for_at_once(page: Page) -> None:
    for act in (
        page.say("person-2", kind="text", text="状态"),
        page.client.post("/chat/clock", data={"step": "minute"}),
    ):
        page.poked.clear()
        await act
        assert page.poked.is_set()


async def _event(content: Any) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE):
        while not (line := await content.readline()).startswith(b"data:"):
            assert line
    return cast(dict[str, Any], json.loads(line[5:]))


async def test_open_streams_do_not_hold_up_the_end(page: Page) -> None:
    async with page.client.get("/chat/stream") as stream:
        await _event(stream.content)
        async with asyncio.timeout(PATIENCE):
            await page.client.server.close()


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"step": "minute"}, MORNING.replace(minute=29)),
        ({"step": "reminder"}, MORNING.replace(minute=33)),
        ({"step": "deadline"}, MORNING.replace(hour=10, minute=0)),
        ({"step": "digest"}, MORNING.replace(hour=10, minute=10)),
        ({"step": "", "to": "2020-11-09T09:59"}, MORNING.replace(minute=59)),
    ],
)
async def test_the_clock_moves_for_this_process_and_for_the_others(
    page: Page, form: dict[str, str], expected: datetime
) -> None:
    answer = await page.client.post("/chat/clock", data=form)
    assert answer.status == 200
    assert page.clock.now() == expected
    async with page.database.read() as connection:
        kept = await rehearsal.load(connection)
    assert kept and kept.at(REAL) == expected
    assert page.wakes


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"to": "2020-11-09T09:27"}, "backwards"),
        ({"to": "2020-11-09T09:28"}, "backwards"),
        ({"to": "9020-11-09T09:28"}, "no_time"),
        ({"to": "soon"}, "no_time"),
        ({}, "no_time"),
    ],
)
async def test_the_clock_only_goes_forward_and_not_astray(page: Page, form: dict[str, str], problem: str) -> None:
    answer = await page.client.post("/chat/clock", data=form)
    assert answer.status in (400, 409)
    assert (await answer.json())["problem"] == problem
    assert page.clock.now() == MORNING


async def test_after_the_last_day_there_is_nothing_to_go_to(page: Page) -> None:
    await page.client.post("/chat/clock", data={"to": "2020-11-14T11:00"})
    answer = await page.client.post("/chat/clock", data={"step": "deadline"})
    assert (await answer.json())["problem"] == "no_more"


async def test_real_time_cannot_be_moved(unrehearsed: Page) -> None:
    assert "clock-form" not in await (await unrehearsed.client.get("/chat")).text()
    answer = await unrehearsed.client.post("/chat/clock", data={"step": "minute"})
    assert (await answer.json())["problem"] == "no_rehearsal"
