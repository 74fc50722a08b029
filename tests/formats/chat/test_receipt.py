"""Receipts as the contract asks: number, second, verdict per file, day, what is missing, the way out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.abilities import Abilities
from domain.clock import CHINA
from domain.days import Timing
from domain.findings import Code, Finding, Kind, Level
from domain.findings.file_formats import FileFormat
from domain.findings.found import Earlier, FileIs
from domain.findings.required import FormatsTaken
from domain.submission import State
from formats.chat.receipt import ReceiptDay, ReceiptItem, ReceiptView, receipt_text

AT = datetime(2020, 11, 9, 9, 28, 31, tzinfo=CHINA)
NARROW = Finding(code=Code.PHOTO_WIDTH, found=1600, required=2000)
SMALL = Finding(code=Code.PHOTO_SIZE, found=810_000, required=2_000_000)
UNCAPTIONED = Finding(code=Code.PHOTO_CAPTION)
SHRUNK = Finding(code=Code.PHOTO_COMPRESSED, level=Level.ADVICE)


def item(number: int, kind: Kind = Kind.PHOTO, state: State = State.ACCEPTED, *findings: Finding) -> ReceiptItem:
    return ReceiptItem(number=number, kind=kind, state=state, findings=findings)


def day_of(*items: ReceiptItem, met: bool = True, timing: Timing = Timing.ON_TIME) -> ReceiptDay:
    return ReceiptDay(
        organisation="青云市第一职业学校",
        item_name=None,
        day=date(2020, 11, 9),
        timing=timing,
        due_at=datetime(2020, 11, 9, 2, 0, tzinfo=UTC),
        met=met,
        missing_kinds=(),
        uncaptioned=(),
        movable_to=None,
        items=items,
    )


def earlier(number: int, day: int, unit: str) -> Earlier:
    return Earlier(number, date(2020, 11, day), unit_id=None, unit=unit)


VIEW = ReceiptView(number="1109-37", at=AT, days=(), unassigned=(), units=(), channel=Abilities())


def receipt(*days: ReceiptDay, at: datetime = AT) -> str:
    return receipt_text(replace(VIEW, at=at, days=days))


def test_number_second_day_and_standing_are_always_there() -> None:
    said = receipt(day_of(item(3)))
    assert said.startswith("回执 1109-37　11月9日 09:28:31\n")
    assert "青云市第一职业学校\n记到 11月9日，按时。" in said
    assert said.endswith("今天已报齐。")


def test_utc_times_are_told_in_local_time() -> None:
    assert "11月9日 09:28:31" in receipt(day_of(item(3)), at=AT.astimezone(UTC))


def test_forty_good_photos_are_one_line() -> None:
    said = receipt(day_of(*(item(n) for n in range(3, 43))))
    assert said.count("\n") == 5
    assert "照片 40 张合格（编号 3–42）" in said


def test_a_refusal_says_found_required_and_the_way_out_once() -> None:
    said = receipt(day_of(item(3, Kind.PHOTO, State.REFUSED, NARROW, SMALL, UNCAPTIONED), met=False))
    assert "编号 3 照片不合格：\n宽 1600 像素，要求不少于 2000 像素。\n大小 0.81 MB，要求不小于 2 MB。" in said
    assert said.count("勾选“原图”") == 1
    assert "说明" in said
    assert "今天还没有合格的材料。请在 10:00 前补上。" in said


def test_alike_refusals_are_told_once() -> None:
    said = receipt(day_of(*(item(n, Kind.PHOTO, State.REFUSED, NARROW) for n in (3, 4, 5, 9)), met=False))
    assert "编号 3–5、9 照片不合格：" in said
    assert said.count("1600") == 1


def test_photos_that_are_too_small_in_different_ways_are_told_at_once() -> None:
    bad = [
        item(n, Kind.PHOTO, State.REFUSED, replace(NARROW, found=1000 + n), replace(SMALL, found=n * 110_000))
        for n in range(1, 13)
    ]
    said = receipt(day_of(*bad, met=False))
    assert "编号 1–12 照片不合格：\n宽 1001–1012 像素，要求不少于 2000 像素。\n大小 0.11 MB–1.32 MB" in said
    assert said.count("不合格") == 1


def test_sizes_are_put_in_order_whatever_their_unit() -> None:
    bad = [item(n, Kind.PHOTO, State.REFUSED, replace(SMALL, found=f)) for n, f in enumerate((300_000, 99_000))]
    assert "大小 99 KB、0.3 MB，要求不小于 2 MB。" in receipt(day_of(*bad, met=False))


def test_photos_with_different_faults_are_told_apart() -> None:
    required = FormatsTaken(("JPEG",))
    formats = [
        Finding(code=Code.PHOTO_FORMAT, found=FileIs(name), required=required)
        for name in (FileFormat.HEIC, FileFormat.PNG)
    ]
    said = receipt(day_of(*(item(n, Kind.PHOTO, State.REFUSED, f) for n, f in enumerate(formats, 1)), met=False))
    assert "编号 1 照片不合格：\n照片格式是 HEIC" in said and "编号 2 照片不合格：\n照片格式是 PNG" in said


def test_the_caption_of_photos_to_be_sent_again_is_asked_for_once() -> None:
    bad = [item(n, Kind.PHOTO, State.REFUSED, finding, UNCAPTIONED) for n, finding in enumerate((NARROW, SMALL), 1)]
    said = receipt(day_of(*bad, met=False))
    assert said.count("重发后请补一句照片说明。") == 1
    assert said.index("编号 2 照片不合格") < said.index("重发后请补一句照片说明。")


def test_every_refusal_is_told_however_many() -> None:
    bad = [
        replace(item(n, Kind.DOCUMENT, State.REFUSED, Finding(code=Code.FILE_ENCRYPTED)), file_name=f"{n}.docx")
        for n in range(1, 13)
    ]
    said = receipt(day_of(*bad, met=False))
    assert all(f"编号 {n} 文稿《{n}.docx》不合格：\n文件加了密码" in said for n in range(1, 13))


def test_a_refused_photo_is_told_that_the_chat_has_shrunk_it() -> None:
    said = receipt(day_of(item(3, Kind.PHOTO, State.REFUSED, NARROW, SHRUNK), met=False))
    assert "宽 1600 像素，要求不少于 2000 像素。\n这张照片像是被聊天软件压缩过。\n请勾选“原图”" in said
    assert "没有就不用管" not in said


def test_files_that_fared_differently_are_counted() -> None:
    said = receipt(
        day_of(
            item(1, Kind.PHOTO, State.REFUSED, NARROW),
            item(2, Kind.VIDEO, State.REFUSED, Finding(code=Code.FILE_DAMAGED)),
            item(3, Kind.PHOTO, State.INCOMPLETE, UNCAPTIONED),
            item(4),
        )
    )
    assert "记到 11月9日，按时。\n共 4 件：不合格 2，缺说明 1，合格 1。\n" in said
    assert "共" not in receipt(day_of(item(1), item(2)))


def test_an_album_sent_again_is_one_line() -> None:
    again = [
        item(n + 20, Kind.PHOTO, State.ACCEPTED, Finding(code=Code.FILE_DUPLICATE, found=found, level=Level.ADVICE))
        for n, found in enumerate([*(earlier(n, 9, "一职专") for n in (1, 2, 3)), earlier(9, 8, "二职专")])
    ]
    said = receipt(day_of(*again))
    assert "提醒（编号 20–22）：和已报的材料重复：1–3 号，11月9日 一职专。发重了可以撤回：发“撤回 编号”" in said
    assert "提醒（编号 23）：和已报的材料重复：9 号，11月8日 二职专。发重了可以撤回：发“撤回 23”" in said


def test_the_worst_stands_first() -> None:
    said = receipt(
        day_of(
            item(3),
            item(4, Kind.PHOTO, State.INCOMPLETE, UNCAPTIONED),
            item(5, Kind.VIDEO, State.REFUSED, Finding(code=Code.FILE_DAMAGED)),
            item(6, Kind.PHOTO, State.LOST),
        )
    )
    places = [said.index(word) for word in ("请重发。", "编号 5 视频不合格", "还缺说明", "1 张合格（编号 3）")]
    assert places == sorted(places)


@pytest.mark.parametrize(("numbers", "how"), [((4,), "发“说明 4 文字”"), ((4, 5), "几张共用")])
def test_a_photo_without_caption_is_told_how_to_get_one(numbers: tuple[int, ...], how: str) -> None:
    said = receipt(day_of(*(item(n, Kind.PHOTO, State.INCOMPLETE, UNCAPTIONED) for n in numbers), met=False))
    assert how in said
    assert "直接回复一句话" in said
    assert "1 张合格" not in said


def test_advice_is_gathered_and_refuses_nothing() -> None:
    said = receipt(day_of(*(item(n, Kind.PHOTO, State.ACCEPTED, SHRUNK) for n in (3, 4, 5))))
    assert "照片 3 张合格（编号 3–5）\n提醒（编号 3–5）：" in said
    assert "不合格" not in said


def test_a_text_is_named_with_its_length() -> None:
    text = replace(item(8, Kind.TEXT), title="匠心筑梦", characters=1023)
    assert "文字 1 篇合格（编号 8）：《匠心筑梦》，1023 字" in receipt(day_of(text))


@pytest.mark.parametrize(
    ("timing", "said"),
    [
        (Timing.LATE, "记到 11月9日，迟报。"),
        (Timing.EARLY, "记到 11月9日，提前。"),
        (Timing.AFTER_END, "报送时间已过：材料已留存，不计入 11月9日。"),
    ],
)
def test_every_timing_has_its_words(timing: Timing, said: str) -> None:
    assert said in receipt(day_of(item(3), timing=timing))


def test_what_earlier_receipts_left_open_is_named_once() -> None:
    open_day = replace(day_of(item(9)), uncaptioned=(4, 5, 9))
    assert receipt(open_day).endswith("今天已报齐。之前的编号 4、5 缺说明。")


def test_every_caption_is_quoted_once_with_its_photos() -> None:
    captioned = [replace(item(number), caption=said) for number, said in ((3, "插花"), (4, "插花"), (5, "茶艺"))]
    lines = receipt(day_of(*captioned)).splitlines()
    assert "说明“插花”（编号 3、4）。" in lines
    assert "说明“茶艺”（编号 5）。不对就发“不是说明”。" in lines


def test_a_caption_that_came_before_its_photos_is_offered_under_them() -> None:
    view = replace(VIEW, days=(day_of(item(3)),), early_caption="学生练习插花", early_numbers=(3, 4))
    assert receipt_text(view).endswith("刚才的“学生练习插花”记作编号 3、4 的说明？回 1 就记。")


def test_missing_kinds_and_the_deadline_are_named() -> None:
    open_day = replace(day_of(item(9), met=False), missing_kinds=(Kind.TEXT, Kind.VIDEO))
    assert receipt(open_day).endswith("今天还缺：文字、视频。请在 10:00 前补上。")


def test_after_the_deadline_it_asks_to_hurry() -> None:
    late = replace(day_of(item(9), met=False, timing=Timing.LATE), missing_kinds=(Kind.VIDEO,))
    assert "今天还缺：视频。截止时间已过" in receipt(late, at=AT + timedelta(hours=1))


def test_another_day_is_called_by_its_date_and_offered() -> None:
    tomorrow = replace(day_of(item(9), timing=Timing.EARLY), day=date(2020, 11, 10), movable_to=date(2020, 11, 9))
    said = receipt(tomorrow)
    assert "明天已报齐。" in said
    assert said.endswith("要改天，发“记到 11月9日”。")


def test_a_milestone_is_called_by_its_name() -> None:
    plan = replace(day_of(item(9, Kind.ATTACHMENT)), item_name="活动方案", day=date(2020, 11, 6))
    said = receipt(plan)
    assert "记到 活动方案，按时。" in said
    assert said.endswith("活动方案已收到。")


def test_held_files_ask_for_the_unit() -> None:
    view = ReceiptView(
        number="1109-38",
        at=AT,
        days=(),
        unassigned=(
            item(21, Kind.PHOTO, State.UNASSIGNED, UNCAPTIONED),
            item(22, Kind.PHOTO, State.UNASSIGNED, NARROW),
        ),
        units=("甲学校", "乙学校"),
        channel=Abilities(),
    )
    said = receipt_text(view)
    assert "编号 22 照片不合格：\n宽 1600 像素" in said
    assert said.endswith("编号 21、22 是替哪个单位报的？请回复序号或单位名称：\n1. 甲学校\n2. 乙学校")


def test_a_users_names_cannot_flood_a_receipt() -> None:
    long = replace(item(8, Kind.DOCUMENT, State.REFUSED, Finding(code=Code.FILE_DAMAGED)), file_name="长\n名" * 3000)
    assert len(receipt(day_of(long)).encode()) < 1024
