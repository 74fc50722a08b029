"""Secrets that addresses and cookies carry: random, and only their SHA-256 is kept."""

from __future__ import annotations

import secrets
from hashlib import sha256

#: 192 random bits: 32 URL-safe characters.
TOKEN_BYTES = 24
#: Nothing longer is even looked up.
LONGEST = 128


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def plausible(token: str) -> bool:
    return 0 < len(token) <= LONGEST
