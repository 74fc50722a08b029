"""Whether a picture is a screenshot of a phone, told from a photo.

Doubt favours the sender, so all signs must be there: exactly a phone screen's size, no camera, a status bar (a plain
strip with small marks at the top), one background colour over much of the picture, and little that is not flat. How
many photos and screenshots were tried: ``docs/thresholds.md``.
"""

from __future__ import annotations

from PIL import Image, ImageFilter

#: Screens of phones of the last years, upright, in pixels.
_SCREENS = """
    640×1136 720×1280 720×1440 720×1520 720×1544 720×1560 720×1600 720×1612 750×1334 828×1792 1080×1920 1080×2040
    1080×2160 1080×2220 1080×2240 1080×2244 1080×2248 1080×2270 1080×2280 1080×2310 1080×2312 1080×2316 1080×2340
    1080×2376 1080×2388 1080×2400 1080×2408 1080×2412 1080×2460 1116×2480 1125×2436 1170×2532 1176×2400 1179×2556
    1184×2770 1200×2640 1200×2664 1200×2670 1206×2622 1212×2616 1216×2640 1220×2656 1220×2712 1224×2700 1228×2700
    1240×2772 1242×2208 1242×2688 1256×2760 1260×2720 1260×2800 1264×2780 1272×2772 1276×2848 1280×2800 1284×2778
    1290×2796 1312×2848 1320×2868 1344×2772 1440×2560 1440×2880 1440×2960 1440×3040 1440×3088 1440×3120 1440×3168
    1440×3200 1440×3216
"""
SCREENS = frozenset(_SCREENS.split())
#: Part of the height that a status bar takes on every phone.
_BAR = 0.022
_BAR_PLAIN, _BAR_PLAIN_MOST = 0.5, 0.995
_MARK = 60  # shades between the bar and what is written on it
_BACKGROUND = 0.25
_FLAT = 0.3
_FLAT_SHADES = 3


def is_phone_screen(width: int, height: int) -> bool:
    return f"{width}×{height}" in SCREENS


def looks_like_screenshot(small: Image.Image, camera: str | None) -> bool:
    """``small`` is a scaled copy, upright, of a picture of a phone screen's exact size."""
    grey = small.convert("L")
    return not camera and _has_status_bar(grey) and _background(grey) >= _BACKGROUND and _flatness(grey) >= _FLAT


def _has_status_bar(grey: Image.Image) -> bool:
    bar = grey.crop((0, 0, grey.width, max(4, round(_BAR * grey.height))))
    counts = bar.histogram()
    ground = max(range(256), key=counts.__getitem__)
    plain = sum(counts[max(0, ground - 1) : ground + 2]) / (bar.width * bar.height)
    marks = sum(count for shade, count in enumerate(counts) if abs(shade - ground) >= _MARK)
    return _BAR_PLAIN <= plain <= _BAR_PLAIN_MOST and marks > 0


def _background(grey: Image.Image) -> float:
    """Share of the commonest shade, one up or down included."""
    counts = grey.histogram()
    most = max(sum(counts[max(0, shade - 1) : shade + 2]) for shade in range(256))
    return most / (grey.width * grey.height)


def _flatness(grey: Image.Image) -> float:
    """Share of pixels whose neighbourhood is one shade."""
    high, low = grey.filter(ImageFilter.MaxFilter(3)), grey.filter(ImageFilter.MinFilter(3))
    pairs = zip(high.tobytes(), low.tobytes(), strict=True)
    return sum(top - bottom <= _FLAT_SHADES for top, bottom in pairs) / (grey.width * grey.height)
