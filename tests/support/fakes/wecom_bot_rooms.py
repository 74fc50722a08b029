"""The conversations of a fake 智能机器人: who has spoken, what was brought to whom, the limits of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

PER_MINUTE, PER_HOUR = 30, 1000
#: Streams that are not finished, of one conversation.
MOST_OPEN = 3
#: Bytes of a text.
LONGEST_TEXT = 20_480
#: Seconds in which an event, and a stream's message, can be answered.
EVENT_SECONDS, STREAM_SECONDS = 5.0, 360.0

Refusal = tuple[int, str]
TAKEN: Refusal = (0, "ok")
UNANSWERABLE: Refusal = (846605, "invalid req_id")
TOO_OLD: Refusal = (846608, "stream message update expired")
NOT_SPOKEN: Refusal = (846607, "the user has not spoken to the bot")


@dataclass(kw_only=True)
class Brought:
    """What one conversation was shown. ``how``: the command; ``req_id``: whose answer it is, if it is one."""

    conversation: str
    how: str
    kind: str
    text: str = ""
    media: str = ""
    card: dict[str, Any] = field(default_factory=dict)
    req_id: str = ""


@dataclass(kw_only=True)
class Asked:
    """A callback that can be answered: by whom it came, as what, when."""

    conversation: str
    event: str
    at: float
    used: bool = False
    stream: str = ""


class Rooms:
    """``clock`` gives Unix seconds. ``heard`` is told everything that is brought."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.brought: list[Brought] = []
        #: Conversations in which somebody has spoken.
        self.spoken: set[str] = set()
        self.asked: dict[str, Asked] = {}
        #: Sends to these answer 93006.
        self.unknown: set[str] = set()
        self.refused = 0
        self.told: Callable[[Brought], None] = lambda brought: None
        self._sent: defaultdict[str, list[float]] = defaultdict(list)
        self._streams: dict[str, Brought] = {}
        self._open: defaultdict[str, set[str]] = defaultdict(set)

    def of(self, conversation: str) -> list[str]:
        """The texts that one conversation shows, in order."""
        return [one.text for one in self.brought if one.conversation == conversation and one.text]

    def came(self, req_id: str, conversation: str, event: str = "") -> None:
        """Something was brought to the bot; only words are speaking."""
        self.asked[req_id] = Asked(conversation=conversation, event=event, at=self.clock())
        if not event:
            self.spoken.add(conversation)

    def answer(self, req_id: str, body: dict[str, Any]) -> Refusal:
        asked = self.asked.get(req_id)
        if asked is None or asked.event:
            return UNANSWERABLE
        if body.get("msgtype") in ("stream", "stream_with_template_card"):
            return self._stream(asked, req_id, body)
        if asked.used:
            return UNANSWERABLE
        return self._show(asked.conversation, "aibot_respond_msg", body, req_id) or self._use(asked)

    def welcome(self, req_id: str, body: dict[str, Any]) -> Refusal:
        return self._event(req_id, "enter_chat", "aibot_respond_welcome_msg", body)

    def update(self, req_id: str, body: dict[str, Any]) -> Refusal:
        card = {"msgtype": "template_card", "template_card": body.get("template_card", {})}
        return self._event(req_id, "template_card_event", "aibot_respond_update_msg", card)

    def send(self, body: dict[str, Any]) -> Refusal:
        conversation = str(body.get("chatid", ""))
        if not conversation or conversation in self.unknown:
            return 93006, "invalid chatid"
        # No plain text but in a welcome.
        if body.get("msgtype") not in ("markdown", "template_card", "file", "image", "voice", "video"):
            return 40058, "invalid msgtype"
        if conversation not in self.spoken:
            self.refused += 1
            return NOT_SPOKEN
        return self._show(conversation, "aibot_send_msg", body, "") or TAKEN

    def _event(self, req_id: str, event: str, how: str, body: dict[str, Any]) -> Refusal:
        asked = self.asked.get(req_id)
        if asked is None or asked.used or asked.event != event or self.clock() - asked.at > EVENT_SECONDS:
            return UNANSWERABLE
        return self._show(asked.conversation, how, body, req_id) or self._use(asked)

    def _use(self, asked: Asked) -> Refusal:
        asked.used = True
        return TAKEN

    def _stream(self, asked: Asked, req_id: str, body: dict[str, Any]) -> Refusal:
        stream = body["stream"]
        id_, content, finish = str(stream.get("id", "")), str(stream.get("content", "")), bool(stream.get("finish"))
        if asked.used or (asked.stream and asked.stream != id_):
            return UNANSWERABLE
        if self.clock() - asked.at > STREAM_SECONDS:
            return TOO_OLD
        opened = self._open[asked.conversation]
        if not id_ or len(content.encode()) > LONGEST_TEXT or (not finish and len(opened | {id_}) > MOST_OPEN):
            return 40058, "invalid stream"
        if limit := self._counted(asked.conversation):
            return limit
        asked.stream, asked.used = id_, finish
        opened.discard(id_) if finish else opened.add(id_)
        if id_ in self._streams:
            self._streams[id_].text = content
        else:
            self._streams[id_] = self._bring(
                Brought(
                    conversation=asked.conversation,
                    how="aibot_respond_msg",
                    kind=body["msgtype"],
                    text=content,
                    card=body.get("template_card", {}),
                    req_id=req_id,
                )
            )
        return TAKEN

    def _show(self, conversation: str, how: str, body: dict[str, Any], req_id: str) -> Refusal | None:
        kind = str(body.get("msgtype", ""))
        content = body.get(kind) or {}
        words = str(content.get("content", ""))
        if kind in ("markdown", "text") and not 0 < len(words.encode()) <= LONGEST_TEXT:
            return 40058, "invalid content"
        if limit := self._counted(conversation):
            return limit
        card = content if kind == "template_card" else {}
        title = card.get("main_title", {}).get("title", "") if card else ""
        self._bring(
            Brought(
                conversation=conversation,
                how=how,
                kind=kind,
                text=words or str(card.get("sub_title_text", "") or title),
                media=str(content.get("media_id", "")),
                card=card,
                req_id=req_id,
            )
        )
        return None

    def _bring(self, brought: Brought) -> Brought:
        self.brought.append(brought)
        self.told(brought)
        return brought

    def _counted(self, conversation: str) -> Refusal | None:
        now, sent = self.clock(), self._sent[conversation]
        sent[:] = [at for at in sent if now - at < 3600]
        if len(sent) >= PER_HOUR or sum(now - at < 60 for at in sent) >= PER_MINUTE:
            return 45009, "api freq out of limit"
        sent.append(now)
        return None
