"""What documents say in sentences with numbers, made from the code's constants; ``test_numbers`` looks for it."""

from __future__ import annotations

import tomllib
from datetime import timedelta

from bot.doctor.checks import ENOUGH_SPACE
from bot.settings.tables import Settings
from channels.wecom.channel import DUPLICATE_CHECK_INTERVAL, SWALLOWED
from checks.photos import jpeg, limits
from checks.videos import boxes
from domain import days, obligation, scheduled_notices, similarity
from domain.campaigns.campaign import Daily, Milestone
from domain.campaigns.rules import Rules
from domain.language.decisions import OFFERED_FOR
from handlers import resting, setbacks
from handlers.conversation import suggestions
from handlers.submissions import media
from scheduler import loops
from storage.campaign_files import codes as campaign_codes
from storage.engine import segment_writers
from tests.support.documents import number_word, read
from web.tus import gathering

HAN = "零一二三四五六七八九十"


def minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // 60


def hours(span: timedelta) -> int:
    return minutes(span) // 60


RULES, DAILY, SETTINGS = Rules(), Daily(), Settings.model_fields
PYTHON = tomllib.loads(read("pyproject.toml"))["project"]["requires-python"].removeprefix(">=")
LARGEST_VIDEO = RULES.video.max_bytes or 0
#: A minute more than the platform's own check, so that ours ends after it.
HALF_HOUR = {DUPLICATE_CHECK_INTERVAL // 60 + 1: "half hour"}
HTTP = "http://127.0.0.1:8080"

#: Document → what it says with the code's numbers.
STATED: dict[str, tuple[str, ...]] = {
    "README.md": (
        f"Python {PYTHON} or newer",
        HTTP,
        f"move the clock to {DAILY.reminders[1]:%H:%M}",
        f"past {DAILY.deadline:%H:%M}",
        f"the nearest {number_word(suggestions.HOW_MANY)} things",
        f"the digest {number_word(minutes(DAILY.digest_after))} minutes later",
        f"{number_word(len(campaign_codes())).capitalize()} real notices",
    ),
    "README.zh-CN.md": (
        f"Python {PYTHON} 以上",
        HTTP,
        f"拨到 {DAILY.reminders[1]:%H:%M}",
        f"拨过 {DAILY.deadline:%H:%M}",
        f"最接近的{HAN[suggestions.HOW_MANY]}件",
        f"{HAN[minutes(DAILY.digest_after)]}分钟后发简报",
        f"{HAN[len(campaign_codes())]}份真实通知",
    ),
    "docs/operations.md": (
        f"rests for {hours(resting.CREDENTIALS_PAUSE)} hour |",
        f"tried again for {hours(media.GIVE_UP)} hours |",
        f"after {setbacks.MOST_ATTEMPTS} tries it is set aside",
        f"below {ENOUGH_SPACE:,} is when",
        f"holds {ENOUGH_SPACE // LARGEST_VIDEO} more of the largest videos",
    ),
    "docs/campaigns.md": (
        f'`deadline` | default `"{DAILY.deadline:%H:%M}"`',
        f'default `"{hours(DAILY.late_for)}:00"`, `"36:00"` is noon',
        "default `[" + ", ".join(f'"{moment:%H:%M}"' for moment in DAILY.reminders) + "]`",
        f"`digest_after_minutes` | default {minutes(DAILY.digest_after)},",
        f'until when on it (default `"{hours(Milestone.due_by)}:00"`)',
        f"(default `{list(Milestone.remind)}`)",
        f'(default `"{Milestone.remind_at:%H:%M}"`)',
    ),
    "docs/contract.md": (
        f"Python {PYTHON} or newer",
        HTTP,
        f'"2 MB" of a photo is {RULES.photo.min_bytes:,} bytes; "200 MB" of a video is {LARGEST_VIDEO:,} bytes',
        f"at least {RULES.video.min_lines} lines",
        f"for {minutes(OFFERED_FOR)} minutes, while nothing else is said or sent",
        f"the nearest {suggestions.HOW_MANY} things",
    ),
    "docs/adr/0005-caption-grace.md": (
        f"within {number_word(minutes(obligation.CAPTION_GRACE))} minutes of its photo",
    ),
    "docs/adr/0006-the-list-waits.md": (
        f"due {number_word(scheduled_notices.JUST_AFTER.seconds)} second after the deadline",
        f"for {number_word(scheduled_notices.PATIENCE.seconds)} seconds at most",
    ),
    "docs/adr/0007-words-that-differ.md": (f"within the last {HALF_HOUR[minutes(SWALLOWED)]}",),
    "docs/adr/0011-segments.md": (
        f"{number_word(gathering.PATIENCE)} seconds' worth",
        f"at most {segment_writers.MOST_IN_A_FILE >> 20} MB in a folder",
        f"or {gathering.MOST_SEGMENT >> 20} MB for S3",
        f"within the {number_word(minutes(days.MAX_TRANSIT))} minutes",
    ),
    "docs/adr/0015-polling-loops.md": (f"look again after {loops.IDLE} seconds", f"every {loops.IDLE} seconds"),
    "docs/thresholds.md": (
        f"`NEAR_BITS` | `domain/similarity.py` | {similarity.NEAR_BITS} of",
        f"`SAME_BITS` | `domain/similarity.py` | {similarity.SAME_BITS} of {similarity.VIEW_BYTES * 8}",
        f"`SAME_SHARE` | `domain/similarity.py` | {similarity.SAME_SHARE} of",
        f"`PLAIN_PIXELS` | `checks/photos/limits.py` | {limits.PLAIN_PIXELS // 10**6} million",
        f"`MAX_PIXELS` | `checks/photos/jpeg.py` | {jpeg.MAX_PIXELS // 10**6} million",
        f"`MAX_COEFFICIENT_BYTES` | `checks/photos/limits.py` | {limits.MAX_COEFFICIENT_BYTES // 10**6} MB",
        f"`checks/photos/jpeg.py` | {jpeg.MAX_SCANS}, {jpeg.MAX_VISITS // 10**6} million blocks",
        f"`checks/photos/jpeg.py` | {jpeg.MAX_SEGMENTS:,}, {jpeg.MAX_TABLE_BYTES >> 10} KB",
        f"`MAX_BOXES` | `checks/videos/boxes.py` | {boxes.MAX_BOXES // 10**6} million",
    ),
}
