"""What a photo looks like, and what was done to it: small recorded cases of what ``benchmarks.thresholds`` measures."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from checks.check import inspect
from checks.photos.compressed import is_as_programs_write
from checks.photos.jpeg import Jpeg, walk
from checks.request import CheckRequest
from domain.campaigns.rules import PhotoRules, Rules
from domain.findings import Appearance, Kind, Level, Report
from domain.similarity import NEAR_BITS, SAME_BITS, SAME_SHARE, fingerprint_distance, same_picture, view_distance
from formats.findings.values import found_text
from tests.support.real_files import RealFiles

WIDE = Rules(photo=PhotoRules(min_bytes=None, caption=False))
REAL = ("photo_small_apple_gainmap.jpg", "mpo_nintendo3ds_renamed.jpg", "hostile_polyglot_jpg_zip.jpg")
Change = Callable[[Image.Image], Image.Image]


def jpeg(image: Image.Image, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", **{"quality": 85, **options})
    return buffer.getvalue()


def look(folder: Path, data: bytes, rules: Rules = WIDE) -> Report:
    path = folder / "photo.jpg"
    path.write_bytes(data)
    return inspect(CheckRequest(path=path, name="photo.jpg", kind=Kind.PHOTO, rules=rules))


def advice(report: Report) -> list[str]:
    return [finding.code for finding in report.findings if finding.level is Level.ADVICE]


def appearance(report: Report) -> Appearance:
    assert report.appearance is not None
    return report.appearance


def upright(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return ImageOps.exif_transpose(picture).convert("RGB")


def scaled(part: float) -> Change:
    return lambda image: image.resize((round(image.width * part), round(image.height * part)))


def cropped(left: float, top: float, right: float, bottom: float) -> Change:
    return lambda image: image.crop(
        (
            round(left * image.width),
            round(top * image.height),
            round(right * image.width),
            round(bottom * image.height),
        )
    )


CHANGES: dict[str, tuple[Change, int]] = {
    "as it was": (lambda image: image, 90),
    "half the size": (scaled(0.5), 75),
    "90 %, coarse": (scaled(0.9), 40),
    "top left corner": (cropped(0, 0, 0.95, 0.95), 85),
    "bottom right corner, smaller": (lambda image: scaled(0.6)(cropped(0.05, 0.05, 1, 1)(image)), 50),
    "middle": (cropped(0.025, 0.025, 0.975, 0.975), 70),
    "left edge gone": (cropped(0.05, 0, 1, 1), 70),
    "brighter": (lambda image: ImageEnhance.Brightness(image).enhance(1.08), 80),
    "more colour": (lambda image: ImageEnhance.Color(image).enhance(1.2), 80),
    "less contrast": (lambda image: ImageEnhance.Contrast(image).enhance(0.92), 80),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", REAL)
def test_a_changed_copy_is_the_same_picture(real: RealFiles, tmp_path: Path, name: str, change: str) -> None:
    how, quality = CHANGES[change]
    original = appearance(inspect(CheckRequest(path=real(name), name=name, kind=Kind.PHOTO, rules=WIDE)))
    copy = appearance(look(tmp_path, jpeg(how(upright(real(name))), quality=quality)))
    assert original.fingerprint is not None and copy.fingerprint is not None
    assert fingerprint_distance(original.fingerprint, copy.fingerprint) <= NEAR_BITS
    assert same_picture(original.views, copy.views)
    assert view_distance(copy.views, original.views) == view_distance(original.views, copy.views)


def test_different_photos_are_far_apart(real: RealFiles) -> None:
    views = [appearance(inspect(CheckRequest(path=real(n), name=n, kind=Kind.PHOTO, rules=WIDE))).views for n in REAL]
    distances = [view_distance(a, b) for a in views for b in views if a is not b]
    assert all(bits > SAME_BITS + 20 and share > SAME_SHARE + 0.1 for bits, share in distances)


def sky(horizon: int) -> Image.Image:
    """An evening sky: brighter towards the horizon, dark below it, and nothing else to tell it by."""
    rows = [200 * y // horizon if y < horizon else 12 for y in range(300)]
    return Image.frombytes("L", (1, 300), bytes(rows)).resize((400, 300)).convert("RGB")


def test_two_evening_skies_are_two_pictures(tmp_path: Path) -> None:
    one, other = (appearance(look(tmp_path, jpeg(sky(horizon)))) for horizon in (180, 240))
    bits, share = view_distance(one.views, other.views)
    assert bits <= SAME_BITS
    assert share > SAME_SHARE
    assert not same_picture(one.views, other.views)


def test_half_a_picture_is_another_picture(real: RealFiles, tmp_path: Path) -> None:
    whole = upright(real(REAL[0]))
    half = appearance(look(tmp_path, jpeg(cropped(0, 0, 0.5, 1)(whole))))
    assert not same_picture(appearance(look(tmp_path, jpeg(whole))).views, half.views)


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_plain_pictures_are_like_nothing_not_even_each_other(tmp_path: Path, shade: int) -> None:
    plain = appearance(look(tmp_path, jpeg(Image.new("RGB", (800, 600), (shade, shade, shade)))))
    assert (plain.fingerprint, plain.views) == (None, b"")
    assert not same_picture(plain.views, plain.views)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_is_the_same_picture_and_its_thumbnail_upright(
    real: RealFiles, tmp_path: Path, orientation: int
) -> None:
    picture = upright(real(REAL[1]))
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = picture.transpose(turns[orientation]) if orientation in turns else picture
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = appearance(look(tmp_path, jpeg(stored, exif=exif)))
    assert same_picture(turned.views, appearance(look(tmp_path, jpeg(picture))).views)
    with Image.open(io.BytesIO(turned.thumbnail)) as small:
        assert small.width > small.height


def test_a_thumbnail_is_small_and_a_jpeg(tmp_path: Path) -> None:
    noise = Image.frombytes("RGB", (60, 40), random.Random(1).randbytes(7200)).resize((3000, 2000))
    with Image.open(io.BytesIO(appearance(look(tmp_path, jpeg(noise))).thumbnail)) as small:
        assert small.format == "JPEG"
        assert 320 <= max(small.size) <= 640


def test_a_blurred_copy_is_less_sharp(real: RealFiles, tmp_path: Path) -> None:
    picture = upright(real(REAL[0]))
    soft = scaled(4)(scaled(0.25)(picture))
    assert appearance(look(tmp_path, jpeg(soft))).sharpness < appearance(look(tmp_path, jpeg(picture))).sharpness / 2


def chat(size: tuple[int, int] = (1280, 960), quality: int = 60, camera: bool = False) -> bytes:
    noise = Image.frombytes("RGB", (64, 48), random.Random(2).randbytes(64 * 48 * 3)).resize(size)
    exif = Image.Exif()
    if camera:
        exif[0x010F], exif[0x0110] = "Apple", "iPhone 12"
    return jpeg(noise, quality=quality, exif=exif)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (chat(), True),
        (chat((960, 1280), quality=85), True),
        (chat((1440, 1080), quality=50), True),
        (chat(quality=92), False),
        (chat((1300, 975)), False),
        (chat(camera=True), False),
    ],
)
def test_a_chat_apps_copy_is_told(tmp_path: Path, data: bytes, told: bool) -> None:
    assert ("photo.compressed" in advice(look(tmp_path, data))) == told


def grain(width: int = 2100, height: int = 1400) -> Image.Image:
    """Detail down to single pixels, as no enlarging can make it."""
    return Image.frombytes("L", (width, height), random.Random(5).randbytes(width * height)).convert("RGB")


@pytest.mark.parametrize("size", [(2000, 1500), (2560, 1920)])
@pytest.mark.parametrize("way", [Image.Resampling.BICUBIC, Image.Resampling.BILINEAR, Image.Resampling.LANCZOS])
def test_a_photo_scaled_up_is_told(
    real: RealFiles, tmp_path: Path, size: tuple[int, int], way: Image.Resampling
) -> None:
    report = look(tmp_path, jpeg(upright(real(REAL[1])).resize(size, way), quality=95))
    assert (advice(report), report.ok) == (["photo.enlarged"], True)


def test_fine_detail_is_not_called_enlarged(tmp_path: Path) -> None:
    assert advice(look(tmp_path, jpeg(grain(), quality=95))) == []


def test_a_camera_that_vouches_for_the_size_is_believed(tmp_path: Path, real: RealFiles) -> None:
    picture = upright(real(REAL[1])).resize((2000, 1500))
    for width, told in ((2000, []), (640, ["photo.enlarged"])):
        exif = Image.Exif()
        exif[0x010F], exif[0x0110] = "Canon", "EOS"
        exif.get_ifd(0x8769).update({0xA002: width, 0xA003: width * 3 // 4})
        assert advice(look(tmp_path, jpeg(picture, quality=95, exif=exif))) == told


@pytest.mark.parametrize(
    ("tail", "told"),
    [
        (bytes(200_000), True),
        (random.Random(9).randbytes(200_000), True),
        (bytes(3_000), False),
        (b"\xff\xd8\xff\xe0" + bytes(200_000), False),
        (b"\0\0\0\x18ftypmp42" + bytes(200_000), False),
    ],
    ids=["zeros", "noise", "a little", "another picture", "a moving picture"],
)
def test_filling_is_told_from_what_phones_append(tmp_path: Path, tail: bytes, told: bool) -> None:
    data = jpeg(grain(600, 400), quality=60)
    assert (advice(look(tmp_path, data + tail)) == ["photo.enlarged"]) == told


@pytest.mark.parametrize("between", [b"", b"\0" * 3000])
def test_the_same_picture_over_again_is_filling_and_another_is_not(tmp_path: Path, between: bytes) -> None:
    first, other = jpeg(grain(600, 400), quality=60), jpeg(grain(600, 400), quality=80)
    assert advice(look(tmp_path, (first + between) * 3)) == ["photo.enlarged"]
    assert advice(look(tmp_path, first + between + other)) == []


def page(width: int, height: int, bar: float = 0.5) -> Image.Image:
    """A drawn page on a phone: status bar, its marks ``bar`` units below the edge, and lines of text."""
    chance = random.Random(6)
    image = Image.new("RGB", (width, height), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    unit = width // 36
    for x in (2, 3, 28, 30, 32):
        draw.rectangle((x * unit, bar * unit, x * unit + unit // 2, (bar + 0.5) * unit), fill=(20, 20, 20))
    for y in range(5 * unit, height - 3 * unit, 2 * unit):
        for x in range(2, 33):
            draw.rectangle((x * unit, y, x * unit + chance.randint(8, unit - 2), y + unit - 3), fill=(40, 40, 40))
    return image


@pytest.mark.parametrize(
    ("size", "camera", "told"),
    [
        ((1080, 2400), False, True),
        ((1170, 2532), False, True),
        ((1080, 2400), True, False),
        ((1000, 2400), False, False),
    ],
)
def test_a_screenshot_is_told_from_a_photo(tmp_path: Path, size: tuple[int, int], camera: bool, told: bool) -> None:
    exif = Image.Exif()
    # Phones sign their screenshots; only a camera says how it exposed.
    exif[0x010F], exif[0x0110] = "HUAWEI", "ABR-AL00"
    if camera:
        exif.get_ifd(0x8769)[0x829A] = (1, 60)
    report = look(tmp_path, jpeg(page(*size), exif=exif))
    assert ("press.screenshot" in [f.code for f in report.findings]) == told
    assert [found_text(f) for f in report.findings if f.code == "press.screenshot"] == (
        [f"手机截图 {size[0]}×{size[1]}"] if told else []
    )


@pytest.mark.parametrize(("least", "level"), [(None, Level.ADVICE), (50_000_000, Level.ERROR)])
def test_one_wide_and_heavy_enough_is_taken_with_advice(tmp_path: Path, least: int | None, level: Level) -> None:
    rules = Rules(photo=PhotoRules(min_bytes=least, caption=False))
    report = look(tmp_path, jpeg(page(2400, 1080)), rules)
    assert [f.level for f in report.findings if f.code == "press.screenshot"] == [level]
    assert report.ok is (level is Level.ADVICE)


def test_a_status_bar_below_the_camera_is_told(tmp_path: Path) -> None:
    report = look(tmp_path, jpeg(page(1080, 2424, bar=2)))
    assert "press.screenshot" in [finding.code for finding in report.findings]


def test_a_night_photo_is_no_screenshot_for_its_lights(tmp_path: Path) -> None:
    chance = random.Random(8)
    night = Image.new("RGB", (1080, 1920), (4, 4, 6))
    draw = ImageDraw.Draw(night)
    for _ in range(300):
        x, y, size = chance.randrange(1080), chance.randrange(500), chance.randint(4, 24)
        draw.ellipse((x, y, x + size, y + size), fill=(200, 190, 170))
    draw.rectangle((200, 1200, 900, 1920), fill=(150, 120, 100))
    assert "press.screenshot" not in [finding.code for finding in look(tmp_path, jpeg(night)).findings]


def test_a_png_screenshot_is_told_too(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    page(1080, 2400).save(buffer, "PNG")
    assert [f.code for f in look(tmp_path, buffer.getvalue()).findings][:1] == ["press.screenshot"]


def test_a_photo_of_a_screens_size_is_a_photo(tmp_path: Path, real: RealFiles) -> None:
    picture = ImageOps.fit(upright(real(REAL[0])), (1080, 2400))
    assert "press.screenshot" not in [f.code for f in look(tmp_path, jpeg(picture)).findings]


@pytest.mark.parametrize("part", [0.3, 0.6, 0.8, 0.97])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_photo_cut_and_closed_again_is_damaged(
    tmp_path: Path, real: RealFiles, part: float, mode: str, progressive: bool
) -> None:
    picture = upright(real(REAL[0])).resize((1600, 1200)).convert(mode)
    whole = jpeg(picture, progressive=progressive, subsampling=0)
    rules = Rules(photo=PhotoRules(min_width=None, min_bytes=None, caption=False))
    start = whole.index(b"\xff\xda")
    cut = whole[: start + int((len(whole) - start) * part)] + b"\xff\xd9"
    assert look(tmp_path, whole, rules).findings == ()
    assert [f.code for f in look(tmp_path, cut, rules).findings] == ["file.damaged"]


def test_every_quality_of_the_usual_coder_is_known() -> None:
    picture = Image.effect_noise((32, 32), 40)
    for quality in range(1, 101):
        data = jpeg(picture, quality=quality)
        assert is_as_programs_write(data, walk(data))
    own = jpeg(picture, qtables=[[7] * 64])
    assert not is_as_programs_write(own, walk(own))
    assert not is_as_programs_write(b"", Jpeg())


def test_what_a_phone_enlarged_itself_is_not_told(tmp_path: Path, real: RealFiles) -> None:
    """Digital zoom leaves what any enlargement leaves; but no program has saved the file since."""
    large = upright(real(REAL[1])).resize((2000, 1500))
    assert advice(look(tmp_path, jpeg(large, quality=95))) == ["photo.enlarged"]
    assert advice(look(tmp_path, jpeg(large, qtables=[[12] * 64, [14] * 64]))) == []


def test_a_camera_with_the_usual_tables_is_no_program() -> None:
    """Some write them all in one segment, and some restart, which programs hardly ever do."""
    picture = Image.effect_noise((64, 64), 40).convert("RGB")
    usual = jpeg(picture, quality=92)
    first = usual.index(b"\xff\xdb\0\x43")
    second = usual.index(b"\xff\xdb\0\x43", first + 2)
    together = usual[:first] + b"\xff\xdb\0\x84" + usual[first + 4 : second] + usual[second + 4 :]
    restarting = jpeg(picture, quality=92, restart_marker_rows=1)
    assert [is_as_programs_write(data, walk(data)) for data in (usual, together, restarting)] == [True, False, False]


@pytest.mark.parametrize(
    ("maker", "own", "tail", "told"),
    [
        ("Apple", False, bytes(200_000), False),
        ("Apple", False, b"\0\x01" * 100_000, True),
        ("Canon", True, bytes(200_000), True),
        ("", True, bytes(200_000), False),
        ("", True, b"\0\x01" * 100_000, True),
        ("", False, bytes(200_000), True),
    ],
)
def test_room_that_a_phone_of_apple_left_is_no_filling(
    tmp_path: Path, maker: str, own: bool, tail: bytes, told: bool
) -> None:
    """``own``: written as it writes, which shows without EXIF, too."""
    exif = Image.Exif()
    if maker:
        exif[0x010F], exif[0x0110] = maker, "iPhone 8 Plus"
    way: dict[str, Any] = {"qtables": [[9] * 64, [11] * 64], "restart_marker_rows": 1} if own else {"quality": 60}
    assert advice(look(tmp_path, jpeg(grain(600, 400), exif=exif, **way) + tail)) == ["photo.enlarged"] * told
