"""A WeCom with one account of 微信客服 on a free port, as ``docs/platform.md`` describes it.

In a test::

    async with FakeKf() as platform:
        settings = WecomKfSettings(**platform.credentials)
        await platform.say("wm1", "今天谁没交")        # waits to be pulled
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.support.fakes.wecom_crypto import CallbackCrypto

CORP_ID, OPEN_KFID = "wwfake0123456789", "wkFAKEkf0001"
SECRET, TOKEN = "fake-secret-of-kf-0123456789abcdef", "FakeCallbackToken0123456789"
ENCODING_AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
LINK = "https://work.weixin.qq.com/kfid/kfcFAKE?enc_scene=FAKE"
#: After somebody has spoken: messages, seconds. Seconds of a welcome's code, of what callbacks are called with.
WINDOW_MESSAGES, WINDOW_SECONDS, WELCOME_SECONDS, HINT_SECONDS = 5, 48 * 3600.0, 20.0, 600.0
LONGEST_TEXT, LONGEST_HEAD, LONGEST_CHOICE = 2048, 1024, 128

Item = dict[str, Any]


@dataclass(kw_only=True)
class Brought:
    """What somebody was shown."""

    account: str
    kind: str
    text: str = ""
    media: str = ""
    menu: tuple[str, ...] = ()


class FakeKf:
    """``clock`` gives Unix seconds; ``page``: items of a page, at most."""

    def __init__(self, *, clock: Callable[[], float] = time.time, page: int = 1000) -> None:
        self.clock = clock
        self.page = page
        self.secret = SECRET
        self.base_url = ""
        self.items: list[Item] = []
        #: The next so many pages are empty, though there is more.
        self.empty = 0
        self.asked: Counter[str] = Counter()
        #: Bodies of ``sync_msg``, in order.
        self.pulled: list[Item] = []
        self.brought: list[Brought] = []
        #: State of each conversation: 1 is ours. Those that are not given back.
        self.state: dict[str, int] = {}
        self.kept_by_people: set[str] = set()
        #: Accounts that want nothing any more.
        self.blocked: set[str] = set()
        #: Account → why what is sent there is taken and not delivered; of "*" whatever is sent.
        self.failing: dict[str, int] = {}
        self.refusals: dict[str, list[int]] = {}
        self.swallow = 0
        self.files: dict[str, bytes] = {}
        self.uploads: dict[str, tuple[str, str, bytes]] = {}
        self._changed = asyncio.Condition()
        self._hints: dict[str, float] = {}
        self._welcomes: dict[str, tuple[str, float]] = {}
        self._spoken: dict[str, float] = {}
        self._since: Counter[str] = Counter()
        self._said: set[str] = set()
        self._tokens: set[str] = set()
        self._numbers = itertools.count(1)
        self._crypto = CallbackCrypto(TOKEN, ENCODING_AES_KEY, CORP_ID)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> FakeKf:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_get("/cgi-bin/gettoken", self._token)
        app.router.add_get("/cgi-bin/media/get", self._media)
        app.router.add_post("/cgi-bin/media/upload", self._upload)
        answers = {
            "sync_msg": self._sync,
            "send_msg": self._send,
            "send_msg_on_event": self._welcome,
            "service_state/trans": self._trans,
            "add_contact_way": self._contact_way,
        }
        for name, answer in answers.items():
            app.router.add_post(f"/cgi-bin/kf/{name}", self._checked(name, answer))
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *failure: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def credentials(self) -> dict[str, Any]:
        """What the console shows, by the names of ``WecomKfSettings``."""
        return {
            "corp_id": CORP_ID,
            "secret": SECRET,
            "token": TOKEN,
            "encoding_aes_key": ENCODING_AES_KEY,
            "open_kfid": OPEN_KFID,
            "api_base_url": self.base_url,
        }

    # People

    async def say(self, account: str, words: str, *, menu_id: str = "") -> str:
        return self._came(account, "text", {"content": words, "menu_id": menu_id})

    async def photo(self, account: str, data: bytes) -> str:
        return self._file(account, "image", data)

    async def file(self, account: str, name: str, data: bytes) -> str:
        return self._file(account, "file", data)

    async def enter(self, account: str, code: str = "") -> str:
        welcome = f"WELCOME{next(self._numbers)}"
        self._welcomes[welcome] = (account, self.clock() + WELCOME_SECONDS)
        event = {"event_type": "enter_session", "scene": "invite", "scene_param": code, "welcome_code": welcome}
        return self._event(account, event)

    def colleague_says(self, account: str, words: str) -> None:
        """Somebody of the corporation speaks in the same conversation, and keeps it."""
        self.state[account] = 3
        item = self._item(account, 5, "text", {"content": words})
        self.items.append({**item, "servicer_userid": "lisi"})

    def heard(self, account: str) -> list[str]:
        return [one.text for one in self.brought if one.account == account and one.text]

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something about this platform is so."""
        async with self._changed:
            await self._changed.wait_for(true)

    def callback(self) -> tuple[dict[str, str], bytes]:
        """Query and body of word that there is something."""
        hint = f"ENC{next(self._numbers)}"
        self._hints[hint] = self.clock() + HINT_SECONDS
        document = (
            f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><CreateTime>{int(self.clock())}</CreateTime>"
            f"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event>"
            f"<Token><![CDATA[{hint}]]></Token><OpenKfId><![CDATA[{OPEN_KFID}]]></OpenKfId></xml>"
        )
        sealed = self._crypto.encrypt(document)
        timestamp = str(int(self.clock()))
        signature = self._crypto.sign(timestamp, "n", sealed)
        query = {"msg_signature": signature, "timestamp": timestamp, "nonce": "n"}
        return query, f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()

    def _file(self, account: str, kind: str, data: bytes) -> str:
        media = f"media-{next(self._numbers)}"
        self.files[media] = data
        return self._came(account, kind, {"media_id": media})

    def _came(self, account: str, kind: str, content: Item) -> str:
        self._spoken[account] = self.clock()
        self._since[account] = 0
        item = self._item(account, 3, kind, content)
        self.items.append(item)
        return str(item["msgid"])

    def _event(self, account: str, event: Item) -> str:
        told = {**event, "open_kfid": OPEN_KFID, "external_userid": account}
        item = self._item("", 4, "event", told)
        del item["external_userid"], item["open_kfid"]
        self.items.append(item)
        return str(item["msgid"])

    def _item(self, account: str, origin: int, kind: str, content: Item) -> Item:
        return {
            "msgid": f"kf{next(self._numbers)}",
            "open_kfid": OPEN_KFID,
            "external_userid": account,
            "send_time": int(self.clock()),
            "origin": origin,
            "msgtype": kind,
            kind: content,
        }

    # Calls

    def _checked(self, name: str, answer: Callable[[Item], Item]) -> Any:
        async def handler(request: web.Request) -> web.StreamResponse:
            self.asked[name] += 1
            if request.query.get("access_token") not in self._tokens:
                return _told({"errcode": 40014})
            if queue := self.refusals.get(name):
                return _told({"errcode": queue.pop(0)})
            told = answer(await request.json())
            async with self._changed:
                self._changed.notify_all()
            if self.swallow and name == "send_msg":
                self.swallow -= 1
                assert request.transport is not None
                request.transport.abort()
            return _told(told)

        return handler

    async def _token(self, request: web.Request) -> web.Response:
        if (request.query.get("corpid"), request.query.get("corpsecret")) != (CORP_ID, self.secret):
            return _told({"errcode": 40001, "errmsg": "invalid credential"})
        token = f"token-{next(self._numbers)}"
        self._tokens.add(token)
        return _told({"errcode": 0, "access_token": token, "expires_in": 7200})

    def _sync(self, body: Item) -> Item:
        self.pulled.append(body)
        if "token" in body and self._hints.get(body["token"], 0.0) <= self.clock():
            return {"errcode": 95007}
        if body.get("open_kfid") != OPEN_KFID:
            return {"errcode": 95000}
        at, _, turn = (body.get("cursor") or "c0.0")[1:].partition(".")
        if self.empty:
            self.empty -= 1
            return {"errcode": 0, "next_cursor": f"c{at}.{int(turn) + 1}", "has_more": 1, "msg_list": []}
        found = self.items[int(at) : int(at) + self.page]
        more = int(at) + len(found) < len(self.items)
        return {"errcode": 0, "next_cursor": f"c{int(at) + len(found)}.0", "has_more": int(more), "msg_list": found}

    def _send(self, body: Item) -> Item:
        account, number = body["touser"], body["msgid"]
        if number in self._said:
            return {"errcode": 0, "msgid": number}
        if self.state.get(account, 1) not in (0, 1):
            return {"errcode": 95018}
        self._said.add(number)
        if account in self.blocked:
            return self._failing(account, number, 10)
        if kind := self.failing.get(account) or self.failing.get("*"):
            return self._failing(account, number, kind)
        if self.clock() - self._spoken.get(account, float("-inf")) > WINDOW_SECONDS:
            return self._failing(account, number, 4)
        self._since[account] += 1
        if self._since[account] > WINDOW_MESSAGES:
            return self._failing(account, number, 6)
        return self._shown(account, body) or {"errcode": 0, "msgid": number}

    def _failing(self, account: str, number: str, kind: int) -> Item:
        """Taken, and not delivered: an event tells of it later."""
        self._event(account, {"event_type": "msg_send_fail", "fail_msgid": number, "fail_type": kind})
        return {"errcode": 0, "msgid": number}

    def _welcome(self, body: Item) -> Item:
        account, until = self._welcomes.pop(body["code"], ("", 0.0))
        if self.clock() >= until:
            return {"errcode": 95016}
        return self._shown(account, body) or {"errcode": 0, "msgid": body["msgid"]}

    def _trans(self, body: Item) -> Item:
        if body["external_userid"] in self.kept_by_people:
            return {"errcode": 95018}
        self.state[body["external_userid"]] = body["service_state"]
        return {"errcode": 0}

    def _contact_way(self, body: Item) -> Item:
        return {"errcode": 0, "url": LINK} if body.get("open_kfid") == OPEN_KFID else {"errcode": 95000}

    def _shown(self, account: str, body: Item) -> Item | None:
        kind = body["msgtype"]
        content = body[kind]
        words = content.get("content", "") or content.get("head_content", "")
        if len(words.encode()) > LONGEST_TEXT or (kind in ("text", "msgmenu") and not words):
            return {"errcode": 40058}
        offered = [words for one in content.get("list", ()) for words in one["click"].values()]
        too_long = kind == "msgmenu" and len(words.encode()) > LONGEST_HEAD
        if too_long or any(not 0 < len(one.encode()) <= LONGEST_CHOICE for one in offered):
            return {"errcode": 40058}
        media = content.get("media_id", "")
        if media and media not in self.uploads:
            return {"errcode": 40007}
        menu = tuple(one["click"]["id"] for one in content.get("list", ()))
        self.brought.append(Brought(account=account, kind=kind, text=words, media=media, menu=menu))
        return None

    async def _media(self, request: web.Request) -> web.Response:
        data = self.files.get(request.query.get("media_id", ""))
        if data is None:
            return _told({"errcode": 40007})
        return web.Response(body=data, headers={"Content-Disposition": 'attachment; filename="file"'})

    async def _upload(self, request: web.Request) -> web.Response:
        if request.query.get("access_token") not in self._tokens:
            return _told({"errcode": 40014})
        part = (await request.post())["media"]
        assert isinstance(part, web.FileField)
        media = f"up-{next(self._numbers)}"
        self.uploads[media] = (request.query["type"], part.filename, part.file.read())
        return _told({"errcode": 0, "media_id": media})


def _told(answer: Item) -> web.Response:
    return web.Response(text=json.dumps({"errmsg": "told", **answer}), content_type="application/json")
