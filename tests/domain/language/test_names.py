"""Which unit a part of a name names, and how surely."""

from __future__ import annotations

import pytest

from domain.language.names import Fit, NamedUnit, NameIndex


@pytest.mark.parametrize(
    ("said", "fit"), [("学校", Fit.NONE), ("职业学校", Fit.ORDER), ("旅游学校", Fit.FULL), ("旅游", Fit.PART)]
)
def test_words_of_any_school_name_none_of_them_for_sure(said: str, fit: Fit) -> None:
    only = NameIndex([NamedUnit(id=1, name="东山旅游职业学校", aliases=("旅游学校",))])
    assert only.find(said).fit is fit
