"""Words said before: where a channel would swallow the same words, what follows them tells them apart."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, case, cast, func, literal, select

from storage.engine.schema import Instant
from storage.tables import outbox


@dataclass(frozen=True, kw_only=True)
class Repeats:
    """How words are told apart from the same words said before, on channels that would swallow them.

    ``within``: by channel, how long it remembers. ``second`` follows words that were said once before; ``further`` goes
    around the number of the time when they were said more often.
    """

    within: Mapping[str, timedelta] = field(default_factory=dict)
    second: str = ""
    further: tuple[str, str] = ("", "")

    @property
    def most_bytes(self) -> int:
        """Of what may follow: so much room is left for it."""
        return max(len(self.second.encode()), len("".join(self.further).encode()) + _DIGITS)


#: Of the number of times.
_DIGITS = 4


def words_of(text: str, *beside: str) -> str:
    """What repeated words are found by; what goes ``beside`` a text makes it another."""
    return hashlib.sha256("\0".join((text, *beside)).encode("utf-8", "surrogatepass")).hexdigest()


def worded(repeats: Repeats) -> dict[str, str]:
    """What ``again`` is to be given."""
    first, last = repeats.further
    return {"second": repeats.second, "first": first, "last": last}


def again(*, second: Any, first: Any, last: Any) -> ColumnElement[str]:
    """What follows a row's words; asked in the statement that inserts it, so that it costs no other."""
    before = outbox.alias("before")
    times = (
        select(func.count())
        .select_from(before)
        .where(
            before.c.words == bindparam("what", type_=String),
            before.c.account == bindparam("whom", type_=String),
            before.c.channel == bindparam("of", type_=String),
            before.c.created_at >= bindparam("since", type_=Instant),
        )
        .scalar_subquery()
    )
    nth = cast(first, String).concat(cast(times + 1, String)).concat(cast(last, String))
    return case((times == 0, literal("", String)), (times == 1, cast(second, String)), else_=nth)
