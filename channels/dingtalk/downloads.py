"""Files of DingTalk's messages: a code is turned into an address that lives for minutes, and the address into bytes."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from channels.contract import Fetched
from channels.dingtalk.calls import Calls
from channels.dingtalk.settings import DingTalkSettings
from channels.downloads import saved
from channels.http import SOON, error_of_status
from domain.messages import Problem, SendError


async def fetch(calls: Calls, settings: DingTalkSettings, code: str, into: Path) -> Fetched:
    """Bring the file behind ``code`` to a new file in ``into`` under a name of our own. Raises ``SendError``."""
    timeout = aiohttp.ClientTimeout(
        total=settings.download_timeout, sock_connect=settings.call_timeout, sock_read=settings.read_timeout
    )
    headers = {"Accept-Encoding": "identity"}
    for last in (False, True):
        address = await _address(calls, settings, code)
        async with calls.files.open("GET", address, {}, headers=headers, timeout=timeout) as answer:
            if answer.status == 200:
                return await saved(answer, into, most=settings.max_media_bytes)
            if last or answer.status not in (403, 404):
                raise error_of_status(answer.status, "a file")
            # The address is good no more: there is another one.
    raise AssertionError("the last try returns or raises")


async def _address(calls: Calls, settings: DingTalkSettings, code: str) -> str:
    asked = {"downloadCode": code, "robotCode": settings.robot}
    try:
        answer = await calls.call("/v1.0/robot/messageFiles/download", asked)
    except SendError as error:
        if error.code is Problem.REFUSED:
            raise SendError(Problem.MEDIA_GONE, permanent=True, detail=error.detail) from error
        raise
    address = answer.get("downloadUrl")
    if not isinstance(address, str) or urlsplit(address).scheme not in ("http", "https"):
        raise SendError(Problem.BUSY, permanent=False, retry_after=SOON, detail="no address of the file")
    return address
