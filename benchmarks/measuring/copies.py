"""Copies of real photos, made by ImageMagick (``apt-get install imagemagick``), and what the checks say of them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from checks.check import inspect
from checks.request import CheckRequest
from domain.campaigns.rules import PhotoRules, Rules
from domain.findings import Kind, Report

RULES = Rules(photo=PhotoRules(min_bytes=None))


def imagemagick() -> str | None:
    for name in ("magick", "convert-im6", "convert-im6.q16", "/usr/bin/convert", "convert"):
        if path := shutil.which(name):
            said = subprocess.run([path, "-version"], capture_output=True, text=True, check=False).stdout
            if "ImageMagick" in said:
                return path
    return None


class Copies:
    """Makes copies and judges them; each is overwritten by the next."""

    def __init__(self, tool: str, folder: Path) -> None:
        self._tool, self._folder = tool, folder
        self._decoded: Path | None = None

    def __call__(self, photo: Path, steps: str) -> Report:
        """Upright, in sRGB, then ``steps``; `` | `` writes a JPEG in between."""
        source = self._folder / "decoded.mpc"
        if photo != self._decoded:
            self._convert(f"{photo}[0]", ["-auto-orient", "-colorspace", "sRGB"], source)
            self._decoded = photo
        for number, step in enumerate(steps.split(" | ")):
            target = self._folder / f"{number}.jpg"
            self._convert(str(source), step.split(), target)
            source = target
        return judge(source)

    def _convert(self, source: str, options: list[str], target: Path) -> None:
        subprocess.run([self._tool, source, *options, target], check=True, capture_output=True)


def judge(path: Path) -> Report:
    return inspect(CheckRequest(path=path, name="a.jpg", kind=Kind.PHOTO, rules=RULES, caption="启动仪式"))


def has(report: Report, code: str) -> bool:
    return code in {finding.code for finding in report.findings}
