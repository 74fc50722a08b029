"""A message's clauses, and what the classes of their words say together. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from domain.language.lexicon import ACTS, Tag
from domain.language.scanner import Token

#: Words that may stand anywhere and say nothing by themselves.
_FILLING = frozenset((Tag.PARTICLE, Tag.COURTESY, Tag.THANKS, Tag.SPACE, Tag.SOFT, Tag.GREETING))
_CONJUNCTIONS = frozenset({"和", "还有", "以及", "另外", "顺便", "再", "跟", "与"})
_COURTEOUS = frozenset((*_FILLING, Tag.ACKNOWLEDGE))
_ASKING = frozenset((Tag.ASK, Tag.WHO, Tag.MANY, Tag.AMOUNT, Tag.WHAT, Tag.HOW, Tag.WHY))
_REASONS = frozenset((Tag.MISTAKE, Tag.WRONG_UNIT, Tag.CAPTION, Tag.SELF, Tag.JUST_NOW, Tag.MATERIAL))


@dataclass(frozen=True)
class Clause:
    tokens: tuple[Token, ...]

    @cached_property
    def letters(self) -> str:
        return "".join(token.tag for token in self.tokens)

    @cached_property
    def telling(self) -> tuple[Token, ...]:
        """Its tokens without courtesy, particles and punctuation."""
        return tuple(token for token in self.tokens if token.tag not in _FILLING)

    @cached_property
    def core(self) -> str:
        return "".join(token.tag for token in self.telling)

    def has(self, *tags: Tag) -> bool:
        return any(tag in self.letters for tag in tags)

    @property
    def asks(self) -> bool:
        return any(tag in self.letters for tag in _ASKING)

    @property
    def courtesy(self) -> bool:
        return all(token.tag in _COURTEOUS for token in self.tokens)

    @property
    def reason(self) -> bool:
        """发错了, 说明写错了: why something is to be mended."""
        return bool(set(self.core) & {Tag.MISTAKE, Tag.WRONG_UNIT}) and set(self.core) <= _REASONS

    @property
    def names_act(self) -> bool:
        return any(tag in self.letters for tag in ACTS)


def clauses_of(tokens: Sequence[Token]) -> list[Clause]:
    """Split at stops, commas and line ends; a question mark ends one, too."""
    found: list[Clause] = []
    current: list[Token] = []
    for token in tokens:
        if token.tag is not Tag.BREAK:
            current.append(token)
        if token.tag is Tag.BREAK or token.text == "?":
            found.append(Clause(tuple(current)))
            current = []
    found.append(Clause(tuple(current)))
    return [Clause(_negations(clause.tokens)) for clause in found if clause.tokens]


def _negations(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """不 at the end of a clause asks (合格不), anywhere else it negates; 可以 alone asks nothing."""
    if [token.text for token in tokens if token.tag not in _FILLING] == ["可以"]:
        return tuple(replace(token, tag=Tag.ACKNOWLEDGE) if token.text == "可以" else token for token in tokens)
    return tuple(
        replace(token, tag=Tag.NOT) if token.text == "不" and _goes_on(tokens[n + 1 : n + 2]) else token
        for n, token in enumerate(tokens)
    )


def _goes_on(tokens: Sequence[Token]) -> bool:
    return any(token.tag not in _FILLING for token in tokens)


def at_conjunctions(clause: Clause) -> list[Clause]:
    """The parts of a clause that 和 or 还有 joins."""
    parts: list[list[Token]] = [[]]
    for token in clause.tokens:
        if token.text in _CONJUNCTIONS:
            parts.append([])
        else:
            parts[-1].append(token)
    return [Clause(tuple(part)) for part in parts if part]


def at_spaces(clause: Clause) -> list[Clause]:
    """The parts of a clause that spaces set off: people who leave out stops type spaces."""
    parts: list[list[Token]] = [[]]
    for token in clause.tokens:
        if token.tag is Tag.SPACE:
            parts.append([])
        else:
            parts[-1].append(token)
    return [Clause(tuple(part)) for part in parts if part]
