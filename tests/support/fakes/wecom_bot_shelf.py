"""The files of a fake 智能机器人: those of people lie sealed for five minutes, the bot's come in pieces (101463)."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

#: Seconds.
LIVES = 300.0
PIECE_BYTES, MOST_PIECES = 512 * 1024, 100
LARGEST = {"image": 10_000_000, "video": 10_000_000, "voice": 2_000_000, "file": 20_000_000}


def sealed(data: bytes, key: str) -> bytes:
    """AES-256-CBC with the decoded key, padded to 32."""
    raw = base64.b64decode(key + "=" * (-len(key) % 4))
    padding = 32 - len(data) % 32
    encryptor = Cipher(algorithms.AES(raw), modes.CBC(raw[:16])).encryptor()
    return encryptor.update(data + bytes([padding]) * padding) + encryptor.finalize()


@dataclass(kw_only=True)
class _Lying:
    data: bytes
    name: str
    until: float


@dataclass(kw_only=True)
class Upload:
    """A file that the bot sends: as it announced it, and what has come."""

    kind: str
    name: str
    size: int
    pieces: int
    md5: str
    came: dict[int, bytes] = field(default_factory=dict)


class Shelf:
    """``clock`` gives Unix seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lying: dict[str, _Lying] = {}
        self._uploads: dict[str, Upload] = {}
        #: media id → kind, name, bytes.
        self.taken: dict[str, tuple[str, str, bytes]] = {}
        self.fetched = 0

    def lay(self, data: bytes, name: str, base_url: str, *, key: str = "") -> dict[str, str]:
        """The item of a message: where it lies, and the key of its own, unless it is sealed with ``key``."""
        own = base64.b64encode(os.urandom(32)).decode().rstrip("=")
        number = f"m{len(self._lying) + 1}"
        self._lying[number] = _Lying(data=sealed(data, key or own), name=name, until=self._clock() + LIVES)
        item = {"url": f"{base_url}/media/{number}?sign=a%2Bb%3D"}
        return item if key else {**item, "aeskey": own}

    async def get(self, request: web.Request) -> web.Response:
        lying = self._lying.get(request.match_info["number"])
        if lying is None or self._clock() > lying.until or request.query.get("sign") != "a+b=":
            return web.Response(status=403, text="<Error><Code>AccessDenied</Code></Error>")
        self.fetched += 1
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(lying.name)}"} if lying.name else {}
        return web.Response(body=lying.data, headers=headers)

    # What the bot sends

    def init(self, body: dict[str, Any]) -> tuple[int, str, dict[str, Any]]:
        kind, size, pieces = str(body.get("type")), int(body.get("total_size", 0)), int(body.get("total_chunks", 0))
        wanted = -(-size // PIECE_BYTES)
        if not 5 < size <= LARGEST.get(kind, 0) or not wanted <= pieces <= MOST_PIECES:
            return 40058, "invalid upload", {}
        id_ = f"up-{len(self._uploads) + 1}"
        name = str(body.get("filename", ""))
        self._uploads[id_] = Upload(kind=kind, name=name, size=size, pieces=pieces, md5=str(body.get("md5")))
        return 0, "ok", {"upload_id": id_}

    def chunk(self, body: dict[str, Any]) -> tuple[int, str, dict[str, Any]]:
        upload, index = self._uploads.get(str(body.get("upload_id"))), body.get("chunk_index")
        data = base64.b64decode(str(body.get("base64_data", "")), validate=True)
        if upload is None or not isinstance(index, int) or not 0 <= index < upload.pieces or len(data) > PIECE_BYTES:
            return 40058, "invalid chunk", {}
        upload.came[index] = data
        return 0, "ok", {}

    def finish(self, body: dict[str, Any]) -> tuple[int, str, dict[str, Any]]:
        upload = self._uploads.get(str(body.get("upload_id")))
        if upload is None or len(upload.came) != upload.pieces:
            return 40058, "incomplete upload", {}
        data = b"".join(piece for _, piece in sorted(upload.came.items()))
        if len(data) != upload.size or hashlib.md5(data).hexdigest() != upload.md5:
            return 40058, "not what was announced", {}
        media = f"media-{len(self.taken) + 1}"
        self.taken[media] = (upload.kind, upload.name, data)
        return 0, "ok", {"type": upload.kind, "media_id": media, "created_at": str(int(self._clock()))}
