"""How well the photo checks tell what was done to a photo: the figures of ``docs/thresholds.md``.

    python -m benchmarks.thresholds [near] [compressed] [enlarged] [damage] [screenshots]

Copies are made by ImageMagick (``apt-get install imagemagick``), an independent tool, from the shared real photos, and
judged by the checks themselves. Exit code 1 when a goal was missed, 2 when ImageMagick or the photos are missing.
"""

from __future__ import annotations

import itertools
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

from benchmarks.measuring.real_files import MATERIAL
from checks.inspect import inspect
from checks.jpeg import walk
from domain.findings import Kind, Report
from domain.likeness import NEAR_BITS, fingerprint_distance, same_picture, view_distance
from domain.rules import PhotoRules, Rules

#: Real photos of different things; other files of the material show some of the same pictures again.
PHOTOS = (
    *("3月5日活动现场照片（1）.jpg", "jpeg_named.png", "hostile_pillow_bad_exif.jpg", "hostile_polyglot_jpg_zip.jpg"),
    *("mpo_nintendo3ds_renamed.jpg", "photo_boundary_canon5d_2009540b.jpg", "photo_cmyk_2100px.jpg"),
    *("photo_cmyk_small_sharp.jpg", "photo_narrow_o6_stored2592x1944.jpg"),
    *("photo_narrow_olympus_e20_1920x2560.jpg", "photo_ok_iphone5_orient3.jpg", "photo_ok_mpo_dji_0025.JPG"),
    *("photo_ok_nexus5x_hochuferweg.jpeg", "photo_ok_nokia_8.3_5g.jpg", "photo_ok_panasonic_fx7.JPG"),
    *("photo_ok_progressive_2000px_2097152b.jpg", "photo_ok_sony_dsc-h9.jpg", "photo_small_apple_gainmap.jpg"),
    *("photo_small_o0_invalid_orientation.jpg", "photo_small_o8_portrait.jpg"),
)
#: The phone itself enlarged this one (digital zoom: its rhythm says 1.36 ×), so its copies are no unenlarged ones.
ZOOMED = "photo_ok_nexus5x_hochuferweg.jpeg"
RULES = Rules(photo=PhotoRules(min_bytes=None))
_CROP = "-gravity {} -crop {}%x{}% +repage"
SAME = (
    *(f"-resize {size}% -quality {quality}" for size in (50, 70, 90) for quality in (40, 75, 95)),
    *(f"{_CROP.format(side, 95, 95)} -quality 85" for side in ("center", "northwest", "southeast", "southwest")),
    *(f"{_CROP.format(side, 95, 100)} -quality 70" for side in ("west", "east")),
    *(f"{_CROP.format(side, 100, 95)} -quality 70" for side in ("north", "south")),
    f"{_CROP.format('southwest', 97, 98)} -quality 80",
    f"{_CROP.format('southeast', 95, 95)} -resize 60% -quality 50",
    f"{_CROP.format('east', 95, 97)} -resize 50% -quality 40",
    *("-modulate 106,115,100 -quality 80", "-brightness-contrast 8x8 -quality 80", "-gamma 1.15 -resize 70%"),
    f"{_CROP.format('center', 96, 95)} -modulate 95,90,102 -resize 80% -quality 75",
)
CHAT = tuple(
    f"-strip -resize {size} -quality {quality}"
    for size, quality in itertools.product(("1080x1080", "1280x1280", "1440x1440", "1920x1920"), (50, 70, 85))
)
EXPORTED = (
    "-strip -quality 92",
    "-quality 75",
    "-strip -resize 2048x2048 -quality 92",
    "-resize 1280x1280 -quality 92",
)
ENLARGED = (
    *("-resize 1000x -quality 75 | -resize 200% -quality 95", "-resize 1000x -quality 75 | -resize 2100x -quality 98"),
    *("-resize 1000x -quality 75 | -filter Catrom -resize 3000x -quality 92",),
    *("-resize 1440x -quality 80 | -resize 2048x -quality 98",),
    *("-resize 1440x -quality 80 | -filter Lanczos -resize 2560x -quality 90",),
    *("-resize 1440x -quality 80 | -filter Triangle -resize 2400x -quality 100",),
    *("-resize 1600x -quality 85 | -resize 2000x -quality 95",),
    *("-resize 1600x -quality 85 | -filter Catrom -resize 2100x -quality 85",),
)
NOT_ENLARGED = tuple(
    f"-strip {steps}"
    for steps in ("-quality 98", "-quality 90", "-quality 75", "-resize 2001x> -quality 95", "-resize 75% -quality 92")
)


def imagemagick() -> str | None:
    for name in ("magick", "convert-im6", "convert-im6.q16", "/usr/bin/convert", "convert"):
        if path := shutil.which(name):
            said = subprocess.run([path, "-version"], capture_output=True, text=True, check=False).stdout
            if "ImageMagick" in said:
                return path
    return None


class Copies:
    """Makes copies of real photos and judges them; each is deleted when judged."""

    def __init__(self, tool: str, folder: Path) -> None:
        self._tool, self._folder = tool, folder

    def __call__(self, photo: Path, steps: str) -> Report:
        """Upright, in sRGB, then ``steps``; `` | `` writes a JPEG in between."""
        source = f"{photo}[0]"
        for number, step in enumerate(steps.split(" | ")):
            target = self._folder / f"{number}.jpg"
            first = ["-auto-orient", "-colorspace", "sRGB"] if number == 0 else []
            subprocess.run([self._tool, source, *first, *step.split(), target], check=True, capture_output=True)
            source = str(target)
        return judge(Path(source))


def judge(path: Path) -> Report:
    return inspect(path, name="a.jpg", kind=Kind.PHOTO, rules=RULES, caption="启动仪式")


def has(report: Report, code: str) -> bool:
    return code in {finding.code for finding in report.findings}


def near(copies: Copies, photos: list[Path]) -> bool:
    """Recall over copies, and pairs of different photos (every copy against every other original) taken for one."""
    originals = {photo: judge(photo) for photo in photos}
    worst, missed, total, closest, false, strangers = 0, 0, 0, 999, 0, 0
    for photo, steps in itertools.product(photos, SAME):
        copy = copies(photo, steps)
        for other, original in originals.items():
            found, distance = like(copy, original)
            if other == photo:
                total, missed, worst = total + 1, missed + (not found), max(worst, distance)
            else:
                strangers, false, closest = strangers + 1, false + found, min(closest, distance)
    recall = 1 - missed / total
    print(f"  recall {recall:.3f} of {total} copies (furthest {worst} bits); {false} of {strangers} pairs of different")
    print(f"  photos taken for one (closest {closest} bits). Goal: ≥ 0.98 and none")
    return recall >= 0.98 and not false


def like(one: Report, other: Report) -> tuple[bool, int]:
    """Whether a lookup would name the other, and the distance of their views."""
    first, second = one.appearance, other.appearance
    if first is None or second is None or first.fingerprint is None or second.fingerprint is None:
        return False, 999
    distance, _ = view_distance(first.views, second.views)
    close = fingerprint_distance(first.fingerprint, second.fingerprint) <= NEAR_BITS
    return close and same_picture(first.views, second.views), distance


def rates(copies: Copies, photos: list[Path], code: str, yes: tuple[str, ...], no: tuple[str, ...]) -> bool:
    """Recall of ``code`` over the copies ``yes``, false alarms over originals and the copies ``no``."""
    large = [photo for photo in photos if walk(photo.read_bytes()).width >= 1900]
    hits = [has(copies(photo, steps), code) for photo, steps in itertools.product(large, yes)]
    wrong = [(photo.name, "as it came") for photo in large if has(unpadded(photo), code)]
    untouched = len(large)
    for photo, steps in itertools.product(large, no):
        untouched += 1
        if has(copies(photo, steps), code):
            wrong.append((photo.name, steps))
    recall, false = sum(hits) / len(hits), len(wrong) / untouched
    print(f"  {code}: recall {recall:.3f} of {len(hits)}, false {false:.3f} of {untouched}. Goal: ≥ 0.9, ≤ 0.02")
    for name, steps in wrong:
        print(f"    false: {name}  {steps}")
    return recall >= 0.9 and false <= 0.02


def unpadded(photo: Path) -> Report:
    """The report on a photo as it came; what only filling earned it is another matter."""
    report = judge(photo)
    if walk(photo.read_bytes()).comments > 64 << 10:
        return replace(report, findings=tuple(f for f in report.findings if f.code != "photo.enlarged"))
    return report


def compressed(copies: Copies, photos: list[Path]) -> bool:
    return rates(copies, photos, "photo.compressed", CHAT, EXPORTED)


def enlarged(copies: Copies, photos: list[Path]) -> bool:
    good = rates(copies, [p for p in photos if p.name != ZOOMED], "photo.enlarged", ENLARGED, NOT_ENLARGED)
    zoomed = [p for p in photos if p.name == ZOOMED]
    told = [has(copies(photo, steps), "photo.enlarged") for photo in zoomed for steps in NOT_ENLARGED]
    print(f"  of the photo its phone had enlarged: {sum(told)} of {len(told)} re-saved copies told as enlarged")
    return good


def damage(copies: Copies, photos: list[Path]) -> bool:
    """Real photos cut at six places, as they are and closed again with an end marker."""
    counts = {b"": [0, 0], b"\xff\xd9": [0, 0]}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cut.jpg"
        for photo, part, end in itertools.product(photos, (0.1, 0.3, 0.5, 0.7, 0.9, 0.95), counts):
            data = photo.read_bytes()
            jpeg = walk(data)
            path.write_bytes(data[: jpeg.scan + int((jpeg.end - jpeg.scan) * part)] + end)
            counts[end][0] += has(judge(path), "file.damaged")
            counts[end][1] += 1
    whole = sum(has(judge(photo), "file.damaged") for photo in photos)
    for end, (found, total) in counts.items():
        print(f"  cut{' and closed again' if end else ''}: {found} of {total} found")
    print(f"  whole photos called damaged: {whole} of {len(photos)}")
    return not whole and all(found >= 0.98 * total for found, total in counts.values())


def screenshots(copies: Copies, photos: list[Path]) -> bool:
    """Drawn pages with a status bar on twelve screens, as PNG and JPEG; and real photos cut to the same screens."""
    screens = [(720, 1600), (1080, 1920), (1080, 2400), (1170, 2532), (1290, 2796), (1440, 3200)]
    found = total = false = shown = 0
    with tempfile.TemporaryDirectory() as folder:
        for (width, height), dark, ending in itertools.product(screens, (False, True), ("png", "jpg")):
            path = Path(folder) / f"shot.{ending}"
            drawn_page(width, height, dark).save(path, quality=80)
            total, found = total + 1, found + has(judge(path), "press.screenshot")
    for photo, (width, height) in itertools.product(photos, screens):
        cut = f"-strip -resize {width}x{height}^ -gravity center -extent {width}x{height} -quality 85"
        shown, false = shown + 1, false + has(copies(photo, cut), "press.screenshot")
    false += sum(has(judge(photo), "press.screenshot") for photo in photos)
    print(f"  {found} of {total} drawn pages told; {false} of {shown + len(photos)} photos taken for one. Goal: none")
    return not false and found == total


def drawn_page(width: int, height: int, dark: bool) -> Image.Image:
    """A news page on a phone: status bar, heading, lines of text, a picture of noise."""
    chance = random.Random(width * height)
    ground, ink = ((18, 18, 20), (225, 225, 225)) if dark else ((255, 255, 255), (30, 30, 30))
    page = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(page)
    unit = width // 36
    for x in (2, 3, 28, 30, 32):
        draw.rectangle((x * unit, unit // 2, x * unit + unit // 2, unit), fill=ink)
    y = 5 * unit
    while y < height - 3 * unit:
        for x in range(2, chance.choice((20, 33, 33)), 1):
            draw.rectangle((x * unit, y, x * unit + chance.randint(unit // 3, unit - 2), y + unit - 3), fill=ink)
        y += 2 * unit
    noise = Image.frombytes("RGB", (32, 24), chance.randbytes(32 * 24 * 3)).resize((width - 4 * unit, width // 2))
    page.paste(noise, (2 * unit, height // 3))
    return page


PARTS: dict[str, Callable[[Copies, list[Path]], bool]] = {
    "near": near,
    "compressed": compressed,
    "enlarged": enlarged,
    "damage": damage,
    "screenshots": screenshots,
}


def main() -> int:
    tool, photos = imagemagick(), [MATERIAL / name for name in PHOTOS]
    if tool is None or not all(photo.is_file() for photo in photos):
        print("needs ImageMagick (apt-get install imagemagick) and the real photos (BAOSONG_MATERIAL)", file=sys.stderr)
        return 2
    met = True
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or list(PARTS):
            print(f"— {name}")
            met = PARTS[name](Copies(tool, Path(folder)), photos) and met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
