"""A video's small picture: its first frame or, when that shows nothing (videos fade in), a later one."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from typing import cast

import av
import av.error
from av.container import InputContainer
from av.sidedata.sidedata import SideDataContainer, Type
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image, ImageStat

from checks.photos.appearance import THUMBNAIL_EDGE, thumbnail

#: Fewer shades of difference than this, and a frame is black, white or a plain card.
_PLAIN = 6.0
#: Where else to look: at the key frames before these parts of the film,
_FURTHER = (0.1, 0.35, 0.7)
#: and, where those show nothing, at every so-manieth frame of so many pixels from the second of them on.
_STRIDE = 8
_MAX_PIXELS = 120 << 20
_MAX_PACKETS = 200
_MATRIX = struct.Struct("=9i")
#: By the signs of the display matrix's a and d: how the picture is turned or mirrored.
_TURNS: dict[tuple[int, ...], Image.Transpose] = {
    (-1, 1): Image.Transpose.FLIP_LEFT_RIGHT,
    (1, -1): Image.Transpose.FLIP_TOP_BOTTOM,
    (-1, -1): Image.Transpose.ROTATE_180,
}
#: By the signs of b and c, where those are the greater.
_QUARTER_TURNS: dict[tuple[int, ...], Image.Transpose] = {
    (1, -1): Image.Transpose.ROTATE_270,
    (-1, 1): Image.Transpose.ROTATE_90,
    (1, 1): Image.Transpose.TRANSPOSE,
    (-1, -1): Image.Transpose.TRANSVERSE,
}


def is_turned(frame: VideoFrame) -> bool:
    """Whether the film lies on its side, so that its width is displayed as height."""
    a, b, c, d = _matrix(frame)
    return abs(b) + abs(c) > abs(a) + abs(d)


def poster(container: InputContainer, video: VideoStream, first: VideoFrame, width: int, height: int) -> bytes:
    """A JPEG of at most 640 pixels, as displayed: ``width`` and ``height`` are after turning, pixel aspect included."""
    picture = _picture(first, width, height)
    if _is_plain(picture):
        later = (_picture(frame, width, height) for frame in _later(container, video))
        picture = next((other for other in later if not _is_plain(other)), picture)
    return thumbnail(picture)


def _later(container: InputContainer, video: VideoStream) -> Iterator[VideoFrame]:
    """Further frames, those that cost least first; none where the film cannot be read."""
    try:
        for part in _FURTHER:
            yield from _frames(container, video, part, 1)
        size = max(1, video.codec_context.width * video.codec_context.height)
        yield from _frames(container, video, _FURTHER[1], max(_STRIDE, _MAX_PIXELS // size))
    except (av.error.FFmpegError, ValueError, OverflowError):
        return


def _frames(container: InputContainer, video: VideoStream, part: float, count: int) -> Iterator[VideoFrame]:
    """Every so-manieth of ``count`` frames that follow the key frame before that part of the film."""
    container.seek(int((container.duration or 0) * part))
    decoded = 0
    for packets, packet in enumerate(container.demux(video)):
        for frame in packet.decode():
            if decoded % _STRIDE == 0 and isinstance(frame, VideoFrame):
                yield frame
            decoded += 1
        if decoded >= count or packets >= _MAX_PACKETS:
            return


def _picture(frame: VideoFrame, width: int, height: int) -> Image.Image:
    """Scaled while still in the decoder's colours, which is cheap, and turned as the file asks."""
    if is_turned(frame):
        width, height = height, width
    scale = min(1.0, THUMBNAIL_EDGE / max(width, height))
    size = max(2, round(width * scale)), max(2, round(height * scale))
    converted = frame.reformat(width=size[0], height=size[1], format="rgb24")
    small: Image.Image = converted.to_image()  # type: ignore[no-untyped-call]
    turn = _turn(frame)
    return small if turn is None else small.transpose(turn)


def _turn(frame: VideoFrame) -> Image.Transpose | None:
    a, b, c, d = _matrix(frame)
    if is_turned(frame):
        return _QUARTER_TURNS[1 if b > 0 else -1, 1 if c > 0 else -1]
    return _TURNS.get((1 if a >= 0 else -1, 1 if d >= 0 else -1))


def _matrix(frame: VideoFrame) -> tuple[float, float, float, float]:
    """What the file says of turning: x' = a x + c y, y' = b x + d y. The identity where it says nothing."""
    try:
        for data in cast(SideDataContainer, frame.side_data):  # whose type PyAV's stubs get wrong
            if data.type is Type.DISPLAYMATRIX and data.buffer_size >= _MATRIX.size:
                a, b, _, c, d, *_ = _MATRIX.unpack(bytes(data)[: _MATRIX.size])
                return a, b, c, d
        return 1, 0, 0, 1
    except ValueError:  # the frame carries something else that PyAV has no name for: the angle has to do
        angle = math.radians(frame.rotation) if abs(frame.rotation) <= 360 else 0.0
        return math.cos(angle), -math.sin(angle), math.sin(angle), math.cos(angle)


def _is_plain(picture: Image.Image) -> bool:
    return ImageStat.Stat(picture.convert("L")).stddev[0] < _PLAIN
