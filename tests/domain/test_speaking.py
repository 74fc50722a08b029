"""Whether a platform lets the bot write to somebody now: each way, at its edges."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.abilities import Abilities, ReplyWindow, Unasked
from domain.messages import Unreachable
from domain.speaking import Heard, barred

NOW = datetime(2020, 11, 9, 2, tzinfo=UTC)
JUST = timedelta(microseconds=1)
FIVE = ReplyWindow(messages=5, within=timedelta(hours=48))
LONG_AGO = NOW - timedelta(days=300)


def heard(ago: timedelta = timedelta(minutes=1), *, sent: int = 0, left: datetime | None = None) -> Heard:
    return Heard(at=NOW - ago, sent=sent, left_at=left)


@pytest.mark.parametrize(
    ("unasked", "stands", "why"),
    [
        (Unasked.ALWAYS, Heard(), None),
        (Unasked.ALWAYS, heard(left=NOW), None),
        (Unasked.SPOKEN, Heard(), Unreachable.UNSPOKEN),
        (Unasked.SPOKEN, Heard(at=LONG_AGO, sent=1000), None),
        (Unasked.SPOKEN, heard(left=NOW), Unreachable.BLOCKED),
        (Unasked.SPOKEN, heard(left=LONG_AGO), None),
        (Unasked.WINDOW, Heard(), Unreachable.UNSPOKEN),
        (Unasked.WINDOW, heard(timedelta(hours=48) - JUST), None),
        (Unasked.WINDOW, heard(timedelta(hours=48)), Unreachable.WINDOW),
        (Unasked.WINDOW, heard(sent=4), None),
        (Unasked.WINDOW, heard(sent=5), Unreachable.WINDOW),
        (Unasked.TEMPLATE, heard(sent=5), Unreachable.WINDOW),
        (Unasked.NEVER, Heard(), Unreachable.UNSPOKEN),
        (Unasked.NEVER, heard(), Unreachable.WINDOW),
    ],
)
def test_who_may_be_written_to(unasked: Unasked, stands: Heard, why: Unreachable | None) -> None:
    assert barred(Abilities(unasked=unasked, window=FIVE), stands, now=NOW) is why


@pytest.mark.parametrize(("sent", "why"), [(3, None), (4, Unreachable.WINDOW), (5, Unreachable.WINDOW)])
def test_what_is_of_no_moment_leaves_the_last_message_of_a_window(sent: int, why: Unreachable | None) -> None:
    able = Abilities(unasked=Unasked.WINDOW, window=FIVE)
    assert barred(able, heard(sent=sent), now=NOW, minor=True) is why


def test_a_deadline_goes_in_approved_words_to_whoever_has_not_left() -> None:
    able = Abilities(unasked=Unasked.TEMPLATE, window=FIVE)
    for stands in (Heard(), heard(timedelta(days=9)), heard(sent=5)):
        assert barred(able, stands, now=NOW, due=True) is None
        assert barred(Abilities(unasked=Unasked.WINDOW, window=FIVE), stands, now=NOW, due=True) is not None
    assert barred(able, heard(left=NOW), now=NOW, due=True) is Unreachable.BLOCKED


def test_where_no_window_limits_it_what_is_of_no_moment_goes() -> None:
    assert barred(Abilities(unasked=Unasked.SPOKEN), heard(sent=100), now=NOW, minor=True) is None
