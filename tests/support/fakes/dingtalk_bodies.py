"""What DingTalk's robot is brought: messages in conversations of two and in groups, presses of cards, frames."""

from __future__ import annotations

import json
from typing import Any

CLIENT_ID = "dingfakekey"
SECRET = "FakeAppSecret_0123456789abcdefghijklmnopqrstuvwxyz"
ROBOT = "dingfakerobot"
ROBOT_TOPIC = "/v1.0/im/bot/messages/get"
CARD_TOPIC = "/v1.0/card/instances/callback"
#: Milliseconds after which a conversation's own address takes nothing any more.
SESSION = 90 * 60 * 1000

Body = dict[str, Any]


def message(account: str, msgid: str, at: int, kind: str, *, group: str = "", session: str = "", **more: Any) -> Body:
    """``at``: milliseconds. Without ``account`` it is somebody of another organisation."""
    body: Body = {
        "conversationId": group or f"cid-{account}",
        "conversationType": "2" if group else "1",
        "chatbotCorpId": "dingfakecorp",
        "chatbotUserId": "$:LWCP_v1:$fakebot",
        "robotCode": ROBOT,
        "msgId": msgid,
        "senderId": "$:LWCP_v1:$stranger" if not account else f"$:LWCP_v1:${account}",
        "senderNick": "张三",
        "senderCorpId": "dingfakecorp",
        "isAdmin": False,
        "createAt": at,
        "msgtype": kind,
        **more,
    }
    if account:
        body["senderStaffId"] = account
    if group:
        body |= {"conversationTitle": "报送群", "isInAtList": True, "atUsers": [{"dingtalkId": "$:LWCP_v1:$fakebot"}]}
    if session:
        body |= {"sessionWebhook": session, "sessionWebhookExpiredTime": at + SESSION}
    return body


def text(account: str, words: str, msgid: str, at: int, *, group: str = "", session: str = "") -> Body:
    return message(account, msgid, at, "text", group=group, session=session, text={"content": words})


def content(kind: str, code: str, name: str = "") -> Body:
    """What a message of a file holds."""
    kinds: dict[str, Body] = {
        "picture": {"downloadCode": code, "pictureDownloadCode": f"{code}-shown"},
        "video": {"downloadCode": code, "duration": "5", "videoType": "mp4"},
        "audio": {"downloadCode": code, "duration": 3000},
        "file": {"downloadCode": code, "fileName": name, "spaceId": "1001", "fileId": "2001"},
    }
    return kinds[kind]


def pressed(account: str, says: str, track: str = "card-1") -> Body:
    private = {"cardPrivateData": {"actionIds": ["choice1"], "params": {"says": says}}}
    return {
        "corpId": "dingfakecorp",
        "type": "actionCallback",
        "userId": account,
        "outTrackId": track,
        "content": json.dumps(private, ensure_ascii=False),
    }


def frame(kind: str, topic: str, message_id: str, at: int, data: Body) -> Body:
    headers = {
        "appId": "fake",
        "contentType": "application/json",
        "messageId": message_id,
        "time": str(at),
        "topic": topic,
    }
    return {"specVersion": "1.0", "type": kind, "headers": headers, "data": json.dumps(data, ensure_ascii=False)}
