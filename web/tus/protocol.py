"""The words of tus 1.0: versions, extensions, and the headers read. Whatever is unreadable raises ``UploadRefused``."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from domain.upload import UploadProblem, UploadRefused

BASE = "/files/"
VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,expiration,checksum"
ALGORITHMS = ("sha1", "sha256", "sha512", "md5")
CHUNK_TYPE = "application/offset+octet-stream"
#: More digits than any length has: int() of an endless number takes for ever.
_DIGITS = 18


@dataclass(frozen=True, kw_only=True)
class Checksum:
    """What the body of one request must add up to."""

    algorithm: str
    digest: bytes

    def hasher(self) -> Any:
        return hashlib.new(self.algorithm, usedforsecurity=False)


def check_version(request: web.Request) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise UploadRefused(UploadProblem.VERSION)


def check_chunk_type(request: web.Request) -> None:
    if request.content_type != CHUNK_TYPE:
        raise UploadRefused(UploadProblem.MEDIA_TYPE)


def number(request: web.Request, header: str) -> int:
    value = request.headers.get(header, "").strip()
    if not (value.isascii() and value.isdecimal()) or len(value) > _DIGITS:
        raise UploadRefused(UploadProblem.MALFORMED)
    return int(value)


def checksum(request: web.Request) -> Checksum | None:
    """``Upload-Checksum: sha1 BASE64``."""
    value = request.headers.get("Upload-Checksum")
    if value is None:
        return None
    algorithm, _, encoded = value.strip().partition(" ")
    try:
        digest = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UploadRefused(UploadProblem.MALFORMED) from error
    if algorithm.lower() not in ALGORITHMS:
        raise UploadRefused(UploadProblem.UNSUPPORTED)
    return Checksum(algorithm=algorithm.lower(), digest=digest)


def metadata(header: str) -> dict[str, str]:
    """``Upload-Metadata``: ``key BASE64,key BASE64``; a key may stand alone. Values are UTF-8 as far as they are."""
    found: dict[str, str] = {}
    if not header.isascii():
        raise UploadRefused(UploadProblem.MALFORMED)
    for pair in header.split(","):
        key, _, encoded = pair.strip().partition(" ")
        if not key and not encoded:
            continue
        try:
            value = base64.b64decode(encoded.strip(), validate=True)
        except (binascii.Error, ValueError) as error:
            raise UploadRefused(UploadProblem.MALFORMED) from error
        if not key or key in found:
            raise UploadRefused(UploadProblem.MALFORMED)
        found[key] = value.decode("utf-8", "replace").replace("\0", "")
    return found
