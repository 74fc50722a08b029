"""No command writes over a file that is there, unless it is told to."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import run
from formats.digest import cjk_font

CONFIG = """
campaigns = ["nanchang-2020"]
[database]
url = "sqlite+aiosqlite:///{folder}/baosong.db"
[rehearsal]
now = 2020-11-09T10:30:00+08:00
"""
WRITING = (
    ["roster", "template"],
    ["roster", "sample"],
    ["roster", "export"],
    ["roster", "invites"],
    ["digest", "--docx"],
    ["digest", "--png"],
    ["statistics", "--template"],
    ["phrases", "--csv"],
)


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_a_file_that_is_there_stays_as_it_is(
    tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    if "--png" in command:
        try:
            cjk_font.find_font()
        except cjk_font.NoChineseFont:
            pytest.skip("no Chinese font on this machine")
    config, out = tmp_path / "config.toml", tmp_path / "out"
    config.write_text(CONFIG.format(folder=tmp_path), encoding="utf-8")
    out.write_text("mine")
    arguments = [*command, str(out), "-c", str(config)]
    assert run(arguments) == 2
    assert "--force" in capsys.readouterr().err
    assert out.read_text() == "mine"
    assert run([*arguments, "--force"]) == 0
    assert out.read_bytes() != b"mine"
    out.unlink()
    assert run(arguments) == 0
    assert out.exists()
