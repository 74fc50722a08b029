"""The sample's films and workbooks."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import openpyxl
from av.video.stream import VideoStream
from PIL import Image, ImageDraw

_SIZE = (1280, 720)
_RATE = 10
_COLUMNS = ("单位", "活动名称", "日期", "时间", "地点", "形式", "亮点")


def film(path: Path, seconds: int) -> None:
    """So many seconds of a machine at work, H.264 in mp4."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=_RATE)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = _SIZE
        stream.pix_fmt, stream.time_base = "yuv420p", Fraction(1, _RATE)
        for number in range(seconds * _RATE):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(_frame(number)), format="rgb24")))
        container.mux(stream.encode())


def _frame(number: int) -> Image.Image:
    width, height = _SIZE
    picture = Image.new("RGB", _SIZE, "#dfe8ec")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, height * 2 // 3, width, height), fill="#9aa7ad")
    draw.rectangle((width // 8, height // 2, width * 7 // 8, height * 2 // 3), fill="#38546b")
    arm = width // 6 + number * 15 % (width * 2 // 3)
    draw.rectangle((arm, height // 6, arm + 60, height // 2), fill="#d98c2b")
    draw.ellipse((arm - 30, height // 2 - 60, arm + 90, height // 2 + 60), fill="#f5c518")
    return picture


def sheet(path: Path, name: str) -> None:
    """A table of a few activities."""
    book = openpyxl.Workbook()
    rows = book.active
    assert rows is not None
    unit = name.partition("特色")[0]
    rows.append(_COLUMNS)
    for day, what, form in ((8, "开放日", "现场体验"), (10, "便民服务", "进社区"), (12, "技能展示", "比武观摩")):
        rows.append((unit, f"{unit}{what}", f"11月{day}日", "9:00", "实训楼", form, "居民可动手参与"))
    book.save(path)
