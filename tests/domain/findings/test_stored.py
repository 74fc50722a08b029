"""Findings as JSON: what is stored reads back the same, and what is stored today is still read tomorrow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, get_args

import pytest

from domain.findings import Code, Finding, Level
from domain.findings.file_formats import FileFormat
from domain.findings.found import Codec, Earlier, EncodedAs, FileIs, Found, FoundValue, Pixels, Text, Typeface
from domain.findings.places import Cells, Paragraphs, Place, PlaceValue
from domain.findings.required import Length, Required, RequiredValue, UnitIs, UnitRule
from domain.findings.stored import as_json, from_json, from_store
from tests.support.findings import sample

CODE = Code.STATISTICS_NUMBER


def findings() -> Iterator[Finding]:
    for slot, union in (("found", FoundValue), ("required", RequiredValue), ("place", PlaceValue)):
        for kind in get_args(union):
            for value in kind if issubclass(kind, StrEnum) else [sample(kind)]:
                yield Finding(code=CODE, **{slot: value})
    yield from (Finding(code=code, level=level) for code in Code for level in Level)


@pytest.mark.parametrize("finding", list(findings()), ids=repr)
def test_every_finding_reads_back_the_same(finding: Finding) -> None:
    stored = json.loads(json.dumps(as_json(finding)))
    assert from_json(stored) == from_store(stored) == finding


#: Rows of a database. A change here is one of what is stored: it needs a migration.
STORED: tuple[tuple[Finding, dict[str, Any]], ...] = (
    (
        Finding(code=Code.PHOTO_WIDTH, found=1600, required=2000),
        {"code": "photo.width", "found": 1600, "required": 2000, "place": None, "level": "error"},
    ),
    (
        Finding(code=Code.FILE_UNSAFE, found=Found.MACRO),
        {"code": "file.unsafe", "found": "macro", "required": None, "place": None, "level": "error"},
    ),
    (
        Finding(code=Code.VIDEO_FORMAT, found=EncodedAs(Codec.HEVC), required=Required.H264, level=Level.ADVICE),
        {
            "code": "video.format",
            "found": {"is": "EncodedAs", "codec": "hevc"},
            "required": "h264",
            "place": None,
            "level": "advice",
        },
    ),
    (
        Finding(code=Code.DOCUMENT_FORMAT, found=FileIs(FileFormat.WORD_LOCK), required=Required.WORD),
        {
            "code": "document.format",
            "found": {"is": "FileIs", "format": "word_lock"},
            "required": "word",
            "place": None,
            "level": "error",
        },
    ),
    (
        Finding(
            code=Code.DOCUMENT_BODY_FONT,
            found=Typeface("宋体", 12.0),
            required=Typeface("仿宋_GB2312", 16.0),
            place=Paragraphs((3, 4, 5), 6),
        ),
        {
            "code": "document.body_font",
            "found": {"is": "Typeface", "name": "宋体", "points": 12.0},
            "required": {"is": "Typeface", "name": "仿宋_GB2312", "points": 16.0},
            "place": {"is": "Paragraphs", "numbers": [3, 4, 5], "count": 6},
            "level": "error",
        },
    ),
    (
        Finding(
            code=Code.FILE_DUPLICATE,
            found=Earlier(7, date(2020, 11, 9), unit_id=3, unit="第一职专"),
            level=Level.ADVICE,
        ),
        {
            "code": "file.duplicate",
            "found": {"is": "Earlier", "number": 7, "day": "2020-11-09", "unit_id": 3, "unit": "第一职专"},
            "required": None,
            "place": None,
            "level": "advice",
        },
    ),
    (
        Finding(
            code=Code.STATISTICS_UNIT,
            found=Text("东山学院"),
            required=UnitIs("东山市教育局", UnitRule.COLLEGES_REPORT_THEMSELVES),
            place=Cells(4, ("unit",)),
        ),
        {
            "code": "statistics.unit",
            "found": {"is": "Text", "text": "东山学院"},
            "required": {"is": "UnitIs", "name": "东山市教育局", "rule": "colleges_report_themselves"},
            "place": {"is": "Cells", "line": 4, "columns": ["unit"], "last_line": 0},
            "level": "error",
        },
    ),
    (
        Finding(code=Code.TEXT_LENGTH, found=650, required=Length(800, None)),
        {
            "code": "text.length",
            "found": 650,
            "required": {"is": "Length", "least": 800, "most": None},
            "place": None,
            "level": "error",
        },
    ),
    (
        Finding(code=Code.STATISTICS_NUMBER, required=Required.NUMBER, place=Place.BELOW_HEADER),
        {
            "code": "statistics.number",
            "found": None,
            "required": "number",
            "place": "below_header",
            "level": "error",
        },
    ),
)


@pytest.mark.parametrize(("finding", "stored"), STORED, ids=lambda case: getattr(case, "code", None))
def test_what_is_stored_keeps_its_shape(finding: Finding, stored: dict[str, Any]) -> None:
    assert as_json(finding) == stored
    assert from_json(stored) == finding


GOOD = as_json(Finding(code=Code.VIDEO_RESOLUTION, found=Pixels(640, 360), required=480))


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "photo.future"},
        {"level": "fatal"},
        {"found": "photo.future"},
        {"found": {"is": "Nothing"}},
        {"found": {"width": 640, "height": 360}},
        {"found": {"is": "Pixels", "width": 640}},
        {"found": {"is": "Pixels", "width": "640", "height": 360}},
        {"found": {"is": "Pixels", "width": True, "height": 360}},
        {"found": {"is": "Texts", "texts": "甲乙"}},
        {"found": {"is": "FileIs", "format": "exe"}},
        {"found": {"is": "Earlier", "number": 7, "day": "11月9日", "unit_id": 1, "unit": "甲"}},
        {"found": {"is": "Length", "least": 1, "most": 2}},
        {"found": 1.5},
        {"found": True},
        {"place": 3},
    ],
    ids=repr,
)
def test_what_is_no_finding_is_not_taken_for_one(wrong: dict[str, Any]) -> None:
    """A worker that met a hostile file may answer anything."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_json(GOOD | wrong)


def test_a_value_that_is_missing_is_no_finding() -> None:
    with pytest.raises(KeyError):
        from_json({name: value for name, value in GOOD.items() if name != "found"})


def test_what_a_later_version_stored_is_read_as_far_as_it_is_known() -> None:
    later = GOOD | {"code": "photo.future", "found": {"is": "Future"}, "level": "advice"}
    assert from_store(later) == Finding(code=Code.UNKNOWN, required=480, level=Level.ADVICE)
