"""What is fuzzed: one target per parser. A target takes any bytes, and raises when the parser did what it must not.

A check must always give a report, and one that can be worded; what no reader foresaw is logged by ``checks.check`` as
an error, and that counts as a crash here. Wire and campaign parsers may refuse, in their own vocabulary only; what
pages may answer is a list of statuses.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path

import openpyxl

from channels.contract import Callback
from channels.registry import roster_columns
from checks.check import inspect
from checks.guess import guess_kind
from checks.pool.worker import to_json
from checks.request import CheckRequest
from checks.sniff import sniff
from checks.tables.roster_file import read_roster
from domain.abilities import Abilities
from domain.campaigns.file import CampaignFileError, parse
from domain.campaigns.rules import PhotoFormat, PhotoRules, Rules
from domain.findings import Kind, Report
from domain.language.decide import decide
from domain.language.decisions import Situation
from domain.language.normal import normalised
from domain.language.reading import read
from domain.language.vocabulary import MilestoneWords, Vocabulary
from domain.messages import CallbackError
from domain.statistics import COLUMNS as STATISTICS
from domain.statistics import StatisticsRow
from formats.books.merged_statistics import Merged, MergedRow
from formats.books.statistics import merged_book, template_book
from formats.findings.finding import worded
from handlers.reading import simplified
from tests.fuzz import cells, messages, pages
from tests.fuzz.messages import CHANNEL, NOW, PLATFORM
from tests.fuzz.mutation import mutate_json, mutate_package, mutate_table, mutate_xml
from tests.fuzz.target import Target
from tests.support.fakes import wecom_messages as xml

ROOT = Path(__file__).parents[2]
FILES = ROOT / "tests" / "checks" / "files"
MAX_SEED_BYTES = 100_000
RULES = Rules(photo=PhotoRules(formats=tuple(PhotoFormat)))
DISK = Abilities(shrinks_photos=False)
WEEK = tuple(date(2020, 11, 8) + timedelta(days=n) for n in range(7))
MILESTONES = (
    MilestoneWords(code="plan", name="活动周方案", words=("方案", "工作方案"), accepts=("file", "text")),
    MilestoneWords(code="website", name="专题网站地址", words=("网站",), accepts=("link",)),
    MilestoneWords(code="contact", name="联络员信息", words=("联络员",), accepts=("contact",)),
    MilestoneWords(code="statistics", name="情况统计表", words=("统计表",), accepts=("file",)),
)


@cache
def _scratch() -> Path:
    memory = Path("/dev/shm")
    folder = memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    return folder / f"baosong-fuzz-{os.getpid()}"


def _file(data: bytes) -> Path:
    path = _scratch()
    path.write_bytes(data)
    return path


def _name(data: bytes) -> str:
    return data[-40:].decode("utf-8", "replace").replace("/", "+")


def _inspected(kind: Kind, name: str, data: bytes) -> None:
    path = _file(data)
    try:
        _agree(inspect(CheckRequest(path=path, name=name, kind=kind, rules=RULES, caption="启动仪式")), kind, data)
    finally:
        path.unlink()


def _agree(report: Report, kind: Kind, data: bytes) -> None:
    assert report.kind is kind
    assert report.facts["bytes"] == len(data)
    json.loads(to_json(report))
    for finding in report.findings:
        said = worded(finding, DISK)
        lines = [*said.problem.splitlines(), *said.remedy.splitlines()]
        assert len(lines) <= 2 and sum(map(len, lines)) <= 300, lines


def _sniffed(data: bytes) -> None:
    path = _file(data)
    try:
        assert sniff(path).family is not None
        assert guess_kind(path, _name(data)) in Kind
        assert guess_kind(path, "") in Kind
    finally:
        path.unlink()


def _roster(data: bytes) -> None:
    path = _file(data)
    try:
        found = read_roster(path, roster_columns())
        rows, problems = found.rows, found.problems
    finally:
        path.unlink()
    assert rows is not None and problems is not None


def _form_cells(data: bytes) -> None:
    _inspected(Kind.STATISTICS, "a.xlsx", cells.book(data))


def _callback(data: bytes) -> None:
    """The first byte says how deep the rest goes: as body, as cipher text, as plain blocks, as the inner XML."""
    how, rest = data[:1], data[1:]
    if how < b"\x40":
        query, body = PLATFORM.sign(rest.decode("utf-8", "replace")), rest
    else:
        if how < b"\x80":
            sealed = rest.decode("latin-1")
        elif how < b"\xc0":
            sealed = PLATFORM.crypto.encrypt_plain(rest)
        else:
            receiver = str(PLATFORM.credentials["corp_id"]).encode()
            sealed = PLATFORM.crypto.encrypt_plain(bytes(16) + len(rest).to_bytes(4, "big") + rest + receiver)
        query, body = PLATFORM.sign(sealed), xml.envelope(sealed)
    try:
        received = CHANNEL.receive(Callback(query=query, headers={}, body=body, at=NOW))
    except CallbackError:
        return
    for message in received.messages:
        assert message.sent_at.tzinfo is not None
        json.dumps([message.text, message.sender, message.external_id]).encode()


def _understood(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    words = Vocabulary(today=WEEK[1], days=WEEK, milestones=MILESTONES)
    found = read(normalised(text, simplified(text)), words)
    for standing in (Situation(reports=True, waiting=(5, 6)), Situation(supervises=True), Situation(known=False)):
        assert decide(found, standing, words) is not None


def _campaign(data: bytes) -> None:
    try:
        assert parse(data.decode("utf-8", "replace"), "fuzz.toml").code
    except CampaignFileError as error:
        assert error.problems


def _files(*endings: str) -> list[bytes]:
    found = sorted(path for path in FILES.iterdir() if path.name.endswith(endings))
    return [path.read_bytes() for path in found if 0 < path.stat().st_size <= MAX_SEED_BYTES]


def _documents() -> list[bytes]:
    return _files(".docx")


def _forms() -> list[bytes]:
    rows = [
        StatisticsRow(
            unit="某某职业学院", schools=1, teachers=20, students=300, coverage=0.75, companies=2, people=400
        ),
        StatisticsRow(
            unit="某某市教育局", schools=12, teachers=200, students=3000, coverage=1.0, people=4000, forms="讲座"
        ),
    ]
    words = openpyxl.Workbook()
    sheet = words.worksheets[0]
    for row in (
        ["统计单位：某某职业学院"],
        list(STATISTICS.values())[1:],
        ["1所", "１２０", "1.2万", "85%", "无", "八", "—"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:J1")
    buffer = io.BytesIO()
    words.save(buffer)
    return [
        merged_book(Merged(title="统计表", rows=tuple(MergedRow(row=row) for row in rows))),
        template_book("统计表"),
        buffer.getvalue(),
        *_files(".xlsx", ".xls"),
    ]


def _roster_book() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(roster_columns().headers))
    sheet.append(["A1", "某某市教育局", "市局、教育局", "市教育局", "教育", "", "张三", "管理员", "13800000000"])
    sheet.append(
        [
            "A2",
            "某某职业学院",
            "",
            "高职院校",
            "教育",
            "A1",
            "李四",
            "联络员",
            13900000000.0,
            "",
            "",
            "",
            "",
            NOW.date(),
        ]
    )
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _callbacks() -> list[bytes]:
    sent = int(NOW.timestamp())
    inner = [
        xml.text_xml("zhangsan", "今天谁没交", sent, message_id=1),
        xml.image_xml("zhangsan", "media-1", sent, message_id=2),
        xml.file_xml("zhangsan", "media-2", "方案.docx", sent, message_id=3),
        xml.card_event_xml("zhangsan", "确认", "nudge-7", sent),
    ]
    sealed = PLATFORM.crypto.encrypt(inner[0])
    return [b"\xff" + one.encode() for one in inner] + [b"\x00" + xml.envelope(sealed), b"\x50" + sealed.encode()]


def _phrases() -> list[bytes]:
    said = (
        "今天谁没交？",
        "说明 3、5 学生展示焊接技能",
        "记到 11月10日",
        "昨天哪些单位迟报",
        "免报 某某县教体局 11-9",
        "绑定 AB12-CD34",
        "方案 https://example.edu.cn/x",
        "撤回3，4和5",
        "第二天的简报",
    )
    return [one.encode() for one in said]


def _campaigns() -> list[bytes]:
    return [path.read_bytes() for path in sorted((ROOT / "campaigns").glob("*.toml"))]


PRESS_NAME = "某某日报+我市启动职业教育活动周.docx"
TARGETS: dict[str, Target] = {
    "sniff": Target(_sniffed, partial(_files, "")),
    "photo": Target(partial(_inspected, Kind.PHOTO, "a.jpg"), partial(_files, ".jpg")),
    "video": Target(partial(_inspected, Kind.VIDEO, "a.mp4"), partial(_files, ".mp4")),
    "document": Target(
        partial(_inspected, Kind.DOCUMENT, "a.docx"), partial(_files, ".docx"), structured=mutate_package
    ),
    "press": Target(partial(_inspected, Kind.PRESS, PRESS_NAME), partial(_files, ".docx"), structured=mutate_package),
    "workbook": Target(partial(_inspected, Kind.STATISTICS, "a.xlsx"), _forms, structured=mutate_package),
    "attachment": Target(partial(_inspected, Kind.ATTACHMENT, "a"), partial(_files, ""), structured=mutate_package),
    "text": Target(
        partial(_inspected, Kind.TEXT, "a.txt"), lambda: ["技能点亮人生\n活动周 2020-11-09，don’t。".encode()]
    ),
    "roster": Target(_roster, lambda: [_roster_book()], structured=mutate_package),
    "callback": Target(_callback, _callbacks),
    "opened": Target(messages.opened, messages.documents, structured=mutate_xml),
    "posted": Target(messages.posted, messages.posts, structured=mutate_json),
    "pages": Target(pages.asked, pages.requests, structured=pages.mutate_request, around=pages.server),
    "roster-cells": Target(cells.roster, cells.rosters, structured=mutate_table, around=cells.office),
    "form-cells": Target(_form_cells, cells.forms, structured=mutate_table),
    "phrases": Target(_understood, _phrases),
    "campaign": Target(_campaign, _campaigns),
}
