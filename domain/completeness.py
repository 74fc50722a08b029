"""The six counts of a day — 应报 已报 按时 迟报 缺报 免报 — always computed the same way, here.

The terms and their arithmetic are DHIS2's reporting rates: expected = all that are not exempt, actual = on time + late,
missing = expected − actual. Those who were given more time that is not over (``waiting``) are expected, not missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.obligation import Obligation, Standing, standing


@dataclass(frozen=True, kw_only=True)
class Counts:
    on_time: int = 0
    late: int = 0
    missing: int = 0
    exempt: int = 0
    waiting: int = 0

    @property
    def expected(self) -> int:
        return self.on_time + self.late + self.missing + self.waiting

    @property
    def actual(self) -> int:
        return self.on_time + self.late


def count(obligations: Iterable[Obligation]) -> Counts:
    return counts_of(Counter(standing(obligation) for obligation in obligations))


def counts_of(standings: Mapping[Standing, int]) -> Counts:
    """``standings``: how many stand how."""
    return Counts(**{member.value: standings.get(member, 0) for member in Standing})
