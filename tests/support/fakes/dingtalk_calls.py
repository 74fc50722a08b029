"""What a fake DingTalk is asked over HTTP, with the limits that the real one keeps."""

from __future__ import annotations

import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.support.fakes.dingtalk_bodies import CLIENT_ID, ROBOT, SECRET, Body

#: Calls of the app in a second, receivers of a call, messages of the robot to one person in a minute.
QPS, RECEIVERS, PER_MINUTE = 20, 20, 20
#: Seconds that an address of a file, and a conversation's own, is good for; bytes of a text, of a file.
FILE_SECONDS, SESSION_SECONDS = 120.0, 90 * 60.0
LONGEST_TEXT, LONGEST_FILE = 2048, 20 * 1024 * 1024
FILE_KINDS = ("xlsx", "pdf", "zip", "rar", "doc", "docx")


@dataclass(kw_only=True)
class Brought:
    """What one conversation was shown. ``how``: the call's last word."""

    conversation: str
    how: str
    kind: str
    text: str = ""
    media: str = ""
    card: Body = field(default_factory=dict)


class Refused(Exception):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


def _qps() -> Refused:
    return Refused(403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi")


class Calls:
    """``clock`` gives Unix seconds; ``monthly``: calls that the organisation has left this month."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.secret = SECRET
        self.monthly = 5000
        self.brought: list[Brought] = []
        self.asked: Counter[str] = Counter()
        #: Staff that nobody knows, that want nothing from the robot.
        self.unknown: set[str] = set()
        self.unwilling: set[str] = set()
        #: Problems for the next calls of a path, before they are looked at.
        self.refusals: dict[str, list[Refused]] = {}
        #: The next so many messages are brought, and their answers lost.
        self.swallow = 0
        self.templates = {"template-1"}
        #: The older API takes no token of the newer one.
        self.old_tokens_only = False
        self.files: dict[str, tuple[bytes, str]] = {}
        self.uploads: dict[str, tuple[str, str, bytes]] = {}
        self.sessions: dict[str, tuple[str, float]] = {}
        self.told: Callable[[Brought], None] = lambda brought: None
        self.base_url = ""
        self._addresses: dict[str, tuple[str, float]] = {}
        self._tokens: set[str] = set()
        self._old_tokens: set[str] = set()
        self._seconds: Counter[int] = Counter()
        self._sent: defaultdict[str, list[float]] = defaultdict(list)
        self._numbers = itertools.count(1)

    def add_to(self, app: web.Application) -> None:
        app.router.add_post("/v1.0/oauth2/accessToken", self._token)
        app.router.add_get("/gettoken", self._old_token)
        app.router.add_post("/robot/sendBySession", self._session)
        app.router.add_post("/media/upload", self._upload)
        app.router.add_get("/files/{number}", self._file)
        for path, answer in {
            "/v1.0/robot/messageFiles/download": self._download,
            "/v1.0/robot/oToMessages/batchSend": self._batch,
            "/v1.0/robot/groupMessages/send": self._group,
            "/v1.0/card/instances/createAndDeliver": self._card,
        }.items():
            app.router.add_post(path, self._checked(path, answer))

    def lay(self, data: bytes, name: str) -> str:
        """A download code."""
        code = f"dc-{next(self._numbers)}"
        self.files[code] = (data, name)
        return code

    def session_of(self, conversation: str) -> str:
        session = f"s-{next(self._numbers)}"
        self.sessions[session] = (conversation, self.clock() + SESSION_SECONDS)
        return f"{self.base_url}/robot/sendBySession?session={session}"

    def credentials_good(self, id_: object, secret: object) -> bool:
        return (id_, secret) == (CLIENT_ID, self.secret)

    def _checked(self, path: str, answer: Callable[[Body], Body]) -> Callable[[web.Request], Any]:
        async def handler(request: web.Request) -> web.StreamResponse:
            self.asked[path] += 1
            try:
                self._count(request)
                if queue := self.refusals.get(path):
                    raise queue.pop(0)
                told = answer(await request.json())
            except Refused as refused:
                body = {"code": refused.code, "message": f"refused: {refused.code}", "requestid": "r-1"}
                return web.json_response(body, status=refused.status)
            if self.swallow and path != "/v1.0/robot/messageFiles/download":
                self.swallow -= 1
                assert request.transport is not None
                request.transport.abort()
            return web.json_response(told)

        return handler

    def _count(self, request: web.Request) -> None:
        if request.headers.get("x-acs-dingtalk-access-token") not in self._tokens:
            raise Refused(401, "InvalidAuthentication")
        second = int(self.clock())
        self._seconds[second] += 1
        if self._seconds[second] > QPS:
            raise _qps()
        if self.monthly <= 0:
            raise Refused(403, "Forbidden.AccessDenied.ApiCountLimitForOrg")
        self.monthly -= 1

    async def _token(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.asked["token"] += 1
        if queue := self.refusals.get("token"):
            refused = queue.pop(0)
            return web.json_response({"code": refused.code, "message": "refused"}, status=refused.status)
        if not self.credentials_good(body.get("appKey"), body.get("appSecret")):
            return web.json_response({"code": "invalidClientIdOrSecret", "message": "wrong"}, status=400)
        token = f"token-{next(self._numbers)}"
        self._tokens.add(token)
        return web.json_response({"accessToken": token, "expireIn": 7200})

    async def _old_token(self, request: web.Request) -> web.Response:
        if not self.credentials_good(request.query.get("appkey"), request.query.get("appsecret")):
            return web.json_response({"errcode": 40089, "errmsg": "wrong"})
        token = f"old-{next(self._numbers)}"
        self._old_tokens.add(token)
        return web.json_response({"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": 7200})

    def expire_tokens(self) -> None:
        self._tokens.clear()

    def expire_old_tokens(self) -> None:
        self._old_tokens.clear()

    async def _session(self, request: web.Request) -> web.Response:
        self.asked["session"] += 1
        conversation, until = self.sessions.get(request.query.get("session", ""), ("", 0.0))
        if self.clock() >= until:
            return web.Response(status=500, text="session expired")
        body = await request.json()
        words = body["text"]["content"]
        if body["msgtype"] != "text" or not 0 < len(words.encode()) <= LONGEST_TEXT:
            return web.json_response({"errcode": 400, "errmsg": "wrong"})
        self._bring(Brought(conversation=conversation, how="session", kind="text", text=words))
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def _upload(self, request: web.Request) -> web.Response:
        good = self._old_tokens if self.old_tokens_only else self._tokens | self._old_tokens
        if request.query.get("access_token") not in good:
            return web.json_response({"errcode": 40014, "errmsg": "invalid access_token"})
        part = (await request.post())["media"]
        assert isinstance(part, web.FileField)
        data = part.file.read()
        if not 0 < len(data) <= LONGEST_FILE:
            return web.json_response({"errcode": 40006, "errmsg": "size"})
        media = f"@media-{next(self._numbers)}"
        self.uploads[media] = (request.query["type"], part.filename, data)
        return web.json_response({"errcode": 0, "errmsg": "ok", "media_id": media, "type": request.query["type"]})

    def _download(self, body: Body) -> Body:
        # Their own client names the app.
        if body.get("robotCode") not in (ROBOT, CLIENT_ID) or body.get("downloadCode") not in self.files:
            raise Refused(400, "invalidParameter.downloadCode")
        number = str(next(self._numbers))
        self._addresses[number] = (body["downloadCode"], self.clock() + FILE_SECONDS)
        return {"downloadUrl": f"{self.base_url}/files/{number}?sign=a%2Bb"}

    async def _file(self, request: web.Request) -> web.Response:
        code, until = self._addresses.get(request.match_info["number"], ("", 0.0))
        if self.clock() >= until or "x-acs-dingtalk-access-token" in request.headers:
            return web.Response(status=403)
        return web.Response(body=self.files[code][0])

    def _batch(self, body: Body) -> Body:
        accounts = body["userIds"]
        if body.get("robotCode") != ROBOT:
            raise Refused(400, "invalidParameter.robotCode")
        if not 0 < len(accounts) <= RECEIVERS:
            raise Refused(400, "invalidParameter.userIds")
        brought = self._shown(body)
        invalid = [one for one in accounts if one in self.unknown or one.startswith("$")]
        filtered = [one for one in accounts if one in self.unwilling]
        held_up = [one for one in accounts if one not in (*invalid, *filtered) and self._too_many(one)]
        for account in accounts:
            if account not in (*invalid, *filtered, *held_up):
                self._bring(Brought(conversation=account, how="batchSend", **brought))
        return {
            "processQueryKey": f"key-{next(self._numbers)}",
            "invalidStaffIdList": invalid,
            "filteredStaffIdList": filtered,
            "flowControlledStaffIdList": held_up,
        }

    def _group(self, body: Body) -> Body:
        if body.get("robotCode") != ROBOT:
            raise Refused(400, "invalidParameter.robotCode")
        self._bring(Brought(conversation=body["openConversationId"], how="groupMessages", **self._shown(body)))
        return {"processQueryKey": f"key-{next(self._numbers)}"}

    def _card(self, body: Body) -> Body:
        if body.get("cardTemplateId") not in self.templates:
            raise Refused(400, "param.cardTemplateId")
        shown = body["cardData"]["cardParamMap"]
        if not all(isinstance(value, str) for value in shown.values()):
            raise Refused(400, "param.cardParamMap")
        account = body["openSpaceId"].removeprefix("dtv1.card//IM_ROBOT.")
        self._bring(Brought(conversation=account, how="card", kind="card", text=shown["text"], card=body))
        return {"success": True, "result": {"outTrackId": body["outTrackId"]}}

    def _shown(self, body: Body) -> dict[str, Any]:
        kind, param = body["msgKey"], json.loads(body["msgParam"])
        if kind == "sampleText" and 0 < len(param["content"].encode()) <= LONGEST_TEXT:
            return {"kind": "text", "text": param["content"]}
        if kind == "sampleImageMsg" and param["photoURL"] in self.uploads:
            return {"kind": "picture", "media": param["photoURL"]}
        if kind == "sampleFile" and param["mediaId"] in self.uploads and param["fileType"] in FILE_KINDS:
            return {"kind": "file", "media": param["mediaId"], "text": param["fileName"]}
        raise Refused(400, "invalidParameter.msgParam")

    def _too_many(self, account: str) -> bool:
        now, sent = self.clock(), self._sent[account]
        sent[:] = [at for at in sent if now - at < 60]
        if len(sent) >= PER_MINUTE:
            return True
        sent.append(now)
        return False

    def _bring(self, brought: Brought) -> None:
        self.brought.append(brought)
        self.told(brought)
