"""Where the real files are: a few beside these tests, all of them in the shared material."""

from __future__ import annotations

import lzma
import os
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1] / "checks"
FILES = HERE / "files"
MATERIAL = Path(os.environ.get("BAOSONG_MATERIAL", HERE.parents[1] / ".." / "shared" / "material"))


class RealFiles:
    """Finds a real file by name, unpacks what came packed, and skips by name what is not there."""

    def __init__(self, unpacked: Path) -> None:
        self._unpacked = unpacked

    def __call__(self, name: str) -> Path:
        for folder in (FILES, MATERIAL):
            if (folder / name).is_file():
                return self._unpack(folder / name) if name.endswith(".xz") else folder / name
        pytest.skip(f"the real file {name} is not here (set BAOSONG_MATERIAL)")

    def _unpack(self, packed: Path) -> Path:
        target = self._unpacked / packed.stem
        if not target.exists():
            with lzma.open(packed) as source, target.open("wb") as sink:
                while chunk := source.read(1 << 20):
                    sink.write(chunk)
        return target
