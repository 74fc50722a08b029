"""From what DingTalk says of a message to ``Incoming``; the table of what the platform sends is here and nowhere else.

docs/platform.md, DingTalk. What cannot be read is kept as it came; a rich text of several parts is several messages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.dingtalk.settings import DingTalkSettings
from channels.json_fields import json_object, text_of
from domain.messages import Incoming, Malformed, MessageKind, as_text, made_storable, numbered

#: A time further from the arrival than this is not a message's.
_LONGEST_WAY = timedelta(days=400)
#: An identifier longer than this is not the platform's.
_MAX_ID = 128
#: A conversation's own address takes answers for so long, where the message does not say.
ANSWERED_WITHIN = timedelta(minutes=90)


@dataclass(frozen=True, kw_only=True)
class _Part:
    kind: MessageKind
    text: str = ""
    media: str = ""
    file_name: str = ""


def understand(body: bytes, settings: DingTalkSettings, name: str, at: datetime) -> tuple[Incoming, ...]:
    """One message, which came ``at``, in its parts; whatever is in ``body`` becomes a message. Never raises."""
    fields = json_object(body)
    whole = _whole(fields, body, settings, name, at)
    if not whole.sender or whole.kind is MessageKind.OUTSIDER:
        return (whole,)
    return numbered([_part(part, whole) for part in _parts(fields)] or [whole])


def robot_of(body: bytes) -> str:
    """Whose message it is; empty when it does not say. Raises ``Malformed`` when it is no JSON object."""
    fields = json_object(body)
    if not fields:
        raise Malformed("not a JSON object")
    return text_of(fields, "robotCode")


def _part(part: _Part, whole: Incoming) -> Incoming:
    if part.kind is MessageKind.UNREAD:
        return whole
    return replace(whole, kind=part.kind, text=part.text, media=part.media, file_name=part.file_name, raw="")


def _whole(fields: Mapping[str, Any], body: bytes, settings: DingTalkSettings, name: str, at: datetime) -> Incoming:
    """Everything but what it says: as yet unread. Who is not of the organisation can only be answered."""
    stranger = _identifier(fields, "senderId")
    # The same staff id is somebody else's in another organisation.
    theirs, ours = text_of(fields, "senderCorpId"), text_of(fields, "chatbotCorpId")
    sender = "" if theirs and ours and theirs != ours else _identifier(fields, "senderStaffId")
    sent_at = _moment(fields.get("createAt"), at) or at
    in_group = text_of(fields, "conversationType") == "2"
    reply = text_of(fields, "sessionWebhook")
    # Answers go nowhere but to the platform: a callback over HTTP proves nothing of its body.
    trusted = reply.startswith(settings.old_api_base_url.rstrip("/") + "/")
    until = _moment(fields.get("sessionWebhookExpiredTime"), at) or sent_at + ANSWERED_WITHIN
    return Incoming(
        channel=name,
        external_id=_identifier(fields, "msgId") or f"sha256:{hashlib.sha256(body).hexdigest()}",
        sender=sender or stranger,
        kind=MessageKind.UNREAD if sender else MessageKind.OUTSIDER if stranger else MessageKind.OTHER,
        sent_at=sent_at,
        # Whoever has that address may speak for the robot.
        raw=as_text(body).replace(reply, "***") if reply else as_text(body),
        group=_identifier(fields, "conversationId") if in_group else "",
        # A robot is told of what names it; should it be told of more, that was said among others.
        addressed=not in_group or fields.get("isInAtList") is not False,
        reply=reply if trusted else "",
        reply_until=until if trusted else None,
    )


def _parts(fields: Mapping[str, Any]) -> Iterator[_Part]:
    read = _MESSAGES.get(text_of(fields, "msgtype"))
    content = fields.get("content")
    yield from read(fields, content if isinstance(content, Mapping) else {}) if read else (_UNREAD,)


_UNREAD = _Part(kind=MessageKind.UNREAD)


def _words(fields: Mapping[str, Any], _: Mapping[str, Any]) -> Iterator[_Part]:
    said = fields.get("text")
    content = said.get("content") if isinstance(said, Mapping) else None
    text = made_storable(content).strip() if isinstance(content, str) else ""
    # In a group it may be the robot's name alone, which the platform leaves out.
    named = isinstance(content, str) and text_of(fields, "conversationType") == "2"
    yield _Part(kind=MessageKind.TEXT, text=text) if text or named else _UNREAD


def _picture(_: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[_Part]:
    code = text_of(content, "downloadCode") or text_of(content, "pictureDownloadCode")
    yield _Part(kind=MessageKind.PHOTO, media=code) if code else _UNREAD


def _rich(_: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[_Part]:
    """Words that follow one another are one part."""
    words: list[str] = []
    items = content.get("richText")
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, Mapping):
            continue
        if text_of(item, "type") == "picture":
            if said := "".join(words).strip():
                yield _Part(kind=MessageKind.TEXT, text=said)
            words = []
            yield from _picture(item, item)
        else:
            words.append(text_of(item, "text"))
    if said := "".join(words).strip():
        yield _Part(kind=MessageKind.TEXT, text=said)


def _voice(_: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[_Part]:
    """The platform writes down what was said."""
    yield _Part(kind=MessageKind.VOICE, text=text_of(content, "recognition"), media=text_of(content, "downloadCode"))


def _video(_: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[_Part]:
    code = text_of(content, "downloadCode")
    yield _Part(kind=MessageKind.VIDEO, media=code) if code else _UNREAD


def _file(_: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[_Part]:
    code = text_of(content, "downloadCode")
    yield _Part(kind=MessageKind.FILE, media=code, file_name=text_of(content, "fileName")) if code else _UNREAD


_MESSAGES: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Iterator[_Part]]] = {
    "text": _words,
    "picture": _picture,
    "richText": _rich,
    "audio": _voice,
    "video": _video,
    "file": _file,
}


def _identifier(fields: Mapping[str, Any], name: str) -> str:
    value = text_of(fields, name).strip()
    return value if len(value) <= _MAX_ID else ""


def _moment(value: object, at: datetime) -> datetime | None:
    """Milliseconds of the epoch; None when it is no time near ``at``."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        moment = datetime.fromtimestamp(value / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if abs(at - moment) < _LONGEST_WAY else None
