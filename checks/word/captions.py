"""Lines that say what a picture shows, whose type no notice rules."""

from __future__ import annotations

import re

from checks.word.line_words import Says, says
from checks.word.reading import Paragraph
from checks.word.title import MIN_TITLE_POINTS

MAX_CAPTION_CHARACTERS = 60
#: 图1, 图为…, 图：…, 图片说明; but 图书馆 and 图文并茂 are ordinary words.
_CAPTION = re.compile(
    r"[（(【\[▲△◎★]*\s*([附配上下左右插]?图(?=[\d一二三四五六七八九十\s为片中左右上下/：:（(、.．—-]|$)|照片)"
)
#: What only a caption begins with, wherever it stands.
_NUMBERED_CAPTION = re.compile(r"[（(【\[▲△◎★]*\s*(图|照片|图片)\s*[\d一二三四五六七八九十：:]")


def captions_of(paragraphs: list[Paragraph]) -> set[int]:
    """The ids of short lines that say what a picture shows: marked as such, or right after one.

    No line as large as a title is one, nor a unit's name above the text.
    """
    found: set[int] = set()
    after_picture = text_began = False
    for paragraph in paragraphs:
        text = paragraph.text
        said = None
        if text and not text_began:
            said = says(text, numbered=bool(paragraph.rank.numbered))
            text_began = said is Says.PROSE
        names_unit = said in (Says.UNIT, Says.UNIT_LABEL)
        marked = text and (_CAPTION.match(text) or ((after_picture or paragraph.pictures) and not names_unit))
        if marked and paragraph.length <= MAX_CAPTION_CHARACTERS and not is_large(paragraph):
            found.add(id(paragraph))
        if text or paragraph.pictures:
            after_picture = bool(paragraph.pictures) and not text
    # The very first line is a title even when a picture floats beside it, and when it is about pictures.
    first = next((p for p in paragraphs if p.text), None)
    if first is not None and not _NUMBERED_CAPTION.match(first.text):
        found.discard(id(first))
    return found


def is_large(paragraph: Paragraph) -> bool:
    """Whether a line is set as large as titles are."""
    main = paragraph.main_run
    return main is not None and main.points >= MIN_TITLE_POINTS
