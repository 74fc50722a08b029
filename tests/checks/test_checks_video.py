from __future__ import annotations

import io
import struct
from pathlib import Path

import av
import pytest
from checks_real_files import RealFiles
from PIL import Image, ImageStat

from checks.inspect import inspect
from domain.findings import Kind, Level, Report
from domain.messages import Abilities
from domain.rules import Rules, VideoRules
from formats.finding import finding_text

LIMIT = 209_715_200


def look(path: Path, rules: Rules | None = None) -> Report:
    return inspect(path, name="视频.mp4", kind=Kind.VIDEO, rules=rules or Rules())


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(f.code, f.found, f.required) for f in report.findings]


@pytest.fixture
def clip(tmp_path: Path, real: RealFiles) -> Path:
    """A good 1280×720 clip that a test may spoil."""
    path = tmp_path / "clip"
    path.write_bytes(real("video_gen_1280x720_faststart.mp4").read_bytes())
    return path


def spoil(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


@pytest.mark.parametrize(("size", "wrong"), [(LIMIT, []), (LIMIT + 1, ["video.size"])])
def test_two_hundred_megabytes_are_209715200_bytes(clip: Path, size: int, wrong: list[str]) -> None:
    with clip.open("r+b") as file:
        start = file.seek(0, 2)
        file.write(struct.pack(">I4s", size - start, b"free"))
        file.truncate(size)
    report = look(clip)
    assert [f.code for f in report.findings] == wrong
    assert report.facts["bytes"] == size
    assert [(f.found, f.required) for f in report.findings] == [("200.000001 MB", "200 MB")] * len(wrong)


@pytest.mark.parametrize("brand", [b"mp42", b"3gp4", b"avc1", b"M4V ", b"iso6"])
def test_brands_of_the_mp4_family(clip: Path, brand: bytes) -> None:
    spoil(clip, b"ftypisom", b"ftyp" + brand)
    assert told(look(clip)) == []


def test_a_quicktime_movie_renamed_is_no_mp4_whatever_else_it_lists(clip: Path) -> None:
    spoil(clip, b"ftypisom", b"ftypqt  ")
    assert told(look(clip)) == [("video.format", "mov", "mp4")]


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.98])
def test_a_cut_video_is_damaged(clip: Path, kept: float) -> None:
    data = clip.read_bytes()
    clip.write_bytes(data[: int(len(data) * kept)])
    assert told(look(clip)) == [("file.damaged", "", "")]


def test_stray_bytes_at_the_end_do_no_harm(clip: Path) -> None:
    clip.write_bytes(clip.read_bytes() + b"\xff" * 40)
    assert told(look(clip)) == []


def test_media_overwritten_with_nothing_is_damaged(clip: Path) -> None:
    data = clip.read_bytes()
    start = data.index(b"mdat") + 4
    clip.write_bytes(data[:start] + bytes(len(data) - start))
    assert told(look(clip)) == [("file.damaged", "", "")]


def test_a_turned_phone_changes_width_and_height(clip: Path) -> None:
    upright = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    turned = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
    data = clip.read_bytes()
    track = data.index(b"tkhd")
    clip.write_bytes(data[:track] + data[track:].replace(upright, turned, 1))
    facts = look(clip).facts
    assert (facts["width"], facts["height"]) == (720, 1280)


def test_pixel_aspect_widens_the_picture(real: RealFiles) -> None:
    facts = look(real("video_gen_720x576_sar.mp4")).facts
    assert (facts["width"], facts["height"]) == (1024, 576)


def test_the_coded_size_counts_not_what_the_header_claims(real: RealFiles) -> None:
    report = look(real("hostile_mp4_tkhd_lies_1920x1080.mp4"))
    assert told(report) == [("video.resolution", "160×120", "480")]


def test_sound_without_picture_is_no_video(real: RealFiles) -> None:
    assert told(look(real("video_audio_only.mp4"))) == [("file.type", "只有声音", "视频")]


def test_the_facts_of_a_video(real: RealFiles) -> None:
    facts = dict(look(real("video_gen_fragmented_720p.mp4")).facts)
    assert facts.pop("sha256")
    assert facts == {
        "container": "mp4",
        "codec": "h264",
        "width": 1280,
        "height": 720,
        "duration": 2.0,
        "bytes": 131781,
    }


def test_a_campaign_may_take_other_containers_and_sizes(real: RealFiles) -> None:
    rules = Rules(video=VideoRules(formats=("mp4", "webm"), max_bytes=None, min_lines=None))
    assert told(look(real("video_webm_renamed.mp4"), rules)) == []
    assert told(look(real("hostile_mp4_tkhd_lies_1920x1080.mp4"), rules)) == []


@pytest.mark.parametrize(
    "playlist", [b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n", b"ffconcat version 1.0\nfile /etc/passwd\n"]
)
def test_a_playlist_is_never_followed(tmp_path: Path, playlist: bytes) -> None:
    path = tmp_path / "list.mp4"
    path.write_bytes(playlist)
    assert told(look(path)) == [("file.type", "文本", "mp4 视频")]


def filmed(path: Path, shades: list[int], codec: str = "mpeg4") -> None:
    """A 640×480 video, one second per shade; shade 0 is a black card, the others are patterns."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 640, 480, "yuv420p"
        stream.codec_context.gop_size = 5
        for shade in shades:
            areas = Image.new("RGB", (640, 480))
            for x in range(0, 640, 80) if shade else ():
                areas.paste((x % 256, shade, 255 - x % 256), (x, x // 2, x + 80, 480))
            for _ in range(10):
                container.mux(stream.encode(av.VideoFrame.from_image(areas)))
        container.mux(stream.encode(None))


def poster(report: Report) -> Image.Image:
    assert report.appearance is not None
    return Image.open(io.BytesIO(report.appearance.thumbnail))


def test_a_video_leaves_an_upright_poster(real: RealFiles) -> None:
    assert poster(look(real("video_gen_1280x720_faststart.mp4"))).size == (640, 360)
    assert poster(look(real("video_gen_720x576_sar.mp4"))).size == (640, 360)


def test_a_turned_videos_poster_is_turned(clip: Path) -> None:
    upright = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    turned = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
    before = poster(look(clip))
    data = clip.read_bytes()
    track = data.index(b"tkhd")
    clip.write_bytes(data[:track] + data[track:].replace(upright, turned, 1))
    after = poster(look(clip))
    assert after.size == (360, 640)
    # This matrix asks for a quarter turn clockwise: what was at the left is at the top.
    left, top = before.getpixel((20, 180)), after.getpixel((180, 20))
    assert all(abs(a - b) < 40 for a, b in zip(left, top, strict=True))  # type: ignore[arg-type]


def test_a_video_that_fades_in_shows_what_comes_later(tmp_path: Path) -> None:
    path = tmp_path / "fade.mp4"
    filmed(path, [0, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200])
    assert ImageStat.Stat(poster(look(path)).convert("L")).stddev[0] > 10


def test_a_black_video_is_still_a_video(tmp_path: Path) -> None:
    path = tmp_path / "black.mp4"
    filmed(path, [0, 0])
    assert told(look(path)) == []
    assert poster(look(path)).size == (640, 480)


def test_a_codec_few_can_play_is_advice_not_a_fault(real: RealFiles) -> None:
    report = look(real("现场视频_hevc_1080p.MP4"))
    assert [(f.code, f.found, f.level) for f in report.findings] == [("video.format", "H.265（HEVC）", Level.ADVICE)]
    assert report.ok
    assert "可以不改" in finding_text(report.findings[0], Abilities())
