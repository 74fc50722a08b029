"""What WeCom's ``message/send`` does with a request: cuts, swallows, drops, refuses (page 90236). No network."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MAX_RECEIVERS = 1000
MAX_TEXT_BYTES = 2048
MAX_DUPLICATE_INTERVAL = 4 * 3600
#: Of a card: buttons, characters of a key and of its own number.
MAX_BUTTONS, MAX_KEY, MAX_TASK = 6, 1024, 128
#: What goes out by ``media_id``.
MEDIA = ("image", "voice", "video", "file")


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One message on one member's screen; ``at`` is the platform clock's Unix seconds."""

    at: float
    account: str
    text: str
    message_id: str
    type: str = "text"
    media_id: str = ""
    card: dict[str, Any] = field(default_factory=dict)


class Mailboxes:
    """Every member's screen. ``clock`` gives Unix seconds; ``members`` None means that everybody exists."""

    def __init__(self, agent_id: int, clock: Callable[[], float]) -> None:
        self.members: set[str] | None = None
        self.unlicensed: set[str] = set()
        #: Members for whose sake a whole request is refused, with the errcode.
        self.refused: dict[str, int] = {}
        self.per_minute = 30
        self.per_hour = 1000
        self.delivered: list[Delivery] = []
        #: Requests swallowed by the duplicate check, and deliveries dropped by the rate, both without a word.
        self.swallowed: list[dict[str, Any]] = []
        self.dropped: list[Delivery] = []
        self.on_delivery: Callable[[Delivery], None] | None = None
        #: Whether a ``media_id`` is one that was uploaded within three days, as a kind.
        self.uploaded: Callable[[str, str], bool] = lambda media_id, kind: False
        self._agent_id = agent_id
        self._clock = clock
        self._accepted: dict[str, tuple[float, str]] = {}
        self._times: defaultdict[str, deque[float]] = defaultdict(deque)

    def of(self, account: str) -> list[str]:
        """The texts on one member's screen, in order."""
        return [one.text for one in self.delivered if one.account == account.lower() and one.type == "text"]

    def files_of(self, account: str) -> list[str]:
        """The media ids on one member's screen, in order."""
        return [one.media_id for one in self.delivered if one.account == account.lower() and one.media_id]

    def cards_of(self, account: str) -> list[dict[str, Any]]:
        """The cards on one member's screen, in order."""
        return [one.card for one in self.delivered if one.account == account.lower() and one.card]

    def send(self, request: dict[str, Any]) -> dict[str, Any]:
        """The platform's answer to one request."""
        receivers = [name for name in str(request.get("touser", "")).split("|") if name]
        if not receivers:
            return refusal(82001, "all of touser/toparty/totag is empty")
        if len(receivers) > MAX_RECEIVERS:
            return refusal(40032, "invalid userid list")
        if request.get("agentid") != self._agent_id:
            return refusal(301002, "not allow operate another agent with this accesstoken")
        if wrong := self._wrong(request):
            return refusal(*wrong)
        for name in receivers:
            if errcode := self.refused.get(name.lower()):
                return refusal(errcode, "refused for one of its receivers")
        invalid = sorted({name.lower() for name in receivers if not self._exists(name)})
        if len(invalid) == len({name.lower() for name in receivers}):
            return refusal(81013, "user & party & tag all invalid")
        unlicensed = sorted({name.lower() for name in receivers} & self.unlicensed)
        message_id = self._earlier(request)
        if message_id is None:
            message_id = f"msg-{len(self._accepted) + 1}"
            self._accept(request, message_id)
            for name in dict.fromkeys(name.lower() for name in receivers):
                if name not in invalid and name not in unlicensed:
                    self._deliver(name, request, message_id)
        else:
            self.swallowed.append(request)
        answer = {"errcode": 0, "errmsg": "ok", "msgid": message_id}
        answer["invaliduser"], answer["unlicenseduser"] = "|".join(invalid), "|".join(unlicensed)
        return answer

    def _wrong(self, request: dict[str, Any]) -> tuple[int, str] | None:
        kind = str(request.get("msgtype", ""))
        content = request.get(kind)
        if not isinstance(content, dict):
            return 40008, "invalid message type"
        if kind in MEDIA and not self.uploaded(str(content.get("media_id", "")), kind):
            return 40007, "invalid media_id"
        if kind == "template_card":
            shown = content.get("button_list", [])
            keys = [button.get("key", "") for button in shown]
            sound = 0 < len(keys) <= MAX_BUTTONS and all(0 < len(key.encode()) <= MAX_KEY for key in keys)
            if not sound or not 0 < len(content.get("task_id", "")) <= MAX_TASK or len(set(keys)) < len(keys):
                return 42014, "invalid template_card"
        return None

    def _exists(self, name: str) -> bool:
        return self.members is None or name.lower() in {member.lower() for member in self.members}

    def _earlier(self, request: dict[str, Any]) -> str | None:
        if request.get("enable_duplicate_check") != 1:
            return None
        interval = min(request.get("duplicate_check_interval", 1800), MAX_DUPLICATE_INTERVAL)
        accepted_at, message_id = self._accepted.get(_key(request), (float("-inf"), ""))
        return message_id if self._clock() - accepted_at < interval else None

    def _accept(self, request: dict[str, Any], message_id: str) -> None:
        self._accepted[_key(request)] = (self._clock(), message_id)

    def _deliver(self, account: str, request: dict[str, Any], message_id: str) -> None:
        now = self._clock()
        kind = str(request.get("msgtype", ""))
        text = str(request.get("text", {}).get("content", "")) if kind == "text" else ""
        cut = text.encode()[:MAX_TEXT_BYTES].decode(errors="ignore")
        media_id = str(request[kind].get("media_id", "")) if kind in MEDIA else ""
        card = request[kind] if kind == "template_card" else {}
        delivery = Delivery(
            at=now, account=account, text=cut, message_id=message_id, type=kind, media_id=media_id, card=card
        )
        times = self._times[account]
        while times and now - times[0] >= 3600:
            times.popleft()
        if len(times) >= self.per_hour or sum(now - time < 60 for time in times) >= self.per_minute:
            self.dropped.append(delivery)
            return
        times.append(now)
        self.delivered.append(delivery)
        if self.on_delivery is not None:
            self.on_delivery(delivery)


def refusal(errcode: int, errmsg: str) -> dict[str, Any]:
    """An error answer, in the platform's form."""
    return {"errcode": errcode, "errmsg": f"{errmsg}, hint: [1604888880_00], more info at open.work.weixin.qq.com"}


def _key(request: dict[str, Any]) -> str:
    return json.dumps(request, sort_keys=True, ensure_ascii=False)
