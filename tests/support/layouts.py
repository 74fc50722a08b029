"""How schools and offices lay out what they report: a table of whole documents, line by line, and what may be wrong.

Every layout keeps the notice's type in title, unit and body and is right; what differs is what stands around them. Own
texts and names, after the habits of public notices, bulletins, newsletters and letters.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph as Written

from checks.word.fonts import face
from checks.word.reading import Paragraph, Place, Run
from checks.word.styles import Rank
from tests.support.pictures import picture

Face = tuple[str, float]
TITLE, UNIT, BODY = ("方正小标宋简体", 22.0), ("楷体", 16.0), ("仿宋_GB2312", 16.0)
HEI, KAI, SMALL, NOTE, MAST = (
    ("黑体", 16.0),
    ("楷体_GB2312", 16.0),
    ("仿宋_GB2312", 14.0),
    ("宋体", 12.0),
    ("方正小标宋简体", 40.0),
)
SCHOOL, NAME = "星河市第一职业中等专业学校", "焊花里的青春"
_SENTENCE = "活动周里，师生把实训课堂搬到社区，为居民检修家电、讲解用电常识，大家都说学到了真本领。"
TEXT = _SENTENCE * 5


class Role(Enum):
    TITLE = "document.title_font"
    UNIT = "document.unit_font"
    BODY = "document.body_font"


@dataclass(frozen=True)
class L:
    """One line. ``role``: what it is, None for what the notices do not rule.

    ``lead``: words in a face of their own that open the line. ``tabled``: in a cell. ``picture``: alone on its line.
    """

    text: str
    face: Face
    role: Role | None = None
    red: bool = False
    centred: bool = False
    boxed: bool = False
    tabled: bool = False
    picture: bool = False
    lead: tuple[str, Face] | None = None


@dataclass(frozen=True)
class Layout:
    name: str
    lines: tuple[L, ...]
    title: str = NAME
    file_name: str = "案例.docx"
    unit_names: tuple[str, ...] = ()


def title(text: str = NAME, *, centred: bool = False) -> L:
    return L(text, TITLE, Role.TITLE, centred=centred)


def unit(text: str = SCHOOL) -> L:
    return L(text, UNIT, Role.UNIT)


def body(*texts: str) -> tuple[L, ...]:
    return tuple(L(text, BODY, Role.BODY) for text in texts or (TEXT,) * 4)


def red(text: str, face: Face = MAST) -> L:
    return L(text, face, red=True)


def of(name: str, *parts: L | tuple[L, ...], **options: object) -> Layout:
    lines = [line for part in parts for line in (part if isinstance(part, tuple) else (part,))]
    return Layout(name, tuple(lines), **options)  # type: ignore[arg-type]


def above(name: str, *lines: L) -> Layout:
    """What stands above an ordinary title."""
    return of(name, *lines, title(), unit(), body())


def below(name: str, *lines: L) -> Layout:
    """What stands below an ordinary text."""
    return of(name, title(), unit(), body(), *lines)


def between(name: str, *lines: L) -> Layout:
    """What stands between an ordinary title and its unit or text."""
    return of(name, title(), *lines, body())


#: The layouts that were once refused, or nearly: what stands in the table of the fault, in texts of our own.
KNOWN = (
    of("plain", title(), unit(), body()),
    above("a label above", L("案例类别：职教人物故事", BODY)),
    above("a black label above", L("典型育人案例", HEI)),
    above("a series above", L("2020年活动周优秀案例", UNIT)),
    above("a label in brackets", L("【活动周故事】", BODY)),
    of(
        "an official letter",
        red(f"{SCHOOL}文件"),
        L("星职〔2020〕7号", BODY),
        title(),
        L("星河市教育局：", BODY),
        body(),
        L(SCHOOL, BODY),
        L("2020年11月10日", BODY),
    ),
    of(
        "a letter with copies",
        red(f"{SCHOOL}文件"),
        L("星职〔2020〕7号", BODY),
        title(),
        L("星河市教育局：", BODY),
        body(),
        L(SCHOOL, BODY),
        L("2020年11月10日", BODY),
        L("抄送：星河市教育局职成科，星河市总工会。", SMALL),
        L(f"{SCHOOL}办公室　　2020年11月10日印发", SMALL),
    ),
    of(
        "a newsletter",
        red("活动周工作简报", ("方正小标宋简体", 36.0)),
        L("第2期", BODY),
        L(f"{SCHOOL}　　2020年11月10日", BODY),
        title(),
        body(),
        L("报：星河市教育局职成科。", SMALL),
        L("送：各兄弟学校。", SMALL),
    ),
    below("a contact line", L("（联系人：王老师，电话：0000-0000000）", BODY)),
    below("a small contact line", L("联系人：王老师，电话：0000-0000000。", SMALL)),
    of(
        "plain headings",
        title(),
        unit(),
        L("活动背景", HEI),
        body(TEXT),
        L("做法", HEI),
        body(TEXT, TEXT),
        L("成效", HEI),
        body(TEXT),
    ),
    of(
        "numbered headings",
        title(),
        unit(),
        L("一、活动背景", HEI),
        body(TEXT),
        L("（一）建立机制", KAI),
        body(TEXT, TEXT),
        L("二、成效", HEI),
        body(TEXT),
    ),
    of("a subtitle", title(), L(f"——记{SCHOOL}社区服务队", UNIT), unit(), body()),
    below("an author below", L(f"（作者：李老师，{SCHOOL}教师）", UNIT)),
    below("small editors", L("撰稿：李老师  审核：王老师  校对：赵老师", ("楷体", 14.0))),
    below("a source", L(f"（来源：{SCHOOL}宣传科。）", ("楷体", 14.0))),
    of(
        "a title over two lines",
        title(SCHOOL),
        title("活动周育人案例"),
        unit(),
        body(),
        title=f"{SCHOOL}活动周育人案例",
    ),
    of("a unit above its title", unit(), title(), body()),
    above("a serial number", L("编号：2020017", NOTE)),
    of("a theme below", title(), L("活动主题：技能点亮生活", UNIT), unit(), body()),
    of("an abstract", title(), unit(), L("【摘要】" + _SENTENCE, UNIT), body()),
    of("an annex", title(), unit(), body(), L("附件：活动照片清单", BODY), L("附件", HEI), L("照片由学校提供。", NOTE)),
    of("a date below the unit", title(), unit(), L("2020年11月10日", UNIT), body()),
    of("a unit in brackets", title(), unit(f"（{SCHOOL}  李老师）"), body()),
    above("an issue above", L("第2期（总第18期）", BODY)),
    above("an update above", L("最后更新：2020年11月10日", BODY)),
    below("a closing note", L("注：本案例数据截至2020年11月10日。", ("仿宋_GB2312", 12.0))),
    below("a stamp", L("特此报告。", BODY, Role.BODY), L(f"{SCHOOL}（盖章）", BODY), L("二〇二〇年十一月十日", BODY)),
    above("material one", L("材料之一", HEI)),
    above("annex two", L("附件2", HEI)),
    above(
        "an internal paper",
        L("内部资料", HEI),
        red("星河市教育局活动周专报", ("方正小标宋简体", 36.0)),
        L("2020年第3期", BODY),
    ),
    of("a box beside the title", L("照片", ("宋体", 11.0), boxed=True), title(), unit(), body()),
    of(
        "preprinted paper",
        L("星职〔2020〕7号", BODY),
        title(),
        L("各系部：", BODY),
        body(),
        L(SCHOOL, BODY),
        L("2020年11月10日", BODY),
    ),
)
#: Further ones.
FURTHER = (
    above("secret and urgent", L("机密★1年", HEI), L("特急", HEI)),
    above("for comment", L("（征求意见稿）", BODY)),
    above("a draft's number", L("No.012", NOTE)),
    above("issue in brackets", L("（2020年第6期）", BODY)),
    above(
        "issue with imprint on its line",
        red("职教活动周快报", ("方正小标宋简体", 32.0)),
        L("第6期　　活动周组委会办公室编　　2020年11月10日", SMALL),
    ),
    above("a column's name", L("活动周专栏", HEI)),
    above("a column with a bar", L("◆ 校园动态 ◆", KAI)),
    above("case three", L("案例三", HEI)),
    above("part of a series", L("“匠心筑梦”系列报道之二", KAI)),
    above("a project number", L("作品编号：ZJ-2020-118", BODY)),
    above("group and field", L("申报类别：学生成长案例", BODY), L("所属领域：装备制造", BODY)),
    above("category with a box", L("参赛组别：中职组", NOTE)),
    above("signed by", L("星职字〔2020〕7号　　　签发人：王校长", BODY)),
    above("web page lines", L("发布时间：2020-11-10  浏览次数：128次", NOTE), L("字体：大 中 小", NOTE)),
    above("a date first", L("2020年11月10日", BODY)),
    above("reference material", L("参考资料", HEI)),
    above("award", L("案例评选一等奖", HEI)),
    above("document for a meeting", L("活动周经验交流材料", HEI)),
    above("meeting paper number", L("会议材料（三）", HEI)),
    of(
        "red joint letterhead",
        red("星河市教育局"),
        red("星河市人力资源和社会保障局"),
        L("星教职〔2020〕31号", BODY),
        title(),
        L("各县（市、区）教育局、人社局，各职业院校：", BODY),
        body(),
        L("2020年11月10日", BODY),
    ),
    of(
        "red letterhead of one name",
        red(SCHOOL, ("方正小标宋简体", 54.0)),
        L("星职函〔2020〕7号", BODY),
        title(),
        L("星河市教育局：", BODY),
        body(),
    ),
    of(
        "black letterhead",
        L(f"{SCHOOL}文件", ("方正小标宋简体", 48.0)),
        L("星职〔2020〕7号", BODY),
        title(),
        L("星河市教育局：", BODY),
        body(),
    ),
    of(
        "a small newsletter head",
        red("活动周简报", ("方正小标宋简体", 22.0)),
        L("（第4期）", BODY),
        title(),
        unit(),
        body(),
    ),
    of(
        "a weekly with its month",
        red("职教周报", ("黑体", 36.0)),
        L("2020年11月10日　第46期（总第310期）", BODY),
        title(),
        body(),
    ),
    of(
        "a newsletter with contents",
        red("校园简讯", MAST),
        L("第9期", BODY),
        L("本期导读", HEI),
        title(),
        unit(),
        body(),
    ),
    of(
        "a note of the editor above",
        red("活动周简报", MAST),
        L("第5期", BODY),
        L("编者按：" + _SENTENCE, KAI),
        title(),
        body(),
        L("报：市活动周组委会。", SMALL),
    ),
    of(
        "to the superior",
        title(),
        L("市活动周组委会办公室：", BODY),
        body(),
        L("特此报告。", BODY, Role.BODY),
        L(SCHOOL, BODY),
        L("2020年11月10日", BODY),
    ),
    of(
        "to many",
        title(),
        L("各县（市、区）教育体育局，高新区、经开区社会事业局，市直各中等职业学校：", BODY),
        unit(),
        body(),
    ),
    of("to leaders", title(), L("尊敬的各位领导、各位来宾：", BODY), unit(), body(), L("谢谢大家！", BODY)),
    of("a label for the unit", title(), unit(f"报送单位：{SCHOOL}"), body()),
    of("labels of unit and author", title(), unit(f"单位：{SCHOOL}"), L("作者：李老师", UNIT), body()),
    of("the author beside the unit", title(), unit(f"{SCHOOL}　李老师　王老师"), body()),
    of("the unit's short name", title(), unit("星河一职"), body(), unit_names=(SCHOOL, "星河一职")),
    of("an unusual unit", title(), unit("东湖书苑"), body(), unit_names=("东湖书苑",)),
    of("a reporter", title(), unit(), L("通讯员 李老师 王老师", KAI), body()),
    of("text and pictures by", title(), unit(), L("文/李老师  图/王老师", NOTE), body()),
    of("a subtitle with a short dash", title(), L("-记服务队的七天", KAI), unit(), body()),
    of("a subtitle without a dash", title(), L("社区服务队的七天", ("楷体", 18.0)), unit(), body()),
    of("key words", title(), unit(), L("摘要：" + _SENTENCE, NOTE), L("关键词：技能；社区；服务", NOTE), body()),
    of("a quotation to begin with", title(), unit(), L("（题记）手上有活，心里有光", KAI), body()),
    of("a centred title", L("案例类别：学生成长", BODY), title(centred=True), unit(), body()),
    of(
        "a title in three lines",
        title(SCHOOL),
        title("2020年职业教育活动周"),
        title("服务社区纪实"),
        unit(),
        body(),
        title=f"{SCHOOL}2020年职业教育活动周服务社区纪实",
    ),
    of("a title that asks", title("技能能给社区带来什么？"), unit(), body(), title="技能能给社区带来什么？"),
    of("a title with a colon", title("七天七夜：一支服务队的故事"), unit(), body(), title="七天七夜：一支服务队的故事"),
    of("a title that ends like a series", title("社区里的实训课案例"), unit(), body(), title="社区里的实训课案例"),
    of("a title in book marks", title("《焊花里的青春》"), unit(), body(), title="《焊花里的青春》"),
    of("a title that names its school", title(f"{SCHOOL}走进社区"), unit(), body(), title=f"{SCHOOL}走进社区"),
    of("named by its file", L("活动周育人案例", HEI), title(), unit(), body(), file_name="星河一职-焊花里的青春.docx"),
    of(
        "questions and answers",
        title(),
        unit(),
        body(TEXT),
        L("问：活动为什么放在社区？", HEI),
        body(TEXT),
        L("问：学生收获了什么？", HEI),
        body(TEXT),
    ),
    of("counted heads", title(), unit(), L("1.建立机制", HEI), body(TEXT), L("2.组建队伍", HEI), body(TEXT)),
    of(
        "chapter heads",
        title(),
        unit(),
        L("第一部分 活动概况", HEI),
        body(TEXT),
        L("第二部分 主要做法", HEI),
        body(TEXT),
    ),
    of("labels as heads", title(), unit(), L("背景：", HEI), body(TEXT), L("过程：", HEI), body(TEXT)),
    of("heads in brackets", title(), unit(), L("【案例背景】", HEI), body(TEXT), L("【案例启示】", HEI), body(TEXT)),
    below("copies without stops", L("抄送：市教育局，市总工会", SMALL), L("共印30份", SMALL)),
    below("key words of a paper", L("主题词：职业教育  活动周  案例", HEI)),
    below("annexes listed", L("附件：1.活动照片", BODY), L("2.媒体报道目录", BODY)),
    below("a public paper", L("（此件公开发布）", BODY)),
    below("printed by", L("活动周组委会办公室  2020年11月10日印发", SMALL)),
    below("where it was printed before", L("（本文原载于校刊第三期，有删改。）", KAI)),
    below("about the author", L("作者简介：李老师，高级讲师，从事焊接教学二十年。", NOTE)),
    below("a teacher's word", L("专家点评：案例真实生动，做法可以推广，值得各校借鉴。", KAI)),
    below("references", L("参考文献", HEI), L("[1] 某某．职业教育活动周实践研究[J]．2019(3)．", NOTE)),
    below("a link", L("链接：https://example.org/news/1.html", NOTE)),
    below("editors in two lines", L("编辑：李老师    责编：王老师", SMALL), L("投稿邮箱：office@example.org", SMALL)),
    below("sent to", L("发至：各系部、各科室。", SMALL)),
    below("a star's note", L("*本案例为市级重点课题阶段成果。", NOTE)),
    below("photographs by", L("（摄影：李老师  供图：学校团委）", KAI)),
    below("guided by", L("指导教师：王老师。", KAI)),
    below("recommended by", L("推荐单位：星河市教育局", BODY)),
    below(
        "thanks and stamp",
        L("妥否，请批示。", BODY, Role.BODY),
        L(f"{SCHOOL}", BODY),
        L("（公章）", BODY),
        L("2020年11月10日", BODY),
    ),
)
LAYOUTS = KNOWN + FURTHER
#: What each role is mistaken for: another face in the size, and the face in another size.
WRONG: dict[Role, tuple[Face, ...]] = {
    Role.TITLE: (("宋体", 22.0), ("黑体", 22.0), ("方正小标宋简体", 18.0), ("方正小标宋简体", 26.0)),
    Role.UNIT: (("宋体", 16.0), ("黑体", 16.0), ("楷体", 14.0)),
    Role.BODY: (("宋体", 16.0), ("微软雅黑", 16.0), ("仿宋_GB2312", 14.0), ("仿宋_GB2312", 12.0)),
}


def spoilt(layout: Layout) -> Iterator[tuple[Layout, Role, str]]:
    """The layout with one line in a wrong type, once for every line that has a role; the line's text."""
    for at, line in enumerate(layout.lines):
        if line.role is None:
            continue
        for mistaken in WRONG[line.role]:
            lines = (*layout.lines[:at], replace(line, face=mistaken), *layout.lines[at + 1 :])
            said = (line.lead[0] if line.lead else "") + line.text
            yield replace(layout, name=f"{layout.name}: {mistaken}", lines=lines), line.role, said


def as_read(layout: Layout) -> list[Paragraph]:
    """The paragraphs as they come out of the file."""
    return [
        Paragraph(
            place=Place(in_box=line.boxed, in_table=line.tabled),
            rank=Rank(centred=line.centred or None),
            pieces=_pieces(line),
        )
        for line in layout.lines
    ]


def _pieces(line: L) -> list[Run | None]:
    if line.picture:
        return [None]
    spoken = [*([line.lead] if line.lead else []), (line.text, line.face)]
    return [Run(text, face(name), points, "FF0000" if line.red else "") for text, (name, points) in spoken]


def as_word_file(layout: Layout) -> bytes:
    """The layout as python-docx writes it; text boxes apart, which it cannot write."""
    document = _blank()
    for block in (*document.element.body.findall(qn("w:p")), *document.element.body.findall(qn("w:tbl"))):
        document.element.body.remove(block)
    for line in layout.lines:
        if line.picture:
            document.add_picture(io.BytesIO(picture(1)))
        elif line.tabled:
            _write(document.add_table(1, 1).cell(0, 0).paragraphs[0], line)
        elif not line.boxed:
            _write(document.add_paragraph(), line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@cache
def _blank() -> Document:
    """One document for all: reading python-docx's template takes longer than everything else."""
    return docx.Document()


def _write(paragraph: Written, line: L) -> None:
    for text, (name, points) in (*([line.lead] if line.lead else []), (line.text, line.face)):
        run = paragraph.add_run(text)
        run.font.name, run.font.size = name, Pt(points)
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
    if line.red:
        run.font.color.rgb = RGBColor(255, 0, 0)
    if line.centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
