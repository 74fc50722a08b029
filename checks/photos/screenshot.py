"""Whether a picture is a screenshot of a phone, told from a photo.

Doubt favours the sender, so all signs must be there: exactly a phone screen's size, no exposure, a status bar, one
background colour, and much that is flat. A status bar is a plain strip with a clock and a battery at its ends: a line
of marks that has clear rows above and below. Night skies and white walls are plain strips too; clear lines they have
not. How many photos and screenshots were tried: ``docs/thresholds.md``.
"""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter

#: Screens of phones of the last years, upright, in pixels.
_SCREENS = """
    640×1136 720×1280 720×1440 720×1520 720×1544 720×1560 720×1600 720×1612 750×1334 828×1792 1080×1920 1080×2040
    1080×2160 1080×2220 1080×2240 1080×2244 1080×2248 1080×2270 1080×2280 1080×2310 1080×2312 1080×2316 1080×2340
    1080×2376 1080×2388 1080×2400 1080×2408 1080×2412 1080×2424 1080×2460 1116×2480 1125×2436 1170×2532 1176×2400
    1179×2556 1184×2770 1200×2640 1200×2664 1200×2670 1206×2622 1212×2616 1216×2640 1220×2656 1220×2712 1224×2700
    1228×2700 1240×2772 1242×2208 1242×2688 1256×2760 1260×2720 1260×2800 1264×2780 1272×2772 1276×2848 1280×2800
    1284×2778 1290×2796 1312×2848 1320×2868 1344×2772 1440×2560 1440×2880 1440×2960 1440×3040 1440×3088 1440×3120
    1440×3168 1440×3200 1440×3216
"""
SCREENS = frozenset(_SCREENS.split())
#: Part of the longer edge that a status bar takes: on every phone, and on phones with a camera in the screen.
_BAR, _TALL_BAR = 0.022, 0.06
_BAR_PLAIN, _BAR_PLAIN_MOST = 0.5, 0.995
_MARK = 60  # shades between the bar and what is written on it
_END = 0.35  # part of the width in which the clock is, or the battery
_CLEAR, _CLEAR_SHADES = 0.99, 4  # share of a row, and how near the bar's shade
_LINE = 0.032  # height of the marks, at most
_BACKGROUND = 0.1
_FLAT = 0.3
_FLAT_SHADES = 3


def is_phone_screen(width: int, height: int) -> bool:
    """Held upright or across."""
    return f"{min(width, height)}×{max(width, height)}" in SCREENS


def looks_like_screenshot(small: Image.Image, *, exposed: bool) -> bool:
    """``small`` is a scaled copy, upright, of a picture of a phone screen's exact size; ``exposed``: by a camera."""
    if exposed:
        return False
    grey = small.convert("L")
    bar = _has_clear_line(grey) and any(_is_bar(_top(grey, part)) for part in (_BAR, _TALL_BAR))
    return bar and _background(grey) >= _BACKGROUND and _flatness(grey) >= _FLAT


def _is_bar(strip: Image.Image) -> bool:
    """Whether it is mostly of one shade, with marks at both ends."""
    ground = _ground(strip)
    plain = sum(strip.histogram()[max(0, ground - 1) : ground + 2]) / (strip.width * strip.height)
    end = round(_END * strip.width)
    ends = (strip.crop((0, 0, end, strip.height)), strip.crop((strip.width - end, 0, strip.width, strip.height)))
    return _BAR_PLAIN <= plain <= _BAR_PLAIN_MOST and all(_is_marked(each, ground) for each in ends)


def _has_clear_line(grey: Image.Image) -> bool:
    """Whether the first marks from the top stand in a line with clear rows above and below."""
    ground = _ground(_top(grey, _BAR))
    top = _top(grey, _TALL_BAR)
    rows = [top.crop((0, y, top.width, y + 1)) for y in range(top.height)]
    clear = [_near(row, ground) >= _CLEAR for row in rows]
    if False not in clear or not clear[0]:
        return False
    start = clear.index(False)
    end = clear.index(True, start) if True in clear[start:] else 0
    line = rows[start:end]
    return (
        0 < len(line) <= max(3, _LINE * max(grey.size))
        and any(_is_marked(row, ground) for row in line)
        and min(_near(row, ground) for row in line) >= _BAR_PLAIN
    )


def _top(grey: Image.Image, part: float) -> Image.Image:
    return grey.crop((0, 0, grey.width, max(4, round(part * max(grey.size)))))


def _ground(strip: Image.Image) -> int:
    counts = strip.histogram()
    return max(range(256), key=counts.__getitem__)


def _near(strip: Image.Image, ground: int) -> float:
    counts = strip.histogram()
    low, high = max(0, ground - _CLEAR_SHADES), ground + _CLEAR_SHADES + 1
    return sum(counts[low:high]) / (strip.width * strip.height)


def _is_marked(strip: Image.Image, ground: int) -> bool:
    low, high = strip.getextrema()
    return isinstance(low, int) and isinstance(high, int) and max(ground - low, high - ground) >= _MARK


def _background(grey: Image.Image) -> float:
    """Share of the commonest shade, one up or down included."""
    counts = grey.histogram()
    most = max(sum(counts[max(0, shade - 1) : shade + 2]) for shade in range(256))
    return most / (grey.width * grey.height)


def _flatness(grey: Image.Image) -> float:
    """Share of pixels whose neighbourhood is one shade."""
    high, low = grey.filter(ImageFilter.MaxFilter(3)), grey.filter(ImageFilter.MinFilter(3))
    return sum(ImageChops.difference(high, low).histogram()[: _FLAT_SHADES + 1]) / (grey.width * grey.height)
