"""What Feishu's bot is brought: events of messages and presses, sealed and signed as they are posted."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from typing import Any

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

APP_ID = "cli_a1b2c3d4e5f60718"
SECRET = "FakeFeishuSecret0123456789"
ENCRYPT_KEY = "FakeEncryptKey"
TOKEN = "FakeVerificationToken"
#: Who the bot is in its groups.
BOT = "ou_bot"

Body = dict[str, Any]


def event(kind: str, id_: str, at: int, told: Body, *, token: str = TOKEN) -> Body:
    """``at``: milliseconds."""
    header = {
        "event_id": id_,
        "event_type": kind,
        "create_time": str(at),
        "token": token,
        "app_id": APP_ID,
        "tenant_key": "tenantfake",
    }
    return {"schema": "2.0", "header": header, "event": told}


def message(
    account: str, id_: str, at: int, kind: str, content: Body, *, group: str = "", mentions: list[Body] | None = None
) -> Body:
    told: Body = {
        "message_id": f"om_{id_}",
        "create_time": str(at),
        "update_time": str(at),
        "chat_id": group or f"oc_{account}",
        "chat_type": "group" if group else "p2p",
        "message_type": kind,
        "content": json.dumps(content, ensure_ascii=False),
    }
    if mentions:
        told["mentions"] = mentions
    sender = {"sender_id": {"open_id": account, "user_id": "u", "union_id": "on"}, "sender_type": "user"}
    return event("im.message.receive_v1", f"ev_{id_}", at, {"sender": sender, "message": told})


def text(account: str, words: str, id_: str, at: int, *, group: str = "") -> Body:
    """In a group the bot is named before the words."""
    if not group:
        return message(account, id_, at, "text", {"text": words})
    bot = {"key": "@_user_1", "id": {"open_id": BOT}, "name": "报送助手"}
    return message(account, id_, at, "text", {"text": f"@_user_1 {words}"}, group=group, mentions=[bot])


def pressed(account: str, says: str, id_: str, at: int) -> Body:
    told = {
        "operator": {"open_id": account},
        "token": "c-fake",
        "action": {"value": {"says": says}, "tag": "button"},
        "context": {"open_message_id": "om_9", "open_chat_id": f"oc_{account}"},
    }
    return event("card.action.trigger", f"ev_{id_}", at, told)


def sealed(document: bytes, key: str = ENCRYPT_KEY) -> bytes:
    """As it is posted."""
    start = os.urandom(16)
    padder = padding.PKCS7(128).padder()
    padded = padder.update(document) + padder.finalize()
    encryptor = Cipher(algorithms.AES(hashlib.sha256(key.encode()).digest()), modes.CBC(start)).encryptor()
    return json.dumps(
        {"encrypt": base64.b64encode(start + encryptor.update(padded) + encryptor.finalize()).decode()}
    ).encode()


def signed(body: bytes, at: float, key: str = ENCRYPT_KEY) -> dict[str, str]:
    """The headers beside a body; ``at``: seconds."""
    timestamp, nonce = str(int(at)), "fakenonce"
    made = hashlib.sha256((timestamp + nonce + key).encode() + body).hexdigest()
    return {"X-Lark-Request-Timestamp": timestamp, "X-Lark-Request-Nonce": nonce, "X-Lark-Signature": made}
