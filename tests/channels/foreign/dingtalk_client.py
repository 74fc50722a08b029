"""The platform's own client, PyPI dingtalk-stream (MIT), talking to a fake of ours: does the fake speak as it expects?

Run where that package is importable:  DINGTALK_OPENAPI_ENDPOINT=URL python dingtalk_client.py CLIENT_ID SECRET
Writes one JSON line for each thing it has understood; nothing ends it but being killed.
"""

import json
import logging
import sys
from typing import Any

import dingtalk_stream
from dingtalk_stream import AckMessage

silent = logging.getLogger("silent")
silent.addHandler(logging.NullHandler())
silent.propagate = False


def told(what: str, **more: Any) -> None:
    print(json.dumps({"what": what, **more}), flush=True)


class Robot(dingtalk_stream.ChatbotHandler):  # type: ignore[misc]
    async def process(self, callback: Any) -> tuple[int, object]:
        message = dingtalk_stream.ChatbotMessage.from_dict(callback.data)
        codes = message.get_image_list() or []
        address = self.get_image_download_url(codes[0]) if codes else ""
        text = message.text.content if message.text else ""
        told("message", kind=message.message_type, text=text, sender=message.sender_staff_id, address=address)
        if text:
            self.reply_text("收到。", message)
        return AckMessage.STATUS_OK, "OK"


class Cards(dingtalk_stream.CallbackHandler):  # type: ignore[misc]
    async def process(self, callback: Any) -> tuple[int, object]:
        card = dingtalk_stream.CardCallbackMessage.from_dict(callback.data)
        told("pressed", params=card.content["cardPrivateData"]["params"], sender=card.user_id)
        return AckMessage.STATUS_OK, {}


client = dingtalk_stream.DingTalkStreamClient(dingtalk_stream.Credential(*sys.argv[1:3]), logger=silent)
client.register_callback_handler(dingtalk_stream.ChatbotMessage.TOPIC, Robot())
client.register_callback_handler(dingtalk_stream.Card_Callback_Router_Topic, Cards())
client.start_forever()
