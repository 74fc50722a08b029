"""From a bot's message or event to ``Incoming``. The table of what the platform brings is here and nowhere else.

docs/platform.md, 智能机器人. The body is the same in a webhook and on a connection, but for a file's key. Whatever
came becomes an ``Incoming``: what cannot be read is kept as it came, and where its sender can be told, the sender hears
of it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.buttons import pressed
from channels.json_fields import text_of
from channels.wecom_bot.media import KEPT_FOR, Media
from domain.messages import Incoming, MessageKind, made_storable, numbered

#: userid is 1 to 64 bytes, ciphertexts of it are longer; beyond this it is not the platform's.
_MAX_ID = 128
#: A time further from the arrival than this is not a message's; calendars end, and so do sums of times.
_LONGEST_WAY = timedelta(days=400)
#: Ids of this form are ciphertexts, in which capitals tell; those of members do not tell cases apart.
_CIPHERTEXT = re.compile(r"wo[\w-]{22,}", re.ASCII)
_ADDRESSED = re.compile(r"^@\S+(?:\s+|$)")

Body = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Reader:
    """``channel``: its name. ``bot_name``: as groups address the bot; empty: up to the first blank."""

    channel: str
    bot_name: str = ""

    def understood(self, body: Body, *, text: str, at: datetime) -> tuple[Incoming, ...]:
        """The parts of one message, which came ``at``; ``text`` is all of it as it came. Never raises."""
        whole = self._whole(body, text, at)
        return numbered(self._parts(body, whole, at))

    def unread(self, text: str, at: datetime) -> Incoming:
        """What came in a good envelope and is no message at all."""
        return self._whole({}, text, at)

    def _whole(self, body: Body, text: str, at: datetime) -> Incoming:
        """Everything but what it says: as yet unread."""
        sender = account_of(text_of(_inner(body, "from"), "userid"))
        msgid = text_of(body, "msgid").strip()
        told_apart = bool(sender) and 0 < len(msgid) <= _MAX_ID
        group = text_of(body, "chatid") if text_of(body, "chattype") == "group" else ""
        return Incoming(
            channel=self.channel,
            external_id=msgid if told_apart else f"sha256:{hashlib.sha256(text.encode()).hexdigest()}",
            sender=sender,
            kind=MessageKind.UNREAD if sender else MessageKind.OTHER,
            sent_at=_sent_at(body.get("create_time"), at) or at,
            raw=text,
            group=group,
        )

    def _parts(self, body: Body, whole: Incoming, at: datetime) -> Sequence[Incoming]:
        if not whole.sender:
            return [whole]
        kind = text_of(body, "msgtype")
        if kind == "event":
            return [_event(_inner(body, "event"), whole)]
        if kind == "mixed":
            items = _inner(body, "mixed").get("msg_item")
            parts = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
            said = [self._part(text_of(item, "msgtype"), item, whole, at) for item in parts]
            # The bot's name alone is a part only where there is no other.
            return [one for one in said if one.text or one.kind is not MessageKind.TEXT] or said[:1] or [whole]
        return [self._part(kind, body, whole, at)]

    def _part(self, kind: str, body: Body, whole: Incoming, at: datetime) -> Incoming:
        read = _KINDS.get(kind)
        said = read(_inner(body, kind)) if read else None
        if said is None:
            return whole
        fetch_by = at + KEPT_FOR if said.media else None
        text = self._without_address(said.text) if whole.group else said.text
        return replace(whole, kind=said.kind, text=text, media=said.media, fetch_by=fetch_by, raw="")

    def _without_address(self, text: str) -> str:
        """What was said to the bot in a group, without its name."""
        if self.bot_name:
            rest, found = re.subn(rf"(?<!\S)@{re.escape(self.bot_name)}(?!\S)", "", text, count=1)
            if found:
                return rest.strip()
        # One that was given another name since is addressed by that.
        return _ADDRESSED.sub("", text, count=1)


def account_of(userid: str) -> str:
    """A ``userid`` as an account: members' ids do not tell cases apart, ciphertexts do. Empty when it is none."""
    userid = userid.strip()
    if not 0 < len(userid) <= _MAX_ID:
        return ""
    return userid if _CIPHERTEXT.fullmatch(userid) else userid.lower()


@dataclass(frozen=True, kw_only=True)
class _Said:
    kind: MessageKind
    text: str = ""
    media: str = ""


def _words(kind: MessageKind) -> Callable[[Body], _Said | None]:
    def read(content: Body) -> _Said | None:
        text = content.get("content")
        return _Said(kind=kind, text=made_storable(text)) if isinstance(text, str) else None

    return read


def _file(kind: MessageKind) -> Callable[[Body], _Said | None]:
    def read(content: Body) -> _Said | None:
        url = text_of(content, "url")
        if not url.startswith(("https://", "http://")):
            return None
        return _Said(kind=kind, media=Media(url=url, key=text_of(content, "aeskey")).handle())

    return read


#: What the platform brings. A ``quote`` beside it says what the person pointed at: no new material.
_KINDS: Mapping[str, Callable[[Body], _Said | None]] = {
    "text": _words(MessageKind.TEXT),
    "voice": _words(MessageKind.VOICE),
    "image": _file(MessageKind.PHOTO),
    "file": _file(MessageKind.FILE),
    # Not in the platform's page, but in its own client.
    "video": _file(MessageKind.VIDEO),
}


def _event(event: Body, whole: Incoming) -> Incoming:
    kind = text_of(event, "eventtype")
    if kind == "enter_chat":
        return replace(whole, kind=MessageKind.ENTER, raw="")
    if kind == "template_card_event":
        key, _ = _pressed(event)
        said, _ = pressed(key)
        return replace(whole, kind=MessageKind.BUTTON, text=said, raw="") if said else whole
    return replace(whole, kind=MessageKind.OTHER)


def card_pressed(body: Body) -> tuple[str, str]:
    """The key of the button and the card's own number; empty when it does not say."""
    return _pressed(_inner(body, "event"))


def _pressed(event: Body) -> tuple[str, str]:
    # The page nests it, the platform's own client has seen it flat.
    nested = _inner(event, "template_card_event")
    key, task = (text_of(nested, name) or text_of(event, name) for name in ("event_key", "task_id"))
    return key, task


def body_of(document: bytes) -> Body | None:
    """A posted document; None when it is no JSON object."""
    try:
        body = json.loads(document)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _inner(body: Body, name: str) -> Body:
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def _sent_at(seconds: object, at: datetime) -> datetime | None:
    """None when it is no time, or none at which the platform can have sent what came ``at``."""
    if not isinstance(seconds, int | float | str) or isinstance(seconds, bool):
        return None
    try:
        sent_at = datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return sent_at if abs(at - sent_at) < _LONGEST_WAY else None
