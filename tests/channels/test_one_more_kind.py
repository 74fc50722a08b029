"""One more kind of channel is one more row: with that alone it has settings, a webhook, a doctor, a roster column."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from aiohttp.test_utils import TestClient, TestServer
from openpyxl import load_workbook

from bot.cli import run
from bot.settings.load import load
from bot.wiring import Bot, opened
from channels import registry
from channels.contract import Callback, Fetched, Received
from channels.registry import ChannelKind, ChannelSettings, Services
from domain.abilities import Abilities
from domain.messages import Incoming, Malformed, MessageKind, Outgoing, Problem, SendError, Sent
from handlers import intake
from handlers.outgoing import delivery
from tests.channels.cases import missing
from web.app import build_app

LEASE = timedelta(seconds=20)
CONFIG = """
public_url = "https://baosong.example.org"
[channels.tiny]
secret = "hush"
"""


@dataclass(frozen=True, kw_only=True)
class TinySettings:
    secret: str = field(repr=False)
    accepts: bool = True


class TinyChannel:
    """A platform that posts ``account text`` and keeps what it is sent."""

    abilities = Abilities(max_text_bytes=500)

    def __init__(self, name: str, settings: TinySettings) -> None:
        self.name = name
        self.settings = settings
        self.sent: list[Outgoing] = []

    def verify(self, callback: Callback) -> str:
        raise Malformed("no address check")

    def receive(self, callback: Callback) -> Received:
        account, _, text = callback.body.decode().partition(" ")
        at = callback.at
        message = Incoming(
            channel=self.name, external_id=text, sender=account, kind=MessageKind.TEXT, sent_at=at, text=text
        )
        return Received(messages=(message,))

    async def fetch(self, media: str, into: Path) -> Fetched:
        raise SendError(Problem.MEDIA_GONE, permanent=True)

    async def send(self, outgoing: Outgoing) -> Sent:
        self.sent.append(outgoing)
        return Sent()

    async def probe(self) -> None:
        if not self.settings.accepts:
            raise SendError(Problem.CREDENTIALS, permanent=False, detail="401")

    async def close(self) -> None:
        pass


def _build(name: str, settings: TinySettings, services: Services) -> TinyChannel:
    return TinyChannel(name, settings)


TINY = ChannelKind(
    kind="tiny",
    label="小信",
    roster_column="小信账号",
    ignores_case=True,
    settings=TinySettings,
    build=_build,
    console_hints={"credentials": "口令"},
)


@pytest.fixture(autouse=True)
def registered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.PLATFORMS, "tiny", TINY)
    monkeypatch.chdir(tmp_path)
    Path("config.toml").write_text(CONFIG, encoding="utf-8")


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with opened(load(Path("config.toml")), alone=True) as running:
        yield running


def doctor(capsys: pytest.CaptureFixture[str]) -> dict[str, tuple[str, str]]:
    """Id → sentence and remedy."""
    run(["doctor", "--json"])
    return {entry["id"]: (entry["sentence"], entry["remedy"]) for entry in json.loads(capsys.readouterr().out)}


def roster(tmp_path: Path, account: str) -> Path:
    """A filled template: one school, one liaison with an account on the new channel."""
    file = tmp_path / "roster.xlsx"
    assert run(["roster", "template", str(file), "--force"]) == 0
    book = load_workbook(file)
    columns = [cell.value for cell in book.worksheets[0][1]]
    row = {
        "单位编码": "A",
        "单位名称": "茶艺学校",
        "单位类型": "中等职业学校",
        "姓名": "甲",
        "角色": "联络员",
        "小信账号": account,
    }
    for column, value in row.items():
        book.worksheets[0].cell(2, columns.index(column) + 1, value)
    book.save(file)
    return file


def test_it_has_settings_that_are_refused_when_misspelt(monkeypatch: pytest.MonkeyPatch) -> None:
    its = ChannelSettings(kind="tiny", name="tiny", settings=TinySettings(secret="hush"))
    assert load(Path("config.toml")).channels == {"tiny": its}
    monkeypatch.setenv("BAOSONG_CHANNELS__TINY__SECRET", "from outside")
    assert load(Path("config.toml")).in_force["tiny"].settings.secret == "from outside"
    Path("config.toml").write_text(f"{CONFIG}secrte = 1", encoding="utf-8")
    assert run(["doctor"]) == 1


def test_the_doctor_asks_it_and_speaks_of_it_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor(capsys)["channel.tiny"] == ("小信 连得上，凭据有效。", "")
    Path("config.toml").write_text(f"{CONFIG}accepts = false", encoding="utf-8")
    assert doctor(capsys)["channel.tiny"] == (
        "小信 不认这些凭据（401）。",
        "请核对口令，并把本机出口 IP 加到平台的 IP 白名单。",
    )
    Path("config.toml").write_text(CONFIG.replace("https://baosong.example.org", "http://localhost"), encoding="utf-8")
    assert "public_url" in doctor(capsys)
    Path("config.toml").write_text("", encoding="utf-8")
    assert "、[channels.tiny]" in doctor(capsys)["channels"][1]


def test_its_accounts_have_a_column_and_its_people_are_reached(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = roster(tmp_path, "JIA")
    assert run(["roster", "import", str(file)]) == 0
    capsys.readouterr()
    assert "roster.accounts" not in doctor(capsys)
    assert run(["roster", "export", str(tmp_path / "out.xlsx")]) == 0
    header, line = load_workbook(tmp_path / "out.xlsx").worksheets[0].iter_rows(max_row=2, values_only=True)
    assert dict(zip(header, line, strict=True))["小信账号"] == "jia"
    assert run(["roster", "invites", str(tmp_path / "invites.xlsx")]) == 0
    assert [cell.value for cell in load_workbook(tmp_path / "invites.xlsx").worksheets[0][2]][4] == "小信 jia"
    file = roster(tmp_path, "yi")
    capsys.readouterr()
    assert run(["roster", "import", str(file)]) == 0
    assert "小信账号" in capsys.readouterr().out


async def test_what_is_said_on_it_is_answered_on_it(bot: Bot) -> None:
    app = build_app(bot.ctx, bot.inbox, wake=lambda: None)
    async with TestClient(TestServer(app)) as client:
        assert (await client.post("/callback/tiny", data=b"stranger hello")).status == 200
    await intake.process_next(bot.ctx, lease=LEASE)
    await delivery.deliver_next(bot.ctx, lease=LEASE)
    (outgoing,) = cast(TinyChannel, bot.ctx.channels["tiny"]).sent
    assert (outgoing.channel, outgoing.receivers) == ("tiny", ("stranger",))
    assert "绑定" in outgoing.text


def test_without_samples_the_harness_fails_and_names_the_file() -> None:
    assert missing("tiny") == ["tests/channels/samples/tiny.py"]
