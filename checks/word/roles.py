"""Which paragraph is the title, which names the reporting unit, which are the body (docs/word-roles.md).

A document has no marks for this, so it is read as a clerk reads it, by all there is to see at once: words, type,
place, what follows. Lines whose type the notices do not rule (labels, headings, captions, dates, addressees, what
stands around the text) belong to no role, and where two readings are fair the one that keeps the rules is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from checks.word.captions import captions_of, is_large
from checks.word.headings import HEADING_FACES, MAX_LABEL_CHARACTERS, MAX_QUESTION_CHARACTERS, is_unruled
from checks.word.line import Line, lines_of, squeezed
from checks.word.line_words import Says, ends_sentence, heads_notes, introduces, names_organiser, names_text, says
from checks.word.reading import Paragraph
from checks.word.title import MIN_TITLE_POINTS, TitleReading, read_title
from domain.personal import has_personal_number

MAX_HEAD_LINES = 15
MAX_UNIT_CHARACTERS = 45
#: What stands around a text under a word and a colon is no longer than this, unless the word is known.
MAX_CLOSING_CHARACTERS = 60
TAIL_LINES = 5
#: So much smaller than the text a line is set apart from it.
_SMALLER = 1.0
#: An annex begins after at least this part of the lines.
_ANNEX_AFTER = 0.5
_ANNEX = re.compile(r"(附\s*[件录表]?\s*[\d一二三四五六七八九十]*|附件?\s*[:：]|参考文献|致谢)\s*[:：]?")
#: An office within a school or a bureau: 信息工程系, 宣传科.
_OFFICE = re.compile(r"[（(]?[^局厅委院校学会司社]{2,8}(系|[处科]室?|部|办公室|团委|教研室)[)）]?")
#: Behind a title, for a note below the text.
_NOTE_MARKS = "*＊※ 　"
_LABELLED = re.compile(r"[^：:，,。；;\s]{1,10}[:：]")


@dataclass
class Roles:
    """``title`` may run over several lines; ``unit`` is None when no line looks like one.

    ``other_titles`` and ``other_units`` are readings as fair as these. ``signed``: the unit stands below the text.
    """

    title: list[Paragraph] = field(default_factory=list)
    unit: Paragraph | None = None
    signed: bool = False
    body: list[Paragraph] = field(default_factory=list)
    other_titles: list[list[Paragraph]] = field(default_factory=list)
    other_units: list[Paragraph] = field(default_factory=list)

    @property
    def title_text(self) -> str:
        """What the document is called; empty for a line that has somebody's telephone or identity number."""
        text = "".join(paragraph.text for paragraph in self.title).rstrip(_NOTE_MARKS)
        return "" if has_personal_number(text) else text


def assign(paragraphs: list[Paragraph], file_name: str = "", unit_names: Sequence[str] = ()) -> Roles:
    """Give roles to the paragraphs of one document. ``unit_names``: of the unit that sends it, where it is known."""
    captions = captions_of(paragraphs)
    lines = lines_of([p for p in _written(paragraphs) if id(p) not in captions])
    head, title = _head(lines, file_name)
    parts = {id(line) for line in title.best}
    rest = [line for line in lines if id(line) not in parts]
    in_head = _below_imprint(
        [line for line in head if id(line) not in parts and line not in title.mastheads], head, title
    )
    units, signed = _units(in_head, rest, unit_names)
    # What stands above a title is more likely a form's head than who wrote the text.
    units.sort(key=lambda line: line in head and bool(title.best) and head.index(line) < head.index(title.best[0]))
    below = _below(head, title)
    rest = lines[lines.index(head[-1]) + 1 :] if head else lines
    text = [*(line for line in below if line not in units[:1] and _is_sentence(line)), *rest]
    around = _around(text) | _introduced([*below, *rest])
    body = [
        line.paragraph
        for line in text
        if line not in units[:1] and id(line) not in around and not line.paragraph.place.in_box and not is_unruled(line)
    ]
    return Roles(
        title=_paragraphs(title.best),
        unit=units[0].paragraph if units else None,
        signed=signed,
        body=body,
        other_titles=[_paragraphs(other) for other in title.others],
        other_units=_paragraphs(units[1:]),
    )


def _paragraphs(lines: Iterable[Line]) -> list[Paragraph]:
    return [line.paragraph for line in lines]


def _written(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """The lines that are written, not tabulated; of a document written inside a table, the table's.

    A title in a cell is written: with it count the cells above the text.
    """
    lines = [p for p in paragraphs if p.text]
    outside = [p for p in lines if not p.place.in_table]
    begins = next((at for at, p in enumerate(lines) if not p.place.in_table and _is_prose(p)), None)
    if begins is None:
        return lines if any(_is_prose(p) for p in lines) else outside
    head = lines[:begins]
    if any(p.place.in_table and is_large(p) for p in head) and not any(_is_prose(p) for p in head):
        return [*head, *(p for p in lines[begins:] if not p.place.in_table)]
    return outside


def _is_prose(paragraph: Paragraph) -> bool:
    return says(paragraph.text, numbered=bool(paragraph.rank.numbered)) is Says.PROSE


def _head(lines: list[Line], file_name: str) -> tuple[list[Line], TitleReading]:
    """The lines before the text, and the title among them.

    An editor's note may stand above a title; then the title is what is set as one below it.
    """
    head = _until_text(lines[:MAX_HEAD_LINES])
    title = read_title(head, file_name)
    if title.best and any(line.says in (Says.ANYTHING, Says.SERIES, Says.UNIT) for line in title.best):
        return head, title
    shown = [line for line in lines[:MAX_HEAD_LINES] if _is_set_as_title(line)]
    if not shown:
        return head, title
    below = lines.index(shown[0])
    longer = [*lines[:below], *_until_text(lines[below : below + MAX_HEAD_LINES])]
    return longer, read_title([line for line in longer if line.says is not Says.PROSE], file_name)


def _until_text(lines: list[Line]) -> list[Line]:
    head: list[Line] = []
    for line in lines:
        if line.says is Says.PROSE or (head and line.says is Says.HEADING):
            break
        head.append(line)
    return head


def _is_set_as_title(line: Line) -> bool:
    large = line.type.points >= MIN_TITLE_POINTS and line.larger >= 1.5
    return large and line.says in (Says.ANYTHING, Says.SERIES, Says.UNIT) and not line.paragraph.place.in_box


def _below(head: list[Line], title: TitleReading) -> list[Line]:
    return head[head.index(title.best[-1]) + 1 :] if title.best else []


def _is_sentence(line: Line) -> bool:
    """Whether a short line below a title begins the text: a sentence that nothing sets apart as a motto."""
    if line.says is not Says.ANYTHING or line.centred or line.type.font in HEADING_FACES:
        return False
    length, last = line.paragraph.length, line.text[-1]
    if last in "：:":
        return length > MAX_LABEL_CHARACTERS
    return ends_sentence(line.text) and (last not in "！!？?" or length > MAX_QUESTION_CHARACTERS)


def _below_imprint(lines: list[Line], head: list[Line], title: TitleReading) -> list[Line]:
    """Without who publishes a newsletter: what stands between its masthead or number and the title is no unit line."""
    if not title.best:
        return lines
    above = head[: head.index(title.best[0])]
    printed = bool(title.mastheads) or any(line.says is Says.NUMBER for line in above)
    size = title.best[0].type.points
    # A name set larger than the title is the paper's, too.
    return [line for line in lines if line not in above or not (printed or line.type.points > size)]


def _units(head: list[Line], rest: list[Line], names: Sequence[str]) -> tuple[list[Line], bool]:
    """The lines that name the reporting unit, the likeliest first, and whether they stand below the text."""
    tail = [line for line in rest[-TAIL_LINES:] if line.paragraph.length <= MAX_UNIT_CHARACTERS]
    for lines, signed in ((head, False), (tail[::-1], True)):
        labels = [line for line in lines if line.says is Says.UNIT_LABEL]
        labelled = [line for line in labels if not names_organiser(line.text)]
        named = [line for line in lines if line.says is Says.UNIT or _is_own(line, names)]
        own = [line for line in named if _is_own(line, names)]
        # A school's own office beside the school's name is no second sender.
        whole = [line for line in named if line in own or not _OFFICE.fullmatch(line.text)]
        found = list({id(line): line for line in (*labelled, *own, *(whole or named))}.values()) or labels
        if found:
            return found, signed
    return [], False


def _is_own(line: Line, names: Sequence[str]) -> bool:
    """Whether a line is the sender's own name, whatever such names usually end in."""
    said = squeezed(line.text)
    if line.says not in (Says.ANYTHING, Says.ASIDE, Says.SERIES, Says.UNIT) or not said:
        return False
    return any(name and said in (name, f"报送单位{name}") for name in map(squeezed, names))


def _around(lines: list[Line]) -> set[int]:
    """What is no part of the text: signature, annexes, and lines that say whom it goes to, or whence it comes."""
    found = {id(line) for line in lines if line.says is Says.ADDRESSEE}
    for at, line in enumerate(lines):
        if _ANNEX.fullmatch(line.text) and at > _ANNEX_AFTER * len(lines):
            found.update(id(below) for below in lines[at:])
            break
    for line in reversed(lines):
        if id(line) in found:
            continue
        if not _is_closing(line):
            break
        found.add(id(line))
    found |= _noted(lines)
    # Within the text only what is set apart from it as well.
    found.update(id(line) for line in lines if line.says is Says.CLOSING and line.larger <= -_SMALLER)
    text_began = False
    for line in lines:
        text_began = text_began or line.says is Says.PROSE
        if line.says in (Says.ABSTRACT, Says.WEB) and not text_began:
            found.add(id(line))
    return found


def _introduced(lines: list[Line]) -> set[int]:
    """The paragraph below 编者按： or 【摘要】 on a line of its own, and all between 【简介】 and 【正文】."""
    named = next((at for at, line in enumerate(lines) if names_text(line.text)), 0)
    found: set[int] = set()
    for at, line in enumerate(lines):
        if introduces(line.text) and (at < named or "简介" not in line.text):
            below = lines[at + 1 : max(named, at + 2)]
            found.update(id(one) for one in below if one.type != one.text_type)
    return found


def _noted(lines: list[Line]) -> set[int]:
    """What follows 注： on a line of its own, in smaller type than the text."""
    at = next((at for at, line in enumerate(lines) if heads_notes(line.text)), len(lines))
    return {id(line) for line in lines[at:] if line.larger <= -_SMALLER}


def _is_closing(line: Line) -> bool:
    """Whether one of the last lines is none of the text's: who, when, to whom, a note."""
    if line.says in (
        Says.CLOSING,
        Says.BYLINE,
        Says.WEB,
        Says.ASIDE,
        Says.UNIT_LABEL,
        Says.DATE,
        Says.NUMBER,
        Says.MARK,
    ):
        return True
    if line.says is Says.PROSE:
        small = line.larger <= -_SMALLER and line.paragraph.length <= MAX_CLOSING_CHARACTERS
        return small and _LABELLED.match(line.text) is not None
    return not ends_sentence(line.text)
