"""Typefaces and sizes by the names people use: one face goes by several names, one size by a Chinese name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from domain.campaigns.rules import FontRule

#: Names of one and the same face. 仿宋_GB2312 does not ship with Windows since Vista, where 仿宋 took its place, and
#: likewise 楷体: a document typed in either looks the same to the reader, so doubt favours the sender.
_FACES: tuple[tuple[str, ...], ...] = (
    ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXBSJW--GB1-0", "FZXBSJW", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
    ("方正小标宋简体", "FZXBSK--GBK1-0", "FZXBSK", "方正小标宋简", "方正小标宋", "FZXiaoBiaoSong"),
    ("方正小标宋简体", "方正公文小标宋", "方正小标宋体", "小标宋体", "小标宋"),
    ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "SimFang"),
    ("楷体", "KaiTi", "楷体_GB2312", "KaiTi_GB2312", "SimKai"),
    ("宋体", "SimSun", "新宋体", "NSimSun"),
    ("黑体", "SimHei"),
    ("微软雅黑", "Microsoft YaHei", "Microsoft YaHei UI"),
    ("等线", "DengXian", "等线 Light", "DengXian Light"),
    ("华文仿宋", "STFangsong"),
    ("华文楷体", "STKaiti"),
    ("华文宋体", "STSong"),
    ("华文中宋", "STZhongsong"),
)
_SIZE_TOLERANCE = 0.25  # points: half of Word's own step


def _key(name: str) -> str:
    name = unicodedata.normalize("NFKC", name).split(";")[0]
    return re.sub(r"[\s\-_]", "", name).lstrip("@").casefold()


_FACE_BY_KEY: dict[str, str] = {_key(name): names[0] for names in _FACES for name in names}


@lru_cache(maxsize=1024)
def face(name: str) -> str:
    """The name people know a typeface by: ``SimSun`` → ``宋体``; an unknown one keeps its own."""
    return _FACE_BY_KEY.get(_key(name), name)


def fits(rule: FontRule, name: str, points: float) -> bool:
    """Whether text set in ``name`` at ``points`` is what the rule asks for."""
    accepted = {_key(face(accepted)) for accepted in rule.names}
    return _key(face(name)) in accepted and abs(points - rule.points) <= _SIZE_TOLERANCE
