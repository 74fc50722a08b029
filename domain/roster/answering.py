"""The operator's answers about open pairs, as links. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.roster.identity import name_key
from domain.roster.pairs import Answers
from domain.roster.settling import Link


@dataclass(frozen=True, kw_only=True)
class Wanted:
    units_same: frozenset[Link]
    units_different: frozenset[Link]
    people_same: frozenset[Link]
    people_different: frozenset[Link]
    unknown: tuple[tuple[str, str], ...]


NOTHING_WANTED = Wanted(
    units_same=frozenset(),
    units_different=frozenset(),
    people_same=frozenset(),
    people_different=frozenset(),
    unknown=(),
)

Labels = tuple[Mapping[str, int], Mapping[str, int]]


def answered(answers: Answers, units: Labels, people: Labels) -> Wanted:
    unit_labels, people_labels = _compared(units), _compared(people)
    unknown = [
        pair
        for pair in (*answers.same, *answers.different)
        if _link(pair, unit_labels) is None and _link(pair, people_labels) is None
    ]
    return Wanted(
        units_same=_links(answers.same, unit_labels),
        units_different=_links(answers.different, unit_labels),
        people_same=_links(answers.same, people_labels),
        people_different=_links(answers.different, people_labels),
        unknown=tuple(unknown),
    )


def _compared(labels: Labels) -> Labels:
    old, new = ({name_key(label): id_ for label, id_ in side.items()} for side in labels)
    return old, new


def _link(pair: tuple[str, str], labels: Labels) -> Link | None:
    old, new = labels[0].get(name_key(pair[0])), labels[1].get(name_key(pair[1]))
    return (old, new) if old is not None and new is not None else None


def _links(pairs: Iterable[tuple[str, str]], labels: Labels) -> frozenset[Link]:
    return frozenset(link for pair in pairs if (link := _link(pair, labels)) is not None)
