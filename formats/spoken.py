"""How days, times, numbers and kinds of material are said: the small words that every text is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from domain.clock import CHINA
from domain.findings import Kind

#: Each kind with its name and its measure word: 照片 3 张.
KIND_NAMES: dict[Kind, tuple[str, str]] = {
    Kind.PHOTO: ("照片", "张"),
    Kind.VIDEO: ("视频", "个"),
    Kind.TEXT: ("文字", "篇"),
    Kind.DOCUMENT: ("文稿", "篇"),
    Kind.PRESS: ("媒体报道", "篇"),
    Kind.STATISTICS: ("统计表", "份"),
    Kind.ATTACHMENT: ("文件", "份"),
}
_WEEKDAYS = "一二三四五六日"
#: Longest name, title or caption repeated inside a message, in characters.
NAME_LIMIT = 40
#: Control characters, and the marks that reverse what follows them. Those that join emoji stay.
_UNSEEN = dict.fromkeys((*range(9), *range(14, 32), *range(127, 160), 0x200E, 0x200F, *range(0x202A, 0x202F)), "")
_UNSEEN |= dict.fromkeys((*range(0x2066, 0x206A), 0xFEFF, 0x200B), "")


def kind_name(kind: Kind) -> str:
    return KIND_NAMES[kind][0]


def amount(kind: Kind, number: int) -> str:
    """照片 3 张."""
    name, measure = KIND_NAMES[kind]
    return f"{name} {number} {measure}"


def amounts(counts: Iterable[tuple[Kind, int]]) -> str:
    return "、".join(amount(kind, number) for kind, number in counts if number)


def day_text(day: date) -> str:
    """11月9日."""
    return f"{day.month}月{day.day}日"


def relative_day(day: date, today: date) -> str:
    """今天, 昨天, 明天, or the date."""
    near = {today: "今天", today - timedelta(days=1): "昨天", today + timedelta(days=1): "明天"}
    return near.get(day) or day_text(day)


def dated_day(day: date, today: date) -> str:
    """今天（11月9日）, or the date alone."""
    said = relative_day(day, today)
    return said if said == day_text(day) else f"{said}（{day_text(day)}）"


def local_date(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def clock_text(moment: datetime, day: date | None = None) -> str:
    """09:28; beside ``day`` 8日19:40 when it was on another one."""
    local = moment.astimezone(CHINA)
    return f"{local:%H:%M}" if day in (None, local.date()) else f"{local.day}日{local:%H:%M}"


def second_text(moment: datetime) -> str:
    """11月9日 09:28:31."""
    local = moment.astimezone(CHINA)
    return f"{day_text(local.date())} {local:%H:%M:%S}"


def moment_text(moment: datetime) -> str:
    """11月9日 09:28; an exact midnight belongs to the day that ends there (11月6日 24:00)."""
    local = moment.astimezone(CHINA)
    if local.hour == local.minute == local.second == 0:
        return f"{day_text(local.date() - timedelta(days=1))} 24:00"
    return f"{day_text(local.date())} {local:%H:%M}"


def due_text(moment: datetime, today: date) -> str:
    """A deadline as one says it: 10:00 when it is today's, else with its day."""
    local = moment.astimezone(CHINA)
    return clock_text(moment) if local.date() == today else moment_text(moment)


def left_text(left: timedelta) -> str:
    """How long is left: 27 分钟, 1 小时 23 分钟, 3 天. Rounded down, so that nobody is promised too much."""
    minutes = max(int(left.total_seconds()) // 60, 0)
    if minutes < 1:
        return "不到 1 分钟"
    if minutes < 60:
        return f"{minutes} 分钟"
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} 小时 {rest} 分钟" if rest else f"{hours} 小时"
    return f"{hours // 24} 天"


def numbers_text(numbers: Iterable[int]) -> str:
    """3–5、7."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(_run(run) for run in runs)


def _run(run: Sequence[int]) -> str:
    if len(run) == 1:
        return str(run[0])
    return f"{run[0]}、{run[-1]}" if len(run) == 2 else f"{run[0]}–{run[-1]}"


def clipped(text: str, limit: int = NAME_LIMIT) -> str:
    """One line of at most ``limit`` characters: what people call things can be a page long, or turn a line around."""
    line = " ".join(text.translate(_UNSEEN).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
