"""The platform's own client, PyPI lark-oapi (MIT), talking to a fake of ours: does the fake speak as it expects?

Run where that package is importable:  python feishu_client.py connect URL APP_ID SECRET   (until it is killed)
or, for callbacks of which each line of the input holds one:  python feishu_client.py open ENCRYPT_KEY TOKEN
Writes one JSON line for each thing it has understood.
"""

import io
import json
import logging
import sys
from typing import Any

import lark_oapi as lark
from lark_oapi.api.im.v1 import (
    CreateFileRequest,
    CreateFileRequestBody,
    CreateImageRequest,
    CreateImageRequestBody,
    CreateMessageRequest,
    CreateMessageRequestBody,
    GetMessageResourceRequest,
)
from lark_oapi.core.model import RawRequest
from lark_oapi.event.callback.model.p2_card_action_trigger import P2CardActionTriggerResponse

logging.disable(logging.CRITICAL)

#: Type of a message → what its file is asked for as, and by which key.
FILES = {"image": ("image", "image_key"), "file": ("file", "file_key"), "audio": ("file", "file_key")}


def told(what: str, **more: Any) -> None:
    print(json.dumps({"what": what, **more}), flush=True)


class Bot:
    """``api``: None where nothing is asked of the platform."""

    def __init__(self, api: Any = None) -> None:
        self.api = api

    def handler(self, encrypt_key: str = "", token: str = "") -> Any:
        builder = lark.EventDispatcherHandler.builder(encrypt_key, token)
        builder.register_p2_im_message_receive_v1(self.said).register_p2_card_action_trigger(self.pressed)
        return builder.build()

    def said(self, data: Any) -> None:
        message, sender = data.event.message, data.event.sender.sender_id.open_id
        content = json.loads(message.content)
        names = [one.name for one in message.mentions or ()]
        told("message", kind=message.message_type, content=content, sender=sender, names=names, id=message.message_id)
        if self.api is not None:
            self.fetched(message, content) if message.message_type in FILES else self.answered(sender, message)

    def pressed(self, data: Any) -> Any:
        told("pressed", value=data.event.action.value, sender=data.event.operator.open_id)
        return P2CardActionTriggerResponse({"toast": {"type": "success", "content": "好"}})

    def answered(self, sender: str, message: Any) -> None:
        """Twice under one uuid, then a picture and a file."""
        for _ in range(2):
            self.say(sender, "text", {"text": "收到。"}, f"answer-{message.message_id}")
        picture = CreateImageRequestBody.builder().image_type("message").image(io.BytesIO(b"png")).build()
        made = self.api.im.v1.image.create(CreateImageRequest.builder().request_body(picture).build())
        self.say(sender, "image", {"image_key": made.data.image_key}, f"image-{message.message_id}")
        file = CreateFileRequestBody.builder().file_type("stream").file_name("a.docx").file(io.BytesIO(b"word"))
        made = self.api.im.v1.file.create(CreateFileRequest.builder().request_body(file.build()).build())
        self.say(sender, "file", {"file_key": made.data.file_key}, f"file-{message.message_id}")
        self.say(sender, "text", {"text": "电话 13800138000"}, f"refused-{message.message_id}")

    def say(self, to: str, kind: str, content: Any, uuid: str) -> None:
        body = CreateMessageRequestBody.builder().receive_id(to).msg_type(kind).content(json.dumps(content)).uuid(uuid)
        asked = CreateMessageRequest.builder().receive_id_type("open_id").request_body(body.build()).build()
        answer = self.api.im.v1.message.create(asked)
        told("said", code=answer.code, id=answer.data.message_id if answer.success() else "")

    def fetched(self, message: Any, content: Any) -> None:
        kind, key = FILES[message.message_type]
        asked = GetMessageResourceRequest.builder().message_id(message.message_id).file_key(content[key]).type(kind)
        answer = self.api.im.v1.message_resource.get(asked.build())
        told("fetched", bytes=answer.file.read().decode() if answer.success() else f"code {answer.code}")


def connect(url: str, app_id: str, secret: str) -> None:
    api = lark.Client.builder().app_id(app_id).app_secret(secret).domain(url).log_level(lark.LogLevel.CRITICAL).build()
    handler = Bot(api).handler()
    lark.ws.Client(app_id, secret, event_handler=handler, domain=url, log_level=lark.LogLevel.CRITICAL).start()


def read(encrypt_key: str, token: str) -> None:
    handler = Bot().handler(encrypt_key, token)
    for line in sys.stdin:
        request = RawRequest()
        given = json.loads(line)
        request.headers, request.body = given["headers"], given["body"].encode()
        request.uri = "/callback/feishu"
        answer = handler.do(request)
        told("answered", status=answer.status_code, body=json.loads(answer.content))


if sys.argv[1] == "connect":
    connect(*sys.argv[2:])
else:
    read(*sys.argv[2:])
