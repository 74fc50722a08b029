"""What a rehearsal in the browser needs: an invented city with its roster, settings, and photos nobody took."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext

HEADER = (
    "单位编码 单位名称 简称 单位类型 报送线 上级单位编码 姓名 角色 手机 "
    "企业微信账号 公众号OpenID 钉钉账号 飞书账号 免报日期"
)
CITY = "示例市教育局职成处"
UNITS = {
    "D1": ("东山区教育体育局", "区县教体局", "李小一"),
    "D2": ("西河区教育体育局", "区县教体局", "王小二"),
    "S1": ("示例市第一职业学校", "中等职业学校", "赵小三"),
    "S2": ("示例市旅游商贸学校", "中等职业学校", "钱小四"),
    "S3": ("示例市机电工程学校", "中等职业学校", "孙小五"),
}


@dataclass(frozen=True, kw_only=True)
class Server:
    url: str
    files: Path


Screen = Callable[..., BrowserContext]


def roster(path: Path, supervisors: tuple[str, ...] = ("周主任",)) -> Path:
    """One office, with one supervisor or several, over five units, each with one liaison."""
    office = dict(zip(HEADER.split(), ("C", CITY, "", "受理单位"), strict=False))
    rows = [{**office, "姓名": name, "角色": "管理员"} for name in supervisors]
    rows += [_liaison(code, name, kind, "C", person) for code, (name, kind, person) in UNITS.items()]
    return _written(path, rows)


def roster_of_two_units(path: Path) -> Path:
    """One liaison of a city's education bureau, with two schools below it, and of a college."""
    same = {"报送线": "教育", "手机": "13800000001"}
    rows = [dict(zip(HEADER.split(), ("P", "示例省教育厅职业教育处", "", "受理单位", "教育"), strict=False))]
    rows += [
        _liaison("B1", "示例市教育局", "市教育局", "P", "李小一") | same,
        _liaison("G1", "示例职业技术学院", "高职院校", "P", "李小一") | same,
    ]
    schools = (("Z1", "示例市第一职业学校"), ("Z2", "示例市旅游商贸学校"))
    rows += [
        {"单位编码": code, "单位名称": name, "单位类型": "中等职业学校", "上级单位编码": "B1"} for code, name in schools
    ]
    return _written(path, rows)


def _liaison(code: str, name: str, kind: str, parent: str, person: str) -> dict[str, str]:
    unit = {"单位编码": code, "单位名称": name, "单位类型": kind, "上级单位编码": parent}
    return unit | {"姓名": person, "角色": "联络员"}


def _written(path: Path, rows: list[dict[str, str]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    columns = HEADER.split()
    sheet.append(columns)
    for row in rows:
        sheet.append([row.get(column, "") for column in columns])
    book.save(path)
    return path


def config(port: int, folder: Path) -> str:
    return _settings(port, folder, "nanchang-2020", "2020-11-09T09:28:00+08:00", roster=roster(folder / "roster.xlsx"))


def config_of_colleagues(port: int, folder: Path) -> str:
    """Two supervisors of one office."""
    people = roster(folder / "roster.xlsx", ("周主任", "吴主任"))
    return _settings(port, folder, "nanchang-2020", "2020-11-09T09:28:00+08:00", roster=people)


def config_of_two_units(port: int, folder: Path) -> str:
    people = roster_of_two_units(folder / "roster.xlsx")
    return _settings(port, folder, "shandong-2021", "2021-05-28T09:00:00+08:00", roster=people)


def config_of_sample(port: int, folder: Path) -> str:
    """The rehearsal that is embedded, with the sample's week under way."""
    settings = _settings(port, folder, "nanchang-2020", "2020-11-09T09:28:00+08:00", roster="sample")
    return settings.replace("[rehearsal]", "[rehearsal]\nmaterial = true")


def _settings(port: int, folder: Path, campaign: str, now: str, *, roster: Path | str) -> str:
    data = folder / "data"
    return f"""
campaigns = ["{campaign}"]
public_url = "http://127.0.0.1:{port}"
data = "{data}"
[web]
port = {port}
[database]
url = "sqlite+aiosqlite:///{data}/baosong.db"
[files]
url = "{data}/files"
[roster]
file = "{roster}"
[rehearsal]
now = {now}
[channels.simulator]
enabled = true
"""


def photo(width: int, height: int, *, sky: str, ground: str) -> bytes:
    """A scene nobody photographed, with a camera's grain (which is what makes a real photo's bytes)."""
    scene = Image.new("RGB", (width, height), sky)
    draw = ImageDraw.Draw(scene)
    draw.rectangle((0, height * 2 // 3, width, height), fill=ground)
    draw.rectangle((width // 6, height // 3, width * 5 // 6, height * 3 // 4), fill="#b5483a")
    draw.rectangle((width // 5, height * 2 // 5, width * 4 // 5, height // 2), fill="#f5e6c8")
    for n in range(9):
        left = width * (3 + 2 * n) // 24
        draw.ellipse((left, height * 3 // 5, left + width // 20, height * 3 // 5 + width // 20), fill="#f0c8a0")
        draw.rectangle((left, height * 3 // 5 + width // 20, left + width // 20, height * 17 // 20), fill="#2f5d8a")
    grain = Image.effect_noise((width, height), 40).convert("RGB")
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Example", "Camera 1"
    written = io.BytesIO()
    Image.blend(scene, grain, 0.25).save(written, "JPEG", quality=88, exif=exif)
    return written.getvalue()
