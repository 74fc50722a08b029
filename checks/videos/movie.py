"""What an mp4 or mov tells about itself, and whether the media it names is all there.

Reads box headers and the first bytes of some samples: a few kilobytes of a 200 MB file.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from av.stream import Stream
from av.video.stream import VideoStream

from checks.videos.boxes import Box, inside, too_many, top_level

_MAX_TRACKS = 64
_MAX_CHILDREN = 500
#: How many samples of a track are looked at, and how many bytes at a time.
_SAMPLES = 512
_LOOK_BYTES = 64
#: Codecs that break every row of zeros by a three, so that it cannot be taken for a start.
_NEVER_ZEROS = {"h264", "hevc"}
#: Sample entries of protected pictures: common encryption, and the older protection of bought films.
_PROTECTED = {b"encv", b"drmi"}
_KNOWN = {b"moov", b"mdat", b"moof"}


@dataclass(frozen=True, kw_only=True)
class Movie:
    """``complete``: index and media are there, no box is cut but perhaps the media box, which ``overruns``: it claims
    to end beyond the file. ``duration`` in seconds is the index's own; of a fragmented movie it may tell a part.
    ``excessive``: it has more boxes than any film, so nothing else was looked at."""

    complete: bool
    excessive: bool = False
    overruns: bool = False
    fragmented: bool = False
    protected: bool = False
    duration: float | None = None


def read_movie(path: Path) -> Movie:
    """Read the boxes of a file (ISO 14496-12). Raises only OSError."""
    size = path.stat().st_size
    kinds, cut, moov = set(), set(), None
    with path.open("rb") as file:
        if too_many(file, size):
            return Movie(complete=False, excessive=True)
        for box in top_level(file, size):
            kinds.add(box.kind)
            # Stray bytes after the last box harm no player; a known box that ends beyond the file was cut.
            if box.end > size and box.kind in _KNOWN:
                cut.add(box.kind)
            if moov is None and box.kind == b"moov":
                moov = box
        if moov is None:
            return Movie(complete=False)
        fragmented = b"moof" in kinds or _child(file, moov, b"mvex") is not None
        return Movie(
            complete=b"mdat" in kinds and (not cut or (cut == {b"mdat"} and not fragmented)),
            overruns=bool(cut),
            fragmented=fragmented,
            protected=_is_protected(file, moov),
            duration=_duration(file, moov),
        )


def is_all_there(path: Path, streams: list[Stream]) -> bool:
    """Whether the samples that an index names lie within the file and are more than nothing.

    Downloads that stop early leave an index that names what never came, or a file of full length with holes of zeros.
    """
    size = path.stat().st_size
    with path.open("rb", buffering=0) as file:
        return all(_samples_there(file.fileno(), stream, size) for stream in streams)


def _samples_there(file: int, stream: Stream, size: int) -> bool:
    entries = stream.index_entries
    count = len(entries)
    looks = _looks(stream)
    for place in {*range(0, count, max(1, count // _SAMPLES)), count - 1} if count else ():
        entry = entries[place]
        if entry.pos + entry.size > size:
            return False
        for start in (int(entry.size * part) for part in looks):
            if entry.size - start >= _LOOK_BYTES and not any(os.pread(file, _LOOK_BYTES, entry.pos + start)):
                return False
    return True


def _looks(stream: Stream) -> tuple[float, ...]:
    """At which parts of a sample a row of zeros tells a hole. Sound may well be zeros, and raw pictures, too."""
    if not isinstance(stream, VideoStream) or stream.codec_context is None:
        return ()
    if stream.codec_context.name in _NEVER_ZEROS:
        return 0.0, 0.5
    return () if stream.codec_context.name == "rawvideo" else (0.0,)


def _child(file: BinaryIO, parent: Box | None, *kinds: bytes) -> Box | None:
    """The first box of that kind within ``parent``; several kinds name a path downwards."""
    for kind in kinds:
        if parent is None:
            return None
        parent = next((box for box in islice(inside(file, parent), _MAX_CHILDREN) if box.kind == kind), None)
    return parent


def _is_protected(file: BinaryIO, moov: Box) -> bool:
    tracks = (box for box in islice(inside(file, moov), _MAX_CHILDREN) if box.kind == b"trak")
    for track in islice(tracks, _MAX_TRACKS):
        described = _child(file, track, b"mdia", b"minf", b"stbl", b"stsd")
        # Version, flags and a count stand before the sample entries.
        if described and any(box.kind in _PROTECTED for box in islice(inside(file, described, 8), _MAX_CHILDREN)):
            return True
    return False


def _duration(file: BinaryIO, moov: Box) -> float | None:
    header = _child(file, moov, b"mvhd")
    if header is None:
        return None
    file.seek(header.start)
    mvhd = file.read(min(32, header.end - header.start))
    wide = mvhd[:1] == b"\x01"
    scale = int.from_bytes(mvhd[20:24] if wide else mvhd[12:16], "big")
    ticks = int.from_bytes(mvhd[24:32] if wide else mvhd[16:20], "big")
    unknown = ticks >= 2 ** (64 if wide else 32) - 1
    return round(ticks / scale, 3) if scale and ticks and not unknown else None
