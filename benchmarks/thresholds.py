"""How well the photo checks tell what was done to a photo: the figures of ``docs/thresholds.md``.

    python -m benchmarks.thresholds [near] [compressed] [enlarged] [damage] [screenshots]
        [--photos FOLDER] [--screenshots FOLDER] [--each N]

Copies are made by ImageMagick, an independent tool, and judged by the checks themselves. The photos are the shared real
ones, or every JPEG below ``--photos``: camera originals of different things, else what is printed as false may be true.
``--screenshots`` holds plain screenshots of phones; without it pages are drawn. ``--each`` makes only so many kinds of
copy of each photo, in turn. Exit code 1 when a goal was missed, 2 when ImageMagick or the photos are missing.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.measuring.copies import Copies, has, imagemagick, judge
from benchmarks.measuring.real_files import MATERIAL
from benchmarks.measuring.screens import SCREENS, drawn_page
from checks.photos.enlarged import looks_filled
from checks.photos.exif import read_exif
from checks.photos.jpeg import walk
from domain.findings import Report
from domain.similarity import NEAR_BITS, fingerprint_distance, same_picture, view_distance

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


@dataclass(frozen=True)
class Set:
    """What is measured: photos, real screenshots if there are any, kinds of copy of each photo (0: all)."""

    photos: list[Path]
    screenshots: list[Path]
    each: int

    def kinds(self, steps: tuple[str, ...], photos: list[Path] | None = None) -> Iterator[tuple[Path, str]]:
        """Every photo with its share of the steps; together they use all of them equally."""
        for number, photo in enumerate(self.photos if photos is None else photos):
            for one in range(self.each or len(steps)):
                yield photo, steps[(number * (self.each or 0) + one) % len(steps)]


def near(copies: Copies, given: Set) -> bool:
    """Recall over copies, and pairs of different photos (every copy against every other original) taken for one."""
    originals = {photo: judge(photo) for photo in given.photos}
    worst, missed, total, closest, strangers = 0, 0, 0, 999, 0
    wrong: dict[tuple[str, str], int] = {}
    for photo, steps in given.kinds(SAME):
        copy = copies(photo, steps)
        for other, original in originals.items():
            found, distance = like(copy, original)
            if other == photo:
                total, missed, worst = total + 1, missed + (not found), max(worst, distance)
                if not found:
                    print(f"    missed: {photo.name}  {steps}")
            else:
                strangers, closest = strangers + 1, min(closest, distance)
                if found:
                    pair = min(photo.name, other.name), max(photo.name, other.name)
                    wrong[pair] = wrong.get(pair, 0) + 1
    recall, false = 1 - missed / total, sum(wrong.values())
    print(f"  recall {recall:.3f} of {total} copies (furthest {worst} bits); {false} of {strangers} pairs of different")
    print(f"  photos taken for one (closest {closest} bits). Goal: ≥ 0.98 and none")
    for names, times in wrong.items():
        print(f"    taken for one, {times} ×: {'  '.join(names)}")
    return recall >= 0.98 and not false


def like(one: Report, other: Report) -> tuple[bool, int]:
    """Whether a lookup would name the other, and the distance of their views."""
    first, second = one.appearance, other.appearance
    if first is None or second is None or first.fingerprint is None or second.fingerprint is None:
        return False, 999
    distance, _ = view_distance(first.views, second.views)
    close = fingerprint_distance(first.fingerprint, second.fingerprint) <= NEAR_BITS
    return close and same_picture(first.views, second.views), distance


def rates(copies: Copies, given: Set, code: str, yes: tuple[str, ...], no: tuple[str, ...]) -> bool:
    """Recall of ``code`` over the copies ``yes``, false alarms over originals and the copies ``no``."""
    large = [photo for photo in given.photos if walk(photo.read_bytes()).width >= 1900]
    missed: dict[str, int] = {}
    hits = 0
    for photo, steps in given.kinds(yes, large):
        told = has(copies(photo, steps), code)
        hits += told
        missed[steps] = missed.get(steps, 0) + (not told)
    wrong = [(photo.name, "as it came") for photo in large if has(unpadded(photo), code)]
    untouched = len(large)
    for photo, steps in given.kinds(no, large):
        untouched += 1
        if has(copies(photo, steps), code):
            wrong.append((photo.name, steps))
    total = hits + sum(missed.values())
    recall, false = hits / total, len(wrong) / untouched
    print(f"  {code}: recall {recall:.3f} of {total}, false {false:.3f} of {untouched}. Goal: ≥ 0.9, ≤ 0.02")
    for steps, times in missed.items():
        print(f"    missed {times} ×: {steps}" if times else f"    never missed: {steps}")
    for name, steps in wrong:
        print(f"    false: {name}  {steps}")
    return recall >= 0.9 and false <= 0.02


def unpadded(photo: Path) -> Report:
    """The report on a photo as it came; what only filling earned it is another matter."""
    report, data = judge(photo), photo.read_bytes()
    jpeg = walk(data)
    if looks_filled(data, jpeg, read_exif(jpeg.exif), 0):
        return replace(report, findings=tuple(f for f in report.findings if f.code != "photo.enlarged"))
    return report


def compressed(copies: Copies, given: Set) -> bool:
    return rates(copies, given, "photo.compressed", CHAT, EXPORTED)


def enlarged(copies: Copies, given: Set) -> bool:
    others = replace(given, photos=[photo for photo in given.photos if photo.name != ZOOMED])
    good = rates(copies, others, "photo.enlarged", ENLARGED, NOT_ENLARGED)
    zoomed = [photo for photo in given.photos if photo.name == ZOOMED]
    told = [has(copies(photo, steps), "photo.enlarged") for photo in zoomed for steps in NOT_ENLARGED]
    if zoomed:
        print(f"  of the photo its phone had enlarged: {sum(told)} of {len(told)} re-saved copies told as enlarged")
    return good


def damage(_copies: Copies, given: Set) -> bool:
    """Real photos cut at six places, as they are and closed again with an end marker."""
    counts = {b"": [0, 0], b"\xff\xd9": [0, 0]}
    photos = given.photos
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


def screenshots(copies: Copies, given: Set) -> bool:
    """Real screenshots, or drawn pages on six screens as PNG and JPEG; and real photos cut to the same screens."""
    found, total = real_screenshots(given.screenshots) if given.screenshots else drawn_pages()
    cuts = tuple(f"-strip -resize {w}x{h}^ -gravity center -extent {w}x{h} -quality 85" for w, h in SCREENS)
    shown = wrong = 0
    for photo, cut in given.kinds(cuts):
        shown, told = shown + 1, has(copies(photo, cut), "press.screenshot")
        wrong += told
        if told:
            print(f"    false: {photo.name}  {cut}")
    wrong += sum(has(judge(photo), "press.screenshot") for photo in given.photos)
    what = "screenshots" if given.screenshots else "drawn pages"
    print(f"  {found} of {total} {what} told; {wrong} of {shown + len(given.photos)} photos taken for one. Goal: none")
    return not wrong and (bool(given.screenshots) or found == total)


def real_screenshots(paths: list[Path]) -> tuple[int, int]:
    told = {path: has(judge(path), "press.screenshot") for path in paths}
    for path, yes in told.items():
        if not yes:
            print(f"    missed: {path.name}")
    return sum(told.values()), len(told)


def drawn_pages() -> tuple[int, int]:
    found = total = 0
    with tempfile.TemporaryDirectory() as folder:
        for (width, height), dark, ending in itertools.product(SCREENS, (False, True), ("png", "jpg")):
            path = Path(folder) / f"shot.{ending}"
            drawn_page(width, height, dark).save(path, quality=80)
            total, found = total + 1, found + has(judge(path), "press.screenshot")
    return found, total


PARTS: dict[str, Callable[[Copies, Set], bool]] = {
    "near": near,
    "compressed": compressed,
    "enlarged": enlarged,
    "damage": damage,
    "screenshots": screenshots,
}


def pictures(folder: Path, *endings: str) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in endings)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.thresholds")
    parser.add_argument("parts", nargs="*", metavar="part", help=" ".join(PARTS))
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--screenshots", type=Path)
    parser.add_argument("--each", type=int, default=0)
    given = parser.parse_args()
    photos = pictures(given.photos, ".jpg", ".jpeg") if given.photos else [MATERIAL / name for name in PHOTOS]
    shots = pictures(given.screenshots, ".jpg", ".jpeg", ".png") if given.screenshots else []
    tool = imagemagick()
    if tool is None or not photos or not all(photo.is_file() for photo in photos):
        print("needs ImageMagick (apt-get install imagemagick) and the real photos (BAOSONG_MATERIAL)", file=sys.stderr)
        return 2
    met = True
    with tempfile.TemporaryDirectory() as folder:
        for name in given.parts or PARTS:
            print(f"— {name}", flush=True)
            met = PARTS[name](Copies(tool, Path(folder)), Set(photos, shots, given.each)) and met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
