"""A video's small picture: its first frame or, when that shows nothing (videos fade in), one a tenth of the way in."""

from __future__ import annotations

import itertools

import av
import av.error
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image, ImageStat

from checks.look import THUMBNAIL_EDGE, thumbnail

#: Fewer shades of difference than this, and a frame is black, white or a plain card.
_PLAIN = 6.0
_FURTHER = 0.1
_MAX_PACKETS = 100


def poster(container: InputContainer, video: VideoStream, first: VideoFrame, width: int, height: int) -> bytes:
    """A JPEG of at most 640 pixels, as displayed: ``width`` and ``height`` are after turning, pixel aspect included."""
    picture = _picture(first, width, height)
    if _is_plain(picture) and (later := _later(container, video)) is not None:
        other = _picture(later, width, height)
        picture = picture if _is_plain(other) else other
    return thumbnail(picture)


def _later(container: InputContainer, video: VideoStream) -> VideoFrame | None:
    """The key frame before the point a tenth of the way in; None when it cannot be had."""
    try:
        container.seek(int((container.duration or 0) * _FURTHER))
        for packet in itertools.islice(container.demux(video), _MAX_PACKETS):
            for frame in packet.decode():
                return frame if isinstance(frame, VideoFrame) else None
    except (av.error.FFmpegError, ValueError, OverflowError):
        return None
    return None


def _picture(frame: VideoFrame, width: int, height: int) -> Image.Image:
    """Scaled while still in the decoder's colours, which is cheap, and turned as the file asks."""
    turn = round(frame.rotation / 90) * 90 if abs(frame.rotation) <= 360 else 0
    if turn % 180:
        width, height = height, width
    scale = min(1.0, THUMBNAIL_EDGE / max(width, height))
    size = max(2, round(width * scale)), max(2, round(height * scale))
    converted = frame.reformat(width=size[0], height=size[1], format="rgb24")
    small: Image.Image = converted.to_image()  # type: ignore[no-untyped-call]
    return small.rotate(turn, expand=True) if turn else small


def _is_plain(picture: Image.Image) -> bool:
    return ImageStat.Stat(picture.convert("L")).stddev[0] < _PLAIN
