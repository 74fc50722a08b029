"""From an event of Feishu to ``Incoming``; the table of what the platform brings is here and nowhere else.

docs/platform.md, Feishu. The event is the same over a connection and over HTTP. What cannot be read is kept as it
came; a post of several parts is several messages.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.json_fields import json_object, text_of
from domain.messages import Incoming, MessageKind, as_text, numbered

MESSAGE, PRESSED = "im.message.receive_v1", "card.action.trigger"
#: A time further from the arrival than this is not a message's.
_LONGEST_WAY = timedelta(days=400)
#: An identifier longer than this is not the platform's.
_MAX_ID = 128

#: Who is named in a text stands there by one, and everybody by this one.
_EVERYBODY = "@_all"
_PLACEHOLDER = re.compile(r"@_(?:user_[0-9]+|all(?![A-Za-z0-9_]))")

Body = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Part:
    kind: MessageKind
    text: str = ""
    #: What it is fetched by, and whether that is a picture.
    key: str = ""
    picture: bool = False
    file_name: str = ""


def understand(document: bytes, name: str, at: datetime, *, bot: str = "") -> tuple[Incoming, ...]:
    """The parts of one event, which came ``at``. Never raises: whatever is in ``document`` becomes a message.

    ``bot``: the ``open_id`` of the bot; empty: as yet unknown.
    """
    fields = json_object(as_text(document))
    header, event = _inner(fields, "header"), _inner(fields, "event")
    whole = Incoming(
        channel=name,
        external_id=_identifier(header, "event_id") or f"sha256:{hashlib.sha256(document).hexdigest()}",
        sender="",
        kind=MessageKind.OTHER,
        sent_at=_moment(header.get("create_time"), at) or at,
        raw=as_text(document),
    )
    kind = text_of(header, "event_type")
    if kind == PRESSED:
        return (_pressed(event, whole),)
    return _said(event, whole, at, bot) if kind == MESSAGE else (whole,)


def handle(message_id: str, key: str, *, picture: bool) -> str:
    """What a file is fetched by."""
    return f"{'image' if picture else 'file'}/{message_id}/{key}"


def _said(event: Body, whole: Incoming, at: datetime, bot: str) -> tuple[Incoming, ...]:
    sender, message = _inner(event, "sender"), _inner(event, "message")
    account = _identifier(_inner(sender, "sender_id"), "open_id")
    if not account or text_of(sender, "sender_type") != "user":
        return (whole,)
    message_id = _identifier(message, "message_id")
    # Whatever is not between two is heard by others.
    in_group = text_of(message, "chat_type") not in ("p2p", "")
    named, itself = _mentions(message, bot)
    whole = replace(
        whole,
        # The same message may come in several events.
        external_id=message_id or whole.external_id,
        sender=account,
        kind=MessageKind.UNREAD,
        sent_at=_moment(message.get("create_time"), at) or whole.sent_at,
        group=_identifier(message, "chat_id") if in_group else "",
        # An app that may read whole groups is told of what is said among others, too.
        addressed=not in_group or bool(itself),
    )
    read = _MESSAGES.get(text_of(message, "message_type"))
    content = json_object(text_of(message, "content"))
    parts = list(read(content)) if read and message_id else []
    said = [replace(part, text=_named(part.text, named, itself)) for part in parts]
    # The bot's name alone is a part only where there is no other.
    told = [part for part in said if part.text or part.kind is not MessageKind.TEXT] or said[:1]
    return numbered([_of_part(part, whole, message_id) for part in told] or [whole])


def _of_part(part: _Part, whole: Incoming, message_id: str) -> Incoming:
    if part.kind is MessageKind.UNREAD:
        return whole
    media = handle(message_id, part.key, picture=part.picture) if part.key else ""
    return replace(whole, kind=part.kind, text=part.text, media=media, file_name=part.file_name, raw="")


def _pressed(event: Body, whole: Incoming) -> Incoming:
    """Who presses a button says its words."""
    account = _identifier(_inner(event, "operator"), "open_id")
    says = text_of(_inner(_inner(event, "action"), "value"), "says").strip()
    if not account:
        return whole
    kind = MessageKind.BUTTON if says else MessageKind.UNREAD
    return replace(whole, sender=account, kind=kind, text=says, raw="" if says else whole.raw)


def _mentions(message: Body, bot: str) -> tuple[Mapping[str, str], frozenset[str]]:
    """Placeholder → what stands for it; and the placeholders of the bot.

    Whoever the platform does not call a person is taken for the bot where its id is not known.
    """
    given = message.get("mentions")
    found = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    names = {key: f"@{text_of(one, 'name')}" for one in found if (key := text_of(one, "key"))}
    itself = frozenset(text_of(one, "key") for one in found if _is_bot(one, bot)) - {"", _EVERYBODY}
    return {_EVERYBODY: "@所有人", **names}, itself


def _is_bot(mention: Body, bot: str) -> bool:
    account = text_of(_inner(mention, "id"), "open_id") or text_of(mention, "id")
    return account == bot if bot else bool(account) and text_of(mention, "mentioned_type") != "user"


def _named(text: str, named: Mapping[str, str], itself: frozenset[str]) -> str:
    """Words without the bot's name; the others that they name by name, which is not looked into."""
    for key in itself:
        text = re.sub(rf"[ \t]*{re.escape(key)}(?![0-9])[ \t]*", " ", text)
    return _PLACEHOLDER.sub(lambda found: named.get(found[0], found[0]), text).strip()


_UNREAD = _Part(kind=MessageKind.UNREAD)


def _words(content: Body) -> Iterator[_Part]:
    text = text_of(content, "text").strip()
    yield _Part(kind=MessageKind.TEXT, text=text) if text else _UNREAD


def _file(kind: MessageKind, *, key: str = "file_key") -> Callable[[Body], Iterator[_Part]]:
    def read(content: Body) -> Iterator[_Part]:
        found = _identifier(content, key)
        name = text_of(content, "file_name")
        picture = key == "image_key"
        yield _Part(kind=kind, key=found, picture=picture, file_name=name) if found else _UNREAD

    return read


def _location(content: Body) -> Iterator[_Part]:
    yield _Part(kind=MessageKind.LOCATION, text=text_of(content, "name"))


def _post(content: Body) -> Iterator[_Part]:
    """Words that follow one another are one part, a line for each paragraph."""
    lines: list[str] = [title] if (title := text_of(content, "title").strip()) else []
    for paragraph in _lists(content.get("content")):
        line = ""
        for item in paragraph:
            brought = _BROUGHT.get(text_of(item, "tag"))
            if brought is None:
                # Who is named stands there by the same placeholder as in a text.
                line += text_of(item, "text") or _called(item)
                continue
            yield from _spoken([*lines, line])
            lines, line = [], ""
            yield from brought(item)
        lines.append(line)
    yield from _spoken(lines)


def _called(item: Body) -> str:
    key, name = text_of(item, "user_id"), text_of(item, "user_name")
    return key if key.startswith("@_") or not name else f"@{name}"


def _spoken(lines: Sequence[str]) -> Iterator[_Part]:
    if text := "\n".join(line for line in lines if line.strip()).strip():
        yield _Part(kind=MessageKind.TEXT, text=text)


def _lists(value: object) -> Iterator[list[Body]]:
    for paragraph in value if isinstance(value, list) else ():
        yield [item for item in paragraph if isinstance(item, dict)] if isinstance(paragraph, list) else []


_PICTURE = _file(MessageKind.PHOTO, key="image_key")
_MESSAGES: Mapping[str, Callable[[Body], Iterator[_Part]]] = {
    "text": _words,
    "post": _post,
    "image": _PICTURE,
    "file": _file(MessageKind.FILE),
    "audio": _file(MessageKind.VOICE),
    "media": _file(MessageKind.VIDEO),
    "location": _location,
}
#: What a post brings beside words.
_BROUGHT: Mapping[str, Callable[[Body], Iterator[_Part]]] = {"img": _PICTURE, "media": _file(MessageKind.VIDEO)}


def _inner(fields: Body, name: str) -> Body:
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def _identifier(fields: Body, name: str) -> str:
    value = text_of(fields, name).strip()
    # It stands in addresses.
    return value if len(value) <= _MAX_ID and "/" not in value else ""


def _moment(value: object, at: datetime) -> datetime | None:
    """Milliseconds of the epoch, as a text; None when it is no time near ``at``."""
    if not isinstance(value, str) or not (value.isascii() and value.isdecimal()):
        return None
    try:
        moment = datetime.fromtimestamp(int(value) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if abs(at - moment) < _LONGEST_WAY else None
