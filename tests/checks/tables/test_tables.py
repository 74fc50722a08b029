"""Tables of other makers: what they are told to be, and packages whose parts are spelled unlike the specification."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from checks.check import inspect
from checks.request import CheckRequest
from checks.sniff import HEAD_BYTES, TEXT, sniff
from domain.campaigns.rules import Rules, StatisticsRules
from domain.findings import Finding, Kind


def book(rows: int = 1) -> bytes:
    made = openpyxl.Workbook()
    for _ in range(rows):
        made.worksheets[0].append(["序号", "单位", "照片"])
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def respelled(data: bytes, spell: Callable[[str], str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            after.writestr(zipfile.ZipInfo(spell(name)), before.read(name))
    return buffer.getvalue()


def findings(folder: Path, name: str, data: bytes) -> list[Finding]:
    path = folder / "sent.bin"
    path.write_bytes(data)
    rules = Rules(statistics=StatisticsRules(header=False))
    return list(inspect(CheckRequest(path=path, name=name, kind=Kind.STATISTICS, rules=rules)).findings)


@pytest.mark.parametrize(
    "spell",
    [
        str.lower,
        str.upper,
        lambda name: name.replace("/", "\\"),
        lambda name: name.replace("sharedStrings", "SharedStrings"),
    ],
    ids=["small", "capitals", "backslashes", "one capital"],
)
def test_parts_are_found_however_they_are_spelled(tmp_path: Path, spell: Callable[[str], str]) -> None:
    data = respelled(book(rows=2), spell)
    assert findings(tmp_path, "表.xlsx", data) == []
    assert (
        inspect(CheckRequest(path=tmp_path / "sent.bin", name="表.xlsx", kind=Kind.STATISTICS, rules=Rules())).facts[
            "rows"
        ]
        == 1
    )


@pytest.mark.parametrize("skew", range(3))
def test_a_window_that_ends_within_a_character_is_still_text(tmp_path: Path, skew: int) -> None:
    path = tmp_path / "长文.csv"
    path.write_bytes(b"a" * skew + "市教育局统计，".encode() * HEAD_BYTES)
    assert sniff(path) == TEXT
    path.write_bytes(b"a" * skew + "市教育局统计，".encode("gb18030") * HEAD_BYTES)
    assert sniff(path) == TEXT
