from __future__ import annotations

import io
import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.stream import Disposition
from PIL import Image, ImageStat

from checks.check import inspect
from checks.request import CheckRequest
from domain.abilities import Abilities
from domain.campaigns.rules import Rules, VideoFormat, VideoRules
from domain.findings import Kind, Level, Report
from formats.findings.finding import worded
from formats.findings.values import found_text, required_text
from tests.support.real_files import RealFiles

LIMIT = 209_715_200


def look(path: Path, rules: Rules | None = None) -> Report:
    return inspect(CheckRequest(path=path, name="视频.mp4", kind=Kind.VIDEO, rules=rules or Rules()))


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(f.code, found_text(f), required_text(f)) for f in report.findings]


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
    assert [(found_text(f), required_text(f)) for f in report.findings] == [("200.000001 MB", "200 MB")] * len(wrong)


@pytest.mark.parametrize("brand", [b"mp42", b"3gp4", b"avc1", b"M4V ", b"iso6"])
def test_brands_of_the_mp4_family(clip: Path, brand: bytes) -> None:
    spoil(clip, b"ftypisom", b"ftyp" + brand)
    assert told(look(clip)) == []


def test_a_quicktime_movie_renamed_is_no_mp4_whatever_else_it_lists(clip: Path) -> None:
    spoil(clip, b"ftypisom", b"ftypqt  ")
    assert told(look(clip)) == [("video.format", "mov", "mp4")]


def test_an_mp4_may_begin_with_other_boxes(clip: Path) -> None:
    clip.write_bytes(b"\0\0\0\x08free\0\0\0\x0cskip\0\0\0\0" + clip.read_bytes())
    assert look(clip).facts["container"] == "mp4"


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.98])
def test_a_cut_video_is_damaged(clip: Path, kept: float) -> None:
    data = clip.read_bytes()
    clip.write_bytes(data[: int(len(data) * kept)])
    assert told(look(clip)) == [("file.damaged", "", "")]


def test_stray_bytes_at_the_end_do_no_harm(clip: Path) -> None:
    clip.write_bytes(clip.read_bytes() + b"\xff" * 40)
    assert told(look(clip)) == []


def test_a_media_box_that_claims_too_much_is_no_damage_while_its_samples_are_there(clip: Path) -> None:
    data = bytearray(clip.read_bytes())
    start = data.index(b"mdat") - 4
    data[start : start + 4] = struct.pack(">I", len(data) - start + 1000)
    clip.write_bytes(data)
    assert told(look(clip)) == []
    clip.write_bytes(data[:-1000])
    assert told(look(clip)) == [("file.damaged", "", "")]


def test_media_that_ends_before_its_index_says_is_damaged_though_every_box_fits(clip: Path) -> None:
    data = bytearray(clip.read_bytes()[:-1000])
    start = data.index(b"mdat") - 4
    data[start : start + 4] = struct.pack(">I", len(data) - start)
    clip.write_bytes(data)
    assert told(look(clip)) == [("file.damaged", "", "")]


def test_a_download_with_a_hole_is_damaged(clip: Path) -> None:
    data = clip.read_bytes()
    hole = len(data) // 10
    clip.write_bytes(data[: -2 * hole] + bytes(hole) + data[-hole:])
    assert told(look(clip)) == [("file.damaged", "", "")]


def test_a_protected_film_is_locked_not_damaged(clip: Path) -> None:
    spoil(clip, b"avc1\0\0\0\0\0\0\0\x01", b"encv\0\0\0\0\0\0\0\x01")
    report = look(clip)
    assert told(report) == [("file.encrypted", "受版权保护的视频", "")]
    said = worded(report.findings[0], Abilities())
    assert "密码" not in said.problem + said.remedy


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


@pytest.mark.parametrize("within", [(), (b"moov",), (b"moof", b"traf")])
def test_a_film_of_endless_boxes_is_not_opened(
    clip: Path, within: tuple[bytes, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checks.videos.boxes.MAX_BOXES", 10_000)
    boxes = box(b"free", b"") * 10_000
    for kind in reversed(within):
        boxes = box(kind, boxes)
    clip.write_bytes(clip.read_bytes() + boxes)
    assert told(look(clip)) == [("file.unsafe", "视频内部结构异常", "")]


def test_a_film_may_have_a_hundred_thousand_boxes(clip: Path) -> None:
    clip.write_bytes(clip.read_bytes() + box(b"moof", box(b"traf", box(b"tfdt", bytes(8)))) * 50_000)
    assert "file.unsafe" not in [finding.code for finding in look(clip).findings]


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


def test_sound_whose_film_was_cut_off_is_damaged(clip: Path, real: RealFiles) -> None:
    data = real("video_audio_only.mp4").read_bytes()
    clip.write_bytes(data[:-20])
    assert told(look(clip)) == [("file.damaged", "", "")]


def test_the_cover_of_a_song_is_no_film(tmp_path: Path) -> None:
    path = tmp_path / "song.mp4"
    picture = io.BytesIO()
    Image.new("RGB", (640, 640), "red").save(picture, "JPEG")
    with av.open(str(path), "w", format="mp4") as container:
        sound = container.add_stream("aac", rate=44100, layout="mono")
        cover = container.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 640, 640, "yuvj420p"
        cover.disposition = Disposition.attached_pic
        packet = av.Packet(picture.getvalue())
        packet.stream, packet.pts, packet.dts, packet.time_base = cover, 0, 0, Fraction(1, 44100)
        silence = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        silence.sample_rate, silence.pts = 44100, 0
        silence.planes[0].update(bytes(4096))
        container.mux(sound.encode(silence))
        container.mux(packet)
        container.mux(sound.encode(None))
    assert told(look(path)) == [("file.type", "只有声音", "视频")]


def test_the_duration_of_fragments_is_theirs_whatever_the_index_says(clip: Path, real: RealFiles) -> None:
    data = bytearray(real("video_gen_fragmented_720p.mp4").read_bytes())
    ticks = data.index(b"mvhd") + 4 + 16
    data[ticks : ticks + 4] = struct.pack(">I", 9_999_999)
    clip.write_bytes(data)
    assert look(clip).facts["duration"] == 2.0


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


def test_a_campaign_may_take_other_containers_and_sizes(real: RealFiles, clip: Path) -> None:
    rules = Rules(video=VideoRules(formats=tuple(VideoFormat), max_bytes=None, min_lines=None))
    assert told(look(real("video_webm_renamed.mp4"), rules)) == [("video.format", "webm", "mp4、mov")]
    spoil(clip, b"ftypisom", b"ftypqt  ")
    assert told(look(clip, rules)) == []
    assert told(look(real("hostile_mp4_tkhd_lies_1920x1080.mp4"), rules)) == []


@pytest.mark.parametrize(
    "playlist", [b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n", b"ffconcat version 1.0\nfile /etc/passwd\n"]
)
def test_a_playlist_is_never_followed(tmp_path: Path, playlist: bytes) -> None:
    path = tmp_path / "list.mp4"
    path.write_bytes(playlist)
    assert told(look(path)) == [("file.type", "文本", "mp4 视频")]


def filmed(path: Path, shades: list[int], *, codec: str = "mpeg4", keys: int = 5, rate: int = 10) -> None:
    """A 640×480 video, one second per shade; shade 0 is a black card, the others are patterns. A key frame every
    ``keys`` frames."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream(codec, rate=rate)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 640, 480, "yuv420p"
        stream.codec_context.gop_size = keys
        for shade in shades:
            areas = Image.new("RGB", (640, 480))
            for x in range(0, 640, 80) if shade else ():
                areas.paste((x % 256, shade, 255 - x % 256), (x, x // 2, x + 80, 480))
            for _ in range(rate):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(areas), format="rgb24")))
        container.mux(stream.encode(None))


def test_a_bad_start_is_passed_over_as_players_do(tmp_path: Path) -> None:
    path = tmp_path / "start.mp4"
    filmed(path, [200, 200])
    data = path.read_bytes()
    first = data.index(b"mdat") + 4
    path.write_bytes(data[:first] + b"\xff" * 400 + data[first + 400 :])
    assert told(look(path)) == []


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


def test_a_mirrored_videos_poster_is_mirrored(clip: Path) -> None:
    upright = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    mirrored = struct.pack(">9i", 0, 0x10000, 0, 0x10000, 0, 0, 0, 0, 0x40000000)
    before = poster(look(clip))
    data = clip.read_bytes()
    track = data.index(b"tkhd")
    clip.write_bytes(data[:track] + data[track:].replace(upright, mirrored, 1))
    after = poster(look(clip))
    assert after.size == (360, 640)
    # Rows become columns: what was at the left is at the top, and what was at the top is at the left.
    for x, y in ((20, 180), (600, 60)):
        was, became = before.getpixel((x, y)), after.getpixel((y, x))
        assert all(abs(a - b) < 40 for a, b in zip(was, became, strict=True))  # type: ignore[arg-type]


@pytest.mark.parametrize("keys", [5, 1000])
def test_a_long_black_opening_is_no_poster(tmp_path: Path, keys: int) -> None:
    path = tmp_path / "opening.mp4"
    filmed(path, [0, 0, 0, 200], keys=keys)
    assert ImageStat.Stat(poster(look(path)).convert("L")).stddev[0] > 10


def test_a_video_that_fades_in_shows_what_comes_later(tmp_path: Path) -> None:
    path = tmp_path / "fade.mp4"
    filmed(path, [0, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200])
    assert ImageStat.Stat(poster(look(path)).convert("L")).stddev[0] > 10


@pytest.mark.parametrize(
    ("wrapper", "options", "name"),
    [
        ("mpegts", {}, "ts"),
        ("mpegts", {"mpegts_m2ts_mode": "1"}, "mts"),
        ("mpeg", {}, "mpg"),
        ("mpeg2video", {}, "mpg"),
        ("mxf", {}, "mxf"),
    ],
)
def test_a_camcorders_stream_is_told_by_its_name(
    tmp_path: Path, wrapper: str, options: dict[str, str], name: str
) -> None:
    plain, path = tmp_path / "plain.mp4", tmp_path / "00000"
    filmed(plain, [200], codec="mpeg2video", rate=25)
    with av.open(str(plain)) as source, av.open(str(path), "w", format=wrapper, options=options) as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    report = look(path)
    assert told(report) == [("video.format", name, "mp4")]
    assert (report.facts["container"], report.facts["width"], report.facts["height"]) == (name, 640, 480)


def test_a_black_video_is_still_a_video(tmp_path: Path) -> None:
    path = tmp_path / "black.mp4"
    filmed(path, [0, 0])
    assert told(look(path)) == []
    assert poster(look(path)).size == (640, 480)


def test_a_codec_few_can_play_is_advice_not_a_fault(real: RealFiles) -> None:
    report = look(real("现场视频_hevc_1080p.MP4"))
    assert [(f.code, found_text(f), f.level) for f in report.findings] == [
        ("video.format", "H.265（HEVC）", Level.ADVICE)
    ]
    assert report.ok
    assert "不改" in worded(report.findings[0], Abilities()).remedy


@pytest.mark.parametrize(
    ("pixels", "told"),
    [
        ("yuv420p", []),
        ("yuv420p10le", ["10 位色深的 H.264"]),
        ("yuv422p", ["4:2:2 色彩的 H.264"]),
        ("yuv422p10le", ["10 位色深的 H.264"]),
        ("yuv444p", ["4:4:4 色彩的 H.264"]),
    ],
)
def test_h264_that_few_players_show_is_advised_against(tmp_path: Path, pixels: str, told: list[str]) -> None:
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 640, 480, pixels
        for _ in range(3):
            container.mux(stream.encode(av.VideoFrame(640, 480, pixels)))
        container.mux(stream.encode())
    report = look(path)
    assert report.ok
    assert [found_text(f) for f in report.findings] == told
