"""Files of a 服务号's messages. An error comes as HTTP 200 with JSON, and so may the address of a video."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from channels.contract import Fetched
from channels.downloads import saved
from channels.http import SOON, error_of_status
from channels.wechat.calls import Calls
from channels.wechat.settings import WechatSettings
from domain.messages import Problem, SendError

PATH = "/cgi-bin/media/get"
#: An error, or an address, is a line of JSON.
_ANSWER_BYTES = 16 * 1024
_WHOLE = {"Accept-Encoding": "identity"}


async def fetch(calls: Calls, settings: WechatSettings, media: str, into: Path) -> Fetched:
    """Bring ``media`` to a new file in ``into`` under a name of our own. Raises ``SendError``."""
    timeout = aiohttp.ClientTimeout(
        total=settings.download_timeout, sock_connect=settings.call_timeout, sock_read=settings.read_timeout
    )

    async def attempt(token: str) -> Fetched | str:
        query = {"access_token": token, "media_id": media}
        async with calls.http.open("GET", PATH, query, headers=_WHOLE, timeout=timeout) as answer:
            if answer.status != 200:
                raise error_of_status(answer.status, PATH)
            if "Content-Disposition" not in answer.headers and answer.content_type in _SAYING:
                return _address(calls, await answer.content.read(_ANSWER_BYTES))
            return await saved(answer, into, most=settings.max_media_bytes)

    found = await calls.with_token(attempt)
    if isinstance(found, Fetched):
        return found
    async with calls.files.open("GET", found, {}, headers=_WHOLE, timeout=timeout) as answer:
        if answer.status != 200:
            raise error_of_status(answer.status, "a video")
        return await saved(answer, into, most=settings.max_media_bytes)


#: What an answer calls itself that is no file.
_SAYING = ("application/json", "text/plain", "text/html")


def _address(calls: Calls, body: bytes) -> str:
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if isinstance(answer, dict):
        calls.refuse(answer)
        address = answer.get("video_url")
        if isinstance(address, str) and urlsplit(address).scheme in ("http", "https"):
            return address
    raise SendError(Problem.BUSY, permanent=False, retry_after=SOON, detail="neither a file nor an address")
