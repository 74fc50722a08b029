"""Whatever a command makes is its user's alone: files 0600, folders 0700, whatever the umask was."""

from __future__ import annotations

import fcntl
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import logs, serving
from bot.cli import run
from bot.doctor.diagnosis import Grade
from bot.doctor.safety import permissions
from bot.settings.load import load
from bot.settings.secret_key import secret_key
from bot.settings.tables import Settings
from bot.wiring import opened
from storage.engine import private
from storage.engine.segment_writers import segment_writer


@pytest.fixture(autouse=True)
def generous(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) for path in sorted(folder.rglob("*"))}


def test_what_is_made_while_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def serve(settings: Settings, **parts: Any) -> None:
        async with opened(settings, alone=True) as bot:
            secret_key(settings)
            await bot.ctx.objects.put("nanchang-2020/2020-11-09/s1/1.jpg", b"a photo")
            writer = segment_writer(bot.ctx.objects, "uploads/1/0", in_memory=10)
            await writer.write([b"a piece"])
            await writer.finish()
            private.make_folder(bot.ctx.scratch)
            found = modes(tmp_path / "data")
            assert len(found) > 10 and any(name.endswith("-wal") for name in found)
            folders = {name for name in found if (tmp_path / "data" / name).is_dir()}
            assert {found[name] for name in folders} == {0o700}
            assert {mode for name, mode in found.items() if name not in folders} == {0o600}

    (tmp_path / "config.toml").write_text("[channels.simulator]\nenabled = true\n", encoding="utf-8")
    monkeypatch.setattr(serving, "serve", serve)
    monkeypatch.setattr(logs, "configure", lambda: None)
    assert run(["serve"]) == 0
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_what_a_command_writes(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[channels.simulator]\nenabled = true\n", encoding="utf-8")
    assert run(["roster", "template", "empty.xlsx"]) == 0
    assert modes(tmp_path)["empty.xlsx"] == 0o600
    assert os.umask(0o022) == 0o022, "who calls it keeps its own"


@pytest.mark.parametrize(
    ("path", "mode", "grade"),
    [("data", 0o750, Grade.ADVICE), ("data/secret_key", 0o604, Grade.ADVICE), ("data", 0o700, Grade.GOOD)],
)
def test_the_doctor_names_what_others_may_read(tmp_path: Path, path: str, mode: int, grade: Grade) -> None:
    (tmp_path / "config.toml").write_text("", encoding="utf-8")
    settings = load(tmp_path / "config.toml")
    secret_key(settings)
    (tmp_path / path).chmod(mode)
    (found,) = permissions(settings)
    assert found.grade is grade
    assert (path in found.values.get("paths", "")) is (grade is Grade.ADVICE)


def test_making_a_file_that_is_there_drops_no_lock_on_it(tmp_path: Path) -> None:
    file = tmp_path / "baosong.db"
    private.make_file(file)
    take = "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'r+b'), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    with file.open("r+b") as held:
        fcntl.lockf(held, fcntl.LOCK_EX)
        private.make_file(file)
        other = subprocess.run([sys.executable, "-c", take, file], capture_output=True, check=False)
    assert other.returncode == 1 and b"BlockingIOError" in other.stderr
