"""The file of invitations that ``roster invites`` writes, where channels have names of their own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.cli import run
from bot.sample_roster import sample_rows
from bot.settings.load import load
from channels.registry import roster_columns
from domain.organisation import Account
from formats.books.roster import roster_book
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
