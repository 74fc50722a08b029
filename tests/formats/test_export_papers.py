"""照片说明 of an export: every photo once, in order, with what was typed, on the page of official papers."""

from __future__ import annotations

import io
from datetime import date, datetime

from docx import Document

from domain.clock import CHINA
from domain.findings import Kind
from formats.exports.material import Exported, ExportedItem
from formats.exports.papers import papers
from formats.gb9704 import measures as gb
from formats.gb9704.paper import Paper
from formats.words import exports as words

AT = datetime(2020, 11, 9, 10, 5, tzinfo=CHINA)


def item(number: int, kind: Kind, caption: str) -> ExportedItem:
    return ExportedItem(
        number=number,
        kind=kind,
        day=date(2020, 11, 9),
        unit="星河一职",
        short_unit="",
        title="",
        caption=caption,
        text="",
        file_name="",
        key="k",
        size=1,
        sha256="",
        at=AT,
    )


def test_every_photo_stands_in_it_as_it_was_described() -> None:
    captions = ["=1+1 <b>&amp;", "", "坏\x00字\uffff 😀", *(f"第{n}张" for n in range(600))]
    files = [(f"02照片/{n:03}.jpg", item(n, Kind.PHOTO, caption)) for n, caption in enumerate(captions)]
    files.insert(1, ("01稿件/001.txt", item(9999, Kind.TEXT, "不是照片")))
    made = papers(Exported(title="活动周", office="市教育局", at=AT, files=tuple(files)))
    document = Document(io.BytesIO(made[words.CAPTIONS]))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[:2] == ["活动周", words.CAPTIONS_TITLE]
    said = ["=1+1 <b>&amp;", words.NO_CAPTION, "坏字 😀", *captions[3:]]
    assert texts[2:] == [f"02照片/{n:03}.jpg\n{caption}（星河一职）" for n, caption in enumerate(said)]
    section = document.sections[0]
    assert section.page_width and round(section.page_width.mm) == gb.WIDTH
    assert document.paragraphs[-1].paragraph_format.line_spacing is None
    assert document.paragraphs[-1].style is not None and document.paragraphs[-1].style.font.size is not None
    assert document.paragraphs[-1].style.font.size.pt == gb.TABLE


def test_two_lists_stand_where_they_were_written() -> None:
    paper = Paper(title="", author="", at=AT)
    paper.long_list([("一",), ("<!--list 1-->",)])
    paper.paragraph("中间")
    paper.long_list([("二", "三")])
    document = Document(io.BytesIO(paper.to_bytes()))
    assert [one.text for one in document.paragraphs] == ["一", "<!--list 1-->", "中间", "二\n三"]
