"""``baosong backup``, ``verify``, ``restore`` as an operator meets them: what they say, and with which exit code."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.cli import run
from storage.backup import making
from storage.backup.manifest import Manifest
from storage.backup.place import Place
from storage.engine import objects

Said = Callable[..., tuple[int, str]]

SETTINGS = """
[rehearsal]
now = 2020-11-09T09:28:00+08:00
[channels.simulator]
enabled = true
"""


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """Runs a command in a folder with a database and a file; its exit code, and what it printed."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> tuple[int, str]:
        code = run(list(arguments))
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out + captured.err

    (tmp_path / "config.toml").write_text(SETTINGS, encoding="utf-8")
    command("migrate")
    kept = tmp_path / "data/files/week/2020-11-09/u1"
    kept.mkdir(parents=True)
    (kept / "1.jpg").write_bytes(b"a photo")
    (tmp_path / "data/secret_key").write_text("k" * 40, encoding="ascii")
    return command


def again(tmp_path: Path) -> None:
    """An empty place."""
    shutil.rmtree(tmp_path / "data")


def test_there_and_back(said: Said, tmp_path: Path) -> None:
    code, told = said("backup", "backups")
    assert code == 0 and "文件 1 个" in told and "这次新存文件 1 个（7 字节）" in told
    code, told = said("verify", "backups")
    assert code == 0 and told.startswith("备份完好")
    again(tmp_path)
    code, told = said("restore", "backups")
    assert code == 0 and told.startswith("恢复好了") and "文件 1 个" in told
    assert (tmp_path / "data/files/week/2020-11-09/u1/1.jpg").read_bytes() == b"a photo"
    assert (tmp_path / "data/secret_key").read_text() == "k" * 40
    code, told = said("restore", "backups")
    assert code == 2 and "不是空的" in told


def test_what_people_send_goes_first(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the disk and on the processor: who commits meanwhile waits for one file at most, not for all of them."""
    written: list[int] = []
    nice: list[int] = []
    sync, own = os.fdatasync, os.getpriority(os.PRIO_PROCESS, 0)
    finished = Place.finish

    async def finish(place: Place, manifest: Manifest) -> None:
        nice.append(os.getpriority(os.PRIO_PROCESS, 0))
        assert written == [7]
        await finished(place, manifest)

    def fdatasync(number: int) -> None:
        written.append(os.fstat(number).st_size)
        sync(number)

    monkeypatch.setattr(os, "fdatasync", fdatasync)
    monkeypatch.setattr(Place, "finish", finish)
    assert said("backup", "backups")[0] == 0
    assert nice == [max(own, 10)]
    assert os.getpriority(os.PRIO_PROCESS, 0) in (own, 10)


def test_whatever_is_made_is_its_users_alone(said: Said, tmp_path: Path) -> None:
    said("backup", "backups")
    made = [tmp_path / "backups", *(tmp_path / "backups").rglob("*")]
    assert len(made) > 8
    assert {path.stat().st_mode & 0o077 for path in made} == {0}
    assert not [path for path in made if path.name.startswith(".")]


@pytest.mark.parametrize("command", ["verify", "restore"])
def test_where_there_is_none(said: Said, tmp_path: Path, command: str) -> None:
    assert said(command, "nowhere") == (1, "这里没有做完的备份。请检查位置；备份要用 baosong backup 做。\n")
    assert not (tmp_path / "nowhere").exists()
    said("backup", "backups")
    code, told = said(command, "backups", "--at", "20200101T000000Z")
    assert code == 1 and "20200101T000000Z" in told


@pytest.mark.parametrize("dest", ["data/files", "data/files/backups", "data", "."])
def test_not_among_the_files_themselves(said: Said, dest: str) -> None:
    code, told = said("backup", dest)
    assert code == 2 and "材料文件夹" in told


def test_a_place_that_is_none(said: Said) -> None:
    code, told = said("backup", "ftp://here")
    assert code == 2 and "s3://" in told


def test_a_database_without_tables(said: Said, tmp_path: Path) -> None:
    again(tmp_path)
    code, told = said("backup", "backups")
    assert code == 2 and "还是空的" in told


def test_every_sabotage_is_told(said: Said, tmp_path: Path) -> None:
    said("backup", "backups")
    (kept,) = (path for path in (tmp_path / "backups/objects").rglob("*") if path.is_file())
    (dump,) = (tmp_path / "backups").rglob("database.sqlite")
    (manifest,) = (tmp_path / "backups").rglob("manifest.json")
    whole = kept.read_bytes(), dump.read_bytes(), manifest.read_bytes()

    kept.write_bytes(b"A photo")
    code, told = said("verify", "backups")
    assert code == 1 and "week/2020-11-09/u1/1.jpg 的内容变了" in told and kept.name in told
    again(tmp_path)
    code, told = said("restore", "backups")
    assert code == 1 and "有 1 个文件没能恢复" in told and "内容变了" in told
    kept.unlink()
    code, told = said("verify", "backups")
    assert code == 1 and "少了 week/2020-11-09/u1/1.jpg" in told
    kept.write_bytes(whole[0])

    dump.write_bytes(whole[1][:-1000])
    code, told = said("verify", "backups")
    assert code == 1 and f"应为 {len(whole[1])} 字节，实为 {len(whole[1]) - 1000} 字节" in told
    again(tmp_path)
    code, told = said("restore", "backups")
    assert code == 1 and "没有恢复" in told
    dump.write_bytes(whole[1])

    manifest.write_bytes(whole[2].replace(b"1.jpg", b"2.jpg"))
    code, told = said("verify", "backups")
    assert code == 1 and "manifest.json" in told
    manifest.write_bytes(whole[2])
    assert said("verify", "backups")[0] == 0

    checksum = manifest.with_name("manifest.sha256")
    checksum.unlink()
    code, told = said("verify", "backups")
    assert code == 1 and "manifest.sha256" in told


def test_a_later_backup_that_was_not_finished_is_told(said: Said, tmp_path: Path) -> None:
    said("backup", "backups")
    (first,) = (tmp_path / "backups/backups").iterdir()
    later = first.with_name("99991231T000000Z")
    shutil.copytree(first, later)
    (later / "manifest.json").unlink()
    code, told = said("verify", "backups")
    assert code == 1 and told.startswith(f"备份完好（{first.name}）") and f"更晚的 {later.name} 没有做完" in told
    # Whoever asks for one hears of that one.
    assert said("verify", "backups", "--at", first.name)[0] == 0
    assert said("verify", "backups", "--at", later.name) == (1, f"这里没有 {later.name} 这次备份。\n")


def test_where_it_was_restored_from_is_kept_in_mind(said: Said, tmp_path: Path) -> None:
    said("backup", "backups")
    again(tmp_path)
    said("restore", "backups")
    assert (tmp_path / "data/backup_places").read_text(encoding="utf-8") == f"{tmp_path / 'backups'}\n"


def test_a_backup_of_a_newer_program_is_refused_with_a_sentence(
    said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said("backup", "backups")
    again(tmp_path)
    monkeypatch.setattr("storage.engine.migrate._revisions", lambda: ["0001"])
    code, told = said("restore", "backups")
    assert (code, told) == (2, "数据库是更新版本的程序建的。请升级程序，或换一个数据库。\n")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def test_a_full_disk_is_told_and_the_next_try_goes_on(said: Said, tmp_path: Path, small_disk: Path) -> None:
    (tmp_path / "data/files/week/2020-11-09/u1/2.mp4").write_bytes(os.urandom(2_000_000))
    code, told = said("backup", str(small_disk))
    assert (code, told) == (2, "备份的位置满了。请腾出空间再运行一次：已经存好的不会重来。\n")
    code, told = said("verify", str(small_disk))
    assert code == 1 and "没有做完的备份" in told
    subprocess.run(["mount", "-o", "remount,size=9m", small_disk], check=True)
    code, told = said("backup", str(small_disk))
    assert code == 0 and "文件 2 个" in told


@pytest.mark.parametrize(
    ("error", "sentence"),
    [("Permission denied (os error 13)", "没有读写的权限"), ("Connection refused", "读写不了")],
)
def test_a_place_that_does_not_take_it_is_told(
    said: Said, monkeypatch: pytest.MonkeyPatch, error: str, sentence: str
) -> None:
    async def refused(*_: object, **__: object) -> None:
        raise OSError(error)

    monkeypatch.setattr(objects, "_linked", lambda *_: False)
    monkeypatch.setattr("obstore.put_async", refused)
    code, told = said("backup", "backups")
    assert code == 2 and told.startswith("备份的位置") and sentence in told


def test_old_backups_are_removed_when_asked_to_and_never_otherwise(
    said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = tmp_path / "data/files/week/2020-11-09/u1"
    for number in range(4):
        monkeypatch.setattr(making, "name_at", lambda _, number=number: f"2020110{number}T000000Z")
        (photos / "same.jpg").write_bytes(f"number {number}".encode())
        assert said("backup", "backups")[0] == 0
    kept = tmp_path / "backups/backups"
    assert len(list(kept.iterdir())) == 4
    # One that was cut off has no manifest.
    (kept / "20201101T120000Z").mkdir()
    (kept / "20201101T120000Z/database.sqlite").write_bytes(b"half of one")
    monkeypatch.setattr(making, "name_at", lambda _: "20201105T000000Z")
    code, told = said("backup", "backups", "--keep", "2")
    assert code == 0 and "已删除旧的备份 4 次（20201100T000000Z 至 20201102T000000Z）" in told and "文件 3 个" in told
    assert sorted(path.name for path in kept.iterdir()) == ["20201103T000000Z", "20201105T000000Z"]
    for name in ("20201103T000000Z", "20201105T000000Z"):
        assert said("verify", "backups", "--at", name)[0] == 0
    assert len([path for path in (tmp_path / "backups/objects").rglob("*") if path.is_file()]) == 2
    assert said("backup", "backups", "--keep", "-1") == (2, "--keep 要写一个正整数，如 14。\n")


def test_nothing_is_removed_when_one_that_stays_does_not_say_what_it_needs(
    said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        monkeypatch.setattr(making, "name_at", lambda _, number=number: f"2020110{number}T000000Z")
        said("backup", "backups")
    (tmp_path / "backups/backups/20201102T000000Z/manifest.json").write_bytes(b"{}")
    monkeypatch.setattr(making, "name_at", lambda _: "20201105T000000Z")
    code, told = said("backup", "backups", "--keep", "2")
    assert code == 1 and "备份好了" in told and "manifest.json" in told
    assert len(list((tmp_path / "backups/backups").iterdir())) == 4
