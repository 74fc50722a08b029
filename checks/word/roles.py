"""Which paragraph is the title, which names the reporting unit, which are the body.

A document has no marks for this, so it is read as a clerk reads it: what stands before the first sentence is the head;
the head's largest line is the title; a line that ends like an institution's name is the unit, at the top or as the
signature. Lines whose type the notices do not rule (headings, captions, dates, bylines, tables) belong to no role.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from checks.text import count_characters
from checks.word.reading import Paragraph, Run

MAX_HEAD_LINES = 8
MAX_HEAD_CHARACTERS = 45
MAX_UNIT_CHARACTERS = 45
#: A name, a date and a byline side by side.
MAX_LISTED_CHARACTERS = 25
MAX_HEADING_CHARACTERS = 40
#: 活动背景： and 各有关单位：, but not 现将有关情况和主要做法报告如下：
MAX_LABEL_CHARACTERS = 12
MAX_CAPTION_CHARACTERS = 60
#: Two lines in 三号: what stands in the outline is a heading, however it ends.
MAX_OUTLINED_CHARACTERS = 60
TAIL_LINES = 5
MAX_DATE = 40
#: A title set smaller than this is told from what follows it by its place alone.
MIN_TITLE_POINTS = 18
#: The red line over official papers and newsletters is set larger than any title.
MIN_MASTHEAD_POINTS = 26
_MASTHEAD = re.compile(r"(文件|简报|专报|快报|公报|信息|动态|通讯|纪要|月报|周报|人民政府|委员会|[局厅]|学校|学院)$")
_DASHES = ("—", "-", "―", "－", "–")
_SENTENCE_END = re.compile(r"[。！？；!?;…][”’」』）)】]*$")
_HEADING = re.compile(
    r"(第?[一二三四五六七八九十百]+[、.．章节]|[（(][一二三四五六七八九十\d]+[)）]|\d+(\.\d+)*[、.．\s]|[①-⑳])"
)
#: 图1, 图为…, 图：…, 图片说明; but 图书馆 and 图文并茂 are ordinary words.
_CAPTION = re.compile(
    r"[（(【\[▲△◎★]*\s*([附配上下左右插]?图(?=[\d一二三四五六七八九十\s为片中左右上下/：:（(、.．—-]|$)|照片)"
)
#: What only a caption begins with, wherever it stands.
_NUMBERED_CAPTION = re.compile(r"[（(【\[▲△◎★]*\s*(图|照片|图片)\s*[\d一二三四五六七八九十：:]")
_LEAD_END = re.compile(r"[。：:；;！!？?]")
_ATTACHMENT = re.compile(r"附件?\s*[\d一二三四五六七八九十—-]*\s*[:：]?\s*$|[【\[（(].{0,12}[】\])）]$")
_DATE = re.compile(
    r"[\s（(]*[\d〇○零一二三四五六七八九十]{2,4}\s*[年./-][\d一二三四五六七八九十年月日号时点分秒：:./\-\s]*[)）\s]*"
)
_UNIT_LABEL = re.compile(r"[（(]?(报送|选送|供稿|推荐|申报|报告|填报)?(单位|学校|院校)(名称)?\s*[:：]")
_UNIT_END = re.compile(
    r"(学校|中学|小学|大学|学院|院校|技校|职校|职高|职中|中专|职专|党校|中心|[教体社育化游业]局|人社局|局|厅|委员会|团委"
    r"|[处科][室]?|办公室|部|协会|学会|联合会|公司|集团|日报|晚报|晨报|早报|时报|周报|商报|都市报|教育报|青年报|报社"
    r"|新闻网|[众网央视]网|在线|电视台|广播电台|融媒体中心|客户端|公众号|通讯社|社|馆|基地|系|分院|总校|分校|校区)$"
)
#: A line that says what somebody does is a title or its second half, though it may end like an institution's name.
_SAYS_SOMETHING = re.compile(
    r"走[进入近]|构建|打造|助力|赋能|弘扬|点亮|绽放|举办|举行|召开|开展|参观|来到|迎来|探访|服务于"
    r"|体系$|百科$|学科$|专科$|本科$|好处$|长处$|之处$|全局$|布局$|格局$|结局$|开局$|大局$|全部$|内部$"
)


@dataclass
class Roles:
    """``title`` may run over several lines; ``unit`` is None when no line looks like one.

    ``signed``: the unit stands below the text, not under the title.
    """

    title: list[Paragraph] = field(default_factory=list)
    unit: Paragraph | None = None
    signed: bool = False
    body: list[Paragraph] = field(default_factory=list)

    @property
    def title_text(self) -> str:
        return "".join(paragraph.text for paragraph in self.title)


def assign(paragraphs: list[Paragraph]) -> Roles:
    """Give roles to the paragraphs of one document."""
    captions = _captions(paragraphs)
    lines = [p for p in _written(paragraphs) if id(p) not in captions]
    head = _head(lines)
    title = _title(head)
    rest = [p for p in lines if not any(p is part for part in title)]
    unit = _unit([p for p in head if p in rest and not _is_masthead(p)], rest)
    first = lines.index(head[-1]) + 1 if head else 0
    signature = _signature(lines[first:])
    body = [
        p
        for p in lines[first:]
        if p is not unit and id(p) not in signature and not p.place.in_box and not _is_unruled(p)
    ]
    signed = unit is not None and not any(unit is line for line in head)
    return Roles(title=title, unit=unit, signed=signed, body=body)


def _written(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """The lines that are written, not tabulated; of a document written inside a table, the table's."""
    lines = [p for p in paragraphs if p.text]
    outside = [p for p in lines if not p.place.in_table]
    if any(_is_prose(p) for p in lines) and not any(_is_prose(p) for p in outside):
        return lines
    return outside


def _captions(paragraphs: list[Paragraph]) -> set[int]:
    """Short lines that say what a picture shows: marked as such, or right after one."""
    found: set[int] = set()
    after_picture = False
    for paragraph in paragraphs:
        text = paragraph.text
        short = paragraph.length <= MAX_CAPTION_CHARACTERS
        if text and short and (_CAPTION.match(text) or after_picture or paragraph.pictures):
            found.add(id(paragraph))
        if text or paragraph.pictures:
            after_picture = bool(paragraph.pictures) and not text
    # The very first line is a title even when a picture floats beside it, and when it is about pictures.
    first = next((p for p in paragraphs if p.text), None)
    if first is not None and not _NUMBERED_CAPTION.match(first.text):
        found.discard(id(first))
    return found


def _head(lines: list[Paragraph]) -> list[Paragraph]:
    head: list[Paragraph] = []
    for line in lines[:MAX_HEAD_LINES]:
        if _is_prose(line) or (head and _is_heading(line)):
            break
        head.append(line)
    return head


def _is_date(text: str) -> bool:
    return len(text) <= MAX_DATE and bool(_DATE.fullmatch(text))


def _is_heading(line: Paragraph) -> bool:
    return bool(line.rank.numbered) or bool(_HEADING.match(line.text))


def _is_prose(line: Paragraph) -> bool:
    if line.length > MAX_HEAD_CHARACTERS:
        return True
    return bool(line.length > 15 and _SENTENCE_END.search(line.text) and line.text[-1] not in "！!？?")


def _title(head: list[Paragraph]) -> list[Paragraph]:
    lines = [p for p in head if not _ATTACHMENT.match(p.text) and not _is_date(p.text)]
    if not lines:
        return []
    first = lines[0]
    below = [p for p in lines[1:] if _points(p) >= MIN_TITLE_POINTS]
    if below and _is_masthead(first):
        first = max(below, key=_points)
    elif is_unit_name(first.text) or _UNIT_LABEL.match(first.text):
        # A unit may stand above its title; then the title is the larger line.
        larger = [p for p in lines[1:] if _points(p) > _points(first)]
        first = max(larger, key=_points, default=first)
    title = [first]
    for line in lines[lines.index(first) + 1 :][:2]:
        same = _points(line) == _points(first) and _font(line) == _font(first)
        if not same or line.text.startswith(_DASHES) or _points(line) < MIN_TITLE_POINTS:
            break
        if _names_unit(line.text) and not line.continues:
            break
        title.append(line)
    return title


def _is_masthead(line: Paragraph) -> bool:
    return _points(line) >= MIN_MASTHEAD_POINTS and bool(_MASTHEAD.search(line.text))


def _unit(head: list[Paragraph], rest: list[Paragraph]) -> Paragraph | None:
    tail = [p for p in rest[-TAIL_LINES:] if p.length <= MAX_UNIT_CHARACTERS]
    for candidates in (head, tail):
        for paragraph in candidates:
            if _UNIT_LABEL.match(paragraph.text):
                return paragraph
    for candidates in (head, list(reversed(tail))):
        for paragraph in candidates:
            if is_unit_name(paragraph.text):
                return paragraph
    return None


def _names_unit(text: str) -> bool:
    return bool(_UNIT_LABEL.match(text)) or is_unit_name(text)


def is_unit_name(text: str) -> bool:
    """Whether a short line is an institution's name, alone or with a date, a page or a byline beside it."""
    if count_characters(text) > MAX_UNIT_CHARACTERS or _SENTENCE_END.search(text) or _HEADING.match(text):
        return False
    if text.startswith(_DASHES) or text.endswith((",", "，", "、")) or _SAYS_SOMETHING.search(text):
        return False
    words = [word.rstrip("）)】]") for word in re.split(r"[\s　:：,，、|/]+", text.strip("（）()【】[] 　"))]
    named = [len(word) >= 3 and bool(_UNIT_END.search(word)) for word in words]
    # Of a long line with commas every part has to be a name, or it is a sentence that mentions one.
    return all(named) if len(text) > MAX_LISTED_CHARACTERS and re.search("[,，、]", text) else any(named)


def _signature(lines: list[Paragraph]) -> set[int]:
    """Short lines after the last sentence: who, when, how to reach them."""
    found: set[int] = set()
    for line in reversed(lines):
        if _is_prose(line) or _SENTENCE_END.search(line.text):
            break
        found.add(id(line))
    return found


def ruled_runs(paragraph: Paragraph) -> list[Run]:
    """The runs a role's type applies to: all but a heading that opens its paragraph (（一）加强领导。正文…)."""
    runs = paragraph.runs
    if not _is_heading(paragraph):
        return runs
    said = ""
    for number, run in enumerate(runs):
        # A heading is set apart run by run; where it ends within a run, that run is text like the rest.
        said += run.text
        end = _LEAD_END.search(said)
        if end is not None:
            return runs[number + 1 :] if end.end() == len(said.rstrip()) and number + 1 < len(runs) else runs
        if len(said) > MAX_HEADING_CHARACTERS:
            break
    return runs


def _is_unruled(line: Paragraph) -> bool:
    """Headings and dates: short, and not a sentence, or one numbered sentence."""
    text = line.text
    if _is_date(text):
        return True
    if line.rank.outlined and line.length <= MAX_OUTLINED_CHARACTERS:
        return True
    if _is_heading(line) and line.length <= MAX_HEADING_CHARACTERS and len(_LEAD_END.findall(text)) <= 1:
        return True
    if text[-1] in "：:":
        return line.length <= MAX_LABEL_CHARACTERS
    return line.length <= MAX_HEADING_CHARACTERS and not _SENTENCE_END.search(text) and text[-1] not in "，,"


def _points(paragraph: Paragraph) -> float:
    return paragraph.main_run.points if paragraph.main_run else 0.0


def _font(paragraph: Paragraph) -> str:
    return paragraph.main_run.font if paragraph.main_run else ""
