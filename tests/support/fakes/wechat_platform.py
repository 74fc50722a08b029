"""A WeChat with one verified 服务号 on a free port, as ``docs/platform.md`` describes it.

In a test::

    async with FakeWechat() as platform:
        settings = WechatSettings(**platform.credentials)
        query, body = platform.callback(await platform.say("oAlice", "今天谁没交"))
"""

from __future__ import annotations

import itertools
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.support.fakes.wecom_crypto import CallbackCrypto

APPID, ACCOUNT = "wxfake0123456789ab", "gh_fake000001"
SECRET, TOKEN = "fake-secret-of-oa-0123456789abcdef", "FakeCallbackToken0123456789"
ENCODING_AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
TEMPLATE, FIELDS = "TEMPLATE-fake", {"thing1": 20, "time2": 32}
#: After somebody has spoken: messages, seconds. The same after they have come, scanned or pressed a menu.
SPOKEN, COME = (5, 48 * 3600.0), (3, 60.0)
LONGEST_TEXT = 2048
#: Seconds in which a template is brought once; between two tokens that are asked for before the end of one; a day's.
SAME_SECONDS, FORCED_SECONDS, FORCED_A_DAY = 600.0, 30.0, 20

#: Characters of what a code carries, seconds that it is good.
LONGEST_SCENE, LONGEST_CODE = 64, 30 * 86400

Item = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What somebody was shown: words, or a template's fields."""

    account: str
    text: str = ""
    fields: tuple[tuple[str, str], ...] = ()


class FakeWechat:
    """``clock`` gives Unix seconds."""

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.secret = SECRET
        self.base_url = ""
        self.asked: Counter[str] = Counter()
        self.brought: list[Brought] = []
        #: Accounts that have gone, or were never there.
        self.gone: set[str] = set()
        self.refusals: dict[str, list[int]] = {}
        #: The next so many messages are brought, and the answer is lost.
        self.swallow = 0
        self.files: dict[str, bytes] = {}
        #: What is made to be scanned, by its ticket; the most that are made.
        self.codes: dict[str, str] = {}
        self.most_codes = 100_000
        #: Posts that wait to be brought, by the id that they are stored under.
        self.posts: dict[str, str] = {}
        self._windows: dict[str, tuple[int, float]] = {}
        self._templates: dict[str, float] = {}
        self._forced: list[float] = []
        self._numbers = itertools.count(1)
        self.token = f"token-{next(self._numbers)}"
        self._crypto = CallbackCrypto(TOKEN, ENCODING_AES_KEY, APPID)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> FakeWechat:
        app = web.Application()
        app.router.add_post("/cgi-bin/stable_token", self._stable_token)
        app.router.add_get("/cgi-bin/media/get", self._media)
        app.router.add_get("/video/{media}", self._video)
        calls = {
            "message/custom/send": self._send,
            "message/template/send": self._template,
            "qrcode/create": self._code,
        }
        for path, answer in calls.items():
            app.router.add_post(f"/cgi-bin/{path}", self._checked(path.split("/")[1], answer))
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *failure: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def credentials(self) -> dict[str, Any]:
        """What the console shows, by the names of ``WechatSettings``."""
        return {
            "appid": APPID,
            "secret": SECRET,
            "token": TOKEN,
            "encoding_aes_key": ENCODING_AES_KEY,
            "api_base_url": self.base_url,
        }

    # People

    async def say(self, account: str, words: str) -> str:
        return self._came(account, "text", f"<Content>{_cdata(words)}</Content>")

    async def photo(self, account: str, data: bytes) -> str:
        media = f"media-{next(self._numbers)}"
        self.files[media] = data
        return self._came(account, "image", f"<PicUrl/><MediaId>{_cdata(media)}</MediaId>")

    async def file(self, account: str, name: str, data: bytes) -> str:
        """It is kept: what arrives is a word that there was something."""
        return await self.say(account, "【收到不支持的消息类型，暂无法显示】")

    async def enter(self, account: str, code: str = "") -> str:
        self._windows[account] = (COME[0], self.clock() + COME[1])
        key = f"<EventKey>{_cdata(f'qrscene_{code}' if code else '')}</EventKey>"
        document = wrapped(account, "event", int(self.clock()), f"<Event>{_cdata('subscribe')}</Event>{key}")
        id_ = f"{account}:{int(self.clock())}:subscribe:{f'qrscene_{code}' if code else ''}:"
        self.posts[id_] = document
        return id_

    def heard(self, account: str) -> list[str]:
        return [one.text for one in self.brought if one.account == account and one.text]

    def templates(self, account: str) -> list[dict[str, str]]:
        return [dict(one.fields) for one in self.brought if one.account == account and one.fields]

    def callback(self, id_: str) -> tuple[dict[str, str], bytes]:
        """Query and body of what somebody sent; the same again is the platform's repeat."""
        return self.posted(self.posts[id_])

    def posted(self, document: str, *, at: int | None = None) -> tuple[dict[str, str], bytes]:
        sealed = self._crypto.encrypt(document)
        timestamp, nonce = str(int(self.clock()) if at is None else at), "1372623149"
        return self.query(sealed, timestamp, nonce), envelope(sealed)

    def query(self, sealed: str, timestamp: str, nonce: str) -> dict[str, str]:
        """As the platform signs: plainly, and for the body as well."""
        return {
            "signature": self._crypto.sign(timestamp, nonce, ""),
            "timestamp": timestamp,
            "nonce": nonce,
            "encrypt_type": "aes",
            "msg_signature": self._crypto.sign(timestamp, nonce, sealed),
        }

    def _came(self, account: str, kind: str, elements: str) -> str:
        self._windows[account] = (SPOKEN[0], self.clock() + SPOKEN[1])
        number = str(23000000000000000 + next(self._numbers))
        self.posts[number] = wrapped(account, kind, int(self.clock()), f"{elements}<MsgId>{number}</MsgId>")
        return number

    # Calls

    def _checked(self, name: str, answer: Callable[[Item], Item]) -> Any:
        async def handler(request: web.Request) -> web.StreamResponse:
            self.asked[name] += 1
            if request.query.get("access_token") != self.token:
                return _told({"errcode": 40001, "errmsg": "invalid credential"})
            if queue := self.refusals.get(name):
                return _told({"errcode": queue.pop(0)})
            told = answer(await request.json())
            if self.swallow:
                self.swallow -= 1
                assert request.transport is not None
                request.transport.abort()
            return _told(told)

        return handler

    async def _stable_token(self, request: web.Request) -> web.Response:
        self.asked["token"] += 1
        body = await request.json()
        if queue := self.refusals.get("token"):
            return _told({"errcode": queue.pop(0)})
        if (body.get("appid"), body.get("secret")) != (APPID, self.secret):
            return _told({"errcode": 40125, "errmsg": "invalid appsecret"})
        if body.get("force_refresh"):
            if len(self._forced) >= FORCED_A_DAY or (self._forced and self.clock() - self._forced[-1] < FORCED_SECONDS):
                return _told({"errcode": 45009})
            self._forced.append(self.clock())
            self.token = f"token-{next(self._numbers)}"
        return _told({"access_token": self.token, "expires_in": 7200})

    def _send(self, body: Item) -> Item:
        account, words = body["touser"], body[body["msgtype"]]["content"]
        left, until = self._windows.get(account, (0, float("-inf")))
        if account in self.gone:
            return {"errcode": 43004}
        if self.clock() >= until:
            return {"errcode": 45015}
        if left == 0:
            return {"errcode": 45047}
        if not words or len(words.encode()) > LONGEST_TEXT:
            return {"errcode": 45002}
        self._windows[account] = (left - 1, until)
        self.brought.append(Brought(account=account, text=words))
        return {"errcode": 0}

    def _template(self, body: Item) -> Item:
        if body["touser"] in self.gone:
            return {"errcode": 43004}
        if body["template_id"] != TEMPLATE:
            return {"errcode": 40037}
        told = {name: one["value"] for name, one in body["data"].items()}
        if set(told) != set(FIELDS) or any(not 0 < len(words) <= FIELDS[name] for name, words in told.items()):
            return {"errcode": 47003}
        if self.clock() - self._templates.get(body["client_msg_id"], float("-inf")) >= SAME_SECONDS:
            self._templates[body["client_msg_id"]] = self.clock()
            self.brought.append(Brought(account=body["touser"], fields=tuple(told.items())))
        return {"errcode": 0, "msgid": 200163840}

    def _code(self, body: Item) -> Item:
        scene, seconds = body["action_info"]["scene"]["scene_str"], body["expire_seconds"]
        if body["action_name"] != "QR_STR_SCENE" or not 0 < len(scene) <= LONGEST_SCENE or seconds > LONGEST_CODE:
            return {"errcode": 47001}
        if len(self.codes) >= self.most_codes:
            return {"errcode": 45009}
        ticket = f"gQ+/{next(self._numbers)}=="
        self.codes[ticket] = scene
        return {"ticket": ticket, "expire_seconds": seconds, "url": "http://weixin.qq.com/q/fake"}

    async def _media(self, request: web.Request) -> web.Response:
        if request.query.get("access_token") != self.token:
            return _told({"errcode": 42001})
        media = request.query.get("media_id", "")
        if media not in self.files:
            return _told({"errcode": 40007})
        if media.startswith("video"):
            return _told({"video_url": f"{self.base_url}/video/{media}"})
        return web.Response(
            body=self.files[media], headers={"Content-Disposition": f'attachment; filename="{media}.jpg"'}
        )

    async def _video(self, request: web.Request) -> web.Response:
        return web.Response(body=self.files[request.match_info["media"]], content_type="video/mp4")


def wrapped(account: str, kind: str, created: int, elements: str) -> str:
    return (
        f"<xml><ToUserName>{_cdata(ACCOUNT)}</ToUserName><FromUserName>{_cdata(account)}</FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType>{_cdata(kind)}</MsgType>{elements}</xml>"
    )


def envelope(sealed: str) -> bytes:
    return f"<xml><ToUserName>{_cdata(ACCOUNT)}</ToUserName><Encrypt>{_cdata(sealed)}</Encrypt></xml>".encode()


def _cdata(words: str) -> str:
    return "<![CDATA[{}]]>".format(words.replace("]]>", "]]]]><![CDATA[>"))


def _told(answer: Item) -> web.Response:
    return web.Response(text=json.dumps({"errmsg": "told", **answer}), content_type="application/json")
