"""No command writes over a file that is there, unless it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.cli import app, run
from formats.digest import cjk_font

CONFIG = """
campaigns = ["nanchang-2020"]
[database]
url = "sqlite+aiosqlite:///{folder}/baosong.db"
[rehearsal]
now = 2020-11-09T10:30:00+08:00
"""
#: What the help calls an argument or option that names one file.
FILES = ("文件", "文件…", "文件.xlsx", "名册.xlsx")
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
#: Only where something has come in, or an office is; tests/bot/test_statistics.py, test_export.py and test_bulletin.py
#: write over their files.
PAPERS = (["bulletin", "--docx"], ["bulletin", "--xlsx"], ["bulletin", "--png"])
MERGED = (["statistics", "--xlsx"], ["export", "--zip"], *PAPERS)
#: These name a file that they read and never write.
READING = {("check",), ("campaign", "check"), ("roster", "import"), ("phrases", "--try")}


def commands(group: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in getattr(group, "commands", {}).items():
        if getattr(command, "commands", None):
            yield from commands(command, (*words, name))
        else:
            yield (*words, name), command


def test_every_command_that_names_a_file_reads_it_or_asks_before_it_writes_over_it() -> None:
    naming, forced = set(), set()
    for words, command in commands(typer.main.get_command(app)):
        named = [p for p in command.params if p.name != "config" and (p.metavar or "") in FILES]
        naming |= {(*words, *(() if p.param_type_name == "argument" else (p.opts[0],))) for p in named}
        forced |= {words} if any("--force" in p.opts for p in command.params) else set()
    written = {tuple(line) for line in (*WRITING, *MERGED)}
    assert naming == READING | written
    assert forced == {tuple(word for word in line if not word.startswith("-")) for line in written}


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
