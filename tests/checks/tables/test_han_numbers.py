"""Numbers in characters: read when they are well formed, and never when they may be two."""

from __future__ import annotations

import pytest

from checks.tables.han_numbers import number_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("零", 0),
        ("十", 10),
        ("十二", 12),
        ("三十五", 35),
        ("两百", 200),
        ("一百零二", 102),
        ("一百二", 120),
        ("一千二", 1200),
        ("一千零五十", 1050),
        ("一千二百零三", 1203),
        ("三万五", 35_000),
        ("三万零五十", 30_050),
        ("十二万", 120_000),
        ("三五", None),
        ("二〇", None),
        ("百", None),
        ("千万", None),
        ("十百", None),
        ("一万万", None),
        ("二十三十", None),
    ],
)
def test_a_number_in_characters(text: str, number: int | None) -> None:
    assert number_of(text) == number
