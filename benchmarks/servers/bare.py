"""The least that can be done with a WeCom callback: verify, decrypt and parse with wechatpy, answer 200. Keeps nothing.

python -m benchmarks.servers.bare PORT
"""

from __future__ import annotations

import sys

from aiohttp import web
from wechatpy.work import parse_message
from wechatpy.work.crypto import WeChatCrypto

from tests.support.fakes.wecom_messages import CORP_ID
from tests.support.fakes.wecom_platform import ENCODING_AES_KEY, TOKEN


def main() -> None:
    crypto = WeChatCrypto(TOKEN, ENCODING_AES_KEY, CORP_ID)

    async def receive(request: web.Request) -> web.Response:
        query = request.query
        body = await request.read()
        parse_message(crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"]))
        return web.Response()

    app = web.Application()
    app.router.add_post("/callback/wecom", receive)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)


if __name__ == "__main__":
    main()
