"""One robot of one group, as a channel that only speaks."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import aiohttp

from channels.contract import Callback, Fetched, Received
from channels.group_robot import wecom
from channels.group_robot.brands import Robots, refusal
from channels.group_robot.dingtalk import DingTalkRobots
from channels.group_robot.feishu import FeishuRobots
from channels.group_robot.settings import Brand, GroupRobotSettings
from channels.group_robot.wecom import WecomRobots
from channels.http import Http, Redaction, perhaps_said
from channels.markup import as_written
from domain.abilities import AttachmentKind
from domain.messages import Attachment, Malformed, Outgoing, Problem, SendError, Sent

_BRANDS: Mapping[Brand, Callable[[GroupRobotSettings], Robots]] = {
    "wecom": WecomRobots,
    "dingtalk": DingTalkRobots,
    "feishu": FeishuRobots,
}
#: A file may take longer than a message.
_UPLOAD = aiohttp.ClientTimeout(total=60.0)
#: What says of a message that is none that the robot is there.
_NO_MESSAGE: Mapping[str, Any] = {"msgtype": "none", "msg_type": "none"}


class GroupRobotChannel:
    """``clock``: real seconds of the epoch, for signatures. Nothing is idempotent on these platforms."""

    def __init__(
        self, settings: GroupRobotSettings, *, name: str = "group-robot", clock: Callable[[], float] = time.time
    ) -> None:
        self.name = name
        self._settings = settings
        self._robots = _BRANDS[settings.platform](settings)
        self.abilities = self._robots.abilities
        self._clock = clock
        self._redact = Redaction((settings.key, settings.secret), parameters=("key", "access_token", "sign"))
        folder, _, self._last = settings.address.rpartition("/")
        self._http = Http(folder, timeout=settings.call_timeout, redact=self._redact)

    def verify(self, callback: Callback) -> str:
        """Nobody calls a group robot. Raises ``Malformed``."""
        raise Malformed("a group robot hears nothing")

    def receive(self, callback: Callback) -> Received:
        """Nothing comes in. Raises ``Malformed``."""
        raise Malformed("a group robot hears nothing")

    async def fetch(self, media: str, into: Path) -> Fetched:
        """There is nothing to fetch. Raises ``SendError``."""
        raise SendError(Problem.MEDIA_GONE, permanent=True, detail="a group robot has no files")

    async def send(self, outgoing: Outgoing) -> Sent:
        """One text, picture or file to the robot's group. Raises ``SendError``."""
        if not outgoing.receivers:
            raise SendError(Problem.RECEIVER, permanent=True, detail="no receiver")
        if len(outgoing.receivers) > 1:
            raise SendError(Problem.REFUSED, permanent=True, detail=f"{len(outgoing.receivers)} receivers in one call")
        await self._post(await self._content(outgoing))
        return Sent()

    async def probe(self) -> None:
        """Show the robot a message that is none: who knows it refuses the message. Raises ``SendError``."""
        try:
            await self._post(_NO_MESSAGE)
        except SendError as error:
            if error.code is not Problem.REFUSED:
                raise

    async def close(self) -> None:
        """Let connections go."""
        await self._http.close()

    async def _content(self, outgoing: Outgoing) -> Mapping[str, Any]:
        if outgoing.attachment is not None:
            return await self._attached(outgoing.attachment)
        size = len(outgoing.text.encode("utf-8", "surrogatepass"))
        if not 0 < size <= self.abilities.max_text_bytes:
            raise SendError(Problem.REFUSED, permanent=True, detail=f"a text of {size} bytes")
        return self._robots.text(as_written(outgoing.text, self.abilities.max_text_bytes))

    async def _attached(self, attachment: Attachment) -> Mapping[str, Any]:
        data = attachment.path.read_bytes()
        if not self.abilities.brings(attachment.kind, len(data)):
            raise SendError(Problem.REFUSED, permanent=True, detail=f"a {attachment.kind} of {len(data)} bytes")
        if attachment.kind is AttachmentKind.PICTURE:
            return wecom.picture(data)
        # Percent signs in the name would be shown as they are.
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("media", data, filename=attachment.name, content_type="application/octet-stream")
        # Beside the address that messages go to.
        query = {"key": self._settings.key, "type": "file"}
        answer = await self._http.json("POST", "/upload_media", query, form=form, timeout=_UPLOAD)
        self._judge(answer)
        return wecom.file(str(answer.get("media_id", "")))

    async def _post(self, content: Mapping[str, Any]) -> None:
        request = self._robots.request(content, self._clock())
        try:
            answer = await self._http.json("POST", f"/{self._last}", request.query, body=request.body)
        except SendError as error:
            raise perhaps_said(error) from error
        self._judge(answer)

    def _judge(self, answer: Mapping[str, Any]) -> None:
        refused = refusal(self._robots, answer)
        if refused is not None:
            code, words, meaning = refused
            raise meaning.error(code, self._redact(words))
