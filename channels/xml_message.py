"""What the platforms that post sealed XML have in common in their messages: ids, times, and what stands for a file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from channels.sealed_xml import Opened
from domain.messages import Incoming, MessageKind, as_text

#: userid is 1 to 64 bytes; MsgId is a 64-bit number. Longer is not the platform's.
MAX_ID = 64
#: An event's key may be a long address; beyond this the external id is hashed.
_MAX_EVENT_ID = 200
#: A time further from the arrival than this is not a message's; calendars end, and so do sums of times.
_LONGEST_WAY = timedelta(days=400)
#: Without words these are nothing.
_WORDED = (MessageKind.TEXT, MessageKind.LINK)

#: What stands in a text where a file was: clients and the platform put it there, no person writes it. Such
#: platforms do not dependably bring files (docs/platform.md, Messages); a notice of one is never treated as a caption.
_INSTEAD_OF_A_FILE = (
    re.compile(r"[\[【](?:文件|视频|图片|照片|微盘文件|在线文档|收集表)[\]】]\s*(?P<name>[^\n]{0,200})"),
    re.compile(
        r"(?P<name>[^\s/:：]{1,200}\.(?:docx?|wps|pdf|ofd|rtf|xlsx?|et|csv|pptx?|zip|rar|7z|jpe?g|png|heic|mp4|mov|avi))",
        re.I,
    ),
    re.compile(
        r"(?P<name>)(?=.*不支持)(?=.*(?:类型|消息|文件|内容))(?=.*(?:查看|展示|显示|接收|该|此|类型))[^\n]{4,60}"
    ),
)


def kept(opened: Opened, read: Incoming, *, timed: bool) -> Incoming:
    """``read``, with the whole document where that says more. ``timed``: it said when it was sent."""
    told_apart = bool(read.sender and timed and read.external_id)
    if not opened.whole and read.kind in _WORDED and not read.text:
        read = replace(read, kind=MessageKind.UNREAD)
    if opened.whole and told_apart and read.kind is not MessageKind.UNREAD:
        return read
    return replace(
        read,
        external_id=read.external_id if told_apart else f"sha256:{hashlib.sha256(opened.document).hexdigest()}",
        kind=read.kind if read.sender else MessageKind.OTHER,
        raw=as_text(opened.document),
    )


def file_meant(text: str) -> str | None:
    """The name, perhaps empty, of the file that ``text`` stands for; None when these are somebody's words."""
    for pattern in _INSTEAD_OF_A_FILE:
        if match := pattern.fullmatch(text.strip()):
            return match["name"].strip()
    return None


def event_id(*parts: str) -> str:
    """Of what the platform gives no id."""
    joined = ":".join(parts)
    if len(joined) > _MAX_EVENT_ID:
        return "sha256:" + hashlib.sha256(joined.encode()).hexdigest()
    return joined


def identifier(elements: Mapping[str, str], name: str) -> str:
    """Empty when it is not there, or too long to be the platform's."""
    value = elements.get(name, "").strip()
    return value if len(value) <= MAX_ID else ""


def sent_at(elements: Mapping[str, str], at: datetime) -> datetime | None:
    """None when it is no time, or none that the platform can have sent a message at which came ``at``."""
    try:
        moment = datetime.fromtimestamp(int(elements["CreateTime"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None
    return moment if abs(at - moment) < _LONGEST_WAY else None


def address(elements: Mapping[str, str]) -> str:
    """Title and address on two lines: what the person shared, as they would have typed it."""
    return "\n".join(filter(None, (elements.get("Title", "").strip(), elements.get("Url", "").strip())))
