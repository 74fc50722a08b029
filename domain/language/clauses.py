"""A message's clauses, and what the classes of their words say together. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from domain.language.lexicon import Tag
from domain.language.scanner import Token

#: Words that may stand anywhere and say nothing by themselves.
_FILLING = frozenset((Tag.PARTICLE, Tag.COURTESY, Tag.THANKS, Tag.SPACE, Tag.SOFT, Tag.GREETING))
_COURTEOUS = frozenset((*_FILLING, Tag.ACKNOWLEDGE))
_ASKING = frozenset((Tag.ASK, Tag.WHO, Tag.MANY, Tag.WHAT, Tag.HOW, Tag.WHY))
_ACTS = frozenset(
    (
        Tag.WITHDRAW,
        Tag.MOVE,
        Tag.EXEMPT,
        Tag.UNEXEMPT,
        Tag.BIND,
        Tag.COMPOSE,
        Tag.DONE,
        Tag.CANCEL,
        Tag.CONFIRM,
        Tag.NUDGE,
        Tag.LINK_WANTED,
        Tag.REVOKE,
        Tag.SEND,
        Tag.CAPTION,
    )
)


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
        return Tag.MISTAKE in self.core and set(self.core) <= {Tag.MISTAKE, Tag.CAPTION, Tag.SELF, Tag.JUST_NOW}

    @property
    def names_act(self) -> bool:
        return any(tag in self.letters for tag in _ACTS)


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
    return [clause for clause in found if clause.tokens]
