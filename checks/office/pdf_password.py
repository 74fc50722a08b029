"""Whether an encrypted PDF asks for a password when it is opened.

Offices often forbid printing or copying with an owner's password; such a file opens for everybody, and refusing it
would be wrong. The standard security handler tells the two apart: the user's password is the empty one, or it is not.
Sources: ISO 32000-2, 7.6.3 and 7.6.4 (algorithms 2, 2.A, 2.B, 4, 5, 11).
"""

from __future__ import annotations

import hashlib
import re
from mmap import mmap

_REFERENCE = re.compile(rb"/Encrypt\s+(\d{1,9})\s+(\d{1,5})\s+R")
_IDENTIFIER = re.compile(rb"/ID\s*\[\s*(?=[<(])")
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r\n": b"", b"\r": b""}
_STRING = re.compile(rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|<[0-9A-Fa-f\s]*>", re.DOTALL)
_DICTIONARY_BYTES, _STRING_BYTES = 8192, 1024
#: What stands for a password of 32 bytes where it is shorter.
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def asks_for_password(data: bytes | mmap) -> bool:
    """``data`` is a PDF that says it is encrypted. True also where it cannot be told."""
    try:
        return not _opens(data)
    except (ValueError, IndexError, OverflowError):
        return True


def _opens(data: bytes | mmap) -> bool:
    dictionary = _dictionary(data)
    if not re.search(rb"/Filter\s*/Standard\b", dictionary):
        return False
    revision = _number(dictionary, b"R", 0)
    user, owner = _string_of(dictionary, b"U"), _string_of(dictionary, b"O")
    if revision in (5, 6):
        check, salt = user[:32], user[32:40]
        return check == (hashlib.sha256(salt).digest() if revision == 5 else _hardened(salt))
    identifier = _identifier(data)
    length = _number(dictionary, b"Length", 40) // 8 if revision >= 3 else 5
    if revision not in (2, 3, 4) or not 5 <= length <= 16:
        return False
    key = _key(dictionary, owner, identifier, revision, length)
    if revision == 2:
        return user[:32] == _rc4(key, _PADDING)
    told = hashlib.md5(_PADDING + identifier, usedforsecurity=False).digest()
    for turn in range(20):
        told = _rc4(bytes(byte ^ turn for byte in key), told)
    return user[:16] == told


def _key(dictionary: bytes, owner: bytes, identifier: bytes, revision: int, length: int) -> bytes:
    permissions = (_number(dictionary, b"P", 0) & 0xFFFFFFFF).to_bytes(4, "little")
    bare = revision >= 4 and re.search(rb"/EncryptMetadata\s+false", dictionary)
    seed = _PADDING + owner[:32] + permissions + identifier + (b"\xff" * 4 if bare else b"")
    key = hashlib.md5(seed, usedforsecurity=False).digest()
    for _ in range(50 if revision >= 3 else 0):
        key = hashlib.md5(key[:length], usedforsecurity=False).digest()
    return key[:length]


def _hardened(salt: bytes) -> bytes:
    """Algorithm 2.B for the empty password."""
    # Few files need it, and every worker would wait for it.
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key, turn, last = hashlib.sha256(salt).digest(), 0, 0
    while turn < 64 or last > turn - 32:
        encryptor = Cipher(algorithms.AES(key[:16]), modes.CBC(key[16:32])).encryptor()
        mixed = encryptor.update(key * 64) + encryptor.finalize()
        key = hashlib.new(("sha256", "sha384", "sha512")[sum(mixed[:16]) % 3], mixed).digest()
        turn, last = turn + 1, mixed[-1]
    return key[:32]


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _dictionary(data: bytes | mmap) -> bytes:
    """The encryption dictionary, which is an object of its own and never itself encrypted."""
    said = [match.groups() for match in _REFERENCE.finditer(data)]
    number, generation = said[-1]
    start = re.search(rb"(?<!\d)%s\s+%s\s+obj" % (number, generation), data)
    if start is None:
        raise ValueError("no such object")
    return bytes(data[start.end() : start.end() + _DICTIONARY_BYTES]).partition(b"endobj")[0]


def _number(dictionary: bytes, name: bytes, otherwise: int) -> int:
    # The outermost entries: those of crypt filters stand in a dictionary of their own.
    outer = re.sub(rb"/CF\s*<<.*?>>\s*>>", b"", dictionary, flags=re.DOTALL)
    match = re.search(rb"/%s\s+(-?\d+)" % name, outer)
    return int(match.group(1)) if match else otherwise


def _string_of(dictionary: bytes, name: bytes) -> bytes:
    match = re.search(rb"/%s\s*(?=[<(])" % name, dictionary)
    if match is None:
        raise ValueError("no such entry")
    return _string(dictionary, match.end())


def _identifier(data: bytes | mmap) -> bytes:
    match = _IDENTIFIER.search(data)
    return _string(bytes(data[match.end() : match.end() + _STRING_BYTES]), 0) if match else b""


def _string(data: bytes, start: int) -> bytes:
    match = _STRING.match(data, start)
    if match is None:
        raise ValueError("no string")
    text = bytes(match.group())
    if text.startswith(b"<"):
        digits = re.sub(rb"\s", b"", text[1:-1])
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return _ESCAPED.sub(_unescaped, text[1:-1])


def _unescaped(match: re.Match[bytes]) -> bytes:
    mark = match.group(1)
    return bytes((int(mark, 8) & 255,)) if mark[:1].isdigit() else _LETTERS.get(mark, mark)
