"""``baosong export``: a zip that Python and unzip read, parts, a folder that is gone on with, and what is refused."""

from __future__ import annotations

import asyncio
import hashlib
import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import insert, select

from bot.cli import run
from channels.registry import roster_columns
from domain.organisation import Role
from domain.roster.roster import RosterRow
from formats.books.roster import roster_book
from storage.engine.database import Database
from storage.tables import adoptions, marks, obligations, organisations, people, submissions

CONFIG = """
campaigns = ["nanchang-2020"]
[database]
url = "sqlite+aiosqlite:///{folder}/baosong.db"
[files]
url = "{folder}/files"
[rehearsal]
now = 2020-11-09T10:30:00+08:00
"""
ROWS = (
    RosterRow(
        number=2, code="X", name="云麓市教育局职成处", kind="受理单位", person="乙", roles=(Role.SUPERVISOR.value,)
    ),
    RosterRow(
        number=3,
        code="C1",
        name="云麓职业学校",
        kind="中等职业学校",
        line="教育",
        parent_code="X",
        person="甲",
        roles=(Role.LIAISON.value,),
    ),
)
PHOTO, LARGE = b"\xff\xd8 photo", bytes(range(256)) * 5000


@pytest.fixture
def config(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    file = tmp_path / "config.toml"
    file.write_text(CONFIG.format(folder=tmp_path), encoding="utf-8")
    book = tmp_path / "roster.xlsx"
    book.write_bytes(roster_book(list(ROWS), roster_columns()))
    assert run(["roster", "import", str(book), "-c", str(file)]) == 0, capsys.readouterr()
    for name, body in (("1.jpg", PHOTO), ("2.mp4", LARGE)):
        (tmp_path / "files").mkdir(exist_ok=True)
        (tmp_path / "files" / name).write_bytes(body)
    asyncio.run(_sent(tmp_path))
    capsys.readouterr()
    return str(file)


async def _sent(folder: Path) -> None:
    """A photo, passed; a film of another day, adopted; a text; one whose file is gone; one that is refused."""
    database = Database(f"sqlite+aiosqlite:///{folder}/baosong.db")
    async with database.write() as connection:
        unit = (await connection.execute(select(organisations).where(organisations.c.code == "C1"))).mappings().one()
        office = (await connection.execute(select(organisations.c.id).where(organisations.c.code == "X"))).scalar_one()
        person = (await connection.execute(select(people.c.id))).scalars().first()
        owed = select(obligations.c.day, obligations.c.id).where(obligations.c.item == "daily")
        days = {day: number for day, number in await connection.execute(owed)}
        first, second = days[date(2020, 11, 8)], days[date(2020, 11, 9)]
        sent = datetime(2020, 11, 9, 1, tzinfo=UTC)
        fixed = {"organisation_id": unit["id"], "person_id": person, "item": "daily", "sent_at": sent}
        fixed |= {"counted_at": sent, "facts": {}, "findings": []}
        for obligation, kind, key, caption, text, state, body in (
            (second, "photo", "1.jpg", "=1+1 开放日", "", "accepted", PHOTO),
            (first, "video", "2.mp4", "焊接", "", "accepted", LARGE),
            (second, "text", "", "", "焊花里的青春", "accepted", b""),
            (second, "photo", "gone.jpg", "没了", "", "accepted", b""),
            (second, "photo", "1.jpg", "不合格", "", "refused", PHOTO),
        ):
            values = {"obligation_id": obligation, "kind": kind, "key": key, "caption": caption, "text": text}
            values |= {"state": state, "size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
            await connection.execute(insert(submissions).values(fixed | values))
        of = {"office_id": office, "at": sent}
        await connection.execute(insert(marks).values(submission_id=1, mark="passed", **of))
        adopted = {"submission_id": 2, "level": "city", "medium": "报", "on_day": date(2020, 11, 9)}
        await connection.execute(insert(adoptions).values(adopted | of))
    await database.close()


def _names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_a_zip_with_its_papers(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.zip"
    assert run(["export", "--zip", str(out), "-c", config]) == 0
    said = capsys.readouterr().out
    assert "3 件" in said
    assert "有 1 件的文件已不在" in said
    assert _names(out) == [
        *("请先看我.txt", "清单.xlsx", "照片说明.docx", "缺失.txt"),
        "11月8日/03视频/001_云麓职业学校_焊接_2.mp4",
        "11月9日/02照片/001_云麓职业学校_=1+1_开放日_1.jpg",
        "11月9日/01稿件/001_云麓职业学校_3.txt",
    ]
    with zipfile.ZipFile(out) as archive:
        sheet = openpyxl.load_workbook(io.BytesIO(archive.read("清单.xlsx"))).worksheets[0]
        rows = list(sheet.iter_rows(min_row=2))
        assert [row[0].value for row in rows] == archive.namelist()[4:]
        hashes = {row[0].value: row[11].value for row in rows if row[1].value != 3}
        assert all(hashlib.sha256(archive.read(str(name))).hexdigest() == told for name, told in hashes.items())
        caption = rows[1][6]
        assert (caption.value, caption.data_type) == ("=1+1 开放日", "s")
        assert archive.read("11月9日/01稿件/001_云麓职业学校_3.txt").decode() == "焊花里的青春"
        assert "gone" not in archive.read("缺失.txt").decode("utf-8-sig")
        assert "4 号 照片 云麓职业学校" in archive.read("缺失.txt").decode("utf-8-sig")


def test_what_is_asked_for(config: str, tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    for options, numbers in (
        (["--day", "2020-11-09"], ["1", "3"]),
        (["--kind", "photo,video"], ["2", "1"]),
        (["--mark", "passed"], ["1"]),
        (["--mark", "adopted"], ["2"]),
        (["--unit", "C1", "--kind", "text"], ["3"]),
    ):
        assert run(["export", "--zip", str(out), *options, "--force", "-c", config]) == 0
        files = [name for name in _names(out) if "/" in name]
        assert [Path(name).stem.rsplit("_", 1)[1] for name in files] == numbers, options


def test_parts_are_whole_zips(config: str, tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    assert run(["export", "--zip", str(out), "--part-size", "1M", "-c", config]) == 0
    assert not out.exists()
    named = _names(tmp_path / "out-1.zip") + _names(tmp_path / "out-2.zip") + _names(tmp_path / "out-3.zip")
    assert len(named) == 7
    assert not list(tmp_path.glob("*.part"))


def test_a_folder_is_gone_on_with(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run(["export", "--dir", str(out), "-c", config]) == 0
    film = out / "11月8日/03视频/001_云麓职业学校_焊接_2.mp4"
    assert film.read_bytes() == LARGE
    film.write_bytes(b"half")
    capsys.readouterr()
    assert run(["export", "--dir", str(out), "-c", config]) == 0
    assert "其中 1 件原来就在" in capsys.readouterr().out
    assert film.read_bytes() == LARGE


def test_what_is_refused(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.zip"
    to = ["--zip", str(out)]
    for options, said, code in (
        ([], "--zip", 2),
        ([*to, "--dir", str(out)], "--zip", 2),
        ([*to, "--kind", "song"], "没有 song 这种材料", 2),
        ([*to, "--mark", "best"], "没有 best 这种标记", 2),
        ([*to, "--part-size", "0G"], "0G 不是大小", 2),
        ([*to, "--office", "C1"], "没有 C1 这个受理单位", 2),
        ([*to, "--unit", "C9"], "没有 C9 这个单位", 2),
        ([*to, "--category", "none"], "没有 none 这个类别", 2),
        ([*to, "--kind", "press"], "没有这样的合格材料", 1),
    ):
        assert run(["export", *options, "-c", config]) == code, options
        assert said in capsys.readouterr().err
        assert not out.exists()


def test_a_file_that_is_there_is_not_written_over(config: str, tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    out.write_bytes(b"mine")
    assert run(["export", "--zip", str(out), "-c", config]) == 2
    assert out.read_bytes() == b"mine"
    assert run(["export", "--zip", str(out), "--force", "-c", config]) == 0
    assert len(_names(out)) == 7
