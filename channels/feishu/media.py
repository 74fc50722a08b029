"""Files of Feishu: fetched by message and key, handed over before a message names them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import aiohttp

from channels.contract import Fetched
from channels.downloads import saved
from channels.feishu.calls import Calls
from channels.feishu.settings import FeishuSettings
from channels.http import error_of_status
from domain.abilities import AttachmentKind
from domain.messages import Attachment, Problem, SendError

LONGEST_PICTURE, LONGEST_FILE = 10 * 1024 * 1024, 30 * 1024 * 1024
#: Ending of a file's name → what the platform calls its kind; any other is a stream of bytes.
_KINDS: Mapping[str, str] = {"pdf": "pdf", "doc": "doc", "xls": "xls", "ppt": "ppt", "mp4": "mp4"}


async def fetch(calls: Calls, settings: FeishuSettings, media: str, into: Path) -> Fetched:
    """Bring the file of a handle to a new file in ``into``. Raises ``SendError``."""
    kind, _, rest = media.partition("/")
    message_id, _, key = rest.partition("/")
    if kind not in ("image", "file") or {message_id, key} & {"", ".", ".."} or "/" in key:
        raise SendError(Problem.MEDIA_GONE, permanent=True, detail="not a handle of ours")
    path = f"/open-apis/im/v1/messages/{quote(message_id)}/resources/{quote(key)}"
    timeout = aiohttp.ClientTimeout(
        total=settings.download_timeout, sock_connect=settings.call_timeout, sock_read=settings.read_timeout
    )

    async def attempt(token: str) -> Fetched:
        headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
        async with calls.http.open("GET", path, {"type": kind}, headers=headers, timeout=timeout) as answer:
            if answer.status not in (200, 206) or answer.content_type == "application/json":
                calls.judged(await answer.read(), answer, path)
                raise error_of_status(answer.status, path)
            return await saved(answer, into, most=settings.max_media_bytes)

    return await calls.with_token(attempt)


async def upload(calls: Calls, attachment: Attachment) -> str:
    """Hand a picture or a file over; the key it is sent by. Raises ``SendError``."""
    try:
        data = await asyncio.to_thread(attachment.path.read_bytes)
    except OSError as error:
        raise SendError(Problem.BUSY, permanent=False, retry_after=60.0, detail="cannot read the file") from error
    picture = attachment.kind is AttachmentKind.PICTURE
    if not 0 < len(data) <= (LONGEST_PICTURE if picture else LONGEST_FILE):
        raise SendError(Problem.REFUSED, permanent=True, detail=f"a {attachment.kind} of {len(data)} bytes")
    if picture:
        answer = await calls.upload(
            "/open-apis/im/v1/images", {"image_type": "message"}, "image", attachment.name, data
        )
        key = answer.get("image_key")
    else:
        kind = _KINDS.get(attachment.name.rpartition(".")[2].lower(), "stream")
        fields = {"file_type": kind, "file_name": attachment.name}
        answer = await calls.upload("/open-apis/im/v1/files", fields, "file", attachment.name, data)
        key = answer.get("file_key")
    if not isinstance(key, str) or not key:
        raise SendError(Problem.BUSY, permanent=False, retry_after=60.0, detail="no key in the answer")
    return key
