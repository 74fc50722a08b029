"""What travels on Feishu's long connection: one kind of message in protobuf's binary form, read and written by hand.

Source: docs/platform.md, Feishu; the platform's own clients were recorded in tests/channels/foreign.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from domain.messages import Malformed

CONTROL, DATA = 0, 1
#: How the payload is written, of what kind it is, and a newer number of the log: what comes so is sent back so.
_ENCODING, _KIND, _LOG_NEW = 6, 7, 9
_PAYLOAD = 8
#: Wire types of protobuf: a number; a length and so many bytes; eight and four bytes as they are.
_NUMBER, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_MAX_NUMBER_BYTES = 10


@dataclass(frozen=True, kw_only=True)
class Frame:
    """``method``: ``CONTROL`` or ``DATA``."""

    seq: int = 0
    log: int = 0
    service: int = 0
    method: int = CONTROL
    headers: Mapping[str, str] = field(default_factory=dict)
    payload: bytes = b""
    #: What means nothing to us, by its number.
    rest: Mapping[int, bytes] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """ping, pong, event or card."""
        return self.headers.get("type", "")

    @property
    def part(self) -> tuple[int, int]:
        """Which part of how many, counted from 0. Raises ``Malformed``."""
        try:
            seq, total = int(self.headers.get("seq", "0")), int(self.headers.get("sum", "1"))
        except ValueError as error:
            raise Malformed("a part without a number") from error
        if not 0 <= seq < total <= 1000:
            raise Malformed("a part out of range")
        return seq, total

    def answered(self, payload: bytes, took: int) -> Frame:
        """The acknowledgement; ``took``: milliseconds."""
        return replace(self, headers={**self.headers, "biz_rt": str(took)}, payload=payload)


def read(data: bytes) -> Frame:
    """Raises ``Malformed`` when it is no frame."""
    numbers: dict[int, int] = {}
    headers: dict[str, str] = {}
    rest: dict[int, bytes] = {}
    payload = b""
    for number, value in _fields(data):
        if isinstance(value, int):
            numbers[number] = value
        elif number == 5:
            name, told = _header(value)
            headers[name] = told
        elif number == _PAYLOAD:
            payload = value
        elif number in (_ENCODING, _KIND, _LOG_NEW):
            rest[number] = value
    return Frame(
        seq=numbers.get(1, 0),
        log=numbers.get(2, 0),
        service=numbers.get(3, 0),
        method=numbers.get(4, CONTROL),
        headers=headers,
        payload=payload,
        rest=rest,
    )


def written(frame: Frame) -> bytes:
    made = bytearray()
    for number, value in ((1, frame.seq), (2, frame.log), (3, frame.service), (4, frame.method)):
        made += _varint(number << 3 | _NUMBER) + _varint(value)
    for name, told in frame.headers.items():
        made += _bytes(5, _bytes(1, name.encode()) + _bytes(2, told.encode()))
    parts = {**frame.rest, **({_PAYLOAD: frame.payload} if frame.payload else {})}
    for number in sorted(parts):
        made += _bytes(number, parts[number])
    return bytes(made)


def ping(service: int) -> Frame:
    return Frame(service=service, headers={"type": "ping"})


def _header(data: bytes) -> tuple[str, str]:
    parts = {number: value for number, value in _fields(data) if isinstance(value, bytes)}
    try:
        return parts.get(1, b"").decode(), parts.get(2, b"").decode()
    except UnicodeDecodeError as error:
        raise Malformed("a header that is no text") from error


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(data):
        tag, at = _number(data, at)
        number, kind = tag >> 3, tag & 7
        if kind == _NUMBER:
            value, at = _number(data, at)
            yield number, value
            continue
        if kind not in (_BYTES, _EIGHT, _FOUR):
            raise Malformed("no frame")
        length, at = _number(data, at) if kind == _BYTES else (8 if kind == _EIGHT else 4, at)
        if at + length > len(data):
            raise Malformed("cut short")
        if kind == _BYTES:
            yield number, data[at : at + length]
        at += length


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(_MAX_NUMBER_BYTES):
        if at + place >= len(data):
            raise Malformed("cut short")
        byte = data[at + place]
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    raise Malformed("no number")


def _varint(value: int) -> bytes:
    made = bytearray()
    while value > 0x7F:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    made.append(value)
    return bytes(made)


def _bytes(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(value)) + value
