"""The rehearsal of docs/channels.md, walked as it stands there: a bot that is none, an invite, a receipt."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tomllib
import urllib.request
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support import programs
from tests.support.installation import wait_until
from tests.support.patience import PATIENCE
from tests.support.town import GOOD_TEXT

PAGE = (programs.ROOT / "docs" / "channels.md").read_text(encoding="utf-8")
SECTION = PAGE[PAGE.index("### A rehearsal without the platform") :]


def block(language: str) -> str:
    """The first of the section's."""
    found = re.search(rf"```{language}\n(.*?)```", SECTION, re.DOTALL)
    assert found is not None
    return found[1]


def told(address: str, **said: str) -> Any:
    data = json.dumps(said).encode() if said else None
    with urllib.request.urlopen(address, data=data, timeout=PATIENCE) as answer:
        return json.load(answer)


@pytest.mark.long
def test_one_of_the_samples_liaisons_binds_and_gets_a_receipt(tmp_path: Path) -> None:
    settings = tomllib.loads(block("toml"))
    assert settings["rehearsal"]["real"] is True and "public_url" not in settings
    stated = settings["channels"]["wecom-bot"]["websocket_url"].rpartition(":")[2]
    command = block("sh").split()
    assert command[:3] == [".venv/bin/python", "-m", "tests.support.fakes.wecom_bot_rehearsal"]
    assert command[3:] == ["--port", stated]
    port, web = programs.free_port(), programs.free_port()
    (tmp_path / "config.toml").write_text(block("toml").replace(f":{stated}", f":{port}"), encoding="utf-8")
    bot = f"http://127.0.0.1:{port}/_fake"
    fake = [*command[1:4], str(port), "--record", str(tmp_path / "brought")]
    variables = programs.environment({"BAOSONG_WEB__PORT": str(web), "PYTHONPATH": str(programs.ROOT)})
    baosong = [sys.executable, "-m", "bot"]

    def heard() -> str:
        return "\n".join(text for account, text in told(f"{bot}/state")["brought"] if account == "zhangsan")

    with programs.running(fake, port, tmp_path / "fake.log"), (tmp_path / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [*baosong, "serve"], cwd=tmp_path, env=variables, stdout=log, stderr=log, start_new_session=True
        )
        try:
            assert wait_until(lambda: told(f"{bot}/state")["connections"] == 1, every=0.5)
            subprocess.run([*baosong, "roster", "invites", "invites.xlsx"], cwd=tmp_path, env=variables, check=True)
            sheet = openpyxl.load_workbook(tmp_path / "invites.xlsx").active
            assert sheet is not None
            head, *rows = sheet.iter_rows(values_only=True)
            code = next(row[head.index("邀请码")] for row in rows if row[head.index("角色")] == "联络员")
            told(f"{bot}/say", account="zhangsan", text=f"绑定 {code}")
            assert wait_until(lambda: "登记好了" in heard(), every=0.5)
            told(f"{bot}/say", account="zhangsan", text=GOOD_TEXT)
            assert wait_until(lambda: "回执 1109-" in heard(), every=0.5)
            assert "合格" in heard()
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(PATIENCE)
