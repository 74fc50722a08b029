"""What runs, how much of it at once and how often: the whole table. ``bot.wiring`` says what each name does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TypeVar

from scheduler.loops import Look, Loop, Loops, Step
from scheduler.ticks import Tick

T = TypeVar("T")

#: Nobody waits for what is put in order afterwards.
UNHURRIED = 2.0
#: What is looked at for a loop is found sooner than this; that nothing waits is believed no longer.
LOOKED_FOR = 5.0
#: A worker's loops: how many steps of each are under way at once, new rows of which tables wake them, where it is
#: looked for what waits, how often they look by themselves. A receipt's work is a moment that comes, not a row.
LOOPS: Mapping[str, Loop] = {
    # Messages of different senders.
    "intake": Loop(number=12, tables=frozenset({"inbox"}), waiting="inbox", idle=LOOKED_FOR),
    # Files that their platform keeps for minutes.
    "fetching": Loop(number=8, tables=frozenset({"inbox"}), waiting="fetches", idle=LOOKED_FOR),
    "receipts": Loop(waiting="receipts", idle=LOOKED_FOR),
    # Calls to one platform, which take their time: each channel has its own loops, ``delivery.CHANNEL``.
    "delivery": Loop(number=32, tables=frozenset({"outbox"}), waiting="outbox", idle=LOOKED_FOR),
    "undelivered": Loop(idle=LOOKED_FOR),  # messages of channels that are not in force
    # Of whoever holds the connections that we open to platforms, each its own, ``listening.CHANNEL``.
    "listening": Loop(idle=0.5),
    "relocating": Loop(idle=UNHURRIED),
    "cleaning": Loop(idle=UNHURRIED),
    "exports": Loop(idle=UNHURRIED),
    "freeing": Loop(idle=LOOKED_FOR),  # copies of files that were fetched early
}
#: The clock's ticks, in seconds.
TICKS: Mapping[str, float] = {
    "notices": 1,
    "rehearsal": 1,
    "channels": 30,
    "clock": 5,
    "uploads": 60,
    "scratch": 600,
    "watch": 60,
    "passed": 60,
    "enlarging": 20,
    "sums": 20,
    "old_exports": 600,
    "logins": 600,
    "handles": 60,
    "websites": 300,
    "parked": 60,
    "lifted": 60,
    "short": 60,
    "came_back": 20,
}


def loops(steps: Mapping[str, Step], look: Look | None = None, *, besides: Collection[str] = ()) -> Loops:
    """A step for every loop, but for ``besides`` where there need be none.

    ``NAME.WHICH`` are further ones like ``NAME``, held up by none of the others.

    Raises ``KeyError`` when a name is missing or unknown.
    """
    wanted = {name: loop for name, loop in LOOPS.items() if name not in besides}
    _complete({_kind(name): step for name, step in steps.items() if _kind(name) not in besides}, wanted)
    return Loops({name: (step, LOOPS[_kind(name)]) for name, step in steps.items()}, look)


def _kind(name: str) -> str:
    return name.partition(".")[0]


def ticks(runs: Mapping[str, Callable[[], Awaitable[object]]]) -> list[Tick]:
    """What to run for every tick. Raises ``KeyError`` when a name is missing or unknown."""
    return [Tick(name=name, seconds=TICKS[name], run=run) for name, run in _complete(runs, TICKS).items()]


def _complete(given: Mapping[str, T], table: Mapping[str, object]) -> Mapping[str, T]:
    differing = given.keys() ^ table.keys()
    if differing:
        raise KeyError(", ".join(sorted(differing)))
    return given
