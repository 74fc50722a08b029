"""What a bulletin says, and that Word, Excel and picture say it as it is; nobody is named unasked."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, datetime

import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image

from domain.bulletin import Block, BulletinKind, Highlight
from domain.clock import CHINA
from domain.findings import Kind
from domain.obligation import Standing
from domain.selection import Level
from formats.bulletin import picture
from formats.bulletin.book import bulletin_book
from formats.bulletin.grids import UnitRow
from formats.bulletin.lines import bulletin_lines, three_lines
from formats.bulletin.text import BulletinView, HighlightView, written
from formats.bulletin.word import bulletin_docx
from formats.bulletin.written import Written, from_json, to_json
from formats.digest.cjk_font import NoChineseFont

DAY = date(2020, 11, 9)
NOW = datetime(2020, 11, 9, 10, 10, tzinfo=CHINA)
#: Names as they come; the missing one is the last.
TYPED = ("=1+1", "@x", "+86", "007", "123456789012345678", "😀职校")
MISSING = "云川县第二职业学校"


def unit(name: str, standing: Standing, kind: str = "中等职业学校", **more: object) -> UnitRow:
    values = {"kinds": {}, "passed": 0, "cases": 0, "adopted": {}, "met_at": NOW} | more
    return UnitRow(name=name, kind=kind, standings={standing: 1}, **values)  # type: ignore[arg-type]


UNITS = (
    *(unit(name, Standing.ON_TIME, kinds={Kind.PHOTO: 2, Kind.TEXT: 1}) for name in TYPED),
    unit("晨光区教体局", Standing.LATE, "区县教体局", passed=3, cases=1, adopted={Level.CITY: 2, Level.NATION: 1}),
    unit("免报学校", Standing.EXEMPT),
    unit(MISSING, Standing.MISSING),
)
VIEW = BulletinView(
    kind=BulletinKind.DAILY,
    campaign="2020年职业教育活动周",
    days=(DAY,),
    due_at=datetime(2020, 11, 9, 10, tzinfo=CHINA),
    now=NOW,
    year=2020,
    number=3,
    blocks=dict.fromkeys(Block, "")
    | {
        Block.HEAD: "职业教育活动周通报",
        Block.ISSUER: "星河市教育局",
        Block.TITLE: "关于报送情况的通报",
        Block.INTRO: "各学校：\n现通报如下。",
        Block.SEND_TO: "省教育厅",
        Block.PRINTED: "30",
    },
    names_missing=True,
    by_kind=True,
    has_cases=True,
    units=UNITS,
    published=(("校园开放日", "晨光区教体局", "某某报", "市级"),),
)


def everything(said: Written) -> str:
    return json.dumps(to_json(said), ensure_ascii=False)


def test_its_first_section_counts_and_names() -> None:
    said = written(VIEW)
    title, counts, missing = three_lines(said)
    assert title == "关于报送情况的通报"
    assert "应报8个单位，已报7个（按时6个、迟报1个），缺报1个，免报1个" in counts
    assert "共收到合格材料18件" in counts and "推荐3件，被媒体采用3件次（市级2件次、国家级1件次）" in counts
    assert missing == f"11月9日没有报送的单位：{MISSING}。"
    assert said.number == "〔2020〕第3期" and dict(said.counts)["缺报"] == 1
    assert said.colophon == (("送：省教育厅", ""), ("星河市教育局", "2020年11月9日印发"), ("", "共印30份"))


def test_what_is_frozen_is_read_as_it_was() -> None:
    said = written(replace(VIEW, highlights=(HighlightView(highlight=Highlight(number=5), title="甲", unit="乙"),)))
    assert from_json(everything(said)) == said


def test_one_table_for_each_kind_in_the_rosters_order() -> None:
    of_schools, of_counties = written(VIEW).grids
    assert [row[0] for row in of_schools.rows] == [*TYPED, "免报学校", MISSING]
    assert of_schools.total[:7] == ("合计", "7", "6", "6", "0", "1", "1")
    (county,) = of_counties.rows
    assert [column.name for column in of_counties.columns][7] == "案例"
    assert county[-3:] == ("3", "0/2/0/1", "10:10报")
    (together,) = written(replace(VIEW, by_kind=False)).grids
    assert [row[0] for row in together.rows] == [one.name for one in UNITS]


@pytest.mark.parametrize("kind", BulletinKind)
def test_the_switch_off_names_nobody_who_is_missing_anywhere(kind: BulletinKind) -> None:
    said = written(replace(VIEW, kind=kind, names_missing=False))
    assert MISSING not in everything(said)
    assert all(name not in [column.name for column in grid.columns] for grid in said.grids for name in ("应报", "缺报"))
    assert TYPED[0] in everything(said)


def test_to_everybody_nobody_who_is_missing_is_named_or_counted_whatever_the_switch_says() -> None:
    said = written(replace(VIEW, kind=BulletinKind.PUBLIC, names_missing=True))
    tables_and_text = json.dumps([part for part in to_json(said)["parts"] if part["grid"]], ensure_ascii=False)
    assert MISSING not in tables_and_text and "缺报" not in "".join(said.paragraphs())


def test_before_the_deadline_nobody_is_missing_yet() -> None:
    said = written(replace(VIEW, now=VIEW.due_at))
    assert "未报1个，免报1个，10:00截止" in three_lines(said)[1] and len(three_lines(said)) == 2
    assert "未报" in [column.name for column in said.grids[0].columns]


def test_several_days_are_counted_by_day() -> None:
    rows = (replace(UNITS[0], standings={Standing.ON_TIME: 5, Standing.MISSING: 2}),)
    said = written(replace(VIEW, kind=BulletinKind.FINAL, days=(DAY, date(2020, 11, 10)), units=rows))
    assert "11月9日至11月10日共1个单位应报7次，已报5次" in three_lines(said)[1]
    assert "=1+1（2次）" in three_lines(said)[2]


def test_an_item_that_stands_no_more_is_named_by_its_number_alone() -> None:
    gone = HighlightView(highlight=Highlight(number=77, said="很好"), title="撤回的", unit="乙校", gone=True)
    kept = HighlightView(highlight=Highlight(number=78, said="家长走进车间。"), title="开放日", unit="甲校")
    said = bulletin_lines(written(replace(VIEW, highlights=(gone, kept))))
    assert any("77号" in line for line in said) and not any("乙校" in line for line in said)
    assert "（二）开放日" in said and "甲校：家长走进车间。" in said


def test_excel_holds_what_was_typed_and_no_formula() -> None:
    said = written(replace(VIEW, blocks={**VIEW.blocks, Block.INTRO: "=HYPERLINK(1)"}))
    book = load_workbook(io.BytesIO(bulletin_book(said)))
    assert book.sheetnames == ["中等职业学校", "区县教体局", "采用情况", "通报", "说明"]
    assert [cell.value for cell in book.worksheets[0]["A"]][1:-1] == [*TYPED, "免报学校", MISSING]
    assert [cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row].count("f") == 0
    assert book.worksheets[0]["B2"].value == 1
    assert book.worksheets[0].freeze_panes == "B2"
    assert "=HYPERLINK(1)" in [row[0].value for row in book["通报"].iter_rows()]


def test_word_has_the_tables_and_the_sentences() -> None:
    said = written(VIEW)
    paper = Document(io.BytesIO(bulletin_docx(said, {}, NOW)))
    texts = [one.text for one in paper.paragraphs]
    assert all(line in texts for line in said.paragraphs())
    assert {"一、总体情况", "二、报送情况", "三、采用情况"} <= set(texts)
    assert [table.cell(1, 0).text for table in paper.tables] == ["=1+1", "晨光区教体局"]


def test_a_photo_stands_in_word_where_it_is_there() -> None:
    shown = HighlightView(highlight=Highlight(number=5, pictured=True), title="甲", unit="乙", key="k")
    said, written_ = written(replace(VIEW, highlights=(shown,))), io.BytesIO()
    Image.new("RGB", (1200, 900)).save(written_, "JPEG")
    with_it = Document(io.BytesIO(bulletin_docx(said, {"k": written_.getvalue()}, NOW)))
    assert len(with_it.inline_shapes) == 1
    assert len(Document(io.BytesIO(bulletin_docx(said, {}, NOW))).inline_shapes) == 0


def test_pictures_are_of_a_phones_width_and_of_sixty_rows() -> None:
    many = tuple(unit(f"星河市第{n}中等职业技术学校（职业教育中心）分校", Standing.ON_TIME) for n in range(1000))
    try:
        pages = picture.bulletin_pngs(written(replace(VIEW, units=many[:130])))
    except NoChineseFont:
        pytest.skip("no Chinese font on this machine")
    sizes = [Image.open(io.BytesIO(page)).size for page in pages]
    assert [width for width, _ in sizes] == [1080] * 4
    assert sizes[1][1] == sizes[2][1] > sizes[3][1]
    assert len(picture.bulletin_pngs(written(replace(VIEW, units=many)))) == picture.MOST
