"""The table of all real files × kind → verdict, and the facts that other tools measured on them."""

from __future__ import annotations

import csv
import re
from fractions import Fraction
from pathlib import Path

import pytest

from checks.check import inspect
from checks.guess import kind_by_name
from checks.office.package import open_package
from checks.request import CheckRequest
from checks.sniff import sniff
from checks.word.reading import read_paragraphs
from domain.campaigns.rules import Rules
from domain.findings import Kind, Report
from tests.support.real_files import FILES, HERE, MATERIAL, RealFiles

RULES = Rules()
FORMATS = {"Extended WEBP": "WebP"}
NAMES = {"isom": "mp4", "avc1": "mp4", "iso5": "mp4", "mp42": "mp4", "3gp5": "mp4", "qt": "mov"}


def _table() -> list[dict[str, str]]:
    with (HERE / "expected_verdicts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _manifest() -> list[dict[str, str]]:
    path = MATERIAL / "MANIFEST.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _rows(rows: list[dict[str, str]]) -> list[object]:
    """One parameter per row; those whose file is not beside the tests need the shared material."""
    return [
        pytest.param(
            row,
            id="-".join(filter(None, (row["file"], row.get("kind")))),
            marks=[] if (FILES / row["file"]).exists() else [pytest.mark.material],
        )
        for row in rows
    ]


def _look(path: Path, name: str, kind: Kind | None = None) -> Report:
    return inspect(CheckRequest(path=path, name=name, kind=kind, rules=RULES, caption="启动仪式现场"))


@pytest.mark.parametrize("row", _rows(_table()))
def test_a_real_file_gets_the_verdict_of_the_table(row: dict[str, str], real: RealFiles) -> None:
    report = _look(real(row["file"]), row["name"], Kind(row["kind"]))
    assert sorted(f.code for f in report.findings) == sorted(row["codes"].split())
    assert report.ok == (row["ok"] == "yes")
    assert report.kind == row["kind"]


@pytest.mark.material
def test_the_table_names_every_real_file() -> None:
    if not _manifest():
        pytest.skip("the shared real files are not here (set BAOSONG_MATERIAL)")
    assert {row["file"] for row in _manifest()} == {row["file"] for row in _table()}


def test_the_kind_is_told_by_the_name_when_nobody_says() -> None:
    for row in _table():
        told = kind_by_name(row["name"])
        if row["kind"] not in ("press", "attachment") and "剪报" not in row["name"]:
            assert told == row["kind"], row["name"]


@pytest.mark.parametrize("row", _rows(_manifest()))
def test_facts_agree_with_the_manifest(row: dict[str, str], real: RealFiles) -> None:
    if row["file"].endswith(".xz"):
        pytest.skip("the manifest measured the packed file")
    path = real(row["file"])
    facts = _look(path, row["file"]).facts
    assert facts["bytes"] == int(row["bytes"])
    assert facts["sha256"] == row["sha256"]
    if "format" in facts and facts["format"] and sniff(path).family == "image":
        assert facts["format"] == FORMATS.get(row["format_exiftool"], row["format_exiftool"])
    if row["width_displayed"] and not row["format_exiftool"].startswith("(none"):
        assert (facts["width"], facts["height"] or 0) == _displayed(row)
    if row["codec"] and row["codec"] != "mjpeg":
        assert facts["codec"] == row["codec"]
    if row["duration_s"]:
        assert facts["duration"] == pytest.approx(float(row["duration_s"]), abs=0.002)
    if brand := re.search(r"brand=(\w+)", row["container"]):
        assert facts["container"] == NAMES[brand.group(1)]
    if "camera" in facts and (camera := re.search(r"camera=([^|]+)", row["details"])):
        assert facts["camera"] and camera.group(1).strip().endswith(str(facts["camera"]))


def _displayed(row: dict[str, str]) -> tuple[int, int]:
    """The manifest leaves pixel aspect out of its displayed size; the contract puts it in."""
    width, height = int(row["width_displayed"]), int(row["height_displayed"])
    aspect = Fraction(row["sar"].replace(":", "/")) if row["sar"] else Fraction(1)
    return round(width * aspect), height


def _word_files() -> list[dict[str, str]]:
    return [row for row in _manifest() if "Han chars=" in row["details"] and row["class"] != "hostile"]


@pytest.mark.parametrize("row", _rows(_word_files()))
def test_word_text_and_pictures_agree_with_the_manifest(row: dict[str, str], real: RealFiles) -> None:
    path = real(row["file"])
    with open_package(path) as package:
        paragraphs = read_paragraphs(package)
    han = int(re.search(r"Han chars=(\d+)", row["details"]).group(1))  # type: ignore[union-attr]
    media = int(re.search(r"media files=(\d+)", row["details"]).group(1))  # type: ignore[union-attr]
    assert sum(run.han for p in paragraphs for run in p.runs) == han
    assert sum(p.pictures for p in paragraphs) == media
