"""What a fake Feishu is asked over HTTP, with the limits that the real one keeps."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from tests.support.fakes.feishu_bodies import APP_ID, BOT, SECRET, Body

#: Calls of the app in a second; messages to one conversation in a second; seconds that a ``uuid`` is known.
APP_QPS, CHAT_QPS, KNOWN_FOR = 50, 5, 3600.0
LONGEST_TEXT, LONGEST_CARD = 150 * 1024, 30 * 1024
LONGEST_PICTURE, LONGEST_FILE = 10 * 1024 * 1024, 30 * 1024 * 1024
#: What an organisation's protection of data finds.
_PROTECTED = re.compile(r"1[3-9]\d{9}|[\w.]+@[\w.]+")


@dataclass(kw_only=True)
class Brought:
    """What one conversation was shown."""

    conversation: str
    kind: str
    text: str = ""
    media: str = ""
    content: str = ""


class Refused(Exception):
    def __init__(self, code: int, status: int = 400, reset: str = "") -> None:
        super().__init__(str(code))
        self.code = code
        self.status = status
        self.reset = reset


class Calls:
    """``clock`` gives Unix seconds; ``monthly``: calls that the organisation has left this month."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.secret = SECRET
        self.monthly = 10_000
        self.brought: list[Brought] = []
        self.asked: Counter[str] = Counter()
        #: Accounts outside of what the app may write to, and words that are not brought.
        self.out_of_range: set[str] = set()
        self.sensitive: set[str] = set()
        #: Codes for the next calls of a path, before they are looked at.
        self.refusals: dict[str, list[Refused]] = {}
        #: The next so many messages are brought, and their answers lost.
        self.swallow = 0
        self.files: dict[tuple[str, str], tuple[bytes, str, str]] = {}
        self.uploads: dict[str, tuple[str, str, bytes]] = {}
        self._tokens: set[str] = set()
        self._seconds: Counter[int] = Counter()
        self._chats: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self._known: dict[str, tuple[float, str]] = {}
        self._numbers = itertools.count(1)

    def add_to(self, app: web.Application) -> None:
        app.router.add_post("/open-apis/auth/v3/tenant_access_token/internal", self._token)
        app.router.add_get("/open-apis/bot/v3/info", self._info)
        app.router.add_post("/open-apis/im/v1/messages", self._checked(self._message))
        app.router.add_post("/open-apis/im/v1/images", self._checked(self._image))
        app.router.add_post("/open-apis/im/v1/files", self._checked(self._file))
        app.router.add_get("/open-apis/im/v1/messages/{message}/resources/{key}", self._resource)

    async def _info(self, request: web.Request) -> web.Response:
        self.asked["info"] += 1
        if queue := self.refusals.get("info"):
            return _refusal(queue.pop(0))
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self._tokens:
            return _refusal(Refused(99991663))
        bot = {"activate_status": 2, "app_name": "报送助手", "avatar_url": "", "ip_white_list": [], "open_id": BOT}
        return web.json_response({"code": 0, "msg": "ok", "bot": bot})

    def expire_tokens(self) -> None:
        self._tokens.clear()

    def of(self, conversation: str) -> list[str]:
        return [one.text for one in self.brought if one.conversation == conversation and one.text]

    async def _token(self, request: web.Request) -> web.Response:
        self.asked["token"] += 1
        if queue := self.refusals.get("token"):
            return _refusal(queue.pop(0))
        body = await request.json()
        if (body.get("app_id"), body.get("app_secret")) != (APP_ID, self.secret):
            return web.json_response({"code": 10014, "msg": f"app secret invalid {body.get('app_secret')}"})
        token = f"t-{next(self._numbers)}"
        self._tokens.add(token)
        return web.json_response({"code": 0, "msg": "ok", "tenant_access_token": token, "expire": 7200})

    def _checked(
        self, answer: Callable[[web.Request, object], object]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handler(request: web.Request) -> web.StreamResponse:
            self.asked[request.path] += 1
            try:
                self._count(request)
                if queue := self.refusals.get(request.path):
                    raise queue.pop(0)
                multipart = request.content_type.startswith("multipart/")
                data = answer(request, await request.post() if multipart else await request.json())
            except Refused as refused:
                return _refusal(refused)
            if self.swallow and not multipart:
                self.swallow -= 1
                assert request.transport is not None
                request.transport.abort()
            return web.json_response({"code": 0, "msg": "success", "data": data})

        return handler

    def _count(self, request: web.Request) -> None:
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self._tokens:
            raise Refused(99991663)
        second = int(self.clock())
        self._seconds[second] += 1
        if self._seconds[second] > APP_QPS:
            raise Refused(99991400, reset="1")
        if self.monthly <= 0:
            raise Refused(99991403)
        self.monthly -= 1

    def _message(self, request: web.Request, body: object) -> Body:
        assert isinstance(body, dict)
        conversation, kind = body["receive_id"], body["msg_type"]
        if request.query.get("receive_id_type") not in ("open_id", "chat_id") or not 0 < len(body["uuid"]) <= 50:
            raise Refused(230001)
        until, known = self._known.get(body["uuid"], (0.0, ""))
        if self.clock() < until:
            return {"message_id": known}
        if conversation in self.out_of_range:
            raise Refused(230013)
        second = int(self.clock())
        self._chats[conversation][second] += 1
        if self._chats[conversation][second] > CHAT_QPS:
            raise Refused(230020)
        brought = self._shown(conversation, kind, body["content"])
        id_ = f"om_out_{next(self._numbers)}"
        self._known[body["uuid"]] = (self.clock() + KNOWN_FOR, id_)
        self.brought.append(brought)
        return {"message_id": id_}

    def _shown(self, conversation: str, kind: str, content: str) -> Brought:
        told = json.loads(content)
        if len(content.encode()) > (LONGEST_CARD if kind == "interactive" else LONGEST_TEXT):
            raise Refused(230025)
        words, media = "", ""
        if kind == "text":
            words = told["text"]
        elif kind == "interactive":
            words = told["elements"][0]["text"]["content"]
        elif kind in ("image", "file"):
            media = told["image_key" if kind == "image" else "file_key"]
            if media not in self.uploads:
                raise Refused(230001)
        else:
            raise Refused(230001)
        if any(word in words for word in self.sensitive):
            raise Refused(230022)
        if _PROTECTED.search(words):
            raise Refused(230028)
        return Brought(conversation=conversation, kind=kind, text=words, media=media, content=content)

    def _image(self, request: web.Request, form: object) -> Body:
        return {"image_key": self._laid(form, "image", "image_type", ("message",), LONGEST_PICTURE)}

    def _file(self, request: web.Request, form: object) -> Body:
        kinds = ("opus", "mp4", "pdf", "doc", "xls", "ppt", "stream")
        return {"file_key": self._laid(form, "file", "file_type", kinds, LONGEST_FILE)}

    def _laid(self, form: object, part: str, kind: str, kinds: tuple[str, ...], most: int) -> str:
        file = form[part]  # type: ignore[index]
        told = form[kind]  # type: ignore[index]
        # Their own client sends a file without a name as if it were a field.
        data, name = (file.encode(), "") if isinstance(file, str) else (file.file.read(), file.filename)
        if told not in kinds or not 0 < len(data) <= most:
            raise Refused(234001)
        key = f"{part}_v3_{next(self._numbers)}"
        self.uploads[key] = (told, name, data)
        return key

    async def _resource(self, request: web.Request) -> web.Response:
        self.asked["resource"] += 1
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self._tokens:
            return _refusal(Refused(99991663))
        found = self.files.get((request.match_info["message"], request.match_info["key"]))
        if found is None or found[2] != request.query.get("type"):
            return _refusal(Refused(234043))
        data, name, _ = found
        return web.Response(
            body=data, headers={"Content-Disposition": f'attachment; filename="{name}"'} if name else {}
        )


def _refusal(refused: Refused) -> web.Response:
    headers = {"x-ogw-ratelimit-reset": refused.reset} if refused.reset else {}
    return web.json_response(
        {"code": refused.code, "msg": f"refused {refused.code}"}, status=refused.status, headers=headers
    )
