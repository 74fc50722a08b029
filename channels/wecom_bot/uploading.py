"""Files that a bot sends: announced, brought in pieces, finished; then a message names them.

docs/platform.md, 智能机器人. Pieces go one after the other, so that a file never stands in the way of other questions.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from channels.wecom_bot.frames import Command
from domain.messages import Problem, SendError

#: Bytes of a piece, before it is written in base64; pieces of a file.
PIECE_BYTES = 512 * 1024
MOST_PIECES = 100
#: The platform takes nothing this short.
TOO_SHORT = 5

Ask = Callable[[Command, Mapping[str, Any]], Awaitable[Mapping[str, Any]]]


async def upload(ask: Ask, path: Path, *, kind: str, name: str) -> str:
    """The ``media_id``, good for three days. ``kind``: the platform's word. Raises ``SendError``."""
    try:
        data = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        raise SendError(Problem.BUSY, permanent=False, retry_after=60.0, detail="cannot read the file") from error
    pieces = [data[start : start + PIECE_BYTES] for start in range(0, len(data), PIECE_BYTES)]
    if len(data) <= TOO_SHORT or len(pieces) > MOST_PIECES:
        raise SendError(Problem.REFUSED, permanent=True, detail=f"a file of {len(data)} bytes")
    announced = {
        "type": kind,
        "filename": name,
        "total_size": len(data),
        "total_chunks": len(pieces),
        "md5": hashlib.md5(data, usedforsecurity=False).hexdigest(),
    }
    upload_id = _text(await ask(Command.UPLOAD_INIT, announced), "upload_id")
    # From 0: what the page says of 1 the platform's own client does not do.
    for index, piece in enumerate(pieces):
        written = base64.b64encode(piece).decode()
        await ask(Command.UPLOAD_CHUNK, {"upload_id": upload_id, "chunk_index": index, "base64_data": written})
    return _text(await ask(Command.UPLOAD_FINISH, {"upload_id": upload_id}), "media_id")


def _text(answer: Mapping[str, Any], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise SendError(Problem.BUSY, permanent=False, retry_after=60.0, detail=f"no {name} in the answer")
    return value
