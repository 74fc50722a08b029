"""Walking through a scripted week: time goes from moment to moment, people send, the bot works, and is overheard."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from io import BytesIO

from PIL import Image

from tests.stories.week_plan import Script
from tests.stories.week_script import Act, moment
from tests.support.stage import Stage

REMINDERS = ("08:37:00", "09:33:00", "09:51:00")
DEADLINE = "10:00:01"
DIGEST = "10:10:00"
_LINE = re.compile(r"^\d+\. (?P<name>[^　《]+?)(?:（已交，但不合格）)?　")
_SECTION = re.compile(r"^(?P<title>缺报|迟报|免报|文字材料)(?:（\d+ [个篇]）)?：$")


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What the platform delivered at one moment: account → its messages, parts of long ones put together."""

    at: datetime
    texts: dict[str, list[str]]

    def of_kind(self, *, marked: str) -> dict[str, str]:
        """Account → everything said to it by messages with this mark."""
        found = {account: "\n".join(texts) for account, texts in self.texts.items()}
        return {account: text for account, text in found.items() if re.search(marked, text)}


async def walk(stage: Stage, script: Script, days: Sequence[date]) -> AsyncIterator[Heard]:
    """Every moment at which something is sent or the clock speaks, in order. The bot is awake all along."""
    by_moment: dict[datetime, list[Act]] = {}
    for act in script.acts:
        by_moment.setdefault(act.at, []).append(act)
    spoken = {moment(day, clock) for day in days for clock in (*REMINDERS, DEADLINE, DIGEST)}
    for at in sorted(spoken.union(by_moment)):
        told = len(stage.wecom.delivered)
        stage.clock.set(at)
        await stage.speak()
        for act in by_moment.get(at, ()):
            await _perform(stage, act)
        # What was sent at the very second of the deadline is read before the clock speaks.
        await stage.read()
        if at in spoken:
            await stage.work()
        texts: dict[str, list[str]] = {}
        for delivery in stage.wecom.delivered[told:]:
            if delivery.type != "text":
                continue
            texts.setdefault(delivery.account, []).append(delivery.text)
        yield Heard(at=at, texts=texts)


async def _perform(stage: Stage, act: Act) -> None:
    if act.what == "photo":
        await stage.photo(act.account, small_photo(good=act.good))
    elif "{n}" in act.words:
        await stage.say(act.account, act.words.format(n=last_number(stage, act.account)))
    else:
        await stage.say(act.account, act.words)


def last_number(stage: Stage, account: str) -> int:
    """The number that a person reads in the last receipt."""
    receipts = [text for text in stage.heard(account) if text.startswith("回执")]
    found = re.search(r"编号 (\d+)", receipts[-1])
    assert found, receipts[-1]
    return int(found[1])


@cache
def small_photo(*, good: bool) -> bytes:
    """As wide as the rules of these tests ask for, or half as wide."""
    written = BytesIO()
    Image.effect_noise((200 if good else 100, 100), 60).save(written, "JPEG")
    return written.getvalue()


def names_listed(text: str, section: str = "") -> set[str]:
    """The units of a numbered list; of a digest, those of one section."""
    found: set[str] = set()
    current = ""
    for line in text.splitlines():
        title = _SECTION.match(line)
        current = title["title"] if title else current
        listed = _LINE.match(line)
        if listed and current == section:
            assert listed["name"] not in found, f"named twice: {listed['name']}"
            found.add(listed["name"])
    return found


def names_in(text: str, names: Collection[str]) -> set[str]:
    return {name for name in names if re.search(rf"^{name}：", text, re.MULTILINE)}


def six_in(text: str) -> dict[str, int]:
    return {name: int(number) for name, number in re.findall(r"(应报|已报|按时|迟报|缺报|免报) (\d+)", text)}
