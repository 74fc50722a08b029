"""Which of the old is which of the new, where several things speak for it: settled when there is one reading. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

#: One of the old and one of the new, by whatever ids the caller has.
Link = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Settled:
    """``pairs``: new → old. ``open``: links of which each may hold, so that a person must say which do."""

    pairs: Mapping[int, int]
    open: tuple[Link, ...]


def settle(
    links: Iterable[Link],
    sure: Collection[Link],
    *,
    same: Collection[Link],
    different: Collection[Link],
    weak: Collection[Link] = (),
) -> Settled:
    """What is ``same`` is taken; then what is ``sure`` and has no rival that is; then what is alone among the rest.

    Each of the old goes to one of the new at most. ``different`` links do not exist; ``same`` ones need not be among
    ``links``. ``weak`` ones are open even when they are alone.
    """
    left = {link for link in links if link not in different}
    pairs: dict[int, int] = {}
    taken: set[int] = set()

    def take(chosen: Iterable[Link]) -> None:
        nonlocal left
        for old, new in chosen:
            if new not in pairs and old not in taken:
                pairs[new] = old
                taken.add(old)
        left = {(old, new) for old, new in left if old not in taken and new not in pairs}

    take(sorted(same))
    take(_alone(left.intersection(sure)))
    take(_alone(left).difference(weak))
    return Settled(pairs=pairs, open=tuple(sorted(left, key=lambda link: (link[1], link[0]))))


def _alone(links: Collection[Link]) -> set[Link]:
    """The links whose old and new have no other."""
    olds: dict[int, int] = defaultdict(int)
    news: dict[int, int] = defaultdict(int)
    for old, new in links:
        olds[old] += 1
        news[new] += 1
    return {(old, new) for old, new in links if olds[old] == 1 and news[new] == 1}
