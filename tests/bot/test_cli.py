"""The command line: what it prints, what it says when something is wrong, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.cli import run
from tests.support.databases import new_postgresql

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    error: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


Baosong = Callable[..., Outcome]


@pytest.fixture
def baosong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Baosong:
    """Runs a command in an empty folder of its own."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str | Path) -> Outcome:
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Outcome(code, captured.out, captured.err)

    return command


def photo(width: int, height: int) -> bytes:
    """A JPEG of noise, so that it has some size."""
    buffer = BytesIO()
    Image.frombytes("RGB", (width, height), os.urandom(width * height * 3)).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


# wrong use


@pytest.mark.parametrize(
    "arguments", [[], ["--nonsense"], ["frobnicate"], ["campaign"], ["check"], ["check", "--as", "song", "x"]]
)
def test_wrong_use_is_one_sentence_with_the_way_to_help(baosong: Baosong, arguments: list[str]) -> None:
    outcome = baosong(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert len(outcome.error.splitlines()) == 1
    assert "--help" in outcome.error


@pytest.mark.parametrize("arguments", [["doctor"], ["roster", "export", "x.xlsx"], ["campaign", "list"], ["migrate"]])
def test_broken_settings_stop_every_command(baosong: Baosong, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "config.toml").write_text("[web]\nport = 0.5\ncolour = 1\n")
    outcome = baosong(*arguments)
    assert outcome.code == (1 if arguments == ["doctor"] else 2)
    said = outcome.out + outcome.error
    assert "web.port" in said
    assert "web.colour" in said


def test_a_config_that_is_not_there(baosong: Baosong) -> None:
    outcome = baosong("campaign", "list", "-c", "mine.toml")
    assert outcome.code == 2
    assert outcome.error.startswith("mine.toml：")


def test_an_unforeseen_error_is_a_sentence_too(baosong: Baosong, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise KeyError("hush")

    monkeypatch.setattr("bot.commands.campaign.codes", fail)
    outcome = baosong("campaign", "list")
    assert outcome.code == 2
    assert "KeyError" in outcome.error
    assert "hush" not in outcome.error


def test_the_module_is_the_program(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "campaign", "list"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "nanchang-2020" in done.stdout


# campaign


def test_the_list_marks_what_is_in_force(baosong: Baosong) -> None:
    outcome = baosong("campaign", "list")
    assert [line.split()[1] for line in outcome.out.splitlines() if line.startswith("*")] == ["nanchang-2020"]
    assert len(outcome.out.splitlines()) == 5
    in_force = [c["code"] for c in baosong("campaign", "list", "--json").document if c["in_force"]]
    assert in_force == ["nanchang-2020"]


def test_show_lists_every_obligation_with_its_time(baosong: Baosong) -> None:
    document = baosong("campaign", "show", "nanchang-2020", "--json").document
    due = {(o["item"], o["day"]): o["due_at"] for o in document["obligations"]}
    assert len(due) == 10
    assert due["daily", "2020-11-09"] == "2020-11-09T10:00:00+08:00"
    assert due["highlights", "2020-11-04"] == "2020-11-05T00:00:00+08:00"
    owing = {
        o["item"]: o["kinds"] for o in baosong("campaign", "show", "shandong-2021", "--json").document["obligations"]
    }
    assert owing["daily"] == owing["plan"] == ["市教育局", "高职院校", "市人社局", "省属技工院校"]
    assert owing["summary"] == owing["statistics"] == ["市教育局", "高职院校"]
    text = baosong("campaign", "show", "nanchang-2020").out
    for expected in ("11-09 10:00 截止", "11-04 24:00 截止", "08:37、09:33、09:51", "南昌市教育局职成处"):
        assert expected in text


@pytest.mark.parametrize("code", ["jinan-2023", "moe-2020", "nanchang-2020", "shandong-2020", "shandong-2021"])
def test_every_shipped_campaign_shows_and_is_good(baosong: Baosong, code: str) -> None:
    assert baosong("campaign", "show", code).code == 0
    assert baosong("campaign", "check", code).code == 0


def test_check_tells_everything_wrong_with_a_file(baosong: Baosong, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text('code = "mine"\nlines = []\n[daily]\nreminders = ["09:30"]\n', encoding="utf-8")
    outcome = baosong("campaign", "check", "mine")
    assert outcome.code == 1
    assert "daily.reminders[0]：09:30 是整点或半点" in outcome.error
    assert "first_day：缺少这一项" in outcome.error
    document = baosong("campaign", "check", "mine", "--json").document
    assert document["ok"] is False
    assert "lines" in [problem["key"] for problem in document["problems"]]


def test_show_of_an_unknown_code_names_the_known(baosong: Baosong) -> None:
    outcome = baosong("campaign", "show", "beijing")
    assert outcome.code == 2
    assert "nanchang-2020" in outcome.error


# check


def test_check_speaks_json_as_the_contract_says(baosong: Baosong, tmp_path: Path) -> None:
    (tmp_path / "small.jpg").write_bytes(photo(160, 120))
    outcome = baosong("check", "small.jpg", "--json")
    assert outcome.code == 1
    (entry,) = outcome.document
    assert set(entry) == {"file", "kind", "ok", "facts", "findings"}
    assert (entry["file"], entry["kind"], entry["ok"]) == ("small.jpg", "photo", False)
    assert set(entry["facts"]) == {"format", "width", "height", "bytes", "sha256", "taken_at", "camera"}
    assert (entry["facts"]["format"], entry["facts"]["width"]) == ("JPEG", 160)
    width = next(f for f in entry["findings"] if f["code"] == "photo.width")
    assert set(width) == {"code", "level", "found", "required", "message"}
    assert (width["level"], width["found"], width["required"]) == ("error", "160", "2000")
    assert "160" in width["message"] and "2000" in width["message"]


def test_check_follows_the_campaign_named(baosong: Baosong, tmp_path: Path) -> None:
    campaign = (ROOT / "campaigns" / "nanchang-2020.toml").read_text(encoding="utf-8")
    relaxed = campaign.replace("min_width = 2000", "min_width = 100").replace("min_bytes = 2_000_000", "min_bytes = 10")
    (tmp_path / "mine.toml").write_text(relaxed, encoding="utf-8")
    (tmp_path / "a.jpg").write_bytes(photo(160, 120))
    good = baosong("check", "a.jpg", "--campaign", "mine.toml", "--caption", "开幕式")
    assert (good.code, good.error) == (0, "")
    assert good.out.startswith("合格  照片  a.jpg")
    without = baosong("check", "a.jpg", "--campaign", "mine.toml", "--json").document
    assert [f["code"] for f in without[0]["findings"]] == ["photo.caption"]


def test_folders_are_walked_and_the_order_is_as_given(baosong: Baosong, tmp_path: Path) -> None:
    for name in ("week/b.txt", "week/a.txt", "week/.hidden/c.txt", "week/Thumbs.db", "z.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("字" * 900, encoding="utf-8")
    outcome = baosong("check", "z.txt", "week", "--json", "--as", "text")
    assert outcome.code == 0
    assert [entry["file"] for entry in outcome.document] == ["z.txt", "week/a.txt", "week/b.txt"]
    assert {entry["facts"]["characters"] for entry in outcome.document} == {900}
    assert "共 3 个文件，合格 3 个" in baosong("check", "z.txt", "week").out


def test_check_needs_no_database_and_leaves_nothing_behind(baosong: Baosong, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("短", encoding="utf-8")
    assert baosong("check", "a.txt").code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_check_of_nothing(baosong: Baosong, tmp_path: Path) -> None:
    assert baosong("check", "nowhere.jpg").error.startswith("找不到 nowhere.jpg")
    (tmp_path / "empty").mkdir()
    assert baosong("check", "empty").code == 2


def test_names_of_any_kind_are_one_harmless_line_and_come_back_whole(baosong: Baosong, tmp_path: Path) -> None:
    names = [
        "a\x1b[2J\n合格  照片  b.txt",
        "照片\u202etxt.exe",
        "🎉👩\u200d🏫.txt",
        os.fsdecode("照片.txt".encode("gbk")),
    ]
    try:
        for name in names:
            (tmp_path / "week" / name).parent.mkdir(exist_ok=True)
            (tmp_path / "week" / name).write_text("短", encoding="utf-8")
    except (OSError, UnicodeError):
        pytest.skip("this file system has no such names")
    said = baosong("check", "week", "--as", "text").out
    assert len([line for line in said.splitlines() if line.startswith("不合格  文字  week/")]) == 4
    assert not any(mark in said for mark in ("\x1b", "\u202e"))
    assert "week/🎉👩\u200d🏫.txt" in said
    told = {entry["file"] for entry in baosong("check", "week", "--as", "text", "--json").document}
    assert told == {f"week/{name}" for name in names}


def test_what_is_to_be_done_is_said_once_a_file(baosong: Baosong, tmp_path: Path) -> None:
    (tmp_path / "small.jpg").write_bytes(photo(160, 120))
    said = baosong("check", "small.jpg").out
    assert said.count("→ ") == said.count("原图，") == 1
    assert "宽 160 像素，要求不少于 2000 像素。\n" in said
    assert "建议：还没有照片说明。\n" in said
    assert "直接回复" not in said, "nobody can answer on a command line"


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file that opens and cannot be read")
def test_a_file_that_cannot_be_read_is_said_to_be_that(baosong: Baosong) -> None:
    outcome = baosong("check", "/proc/self/mem", "--as", "photo")
    assert (outcome.code, outcome.error) == (1, "")
    assert "读不了这个文件（" in outcome.out
    (entry,) = baosong("check", "/proc/self/mem", "--as", "photo", "--json").document
    assert (entry["kind"], entry["ok"], entry["facts"]["width"]) == ("photo", False, None)


# roster


def test_a_roster_goes_in_and_out(baosong: Baosong, tmp_path: Path) -> None:
    assert baosong("roster", "sample", "sample.xlsx").code == 0
    dry = baosong("roster", "import", "sample.xlsx", "--dry-run")
    assert (dry.code, dry.error) == (0, "")
    assert dry.out.splitlines()[-1] == "试运行，没有改动任何数据。会有：单位：新增 35；人员：新增 35。"
    done = baosong("roster", "import", "sample.xlsx")
    assert done.out.splitlines()[-1] == "已导入。单位：新增 35；人员：新增 35。"
    assert baosong("roster", "export", "export.xlsx").code == 0
    assert baosong("roster", "import", "export.xlsx").out == "已导入。单位：不变 35；人员：不变 35。\n"
    assert "35 人" in baosong("roster", "invites", "invites.xlsx").out
    assert {path.name for path in tmp_path.glob("*.xlsx")} == {"sample.xlsx", "export.xlsx", "invites.xlsx"}


def test_who_has_not_arrived_is_listed(baosong: Baosong, tmp_path: Path) -> None:
    assert baosong("roster", "sample", "sample.xlsx").code == 0
    assert baosong("roster", "import", "sample.xlsx").code == 0
    said, told = baosong("roster", "waiting").out, baosong("roster", "waiting", "--json").document
    people = [*told["unregistered"], *told["silent"]]
    assert said.count("　") >= 2 * len(people) > 20
    assert all(one["name"] in said and one["unit"] in said for one in people)
    assert all(one["code"] in said for one in told["unregistered"])
    assert (told["asking"], told["without_liaison"]) == ([], [])


def test_a_bad_roster_is_told_row_by_row(baosong: Baosong, tmp_path: Path) -> None:
    assert baosong("roster", "template", "t.xlsx").code == 0
    empty = baosong("roster", "import", "t.xlsx")
    assert (empty.code, empty.out) == (1, "")
    assert "名册里没有数据行" in empty.error
    assert not (tmp_path / "data").exists()
    assert baosong("roster", "import", "none.xlsx").code == 1


def test_what_cannot_be_written_is_said(baosong: Baosong, tmp_path: Path) -> None:
    assert baosong("roster", "template", tmp_path).error.startswith(f"{tmp_path} 是文件夹")
    assert baosong("roster", "template", tmp_path / "no" / "where.xlsx").code == 2


# migrate, and databases that are not there


def test_migrate_twice(baosong: Baosong) -> None:
    assert baosong("migrate").out.startswith("数据库已升级到")
    assert baosong("migrate").out.startswith("数据库已是最新")


def test_postgresql_must_be_migrated_first(baosong: Baosong, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOSONG_DATABASE__URL", new_postgresql())
    before = baosong("roster", "invites", "i.xlsx")
    assert (before.code, before.out) == (2, "")
    assert "baosong migrate" in before.error
    assert baosong("migrate").code == 0
    assert baosong("roster", "invites", "i.xlsx").code == 0


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://u:hush@127.0.0.1:9/x",
        "sqlite+aiosqlite:////proc/nowhere/b.db",
        "sqlite+aiosqlite:///not-a-database",
    ],
)
def test_a_database_that_cannot_be_opened_is_a_sentence(
    baosong: Baosong, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    (tmp_path / "not-a-database").write_bytes(b"x" * 5000)
    monkeypatch.setenv("BAOSONG_DATABASE__URL", url)
    for command in (["migrate"], ["roster", "export", "e.xlsx"]):
        outcome = baosong(*command)
        assert outcome.code == 2
        assert outcome.error.startswith("数据库打不开")


def test_a_postgresql_database_that_does_not_exist_is_a_sentence(
    baosong: Baosong, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = new_postgresql().replace("@/", "@/not_")
    monkeypatch.setenv("BAOSONG_DATABASE__URL", missing)
    assert baosong("migrate").error.startswith("数据库打不开")


def _roster(path: Path, *rows: list[str]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.worksheets[0].append(["单位编码", "单位名称", "单位类型", "姓名", "角色", "手机", "企业微信账号"])
    for row in rows:
        book.worksheets[0].append(row)
    book.create_sheet("说明").append(["怎么填"])
    book.save(path)
    return path


def test_what_an_import_wants_to_know_is_asked_and_answered(baosong: Baosong, tmp_path: Path) -> None:
    one = ["S1", "第一职校", "中等职业学校", "甲一", "联络员", "13800000001", "a1"]
    two = ["S2", "第二职校", "中等职业学校", "乙二", "联络员", "13800000002", "a2"]
    first = baosong("roster", "import", _roster(tmp_path / "a.xlsx", one, two))
    assert "没有读的工作表（隐藏的，或没有表头）：说明。" in first.out
    swapped = _roster(tmp_path / "b.xlsx", ["S2", *one[1:]], ["S1", *two[1:]])
    asked = baosong("roster", "import", swapped)
    assert asked.code == 1
    assert "--same 'S1=S2'" in asked.error and "--different 'S1=S1'" in asked.error
    assert "对不上" in baosong("roster", "import", swapped, "--same", "S1=S9").error
    assert baosong("roster", "import", swapped, "--same", "S1").code == 2
    done = baosong("roster", "import", swapped, "--same", "S1=S2")
    assert "（单位编码；原 S1）" in done.out
    smaller = _roster(tmp_path / "c.xlsx", ["S2", *one[1:]])
    held = baosong("roster", "import", smaller)
    assert held.code == 1 and "解除绑定：企业微信 a2" in held.error and "加 --yes" in held.error
    assert "加 --yes" not in baosong("roster", "import", smaller, "--yes").out


def test_one_name_in_two_units_is_asked_about_and_known_from_then_on(baosong: Baosong, tmp_path: Path) -> None:
    file = _roster(
        tmp_path / "a.xlsx",
        ["S1", "第一职校", "中等职业学校", "甲一", "联络员", "", ""],
        ["S2", "第二职校", "中等职业学校", "甲 一", "联络员", "", ""],
    )
    asked = baosong("roster", "import", file)
    assert asked.code == 1
    assert "第 3 行 “甲 一”和第 2 行的“甲一”分不清是不是同一人" in asked.error
    answer = "甲一@S1:2=甲一@S2:3"
    assert f"--same '{answer}'" in asked.error
    assert "人员：新增 1。" in baosong("roster", "import", file, "--same", answer).out
    assert baosong("roster", "export", "e.xlsx").code == 0
    assert baosong("roster", "import", "e.xlsx").out == "已导入。单位：不变 2；人员：不变 1。\n"


def test_accounts_are_put_right_from_the_command_line(baosong: Baosong, tmp_path: Path) -> None:
    one = ["S1", "第一职校", "中等职业学校", "甲一", "联络员", "13800000001", "a1"]
    assert baosong("roster", "import", _roster(tmp_path / "a.xlsx", one)).code == 0
    assert "的绑定：企业微信 a1。" in baosong("roster", "unbind", "甲 一").out
    assert "没有绑定任何账号" in baosong("roster", "unbind", "甲一@S1").out
    assert "的新邀请码：" in baosong("roster", "invites", "--renew", "甲一").out
    assert baosong("roster", "invites").code == 2
    assert baosong("roster", "unbind", "无此人").code == 1
    assert "没有等确认的绑定" in baosong("roster", "confirm", "甲一").error
