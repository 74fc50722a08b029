"""Press reports: a Word file with the report's text first and its pictures last, named 媒体单位+报道标题."""

from __future__ import annotations

from pathlib import Path, PurePath

from checks.format import Family, Format
from checks.text import count_characters
from checks.word.captions import MAX_CAPTION_CHARACTERS
from checks.word.document import open_word
from checks.word.kinds import as_sent
from checks.word.press_name import broken_rule
from checks.word.reading import Paragraph
from checks.word.roles import assign
from checks.word.typefaces import first_words
from domain.campaigns.rules import PressRules
from domain.findings import Code, Fact, Finding, Kind, Report
from domain.findings.found import OnlyPictures, Text
from domain.findings.places import Lines
from domain.findings.required import Required

#: Fewer characters than this beside a picture is a screenshot pasted into Word.
MIN_CHARACTERS = 50
#: Caption, credit, source and link under one picture.
MAX_CAPTION_LINES = 4


def check_press(path: Path, name: str, format_: Format, rules: PressRules) -> Report:
    """Facts: characters, images, title, fonts, bytes, sha256. ``format_`` is what ``sniff`` told."""
    if format_.family is Family.IMAGE and rules.word:
        return _screenshot(path, name, format_, rules)
    paragraphs, facts, findings = open_word(path, name, format_, Code.PRESS_FORMAT)
    if rules.filename and (broken := broken_rule(name)) is not None:
        findings.append(Finding(code=Code.PRESS_FILENAME, found=Text(PurePath(name).name), required=broken))
    if paragraphs is not None:
        facts["title"] = assign(paragraphs, name).title_text
        findings += _pictures(paragraphs, facts, rules)
    return Report(kind=Kind.PRESS, facts=facts, findings=tuple(findings))


def _screenshot(path: Path, name: str, format_: Format, rules: PressRules) -> Report:
    _, facts, _ = open_word(path, name, format_, Code.PRESS_FORMAT)
    shot = Finding(code=Code.PRESS_SCREENSHOT, found=as_sent(format_, name), required=Required.WORD)
    return Report(kind=Kind.PRESS, facts=facts, findings=(shot,))


def _pictures(paragraphs: list[Paragraph], facts: dict[str, Fact], rules: PressRules) -> list[Finding]:
    images, characters = facts["images"], facts["characters"]
    if not images:
        return [Finding(code=Code.PRESS_NO_IMAGES)] if rules.images_required else []
    if rules.word and isinstance(characters, int) and characters < MIN_CHARACTERS:
        found = OnlyPictures(characters)
        return [Finding(code=Code.PRESS_SCREENSHOT, found=found, required=Required.WHOLE_REPORT)]
    if rules.images_last and (line := _text_after_picture(paragraphs)):
        return [Finding(code=Code.PRESS_IMAGES_LAST, place=Lines((first_words(line),), 1))]
    return []


def _text_after_picture(paragraphs: list[Paragraph]) -> str:
    """The first line of text that comes after a picture; empty when only captions do.

    Captions and credits are short, few to a picture, and together less than the text before the first picture. A
    picture's place is its anchor's, as Word orders it.
    """
    before = after = lines = 0
    first = ""
    seen = False
    for paragraph in paragraphs:
        length = 0
        for piece in paragraph.pieces:
            if piece is None:
                seen, lines = True, 0
            elif seen:
                length += count_characters(piece.text)
            else:
                before += count_characters(piece.text)
        after += length
        lines += bool(length)
        first = first or (paragraph.text if length else "")
        if length > MAX_CAPTION_CHARACTERS or lines > MAX_CAPTION_LINES:
            return first
    return first if after >= before else ""
