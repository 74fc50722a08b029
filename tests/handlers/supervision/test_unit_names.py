"""Which unit is meant: clear names find it, unclear ones list the candidates, and nothing is guessed for a change."""

from __future__ import annotations

import pytest

from domain.organisation import Organisation
from handlers.supervision.unit_names import find_unit

UNITS = [
    Organisation(id=n, code=f"U{n}", name=name, kind="中等职业学校", aliases=aliases)
    for n, (name, aliases) in enumerate(
        [
            ("云麓市第一职业学校", ("云一职",)),
            ("云麓市第二职业学校", ()),
            ("云麓市旅游商贸学校", ("旅商",)),
            ("云麓市卫生学校", ()),
            ("云麓市东湖区教育体育局", ()),
        ],
        start=1,
    )
]


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("云麓市第一职业学校", 1),
        ("云麓市 第一职业学校。", 1),
        ("云一职", 1),
        ("第一职业", 1),
        ("旅商", 3),
        ("商贸", 3),
        ("东湖区", 5),
        ("云麓市第二职业学校的材料", 2),
        ("云二职校", 2),
    ],
)
def test_a_clear_name_finds_the_unit(said: str, unit: int) -> None:
    found = find_unit(said, UNITS)
    assert found.unit is not None
    assert found.unit.id == unit


@pytest.mark.parametrize(
    ("said", "candidates"),
    [("职业学校", {1, 2}), ("云麓市第一职业学笑", {1, 2}), ("学校", {1, 2, 3, 4})],
)
def test_an_unclear_name_lists_candidates(said: str, candidates: set[int]) -> None:
    found = find_unit(said, UNITS)
    assert found.unit is None
    assert {unit.id for unit in found.candidates} == candidates


@pytest.mark.parametrize("said", ["", "云", "学生在老师指导下练习焊接", "天气怎么样", "12345", "😀😀"])
def test_what_is_no_name_finds_nothing(said: str) -> None:
    found = find_unit(said, UNITS)
    assert found.unit is None
    assert found.candidates == ()


@pytest.mark.parametrize("said", ["云二职校", "云麓市第二职业学校不行", "云麓市第二职业学笑", "职业学校"])
def test_a_change_needs_more_than_likeness(said: str) -> None:
    assert find_unit(said, UNITS, strict=True).unit is None


@pytest.mark.parametrize("said", ["云麓市第二职业学校", "第二职业学校", "旅商"])
def test_a_clear_part_is_enough_for_a_change(said: str) -> None:
    assert find_unit(said, UNITS, strict=True).unit is not None
