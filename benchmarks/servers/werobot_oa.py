"""WeRoBot served by Tornado as its documentation shows, with what slows it down left out: no session, an empty answer.

python -m benchmarks.servers.werobot_oa PORT
"""

from __future__ import annotations

import logging
import sys

import tornado.ioloop
import tornado.web
from werobot import WeRoBot
from werobot.contrib.tornado import make_handler

from tests.support.fakes.wecom_platform import ENCODING_AES_KEY, TOKEN

APP_ID = "wxfake0123456789"


def main() -> None:
    # It warns at every message that is answered with nothing, which is what a bot that answers later does.
    logging.disable(logging.WARNING)
    robot = WeRoBot(token=TOKEN, encoding_aes_key=ENCODING_AES_KEY, app_id=APP_ID, enable_session=False)

    @robot.handler
    def nothing(message: object) -> str:
        return ""

    application = tornado.web.Application([(r"/callback/wechat", make_handler(robot))])
    application.listen(int(sys.argv[1]), address="127.0.0.1")
    tornado.ioloop.IOLoop.current().start()


if __name__ == "__main__":
    main()
