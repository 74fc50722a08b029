"""Word files as LibreOffice lays them out: where each line stands and what is drawn, in millimetres."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops

#: Dots a millimetre of the pages that are drawn.
DOTS = 5
TOOLS = ("soffice", "pdftotext", "pdftoppm")
needs_libreoffice = pytest.mark.skipif(
    not all(map(shutil.which, TOOLS)), reason="LibreOffice and poppler are not installed"
)


@dataclass(frozen=True)
class Line:
    """What stands without a gap in one line. Edges in millimetres from the page's upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    lines: tuple[Line, ...]
    drawn: Path

    def said(self, text: str) -> Line:
        """The only line with it."""
        (found,) = [line for line in self.lines if text in line.text]
        return found

    def box(self, colour: tuple[int, int, int], *, near: int = 60) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all that is drawn in about this colour."""
        image = Image.open(self.drawn).convert("RGB")
        masks = [
            band.point([255 if abs(level - wanted) <= near else 0 for level in range(256)])
            for band, wanted in zip(image.split(), colour, strict=True)
        ]
        found = ImageChops.darker(ImageChops.darker(masks[0], masks[1]), masks[2]).getbbox()
        assert found is not None, f"nothing of {colour} on {self.drawn.name}"
        left, top, right, bottom = found
        return left / DOTS, top / DOTS, right / DOTS, bottom / DOTS

    def rules(self, *, longer: float) -> list[float]:
        """Where lines longer than so many millimetres are drawn across the page, from above to below."""
        dark = np.asarray(Image.open(self.drawn).convert("L")) < 200
        rows = np.flatnonzero(dark.sum(axis=1) > longer * DOTS)
        return [float(row) / DOTS for n, row in enumerate(rows) if n == 0 or row > rows[n - 1] + 1]


def rendered(folder: Path, **papers: bytes) -> dict[str, list[Page]]:
    """Name → the pages of each Word file. LibreOffice is started once, with a profile of its own."""
    for name, paper in papers.items():
        (folder / f"{name}.docx").write_bytes(paper)
    profile = (folder / "profile").as_uri()
    files = [str(folder / f"{name}.docx") for name in papers]
    _run("soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", "pdf", "--outdir", folder, *files)
    return {name: _pages(folder / f"{name}.pdf") for name in papers}


def _pages(pdf: Path) -> list[Page]:
    _run("pdftoppm", "-r", f"{DOTS * 25.4}", "-png", pdf, pdf.with_suffix(""))
    drawn = sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))
    boxes = _run("pdftotext", "-bbox", pdf, "-")
    pages = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', boxes, re.DOTALL)
    return [
        Page(_mm(width), _mm(height), tuple(_lines(words)), picture)
        for (width, height, words), picture in zip(pages, drawn, strict=True)
    ]


def _lines(words: str) -> Sequence[Line]:
    found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', words)
    return [Line(unescape(text), *(_mm(edge) for edge in edges)) for *edges, text in found]


def _mm(points: str) -> float:
    return float(points) * 25.4 / 72


def _run(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, f"{command[0]}: {done.stderr}"
    return done.stdout
