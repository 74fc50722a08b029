"""Receipts are gathered, never too many for the platform, and always say what a receipt must say."""

from __future__ import annotations

import re

from tests.support.stage import Stage
from tests.support.town import CAPTION, GOOD_TEXT, ONE, SHORT_TEXT, november, photo

PER_MINUTE = 30


async def test_forty_photos_at_once_make_one_receipt(on: Stage) -> None:
    for _ in range(40):
        await on.photo("alice", photo())
    await on.drain()
    (receipt,) = on.heard("alice")
    assert "照片 40 张还缺说明" in receipt
    assert "编号 1–40" in receipt


async def test_forty_photos_within_a_minute_are_answered_a_few_times(on: Stage) -> None:
    """One comes every second and a half: the sender waits at most eight seconds for news, not for forty messages."""
    for _ in range(40):
        await on.photo("alice", photo())
        on.clock.advance(seconds=1.5)
        await on.work()
    await on.drain()
    heard = on.heard("alice")
    assert 1 < len(heard) <= 8
    told = [int(number) for text in heard for number in re.findall(r"照片 (\d+) 张还缺说明，", text)]
    assert sum(told) == 40


async def test_a_receipt_waits_for_silence_and_not_longer_than_eight_seconds(on: Stage) -> None:
    waited = 0.0
    await on.say("alice", GOOD_TEXT)
    while not on.heard("alice"):
        await on.work()
        await on.say("alice", SHORT_TEXT)
        on.clock.advance(seconds=1)
        waited += 1
    assert 8 <= waited <= 10


async def test_captions_of_several_photos_are_gathered_too(on: Stage) -> None:
    for width in (2400, 2401, 2402):
        await on.photo("alice", photo(width))
    await on.drain()
    for number in (1, 2, 3):
        await on.say("alice", f"说明 {number} {CAPTION}")
    await on.drain()
    _, receipt = on.heard("alice")
    assert "照片 3 张合格（编号 1–3）" in receipt


async def test_nobody_gets_more_than_the_platform_carries_in_a_minute(on: Stage) -> None:
    for number in range(1, 61):
        await on.say("alice", f"撤回 {number}")
    await on.read()
    for _ in range(60):
        await on.speak()
        on.clock.advance(seconds=3)
    assert len(on.heard("alice")) == 60
    assert on.wecom.mailboxes.dropped == []
    assert on.wecom.mailboxes.swallowed == []
    times = [delivery.at for delivery in on.wecom.delivered]
    assert max(sum(start <= at < start + 60 for at in times) for start in times) <= PER_MINUTE
    assert times[-1] - times[0] <= 150


async def test_a_receipt_says_number_time_verdicts_day_and_what_is_missing(on: Stage) -> None:
    await on.say("alice", SHORT_TEXT)
    await on.photo("alice", photo())
    await on.photo("alice", photo(1600, 1000))
    await on.drain()
    (receipt,) = on.heard("alice")
    head, unit, day, *rest = [line for line in receipt.splitlines() if line]
    assert re.fullmatch(r"回执 1109-\d+　11月9日 09:00:\d\d", head)
    assert unit == ONE
    assert day == "记到 11月9日，按时。"
    said = "\n".join(rest)
    assert "编号 1 文字" in said
    assert "不合格" in said
    assert "要求 800–1500 字" in said
    assert "编号 3 照片不合格" in said
    assert "照片 1 张还缺说明，补上才算合格（编号 2）" in said
    assert "今天还没有合格的材料" in said
    assert "10:00 前" in said


async def test_receipts_are_numbered_apart_and_name_the_day_they_count_for(on: Stage) -> None:
    await on.ask("alice", GOOD_TEXT)
    on.clock.set(november(9, "15:00:00"))
    await on.ask("alice", GOOD_TEXT)
    await on.ask("bob", GOOD_TEXT)
    first, second = on.heard("alice")
    third = on.last("bob")
    assert "记到 11月9日，按时" in first
    assert "记到 11月10日，提前" in second
    assert "要改天，发“记到 11月9日”" in second
    assert "记到 11月9日，迟报" in third
    numbers = [text.split("　")[0] for text in (first, second, third)]
    assert len(set(numbers)) == 3


async def test_after_the_week_material_is_kept_and_said_not_to_count(on: Stage) -> None:
    on.clock.set(november(15, "08:00:00"))
    answer = await on.ask("alice", GOOD_TEXT)
    assert "不计入" in answer
    (row,) = await on.rows("submissions")
    assert row["state"] == "accepted"
    assert "缺报" in await on.ask("dana", ONE + " 11月14日")


async def test_a_receipt_longer_than_a_message_is_cut_between_lines(on: Stage) -> None:
    for number in range(30):
        await on.file("alice", f"职教故事之焊花里的青春与梦想以及更多的事情{number:02}.docx", b"not a document")
    await on.drain()
    heard = on.heard("alice")
    assert all(len(text.encode()) <= 2048 for text in heard)
    assert "不合格" in heard[0]
    told = "\n".join(heard)
    numbers = {n for a, b in re.findall(r"(\d+)–(\d+)", told) for n in range(int(a), int(b) + 1)}
    numbers |= {int(n) for n in re.findall(r"编号 (\d+)", told)}
    assert numbers >= set(range(1, 31))
