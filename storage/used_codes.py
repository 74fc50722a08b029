"""Invite codes that were used: only a hash is kept, so that who reads the database cannot use them elsewhere."""

from __future__ import annotations

import asyncio
import hashlib

from domain.roster.invite import normalise

#: A code has forty bits: the hash is slow (some 40 ms and 16 MB), so that all of them cannot be tried.
_COST, _BLOCK, _PARALLEL = 2**14, 8, 1
#: One for all, because a code is looked up by its hash.
_SALT = b"baosong invite code"


async def digest(code: str) -> str:
    """Of a code as typed: 64 hexadecimal digits. Worked out beside the event loop."""
    return await asyncio.to_thread(_digest, normalise(code))


def _digest(code: str) -> str:
    data = code.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(data, salt=_SALT, n=_COST, r=_BLOCK, p=_PARALLEL, dklen=32).hex()
