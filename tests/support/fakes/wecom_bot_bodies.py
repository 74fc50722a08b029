"""What a 智能机器人 is brought: bodies of messages and events, as the platform writes them (page 100719, 101027)."""

from __future__ import annotations

from typing import Any

BOT_ID = "aib-fake-1"

Body = dict[str, Any]


def message(account: str, msgid: str, created: int, kind: str, content: Any, *, group: str = "") -> Body:
    """Any message of one kind."""
    return {**_head(account, msgid, created, group), "msgtype": kind, kind: content}


def text(account: str, words: str, msgid: str, created: int, *, group: str = "") -> Body:
    return message(account, msgid, created, "text", {"content": words}, group=group)


def voice(account: str, words: str, msgid: str, created: int) -> Body:
    return message(account, msgid, created, "voice", {"content": words})


def file(account: str, kind: str, item: Body, msgid: str, created: int) -> Body:
    """``kind``: image, file or video; ``item``: its url, and on a connection its key."""
    return message(account, msgid, created, kind, item)


def mixed(account: str, items: list[Body], msgid: str, created: int, *, group: str = "") -> Body:
    return message(account, msgid, created, "mixed", {"msg_item": items}, group=group)


def part(kind: str, content: Body) -> Body:
    """One of the items of a mixed message."""
    return {"msgtype": kind, kind: content}


def event(account: str, kind: str, msgid: str, created: int, **more: Any) -> Body:
    return {**_head(account, msgid, created, ""), "msgtype": "event", "event": {"eventtype": kind, **more}}


def pressed(account: str, key: str, task: str, msgid: str, created: int) -> Body:
    """A button of a card."""
    card = {"card_type": "button_interaction", "event_key": key, "task_id": task}
    return event(account, "template_card_event", msgid, created, template_card_event=card)


def _head(account: str, msgid: str, created: int, group: str) -> Body:
    head: Body = {"msgid": msgid, "aibotid": BOT_ID, "from": {"userid": account}, "create_time": created}
    return head | ({"chattype": "group", "chatid": group} if group else {"chattype": "single"})
