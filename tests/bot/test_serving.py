"""What serves: which parts run in which command, and how long requests under way are waited for."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot import logs, serving
from bot.cli import run
from bot.commands.serve import _welcome
from bot.doctor.diagnosis import advice
from bot.settings.load import load
from bot.settings.tables import Settings
from bot.wiring import opened
from handlers import resting
from storage import channel_states
from tests.channels.harness import NOWHERE
from tests.support.fakes import feishu_bodies as bodies


class Reached(Exception):
    """As far as a test goes."""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    Path("config.toml").write_text("[web]\nport = 0\n[channels.simulator]\nenabled = true\n", encoding="utf-8")
    return load(Path("config.toml"))


@pytest.mark.parametrize(
    ("web_part", "worker_part", "alone"), [(True, True, True), (True, False, False), (False, True, False)]
)
async def test_a_process_is_alone_when_it_has_both_parts(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, web_part: bool, worker_part: bool, alone: bool
) -> None:
    alone_or_not: list[bool] = []

    @asynccontextmanager
    async def remembered(settings: Settings, *, alone: bool) -> AsyncIterator[None]:
        alone_or_not.append(alone)
        raise Reached
        yield

    monkeypatch.setattr(serving, "opened", remembered)
    with pytest.raises(Reached):
        await serving.serve(settings, web_part=web_part, worker_part=worker_part, ready=print, warn=print)
    assert alone_or_not == [alone]


async def _nothing(address: str) -> None:
    pass


async def serve_until_ready(
    settings: Settings, ready: Callable[[str], None], then: Callable[[str], Awaitable[None]] = _nothing
) -> None:
    """The web part of a bot that has been started before; ``then``: what is done with it."""
    async with opened(settings, alone=True):
        pass  # its database has the schema from here on
    serving_on = asyncio.Event()
    addresses: list[str] = []

    def told(address: str) -> None:
        ready(address)
        addresses.append(address)
        serving_on.set()

    server = asyncio.create_task(
        serving.serve(settings, web_part=True, worker_part=False, ready=told, warn=lambda _: None)
    )
    waiting = asyncio.create_task(serving_on.wait())
    await asyncio.wait([server, waiting], return_when=asyncio.FIRST_COMPLETED)
    for address in addresses:
        await then(address)
    server.cancel()
    with pytest.raises(asyncio.CancelledError):
        await server
    assert serving_on.is_set()


async def test_requests_under_way_are_waited_for_so_long(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    given: list[dict[str, Any]] = []

    class Remembered(web.AppRunner):
        def __init__(self, app: web.Application, **options: Any) -> None:
            given.append(options)
            super().__init__(app, **options)

    monkeypatch.setattr(web, "AppRunner", Remembered)
    await serve_until_ready(settings, lambda _: None)
    # Nor may there be a log of who asked for what: links are secrets.
    assert [(options["shutdown_timeout"], options["access_log"]) for options in given] == [(5.0, None)]


#: The largest text of Feishu's: each of its characters as JSON can spell it at most, twice within one another.
_LONGEST = bodies.text("ou_1", "x", "1", 1)
_LONGEST["event"]["message"]["content"] = json.dumps({"text": "报" * 50_000})


@pytest.mark.parametrize(("more", "wanted"), [("", [200, 413]), ("max_callback_bytes = 600000", [200, 200])])
async def test_the_longest_text_that_a_platform_posts_is_read(settings: Settings, more: str, wanted: list[int]) -> None:
    more = f'api_base_url = "{NOWHERE}"\n{more}'
    feishu = f'mode = "http"\nencrypt_key = "{bodies.ENCRYPT_KEY}"\nverification_token = "{bodies.TOKEN}"\n{more}'
    Path("config.toml").write_text(
        f'[web]\nport = 0\n[channels.feishu]\napp_id = "{bodies.APP_ID}"\napp_secret = "s"\n{feishu}',
        encoding="utf-8",
    )
    answers: list[int] = []
    body = bodies.sealed(json.dumps(_LONGEST).encode())
    assert 400_000 < len(body) < 512 * 1024

    async def post(address: str) -> None:
        async with aiohttp.ClientSession() as client:
            for length in (0, 550_000):
                told = body.ljust(length)
                headers = bodies.signed(told, datetime.now(UTC).timestamp())
                async with client.post(f"{address}/callback/feishu", data=told, headers=headers) as answer:
                    answers.append(answer.status)

    await serve_until_ready(load(Path("config.toml")), lambda _: None, post)
    assert answers == wanted


async def test_garbage_is_not_searched_for_in_what_starting_has_loaded(settings: Settings) -> None:
    before = gc.get_freeze_count()
    while_serving: list[int] = []
    await serve_until_ready(settings, lambda _: while_serving.append(gc.get_freeze_count()))
    assert while_serving[0] > 100_000 > before
    assert gc.get_freeze_count() == before


# the commands


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[tuple[bool, ...]]:
    """Which parts were served, (web, worker, listen); serving says that it is ready and ends."""
    parts: list[tuple[bool, ...]] = []

    async def serve(
        settings: Settings, *, web_part: bool, worker_part: bool, listen_part: bool, ready: Any, warn: Any
    ) -> None:
        parts.append((web_part, worker_part, listen_part))
        warn(advice("font", "none"))
        ready("http://127.0.0.1:1234")

    monkeypatch.setattr(serving, "serve", serve)
    monkeypatch.setattr(logs, "configure", lambda: None)
    return parts


@pytest.mark.parametrize(
    ("command", "parts"),
    [
        ("serve", (True, True, True)),
        ("web", (True, False, False)),
        ("worker", (False, True, False)),
        ("listen", (False, False, True)),
    ],
)
def test_a_command_runs_its_parts(served: list[tuple[bool, ...]], command: str, parts: tuple[bool, ...]) -> None:
    assert run([command]) == 0
    assert served == [parts]


@pytest.mark.parametrize(
    ("more", "chat", "rehearsal"),
    [
        ("", False, False),
        ("[channels.simulator]\nenabled = false", False, False),
        ("[channels.simulator]\nenabled = true", True, False),
        ("[rehearsal]\nnow = 2020-11-09T09:28:00+08:00", False, True),
    ],
    ids=["nothing", "simulator off", "simulator", "rehearsal"],
)
def test_what_is_up_is_said(
    served: list[tuple[bool, ...]], capsys: pytest.CaptureFixture[str], more: str, chat: bool, rehearsal: bool
) -> None:
    Path("config.toml").write_text(more, encoding="utf-8")
    assert run(["serve"]) == 0
    captured = capsys.readouterr()
    assert "http://127.0.0.1:1234" in captured.out.splitlines()[0]
    assert ("http://127.0.0.1:1234/chat" in captured.out) is chat
    assert ("2020-11-09 09:28" in captured.out) is rehearsal
    assert "font" in captured.err


async def test_what_was_refused_is_asked_again_at_once_after_a_restart(settings: Settings) -> None:
    async with opened(settings, alone=True) as bot:
        database, now = bot.ctx.database, bot.ctx.clock.real()
        later = now + timedelta(minutes=50)
        await channel_states.stop(database, "simulator", probe_at=later, problem="credentials", detail="", now=now)
        assert await channel_states.to_probe(database, now=bot.ctx.clock.real()) == []
        await serving._prepare(bot)
        assert await channel_states.to_probe(database, now=bot.ctx.clock.real()) == ["simulator"]
        assert await resting.probe_due(bot.ctx)
        assert await channel_states.paused(database, now=bot.ctx.clock.real()) == {}


@pytest.mark.parametrize(("roster", "named"), [("sample", True), ("roster.xlsx", False), ("", False)])
def test_the_chat_page_is_offered_with_names_that_are_there(roster: str, named: bool) -> None:
    settings = Settings.model_validate({"roster": {"file": roster}, "channels": {"simulator": {"enabled": True}}})
    said = _welcome(settings, "http://127.0.0.1:8080")
    assert ("郑小样" in said and "总小样" in said) is named
    assert "联络员" in said and "管理员" in said and "{" not in said
