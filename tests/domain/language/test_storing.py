"""Acts and questions survive being stored as plain data."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.language import acts, questions
from domain.language.storing import as_data, from_data

EVERY_ACT = [
    value
    for value in vars(acts).values()
    if isinstance(value, type) and issubclass(value, acts.Act) and value is not acts.Act
]


def _types(kind: type[acts.Act]) -> dict[str, Any]:
    """Of every field, those with a default as well: hypothesis leaves these out by itself."""
    return get_type_hints(kind)


@pytest.mark.parametrize("kind", EVERY_ACT)
@settings(deadline=None)
@given(data=st.data())
def test_an_act_comes_back_as_it_was(kind: type[acts.Act], data: st.DataObject) -> None:
    act = data.draw(st.builds(kind, **{field.name: st.from_type(_types(kind)[field.name]) for field in fields(kind)}))
    assert from_data(json.loads(json.dumps(as_data(act)))) == act


DAYS = st.lists(st.dates(), max_size=3).map(tuple)
UNITS = st.lists(st.builds(acts.Unit), max_size=3).map(tuple)
WHERE = st.builds(questions.Where, units=UNITS, kinds=st.lists(st.text(), max_size=2).map(tuple))


@settings(deadline=None)
@given(question=st.builds(questions.Question, days=DAYS, where=WHERE, item=st.text(), no_day=st.text()))
def test_a_question_comes_back_as_it_was(question: questions.Question) -> None:
    assert from_data(json.loads(json.dumps(as_data(question)))) == question


def test_data_of_an_act_that_is_no_more_is_refused() -> None:
    with pytest.raises(KeyError):
        from_data({"is": "SendEverything"})


def test_a_day_and_a_unit_are_readable() -> None:
    act = acts.Exempt(unit=acts.Unit(id=3, name="甲校"), days=(date(2020, 11, 9),))
    assert {f.name for f in fields(act)} == {"unit", "days"}
    assert as_data(act) == {
        "is": "Exempt",
        "unit": {"is": "Unit", "id": 3, "name": "甲校"},
        "days": [{"is": "date", "value": "2020-11-09"}],
    }
