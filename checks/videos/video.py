"""Videos: container by boxes and brands, size, displayed resolution, and whether the file is all there.

Reads box headers, the index and one picture; the 200 MB in between are only hashed. FFmpeg is told which container
to expect, so that no file can make it follow playlists or other files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import av.error
import av.logging
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from checks.facts import file_facts
from checks.format import Family, Format
from checks.photos.size import picture_size
from checks.videos.movie import Movie, is_all_there, read_movie
from checks.videos.poster import is_turned, poster
from domain.campaigns.rules import VideoRules
from domain.findings import Appearance, Code, Fact, Finding, Kind, Level, Report
from domain.findings.found import Codec, EncodedAs, Found, Pixels
from domain.findings.required import FormatsTaken, Required

#: How far the first picture is looked for.
MAX_PACKETS = 600
MAX_PACKET_BYTES = 16 << 20
MAX_BAD_PACKETS = 30
_DEMUXER = {
    **dict.fromkeys(("mp4", "mov"), "mov"),
    **dict.fromkeys(("mkv", "webm"), "matroska"),
    **dict.fromkeys(("ts", "mts"), "mpegts"),
    **{"avi": "avi", "flv": "flv", "wmv": "asf", "mpg": "mpeg", "mxf": "mxf", "ogv": "ogg", "dv": "dv"},
}
#: How an mpg begins that is nothing but pictures, without the packets around them.
_MPEG_SEQUENCE = b"\0\0\x01\xb3"
#: Codecs in mp4 that many computers in offices and schools cannot play.
_RARELY_PLAYED = frozenset(codec.value for codec in Codec)
#: yuv420p10le: ten bits and more for a colour.
_DEEP = re.compile(r"p(9|1[0-6])")
#: yuv444p, and gbrp, which is red, green and blue.
_FULL_COLOUR = re.compile(r"444|gbr")
_DAMAGED = Finding(code=Code.FILE_DAMAGED)
_PROTECTED = Finding(code=Code.FILE_ENCRYPTED, found=Found.PROTECTED_VIDEO)
_STRANGE = Finding(code=Code.FILE_UNSAFE, found=Found.STRANGE_VIDEO)


@dataclass(frozen=True, kw_only=True)
class Stream:
    """The first video stream: codec by its common name, size as displayed, duration in seconds, problem, small picture.

    ``pixels``: how its pixels are stored, by FFmpeg's name.
    """

    codec: str | None = None
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    finding: Finding | None = None
    poster: bytes = b""
    pixels: str = ""


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
    required = FormatsTaken(rules.formats)
    if format_.family in (Family.VIDEO, Family.IMAGE) and format_.name not in rules.formats:
        findings.append(Finding(code=Code.VIDEO_FORMAT, found=format_.found, required=required))
    elif stream.finding is None and _DEMUXER.get(format_.name) == "mov" and (rare := _rarely_played(stream)):
        better = Required.COMMON_H264 if stream.codec == "h264" else Required.H264
        findings.append(Finding(code=Code.VIDEO_FORMAT, found=EncodedAs(rare), required=better, level=Level.ADVICE))
    elif format_.family not in (Family.VIDEO, Family.UNKNOWN):
        findings.append(Finding(code=Code.FILE_TYPE, found=format_.found, required=required))
    findings += _size(facts, rules)
    if format_.family is Family.VIDEO:
        findings += _resolution(stream, rules)
    appearance = Appearance(thumbnail=stream.poster) if stream.poster else None
    return Report(kind=Kind.VIDEO, facts=facts, findings=tuple(findings), appearance=appearance)


def _size(facts: dict[str, Fact], rules: VideoRules) -> list[Finding]:
    size = facts["bytes"]
    if rules.max_bytes is None or not isinstance(size, int) or size <= rules.max_bytes:
        return []
    return [Finding(code=Code.VIDEO_SIZE, found=size, required=rules.max_bytes)]


def _resolution(stream: Stream, rules: VideoRules) -> list[Finding]:
    if rules.min_lines is None or not stream.width or not stream.height:
        return []
    if min(stream.width, stream.height) >= rules.min_lines:
        return []
    found = Pixels(stream.width, stream.height)
    return [Finding(code=Code.VIDEO_RESOLUTION, found=found, required=rules.min_lines)]


def _measure(path: Path, format_: Format) -> Stream:
    if format_.family is Family.IMAGE:
        size = picture_size(path, format_.name)
        return Stream(width=size[0], height=size[1]) if size else Stream()
    if format_.family is Family.UNKNOWN:
        return Stream(finding=_DAMAGED)
    if format_.name not in _DEMUXER:
        return Stream()
    demuxer = _demuxer(path, format_)
    movie = read_movie(path) if demuxer == "mov" else Movie(complete=True)
    if movie.excessive:
        return Stream(finding=_STRANGE)
    stream = _probe(path, demuxer, movie)
    if not movie.complete and stream.finding != _PROTECTED:
        return Stream(**{**vars(stream), "finding": _DAMAGED})
    return stream


def _demuxer(path: Path, format_: Format) -> str:
    with path.open("rb") as file:
        bare = format_.name == "mpg" and file.read(4) == _MPEG_SEQUENCE
    return "mpegvideo" if bare else _DEMUXER[format_.name]


def _probe(path: Path, demuxer: str, movie: Movie) -> Stream:
    av.logging.set_level(av.logging.PANIC)
    try:
        with av.open(f"file:{path}", format=demuxer, metadata_errors="replace") as container:
            film = _film(container)
            stream = _stream(container, film, movie) if film else _without_film(container, movie)
            if stream.finding is None and demuxer == "mov" and not _is_whole(path, container, movie):
                return Stream(**{**vars(stream), "finding": _DAMAGED})
            return stream
    except (av.error.FFmpegError, ValueError, OverflowError, ZeroDivisionError):
        return Stream(duration=movie.duration, finding=_PROTECTED if movie.protected else _DAMAGED)


def _film(container: InputContainer) -> VideoStream | None:
    """The track a player shows. The cover of a piece of music is a video track, too, but no film."""
    films = [video for video in container.streams.video if Disposition.attached_pic not in video.disposition]
    shown = [film for film in films if Disposition.default in film.disposition]
    return next(iter(shown or films), None)


def _is_whole(path: Path, container: InputContainer, movie: Movie) -> bool:
    tracks = [*container.streams.video, *container.streams.audio]
    if movie.overruns and not any(len(track.index_entries) for track in tracks):
        return False
    return is_all_there(path, tracks)


def _without_film(container: InputContainer, movie: Movie) -> Stream:
    if not container.streams.audio:
        return Stream(finding=_DAMAGED)
    only_sound = Finding(code=Code.FILE_TYPE, found=Found.ONLY_SOUND, required=Required.VIDEO)
    return Stream(duration=_seconds(container, movie), finding=only_sound)


def _stream(container: InputContainer, film: VideoStream, movie: Movie) -> Stream:
    unseen = _PROTECTED if movie.protected else _DAMAGED
    codec = film.codec_context
    if codec is None:  # FFmpeg knows no decoder: nothing a viewer could play either
        return Stream(duration=movie.duration, finding=unseen)
    codec.thread_count = 1
    frame = None if movie.protected else _first_picture(container, film)
    width, height = codec.width, codec.height
    aspect = film.sample_aspect_ratio or codec.sample_aspect_ratio or Fraction(1)
    width = round(width * aspect) if Fraction(1, 8) <= aspect <= 8 else width
    if frame is not None and is_turned(frame):
        width, height = height, width
    return Stream(
        codec=codec.codec.canonical_name,
        width=width or None,
        height=height or None,
        duration=_seconds(container, movie),
        finding=unseen if frame is None else None,
        poster=_poster(container, film, frame, width, height) if frame is not None else b"",
        pixels=codec.pix_fmt or "",
    )


def _rarely_played(stream: Stream) -> Codec | None:
    """What keeps many computers from playing it; None for what they all play."""
    if stream.codec in _RARELY_PLAYED:
        return Codec(stream.codec)
    if stream.codec != "h264":
        return None
    if _DEEP.search(stream.pixels):
        return Codec.H264_DEEP
    if "422" in stream.pixels:
        return Codec.H264_HALF_COLOUR
    return Codec.H264_FULL_COLOUR if _FULL_COLOUR.search(stream.pixels) else None


def _seconds(container: InputContainer, movie: Movie) -> float | None:
    """The index knows best, pauses and cuts included; but that of a fragmented movie does not know what follows."""
    measured = round(container.duration / av.time_base, 3) if container.duration else None
    return measured or movie.duration if movie.fragmented else movie.duration or measured


def _first_picture(container: InputContainer, video: VideoStream) -> VideoFrame | None:
    """Decode one picture; None when there is none to be had. Players pass over a bad start, too."""
    read = bad = 0
    try:
        for count, packet in enumerate(container.demux(video)):
            read += packet.size
            try:
                for frame in packet.decode():
                    return frame if isinstance(frame, VideoFrame) else None
            except av.error.InvalidDataError:
                bad += 1
            if count >= MAX_PACKETS or read > MAX_PACKET_BYTES or bad > MAX_BAD_PACKETS:
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
