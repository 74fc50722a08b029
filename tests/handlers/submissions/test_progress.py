"""How far an obligation has come: counted by kind, named by number, and nothing named that was sent again."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from domain.findings import Kind
from domain.submission import State, Submission
from handlers.submissions.progress import Progress, _progress
from tests.support.values import submission

REFUSED, ACCEPTED, INCOMPLETE, WITHDRAWN = State.REFUSED, State.ACCEPTED, State.INCOMPLETE, State.WITHDRAWN
TEXT, PHOTO, DOCUMENT = Kind.TEXT, Kind.PHOTO, Kind.DOCUMENT


def sent(*told: tuple[State, Kind]) -> list[Submission]:
    return [submission(number, state, kind=kind) for number, (state, kind) in enumerate(told, start=1)]


def test_what_is_accepted_is_counted_in_the_order_of_the_kinds() -> None:
    found = sent((ACCEPTED, TEXT), (ACCEPTED, PHOTO), (ACCEPTED, PHOTO), (INCOMPLETE, PHOTO), (State.RECEIVING, TEXT))
    assert _progress((), found) == Progress(
        accepted=tuple((kind, {PHOTO: 2, TEXT: 1}[kind]) for kind in Kind if kind in (PHOTO, TEXT)),
        uncaptioned=(4,),
        receiving=(5,),
    )


@pytest.mark.parametrize(
    ("found", "missing"),
    [
        ([], (TEXT, PHOTO)),
        (sent((ACCEPTED, DOCUMENT)), (PHOTO,)),
        (sent((REFUSED, TEXT), (INCOMPLETE, PHOTO)), (TEXT, PHOTO)),
        (sent((ACCEPTED, PHOTO), (ACCEPTED, TEXT)), ()),
    ],
)
def test_a_kind_is_missing_until_one_of_it_is_accepted(found: Sequence[Submission], missing: tuple[Kind, ...]) -> None:
    assert _progress((TEXT, PHOTO), found).missing_kinds == missing


@pytest.mark.parametrize(
    ("found", "refused"),
    [
        (sent((REFUSED, PHOTO)), (1,)),
        (sent((REFUSED, PHOTO), (ACCEPTED, PHOTO)), ()),
        (sent((REFUSED, PHOTO), (INCOMPLETE, PHOTO)), ()),
        (sent((ACCEPTED, PHOTO), (REFUSED, PHOTO)), (2,)),
        (sent((REFUSED, PHOTO), (ACCEPTED, TEXT)), (1,)),
        (sent((REFUSED, TEXT), (ACCEPTED, DOCUMENT)), ()),
        (sent((REFUSED, PHOTO), (WITHDRAWN, PHOTO)), (1,)),
        (sent((REFUSED, PHOTO), (REFUSED, PHOTO), (ACCEPTED, PHOTO)), (1,)),
        (sent((REFUSED, PHOTO), (REFUSED, PHOTO), (ACCEPTED, PHOTO), (ACCEPTED, PHOTO), (ACCEPTED, PHOTO)), ()),
    ],
)
def test_each_good_one_stands_for_the_refused_one_just_before_it(
    found: Sequence[Submission], refused: tuple[int, ...]
) -> None:
    assert _progress((), found).refused == refused
