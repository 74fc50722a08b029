"""Trouble around the program, for every command there is: one sentence in Chinese, the exit code, no traceback."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import typer

from bot import logs
from bot.cli import app, run

#: Nobody listens there.
REFUSING = 'url = "postgresql+asyncpg://baosong:hush@127.0.0.1:9/baosong"'

#: What is given to a command beside its name, so that it comes as far as its settings and its database.
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "serve": (),
    "web": (),
    "worker": (),
    "listen": (),
    "missing": (),
    "digest": (),
    "bulletin": (),
    "statistics": ("--xlsx", "out.xlsx"),
    "phrases": (),
    "migrate": (),
    "doctor": (),
    "export": ("--zip", "out.zip"),
    "purge": ("--before", "2030-01-01"),
    "sessions list": (),
    "sessions revoke": ("甲",),
    "person show": ("甲",),
    "person remove": ("甲",),
    "backup": ("backups",),
    "move": ("--to", "sqlite+aiosqlite:///elsewhere/baosong.db"),
    "verify": ("backups",),
    "restore": ("backups",),
    "roster import": ("roster.xlsx",),
    "roster export": ("out.xlsx",),
    "roster invites": ("out.xlsx",),
    "roster waiting": (),
    "roster unbind": ("甲",),
    "roster confirm": ("甲",),
    "campaign list": (),
    "check": ("a.txt",),
    "campaign show": ("nanchang-2020",),
    "campaign check": ("nanchang-2020",),
    "roster template": ("out.xlsx",),
    "roster sample": ("out.xlsx",),
}
#: They need neither settings nor database.
ALONE = {"check", "campaign show", "campaign check", "roster sample", "roster template"}
#: Those of a backup look at its place first, where there is none.
WITHOUT_DATABASE = ALONE | {"campaign list", "verify", "restore"}


def commands(group: Any = None, before: str = "") -> Iterator[str]:
    known: Any = group or typer.main.get_command(app)
    for name, command in known.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_every_command_stands_here() -> None:
    assert set(ARGUMENTS) == set(commands())


def unreadable(folder: Path) -> None:
    (folder / "config.toml").mkdir()


def no_text(folder: Path) -> None:
    (folder / "config.toml").write_bytes(b"\xff\xfe\x00 = 1")


def no_toml(folder: Path) -> None:
    (folder / "config.toml").write_text("[web\nport = ", encoding="utf-8")


def refuses(folder: Path) -> None:
    (folder / "config.toml").write_text(f"[database]\n{REFUSING}\n{REHEARSAL}", encoding="utf-8")


def no_database(folder: Path) -> None:
    (folder / "config.toml").write_text(REHEARSAL, encoding="utf-8")
    (folder / "data").mkdir()
    (folder / "data" / "baosong.db").write_bytes(b"this is no database, and never was" * 100)


def no_folder(folder: Path) -> None:
    (folder / "config.toml").write_text(REHEARSAL, encoding="utf-8")
    (folder / "data").write_text("a file where the folder should be", encoding="utf-8")


REHEARSAL = "[rehearsal]\nnow = 2020-11-09T09:28:00+08:00\n[channels.simulator]\nenabled = true\n[web]\nport = 0\n"
SETTINGS = (unreadable, no_text, no_toml)
DATABASES = (refuses, no_database, no_folder)


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Runs a command in an empty folder; its exit code, and what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(logs, "configure", lambda: None)

    def command(name: str) -> tuple[int, str, str]:
        if name == "roster import":
            run(["roster", "sample", "roster.xlsx"])
            capfd.readouterr()
        code = run([*name.split(), *ARGUMENTS[name]])
        return (code, *capfd.readouterr())

    return command


def one_sentence(code: int, out: str, error: str) -> None:
    assert "Traceback" not in out + error and "hush" not in out + error
    assert code == 2
    (line,) = error.splitlines()
    assert re.search("[\u4e00-\u9fff].*[。；]$", line), line


def trouble_told(name: str, code: int, out: str, error: str) -> None:
    if name == "doctor":
        assert (code, error) == (1, "") and "Traceback" not in out and "hush" not in out
    else:
        one_sentence(code, out, error)


@pytest.mark.parametrize("trouble", SETTINGS)
@pytest.mark.parametrize("name", [name for name in ARGUMENTS if name not in ALONE])
def test_settings_that_cannot_be_read(
    said: Callable[..., Any], tmp_path: Path, name: str, trouble: Callable[[Path], None]
) -> None:
    trouble(tmp_path)
    trouble_told(name, *said(name))


@pytest.mark.parametrize("trouble", DATABASES)
@pytest.mark.parametrize("name", [name for name in ARGUMENTS if name not in WITHOUT_DATABASE])
def test_a_database_that_is_away(
    said: Callable[..., Any], tmp_path: Path, name: str, trouble: Callable[[Path], None]
) -> None:
    trouble(tmp_path)
    trouble_told(name, *said(name))


@pytest.mark.parametrize("name", ["serve", "worker", "migrate", "missing", "roster export", "backup", "move", "doctor"])
def test_a_database_of_a_newer_version(said: Callable[..., Any], tmp_path: Path, name: str) -> None:
    (tmp_path / "config.toml").write_text(REHEARSAL, encoding="utf-8")
    assert run(["migrate"]) == 0
    with closing(sqlite3.connect(tmp_path / "data" / "baosong.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = (tmp_path / "data" / "baosong.db").read_bytes()
    code, out, error = said(name)
    assert (tmp_path / "data" / "baosong.db").read_bytes() == before
    assert "升级程序" in (out if name == "doctor" else error)
    if name != "doctor":
        assert (code, error) == (2, "数据库是更新版本的程序建的。请升级程序，或换一个数据库。\n")
