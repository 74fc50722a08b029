"""Videos: container by boxes and brands, size, displayed resolution, and whether the file is all there.

Reads box headers, the index and one picture; the 200 MB in between are only hashed. FFmpeg is told which container
to expect, so that no file can make it follow playlists or other files.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import av
import av.error
import av.logging
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from checks.boxes import Box, children, top_level
from checks.facts import file_facts, megabytes
from checks.picture_size import picture_size
from checks.poster import poster
from checks.sniff import Family, Format
from domain.findings import Appearance, Fact, Finding, Kind, Level, Report
from domain.rules import VideoRules

#: How far the first picture is looked for.
MAX_PACKETS = 600
MAX_PACKET_BYTES = 16 << 20
_MVHD_WINDOW = 4096
_DEMUXER = {"mp4": "mov", "mov": "mov", "avi": "avi", "mkv": "matroska", "webm": "matroska", "flv": "flv"}
_DEMUXER |= {"wmv": "asf", "mpg": "mpeg"}
#: Codecs in mp4 that many computers in offices and schools cannot play, by the names people meet.
_RARELY_PLAYED = {"hevc": "H.265（HEVC）", "av1": "AV1", "vp9": "VP9"}
_CONTENT = {b"moov", b"mdat", b"moof"}
_DAMAGED = Finding(code="file.damaged")


@dataclass(frozen=True, kw_only=True)
class Stream:
    """The first video stream: codec by its common name, size as displayed, duration in seconds, problem, small
    picture."""

    codec: str | None = None
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    finding: Finding | None = None
    poster: bytes = b""


def check_video(path: Path, format_: Format, rules: VideoRules) -> Report:
    """Facts: container, codec, width, height, duration (s), bytes, sha256. ``format_`` is what ``sniff`` told."""
    facts = file_facts(path)
    stream = _measure(path, format_)
    facts = {
        "container": format_.name or None,
        "codec": stream.codec,
        "width": stream.width,
        "height": stream.height,
        "duration": stream.duration,
        **facts,
    }
    findings = [stream.finding] if stream.finding else []
    required = "、".join(rules.formats)
    if format_.family in (Family.VIDEO, Family.IMAGE) and format_.name not in rules.formats:
        findings.append(Finding(code="video.format", found=format_.name, required=required))
    elif _DEMUXER.get(format_.name) == "mov" and stream.codec in _RARELY_PLAYED:
        played = Finding(code="video.format", found=_RARELY_PLAYED[stream.codec], required="H.264", level=Level.ADVICE)
        findings.append(played)
    elif format_.family not in (Family.VIDEO, Family.UNKNOWN):
        findings.append(Finding(code="file.type", found=format_.name, required=f"{required} 视频"))
    findings += _size(facts, rules)
    if format_.family is Family.VIDEO:
        findings += _resolution(stream, rules)
    appearance = Appearance(thumbnail=stream.poster) if stream.poster else None
    return Report(kind=Kind.VIDEO, facts=facts, findings=tuple(findings), appearance=appearance)


def _size(facts: dict[str, Fact], rules: VideoRules) -> list[Finding]:
    size = facts["bytes"]
    if rules.max_bytes is None or not isinstance(size, int) or size <= rules.max_bytes:
        return []
    found, required = megabytes(size, rules.max_bytes), megabytes(rules.max_bytes, rules.max_bytes)
    return [Finding(code="video.size", found=found, required=required)]


def _resolution(stream: Stream, rules: VideoRules) -> list[Finding]:
    if rules.min_lines is None or not stream.width or not stream.height:
        return []
    if min(stream.width, stream.height) >= rules.min_lines:
        return []
    found = f"{stream.width}×{stream.height}"
    return [Finding(code="video.resolution", found=found, required=str(rules.min_lines))]


def _measure(path: Path, format_: Format) -> Stream:
    if format_.family is Family.IMAGE:
        size = picture_size(path, format_.name)
        return Stream(width=size[0], height=size[1]) if size else Stream()
    if format_.family is Family.UNKNOWN:
        return Stream(finding=_DAMAGED)
    if format_.name not in _DEMUXER:
        return Stream()
    whole, duration = _boxes(path) if _DEMUXER[format_.name] == "mov" else (True, None)
    stream = _probe(path, _DEMUXER[format_.name], duration)
    if not whole and stream.finding is None:
        return Stream(**{**vars(stream), "finding": _DAMAGED})
    return stream


def _boxes(path: Path) -> tuple[bool, float | None]:
    """Whether the file holds an index, media and the end of every box; and the movie's own duration."""
    size = path.stat().st_size
    with path.open("rb") as file:
        boxes = list(top_level(file, size))
        kinds = {box.kind for box in boxes}
        # Stray bytes after the last box harm no player; a known box that ends beyond the file was cut.
        cut = any(box.end > size and box.kind in _CONTENT for box in boxes)
        moov = next((box for box in boxes if box.kind == b"moov"), None)
        return bool(moov and b"mdat" in kinds and not cut), _movie_duration(file, moov) if moov else None


def _movie_duration(file: BinaryIO, moov: Box) -> float | None:
    file.seek(moov.start)
    head = file.read(min(_MVHD_WINDOW, moov.end - moov.start))
    mvhd = next((body for kind, body in children(head) if kind == b"mvhd"), b"")
    wide = mvhd[:1] == b"\x01"
    scale = int.from_bytes(mvhd[20:24] if wide else mvhd[12:16], "big")
    ticks = int.from_bytes(mvhd[24:32] if wide else mvhd[16:20], "big")
    unknown = ticks >= 2 ** (64 if wide else 32) - 1
    return round(ticks / scale, 3) if scale and ticks and not unknown else None


def _probe(path: Path, demuxer: str, duration: float | None) -> Stream:
    av.logging.set_level(av.logging.PANIC)
    try:
        with av.open(f"file:{path}", format=demuxer, metadata_errors="replace") as container:
            if not container.streams.video:
                return _without_video(container, duration)
            return _stream(container, container.streams.video[0], duration)
    except (av.error.FFmpegError, ValueError, OverflowError, ZeroDivisionError):
        return Stream(duration=duration, finding=_DAMAGED)


def _without_video(container: InputContainer, duration: float | None) -> Stream:
    if not container.streams.audio:
        return Stream(finding=_DAMAGED)
    only_sound = Finding(code="file.type", found="只有声音", required="视频")
    return Stream(duration=duration or _seconds(container), finding=only_sound)


def _stream(container: InputContainer, video: VideoStream, duration: float | None) -> Stream:
    codec = video.codec_context
    if codec is None:  # FFmpeg knows no decoder: nothing a viewer could play either
        return Stream(duration=duration, finding=_DAMAGED)
    codec.thread_count = 1
    frame = _first_picture(container, video)
    width, height = codec.width, codec.height
    aspect = video.sample_aspect_ratio or codec.sample_aspect_ratio or Fraction(1)
    width = round(width * aspect) if Fraction(1, 8) <= aspect <= 8 else width
    if frame is not None and abs(frame.rotation) <= 360 and 45 < abs(frame.rotation) % 180 < 135:
        width, height = height, width
    return Stream(
        codec=codec.codec.canonical_name,
        width=width or None,
        height=height or None,
        duration=duration or _seconds(container),
        finding=_DAMAGED if frame is None else None,
        poster=_poster(container, video, frame, width, height) if frame is not None else b"",
    )


def _seconds(container: InputContainer) -> float | None:
    return round(container.duration / av.time_base, 3) if container.duration else None


def _first_picture(container: InputContainer, video: VideoStream) -> VideoFrame | None:
    """Decode one picture; None when there is none to be had."""
    read = 0
    try:
        for count, packet in enumerate(container.demux(video)):
            read += packet.size
            for frame in packet.decode():
                return frame if isinstance(frame, VideoFrame) else None
            if count >= MAX_PACKETS or read > MAX_PACKET_BYTES:
                break
    except (av.error.FFmpegError, ValueError, OverflowError):
        return None
    return None


def _poster(container: InputContainer, video: VideoStream, frame: VideoFrame, width: int, height: int) -> bytes:
    """A video whose picture cannot be converted is still a video."""
    try:
        return poster(container, video, frame, width, height)
    except (av.error.FFmpegError, ValueError, OverflowError):
        return b""
