"""One written line with all that tells its role: its words, its type beside the text's, where it stands."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from checks.word.line_words import Says, says
from checks.word.once import Once
from checks.word.reading import Paragraph

#: Shades of red that mastheads are printed in: much red, hardly any of the rest.
_MUCH, _LITTLE = 0xB0, 0x50
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
#: Faces that nothing but titles is set in.
_DISPLAY = re.compile(r"标宋|大宋|中宋|魏碑|隶书|隶变|超粗|综艺|美黑|大黑|行楷|琥珀|彩云")
_DISPLAY_FACES = ("黑体", "微软雅黑")


@dataclass(frozen=True)
class Type:
    """What a paragraph is mostly set in."""

    font: str = ""
    points: float = 0.0


@dataclass(frozen=True)
class Line:
    """``text_type`` is the body's, as far as there is one to be told."""

    paragraph: Paragraph
    text_type: Type

    @property
    def text(self) -> str:
        return self.paragraph.text

    @Once
    def says(self) -> Says:
        return says(self.text, numbered=bool(self.paragraph.rank.numbered))

    @Once
    def type(self) -> Type:
        return type_of(self.paragraph)

    @property
    def larger(self) -> float:
        """Points by which it is larger than the text; negative when smaller. 0 where there is no text."""
        return self.type.points - self.text_type.points if self.text_type.points and self.type.points else 0.0

    @property
    def centred(self) -> bool:
        return bool(self.paragraph.rank.centred)

    @Once
    def red(self) -> bool:
        main = self.paragraph.main_run
        if main is None or not _COLOUR.fullmatch(main.colour):
            return False
        red, green, blue = bytes.fromhex(main.colour)
        return red >= _MUCH and green <= _LITTLE and blue <= _LITTLE

    @property
    def display(self) -> int:
        """2 for a face that only titles are set in, 1 for one that headings are set in, too."""
        if _DISPLAY.search(self.type.font):
            return 2
        return int(self.type.font in _DISPLAY_FACES)


def type_of(paragraph: Paragraph) -> Type:
    main = paragraph.main_run
    return Type(main.font, main.points) if main else Type()


def lines_of(paragraphs: Sequence[Paragraph]) -> list[Line]:
    """Those paragraphs as lines of one document."""
    text_type = _text_type(paragraphs)
    return [Line(paragraph, text_type) for paragraph in paragraphs]


def squeezed(text: str) -> str:
    """Letters and digits alone, as names of files and titles are compared."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _text_type(paragraphs: Sequence[Paragraph]) -> Type:
    """What most of the document's sentences are set in."""
    amounts: Counter[Type] = Counter()
    for paragraph in paragraphs:
        if says(paragraph.text, numbered=bool(paragraph.rank.numbered)) is Says.PROSE:
            for run in paragraph.runs:
                amounts[Type(run.font, run.points)] += run.han
    return max(amounts, key=lambda one: amounts[one], default=Type())
