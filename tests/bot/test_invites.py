"""The file of invitations that ``roster invites`` writes, where channels have names of their own."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook

from bot.cli import run
from bot.sample_roster import sample_rows
from bot.settings.load import load
from channels.registry import roster_columns
from domain.clock import CHINA
from domain.organisation import Account
from formats.books.roster import roster_book
from handlers.roster.personal_links import AT_ONCE
from tests.support.fakes.wechat_platform import FakeWechat


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def configured(credentials: dict[str, Any], name: str) -> None:
    """``config.toml`` with one 服务号 of that name, and the sample's roster with an account there brought in."""
    keys = "\n".join(f"{key} = {json.dumps(value)}" for key, value in credentials.items())
    table = f'[[channel]]\nkind = "wechat"\nname = "{name}"\n' if name != "wechat" else "[channels.wechat]\n"
    Path("config.toml").write_text(f'public_url = "https://baosong.example.org"\n{table}{keys}\n', encoding="utf-8")
    there = (Account(channel=name, account="oChen"),)
    rows = [replace(row, accounts=there) if row.person == "陈小样" else row for row in sample_rows()]
    columns = roster_columns(load(Path("config.toml")).in_force)
    Path("roster.xlsx").write_bytes(roster_book(rows, columns))
    assert run(["roster", "import", "roster.xlsx"]) == 0


def sheet(file: str) -> dict[str, dict[str, str]]:
    """Person → column → cell."""
    rows = [["" if cell is None else str(cell) for cell in row] for row in load_workbook(file).worksheets[0].values]
    return {row[1]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}


def test_whoever_is_bound_on_a_channel_with_a_name_of_its_own_is_said_to_be_so_by_what_it_is_called() -> None:
    configured({**FakeWechat().credentials, "api_base_url": "http://127.0.0.1:9"}, "county")
    assert run(["roster", "invites", "invites.xlsx"]) == 0
    assert sheet("invites.xlsx")["陈小样"]["已绑定"] == "公众号(county) oChen"


async def test_everybody_who_is_invited_has_a_code_to_scan_and_until_when() -> None:
    async with FakeWechat() as platform:
        await asyncio.to_thread(configured, platform.credentials, "wechat")
        assert await asyncio.to_thread(run, ["roster", "invites", "first.xlsx"]) == 0
        first = sheet("first.xlsx")
        codes = [row["邀请码"] for row in first.values()]
        # Each is made once, and carries the code of whoever it is for.
        assert sorted(platform.codes.values()) == sorted(codes) and len(set(codes)) == 35
        tickets = {scene: ticket for ticket, scene in platform.codes.items()}
        last = datetime.now(CHINA).date() + timedelta(days=30)
        until = {f"（{day.month}月{day.day}日前有效）" for day in (last, last - timedelta(days=1))}
        for row in first.values():
            told = row["发给本人的话"]
            address = f"https://mp.weixin.qq.com/cgi-bin/showqrcode?{urlencode({'ticket': tickets[row['邀请码']]})}"
            assert told.endswith(f"：{address}") and "公众号" in told and any(one in told for one in until)
        assert await asyncio.to_thread(run, ["roster", "invites", "second.xlsx"]) == 0
        assert sheet("second.xlsx") == first and platform.asked["create"] == 35


async def test_where_the_platform_stops_in_the_middle_the_file_has_none_and_the_next_run_goes_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with FakeWechat() as platform:
        await asyncio.to_thread(configured, platform.credentials, "wechat")
        platform.most_codes = AT_ONCE + 3
        assert await asyncio.to_thread(run, ["roster", "invites", "first.xlsx"]) == 0
        told = capsys.readouterr().err
        assert f"做好 {AT_ONCE + 3} 个，还差 {35 - AT_ONCE - 3} 个" in told and "45009" in told and "再运行一次" in told
        first = sheet("first.xlsx")
        assert not [row for row in first.values() if "http" in row["发给本人的话"]]
        assert all(row["邀请码"] in row["发给本人的话"] for row in first.values())
        platform.most_codes = 100
        assert await asyncio.to_thread(run, ["roster", "invites", "first.xlsx", "--force"]) == 0
        assert capsys.readouterr().err == ""
        assert len(platform.codes) == len(set(platform.codes.values())) == 35
        assert all("showqrcode?ticket=" in row["发给本人的话"] for row in sheet("first.xlsx").values())
