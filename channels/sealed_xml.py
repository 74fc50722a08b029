"""Sealed XML as Tencent's platforms post it: signature, decryption, XML. Bytes go in, the message's elements come out.

wechatpy decrypts. The XML is read by expat directly into one flat dict: both documents are a root with simple
children, expat is three times as fast as xmltodict on them, and a document type declaration (the only way to declare
an entity) is refused by us rather than by a library's default. Source: docs/platform.md, Callback.
"""

from __future__ import annotations

import base64
import re
import struct
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from channels.contract import Callback
from channels.platform_time import PlatformTime
from channels.proof import Proof
from domain.messages import Forged, Malformed

#: What wechatpy lets through on signed junk: wrong base64, bad block length, no length word.
_DECRYPTION_ERRORS = (ValueError, IndexError, TypeError, OverflowError, struct.error)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What was in a good envelope: the document as it came, and element name → text as far as it could be read.

    ``whole``: it is the XML the platform sends, read to its end.
    """

    document: bytes
    elements: dict[str, str]
    whole: bool


class Wire:
    """Reads what the platform posts. Stateless beside its keys; cheap enough for every callback.

    ``receiver``: for whom it is sealed. ``max_age``: seconds, either way. ``max_bytes``: of a body.
    """

    def __init__(
        self,
        *,
        token: str,
        encoding_aes_key: str,
        receiver: str,
        max_age: float,
        max_bytes: int,
        platform_time: PlatformTime,
    ) -> None:
        # It brings requests and 15 MB along: only a process that really speaks to such a platform holds them.
        from wechatpy.work.crypto import PrpCrypto

        self._receiver = receiver.encode()
        self._max_bytes = max_bytes
        self.proof = Proof(token, max_age=max_age, platform_time=platform_time)
        self._crypto = PrpCrypto(base64.b64decode(encoding_aes_key + "="))

    def read_echo(self, callback: Callback) -> str:
        """The plaintext of ``echostr``, to be answered within a second. Raises ``Forged`` or ``Malformed``."""
        echo = callback.query.get("echostr")
        if not echo:
            raise Malformed("no echostr")
        self.proof.check(callback, echo)
        try:
            return self._decrypt(echo).decode()
        except UnicodeDecodeError as error:
            raise Malformed("an echostr that is no text") from error

    def read_message(self, callback: Callback) -> Opened:
        """One posted message. Raises ``Forged`` or ``Malformed``; what is inside a good envelope never does."""
        if len(callback.body) > self._max_bytes:
            raise Malformed("body too long")
        encrypted = read_elements(callback.body).get("Encrypt", "").strip()
        if not encrypted:
            raise Malformed("no Encrypt element")
        self.proof.check(callback, encrypted)
        document = self._decrypt(encrypted)
        try:
            return Opened(document=document, elements=read_elements(document), whole=True)
        except Malformed:
            return Opened(document=document, elements=elements_left(document), whole=False)

    def _decrypt(self, encrypted: str) -> bytes:
        """16 random bytes, the message's length, the message, whose it is, padding: only the message is returned."""
        try:
            plain = self._crypto.cipher.decrypt(base64.b64decode(encrypted))
            content = plain[16 : -plain[-1]]
            (length,) = struct.unpack(">I", content[:4])
        except _DECRYPTION_ERRORS as error:
            raise Malformed("cannot be decrypted") from error
        if content[4 + length :] != self._receiver:
            raise Forged("encrypted for somebody else")
        message: bytes = content[4 : 4 + length]
        return message


def read_elements(document: bytes | str) -> dict[str, str]:
    """Text of every child of the root, by name; grandchildren are skipped. Raises ``Malformed``.

    A name that comes twice keeps its last text. Any document type declaration is refused, so no entity but XML's
    own five can be used.
    """
    reader = _Flat()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(document, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Malformed("not the XML the platform sends") from error
    return reader.found


#: What stands before a person's words in a message, and what stands behind them.
_BEFORE = ("ToUserName", "FromUserName", "CreateTime", "MsgType", "Event")
_BEHIND = ("MsgId", "AgentID")
#: Characters that no XML document may hold.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PROLOGUE = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_CDATA = ("<![CDATA[", "]]>")


def elements_left(document: bytes) -> dict[str, str]:
    """What can be read of a document that is not sound XML.

    Without the characters that XML forbids it may well be whole. Otherwise only those elements are looked for which
    say whose message it is; entities are never expanded.
    """
    text = _FORBIDDEN.sub("", document.decode("utf-8", "replace"))
    text = _PROLOGUE.sub("", text, count=1)
    try:
        return read_elements(text)
    except Malformed:
        found = {name: _between(text, name, text.find(f"<{name}>")) for name in _BEFORE}
        found |= {name: _between(text, name, text.rfind(f"<{name}>")) for name in _BEHIND}
        return {name: value for name, value in found.items() if value is not None}


def _between(text: str, name: str, start: int) -> str | None:
    end = text.find(f"</{name}>", start)
    if start < 0 or end < 0:
        return None
    value = text[start + len(name) + 2 : end].strip()
    return value.removeprefix(_CDATA[0]).removesuffix(_CDATA[1])


class _Flat:
    """Expat's three events turned into one flat dict."""

    __slots__ = ("_depth", "_pieces", "found")

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._depth = 0
        self._pieces: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth <= 2:
            self._pieces = []

    def end(self, name: str) -> None:
        if self._depth == 2:
            self.found[name] = "".join(self._pieces)
        self._depth -= 1

    def text(self, data: str) -> None:
        if self._depth == 2:
            self._pieces.append(data)


def _refuse_doctype(*declaration: Any) -> None:
    raise Malformed("document type declarations are refused")
