"""What the checks cost, as ratios taken in one run on one machine. One part each, or all of them:

    python -m benchmarks.checks [photo] [video] [folder] [duplicates] [word]

Files are the shared real ones (``BAOSONG_MATERIAL``); the 200 MB video is made by FFmpeg into a temporary folder.
A part that lacks something says what and is left out. Exit code 1 when a goal was missed.
"""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Part:
    """``module`` has ``run() -> bool``: prints its figures, returns whether its goals were met."""

    module: str
    about: str


PARTS: dict[str, Part] = {
    "photo": Part(
        module="benchmarks.measuring.photos",
        about="CPU of the photo check ÷ a full Pillow decode; goal ≤ 0.6, without EXIF ≤ 1.0, all included",
    ),
    "video": Part(
        module="benchmarks.measuring.videos",
        about="CPU of checking a 200 MB video ÷ ffprobe -show_streams (goal ≤ 1.0), memory above idle (goal < 120 MB)",
    ),
    "folder": Part(
        module="benchmarks.measuring.folders",
        about="files per second of baosong check over a folder: two processes ÷ one; goal ≥ 1.7",
    ),
    "duplicates": Part(
        module="benchmarks.measuring.duplicates",
        about="looking one photo up among 60,000, in ms",
    ),
    "word": Part(
        module="benchmarks.measuring.documents",
        about="CPU of checking a 1,500-character Word file ÷ opening it with python-docx; goal ≤ 1.5",
    ),
}


def main() -> int:
    wanted = sys.argv[1:] or list(PARTS)
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        print(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    met = True
    for name in wanted:
        print(f"— {name}: {PARTS[name].about}")
        met = importlib.import_module(PARTS[name].module).run() and met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
