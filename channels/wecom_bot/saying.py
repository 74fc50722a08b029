"""What a bot says, as the platform wants it written: Markdown, a stream that is whole at once, a card with buttons."""

from __future__ import annotations

from typing import Any

from channels import buttons
from channels.wecom_bot.markdown import escaped
from domain.messages import Outgoing, Problem, SendError

#: Bytes of a text as the platform counts it; escaping may double one.
LONGEST = 20_480
MAX_TEXT_BYTES = LONGEST // 2

Body = dict[str, Any]


def check_receivers(outgoing: Outgoing) -> None:
    """One conversation at a time. Raises ``SendError``."""
    if not outgoing.receivers or not outgoing.receivers[0]:
        raise SendError(Problem.RECEIVER, permanent=True, detail="no receiver")
    if len(outgoing.receivers) > 1:
        raise SendError(Problem.REFUSED, permanent=True, detail=f"{len(outgoing.receivers)} receivers in one call")


def check_length(outgoing: Outgoing) -> None:
    """Raises ``SendError`` for what the platform would refuse."""
    size = len(outgoing.text.encode("utf-8", "surrogatepass"))
    if not 0 < size <= MAX_TEXT_BYTES:
        raise SendError(Problem.REFUSED, permanent=True, detail=f"a text of {size} bytes")


def markdown(outgoing: Outgoing) -> Body:
    return {"msgtype": "markdown", "markdown": {"content": escaped(outgoing.text)}}


def welcome(outgoing: Outgoing) -> Body:
    """The only plain text there is."""
    return {"msgtype": "text", "text": {"content": outgoing.text}}


def stream(outgoing: Outgoing) -> Body:
    """An answer: said again it takes the place of itself, and it is finished, so that the next may come."""
    said: Body = {"id": buttons.task_of(outgoing), "finish": True, "content": escaped(outgoing.text)}
    if not outgoing.choices:
        return {"msgtype": "stream", "stream": said}
    return {"msgtype": "stream_with_template_card", "stream": said, "template_card": buttons.card(outgoing)}


def pressed(key: str, task: str) -> Body:
    """A card after one of its buttons was pressed: it offers nothing any more."""
    _, label = buttons.pressed(key)
    shown = {"card_type": "text_notice", "main_title": {"title": label[: buttons.LONGEST_TITLE]}, "task_id": task}
    return {"response_type": "update_template_card", "template_card": shown}
