"""Which parts of a summary are seen: advice, so that what nobody read is not called missing."""

from __future__ import annotations

import pytest

from domain.summary import SummaryPart, SummaryPiece, asked_parts, found_in, parts_of
from storage.campaign_files import load

WHOLE = SummaryPiece(format="docx", characters=900, images=2, says=("活动亮点", "典型案例"))
TEXT, PICTURES, HIGHLIGHTS, CASES = SummaryPart


def test_jinan_alone_asks_for_the_four_parts() -> None:
    jinan, nanchang = (load(code).milestone("summary") for code in ("jinan-2023", "nanchang-2020"))
    assert jinan is not None
    assert nanchang is not None
    assert asked_parts(jinan) == tuple(SummaryPart)
    assert asked_parts(nanchang) == ()


@pytest.mark.parametrize(
    ("pieces", "seen"),
    [
        ([WHOLE], [True] * 4),
        ([SummaryPiece(format="docx", characters=99, images=0)], [False] * 4),
        ([SummaryPiece(format="docx", characters=100, images=0)], [True, False, False, False]),
        # What comes apart counts together.
        ([SummaryPiece(characters=400, images=0, says=("典型案例",)), SummaryPiece(format="jpeg")],
         [True, True, False, True]),
        ([SummaryPiece(format="PDF")], [None] * 4),
        ([SummaryPiece(format="doc"), SummaryPiece(format="PNG")], [None, True, None, None]),
    ],
)  # fmt: skip
def test_seen_not_seen_and_not_read(pieces: list[SummaryPiece], seen: list[bool | None]) -> None:
    assert list(parts_of(pieces).values()) == seen
    assert list(parts_of(pieces)) == list(SummaryPart)


def test_what_a_text_speaks_of() -> None:
    assert found_in("一、特色做法 二、典型案例") == ["活动亮点", "典型案例"]
    assert found_in("本周开展活动三次") == []
