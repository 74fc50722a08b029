"""Choices as a card with buttons: what fills in the operator's template, what comes when a button is pressed.

A template is made in DingTalk's card platform (docs/channels.md): a text ``text`` and up to six buttons ``choice1`` …
of which each gives ``says1`` … back as ``says``; ``chosen`` is filled in when one was pressed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from channels import buttons
from channels.dingtalk.frames import Frame
from channels.dingtalk.settings import DingTalkSettings
from channels.json_fields import json_object
from domain.messages import Incoming, MessageKind, Outgoing, made_storable

MOST_BUTTONS = 6
_MAX_ID = 128


def card(outgoing: Outgoing, settings: DingTalkSettings) -> dict[str, Any]:
    """What delivers the choices of a message to one person."""
    shown = {"text": outgoing.text, "chosen": ""}
    for number in range(1, MOST_BUTTONS + 1):
        choice = outgoing.choices[number - 1] if number <= len(outgoing.choices) else None
        label, key = (choice.label, buttons.key_of(choice)) if choice else ("", "")
        shown |= {f"choice{number}": label, f"says{number}": key}
    receiver = outgoing.receivers[0]
    return {
        "cardTemplateId": settings.card_template,
        "outTrackId": hashlib.sha256(f"{outgoing.channel}:{outgoing.key}:{receiver}".encode()).hexdigest()[:40],
        "cardData": {"cardParamMap": shown},
        "callbackType": "STREAM",
        "userIdType": 1,
        "openSpaceId": f"dtv1.card//IM_ROBOT.{receiver}",
        "imRobotOpenSpaceModel": {"supportForward": False},
        "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT", "robotCode": settings.robot},
    }


def pressed(frame: Frame, channel: str, at: datetime) -> Incoming:
    """Who pressed a button says its words. What cannot be read is kept as it came."""
    fields = json_object(frame.data)
    sender = _text(fields.get("userId")).strip()
    known = 0 < len(sender) <= _MAX_ID
    says = buttons.pressed(_says(fields))[0] if known else ""
    kind = MessageKind.BUTTON if says else MessageKind.UNREAD if known else MessageKind.OTHER
    id_ = frame.message_id if 0 < len(frame.message_id) <= _MAX_ID else ""
    return Incoming(
        channel=channel,
        external_id=f"card:{id_}" if id_ else f"sha256:{hashlib.sha256(frame.data.encode()).hexdigest()}",
        sender=sender if known else "",
        kind=kind,
        sent_at=at,
        text=says,
        raw="" if says else made_storable(frame.data),
    )


def answered(frame: Frame) -> dict[str, Any]:
    """A card of which a button was pressed says which."""
    says = _says(json_object(frame.data))
    if not says:
        return {"cardUpdateOptions": {}}
    return {
        "cardData": {"cardParamMap": {"chosen": buttons.pressed(says)[1]}},
        "cardUpdateOptions": {"updateCardDataByKey": True},
    }


def _says(fields: Mapping[str, Any]) -> str:
    private = json_object(_text(fields.get("content"))).get("cardPrivateData")
    params = private.get("params") if isinstance(private, dict) else None
    return _text(params.get("says")).strip() if isinstance(params, dict) else ""


def _text(value: object) -> str:
    return made_storable(value) if isinstance(value, str) else ""
