"""Whatever people chat about, in whatever state: nothing is done that is not a full command or an answer."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.language import acts
from domain.language.decide import decide
from domain.language.decisions import CaptionNoted, Do, Offered, Piece, Situation
from domain.language.normal import normalised
from domain.language.reading import Reading, read
from handlers.reading import simplified
from tests.support.phrase_rows import DATA, situation, vocabulary

TALK = [line for line in (DATA / "talk.txt").read_text("utf-8").splitlines() if line.strip()]
#: Every context of the tables, with the roles that can be in it.
STATES = [
    *((role, "A") for role in ("liaison", "supervisor", "both", "two", "stranger")),
    *((role, context) for role in ("liaison", "both", "two") for context in ("B", "C", "D", "M", "MC")),
    *((role, "N") for role in ("supervisor", "both")),
    ("two", "F"),
]
#: These are an answer when the bot has just asked which unit.
ANSWERS = {"第一"}
ROLES = ("liaison", "supervisor", "both", "two")
AGES = st.timedeltas(min_value=timedelta(), max_value=timedelta(minutes=30))
NUMBERS = st.lists(st.integers(1, 12), max_size=3, unique=True).map(tuple)
CHOICES = st.lists(st.integers(1, 12).map(lambda n: acts.Withdraw(numbers=(n,))), max_size=9).map(tuple)
SITUATIONS = st.builds(
    Situation,
    reports=st.booleans(),
    supervises=st.booleans(),
    waiting=NUMBERS,
    refused=NUMBERS,
    recent=NUMBERS,
    announced=st.sampled_from(["", "summary", "website", "contact"]),
    accepts=st.sampled_from([(), ("file", "text"), ("link",), ("contact",)]),
    composing=st.booleans(),
    pieces=st.booleans(),
    nudge=st.none() | AGES,
    offered=st.none() | st.builds(Offered, choices=CHOICES, age=AGES),
    caption_noted=st.none() | st.builds(CaptionNoted, numbers=NUMBERS.filter(bool), text=st.just("学生练习"), age=AGES),
    piece=st.none() | st.builds(Piece, text=st.just("今天上午，我校"), age=AGES),
    undoable=st.integers(0, 3),
    asked=st.booleans(),
)
TWO = ("晚霞区汽车工程学校", "晚霞区艺术职业学校")


@cache
def readings(role: str) -> tuple[tuple[str, Reading], ...]:
    words = vocabulary(role, TWO)
    return tuple((line, read(normalised(line, simplified(line)), words)) for line in TALK)


def test_there_is_talk_of_every_kind() -> None:
    assert len(TALK) >= 400


@pytest.mark.parametrize(("role", "context"), STATES)
def test_talk_does_nothing(role: str, context: str) -> None:
    words = vocabulary(role, TWO)
    standing = situation(role, context, tuple(unit.unit for unit in words.own))
    done = {}
    for line, reading in readings(role):
        decision = decide(reading, standing, words)
        if isinstance(decision, Do) and not _asked_for(decision, context, line):
            done[line] = decision.act
    assert not done


@given(line=st.sampled_from(TALK), standing=SITUATIONS, role=st.sampled_from(ROLES))
@settings(max_examples=1500, deadline=None)
def test_talk_does_nothing_in_any_situation(line: str, standing: Situation, role: str) -> None:
    reading = dict(readings(role))[line]
    decision = decide(reading, standing, vocabulary(role, TWO))
    if isinstance(decision, Do):
        piece = standing.composing and isinstance(decision.act, acts.AddPiece)
        # A bare address is what was just announced where one is asked for.
        address = "link" in standing.accepts and isinstance(decision.act, acts.HandIn) and line.startswith("http")
        assert piece or address or reading.pick is not None


def _asked_for(decision: Do, context: str, line: str) -> bool:
    """A piece of the text that is open is stored nowhere yet; a unit was asked for."""
    if isinstance(decision.act, acts.AddPiece):
        return context == "C"
    return isinstance(decision.act, acts.ChooseUnit) and context == "F" and line in ANSWERS
