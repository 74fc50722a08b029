"""Findings as they were worded before revision 0003 → as they are stored since. For that migration.

Nothing here asks the program: this is how findings were stored then, whatever becomes of its classes and sentences.
Words that cannot be told apart stay as they are, as ``AsWorded``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from storage.migrations import finding_words as words

Value = str | int | dict[str, Any] | None

_MB, _MIB = 1_000_000, 1 << 20
_FONT = re.compile(r"(.+?) (?:\S+（)?([\d.]+(?:e[+-]?\d+)?) 磅）?")


def converted(old: Mapping[str, str], size: int) -> dict[str, Any]:
    """``size``: of the file, in bytes."""
    code, said = old["code"], old.get("found", "")
    if code in ("photo.size", "video.size"):
        found, required = _sizes(code, said, old.get("required", ""), size)
    else:
        required = _required(code, old.get("required", ""))
        found = _found(code, said, required)
    place = _place(old.get("place", ""))
    return {"code": code, "found": found, "required": required, "place": place, "level": old["level"]}


def _as_worded(said: str) -> Value:
    return {"is": "AsWorded", "text": said} if said else None


# --- Found ----------------------------------------------------------------------------------------------------------


def _found(code: str, said: str, required: Value) -> Value:
    found = next(_found_in(code, said, required), None) if said else None
    return _as_worded(said) if found is None else found


def _found_in(code: str, said: str, required: Value) -> Iterator[Value]:
    """What it may mean, the likeliest first."""
    if code in ("photo.width", "text.length", "document.length", "statistics.school_count"):
        yield _number(said)
    elif code == "press.filename":
        yield {"is": "Text", "text": said}
    elif code.endswith("_font"):
        yield _font(said)
    elif code in ("statistics.header", "statistics.number", "statistics.coverage", "statistics.unit"):
        yield from filter(None, (_FORMS[code](said, required),))
    elif match := re.fullmatch(r"(?:手机截图 )?(\d+)×(\d+)(?: 像素)?", said):
        yield {"is": "Pixels", "width": int(match[1]), "height": int(match[2])}
    elif match := re.fullmatch(r"检查超过 ([\d.]+) 秒", said):
        yield {"is": "TimeLimit", "seconds": float(match[1])}
    elif match := re.fullmatch(r"只有图片，文字 (\d+) 字", said):
        yield {"is": "OnlyPictures", "characters": int(match[1])}
    elif code.startswith("file.") and said in words.FOUND:
        yield words.FOUND[said]
    elif said in words.CODECS:
        yield {"is": "EncodedAs", "codec": words.CODECS[said]}
    elif match := re.fullmatch(r"(ZIP|RAR|7z|gz|xz) 压缩包", said) if code == "file.type" else None:
        yield {"is": "ArchiveOf", "format": match[1]}
    else:
        by_name = code in ("file.type", "photo.format", "video.format")
        yield _format(said, words.NAMED if by_name else words.CALLED)


def _format(said: str, named: Mapping[str, str]) -> Value:
    picture = re.fullmatch(r"(.+) 图片", said) if named is words.CALLED else None
    name = picture[1].replace("JPG", "JPEG") if picture else named.get(said, said)
    known = words.FORMATS.fullmatch(name) or said in named
    return {"is": "FileIs", "format": name} if known else None


def _of_number(said: str, required: Value) -> Value:
    if required == "visible_row" and said == "隐藏的行":
        return "hidden_row"
    if required == "same_sheet" and (match := re.fullmatch(r"另外 (\d+) 行", said)):
        return {"is": "FurtherRows", "rows": int(match[1])}
    if isinstance(required, dict) and required["is"] in ("AtLeastPart", "AtLeastPeople", "SumOfRows"):
        return _number(said)
    return _cell(said)


def _of_coverage(said: str, required: Value) -> Value:
    judged = required == "no_coverage" or (
        isinstance(required, dict) and required["is"] in ("SomeCoverage", "Quotient")
    )
    if judged and (match := re.fullmatch(r"([\d.]+)%", said)):
        return {"is": "Share", "share": float(match[1]) / 100}
    return _cell(said)


def _of_unit(said: str, required: Value) -> Value:
    if required == "one_row_a_unit" and said == "（空）":
        return "no_name"
    match = re.fullmatch(r"(.+)等 (\d+) 行", said, re.DOTALL)
    if match and isinstance(required, dict) and required.get("rule") == "schools_are_one_row":
        return {"is": "UnitsListed", "first": match[1].split("、"), "rows": int(match[2])}
    return {"is": "Text", "text": said}


def _cell(said: str) -> Value:
    return "formula_without_value" if said == "没有结果的公式" else {"is": "Text", "text": said}


_FORMS: Mapping[str, Callable[[str, Value], Value]] = {
    "statistics.header": lambda said, required: {"is": "Texts", "texts": said.split("、")},
    "statistics.number": _of_number,
    "statistics.coverage": _of_coverage,
    "statistics.unit": _of_unit,
}


def _number(said: str) -> Value:
    return int(said) if said.isascii() and said.isdigit() else None


def _font(said: str) -> Value:
    match = _FONT.fullmatch(said)
    return {"is": "Typeface", "name": match[1], "points": float(match[2])} if match else None


# --- Sizes ----------------------------------------------------------------------------------------------------------


def _sizes(code: str, said: str, required: str, size: int) -> tuple[Value, Value]:
    """Bytes that read the same again; the notices' limits are in millions for photos, in 2^20 for videos."""
    match = re.fullmatch(r"([\d.]+) MB", required)
    if match is None:
        return _as_worded(said), _as_worded(required)
    units = (_MB, _MIB) if code == "photo.size" else (_MIB, _MB)
    limits = [limit for unit in units if _megabytes(limit := round(float(match[1]) * unit), limit) == required]
    for found in (size, *_bytes(said)):
        for limit in limits:
            if _megabytes(found, limit) == said:
                return found, limit
    return _as_worded(said), limits[0] if limits else _as_worded(required)


def _bytes(said: str) -> Iterator[int]:
    if match := re.fullmatch(r"([\d.]+) (字节|KB|MB)", said):
        for unit in {"字节": (1,), "KB": (1000,), "MB": (_MB, _MIB)}[match[2]]:
            yield round(float(match[1]) * unit)


def _megabytes(size: int, limit: int) -> str:
    if size < limit / 20:
        return f"{size} 字节" if size < 1000 else f"{size / 1000:.0f} KB"
    unit = _MIB if limit % _MIB == 0 else _MB
    for decimals in (2, 4, 6):
        text = f"{size / unit:.{decimals}f}"
        if size == limit or float(text) != limit / unit:
            break
    return f"{text.rstrip('0').rstrip('.')} MB"


# --- Required, and where ----------------------------------------------------------------------------------------------


def _required(code: str, said: str) -> Value:
    if not said:
        return None
    if said in words.REQUIRED:
        return words.REQUIRED[said]
    found = _required_in(code, said)
    return _as_worded(said) if found is None else found


def _required_in(code: str, said: str) -> Value:
    if code in ("photo.width", "video.resolution"):
        return _number(said)
    if code.endswith(".length"):
        return _length(said)
    if code.endswith("_font"):
        return _font(said)
    if code in ("photo.format", "video.format"):
        return _formats(said)
    if code == "file.type" and (match := re.fullmatch("(.+) (?:照片|视频)", said)):
        return _formats(match[1])
    if code == "statistics.unit":
        return _unit(said)
    if code == "statistics.header" and all(title in words.COLUMNS for title in said.split("、")):
        return {"is": "ColumnsNeeded", "columns": [words.COLUMNS[title] for title in said.split("、")]}
    return next((make(match) for pattern, make in _PATTERNS if (match := re.fullmatch(pattern, said))), None)


_PATTERNS: tuple[tuple[str, Callable[[re.Match[str]], Value]], ...] = (
    (r"不超过 ([\d.]+) 亿像素", lambda m: {"is": "PixelsAtMost", "pixels": round(float(m[1]) * 100_000_000)}),
    (r"准确的整数（先按 (\d+) 计）", lambda m: {"is": "CountTaken", "count": int(m[1])}),
    (r"准确的百分数（先按 ([\d.]+)% 计）", lambda m: {"is": "ShareTaken", "share": float(m[1]) / 100}),
    (
        r"(\d+) 以上（参与(学生数|院校数|教师数)）",
        lambda m: {"is": "AtLeastPart", "count": int(m[1]), "column": words.PEOPLE[m[2]]},
    ),
    (
        r"(\d+) 以上（教师 (\d+) 人、学生 (\d+) 人）",
        lambda m: {"is": "AtLeastPeople", "count": int(m[1]), "teachers": int(m[2]), "students": int(m[3])},
    ),
    (r"(\d+)（各行相加）", lambda m: {"is": "SumOfRows", "count": int(m[1])}),
    (r"[\d.]+%（(\d+) ÷ (\d+)）", lambda m: {"is": "Quotient", "part": int(m[1]), "whole": int(m[2])}),
    (r"大于 0（参与学生 (\d+) 人）", lambda m: {"is": "SomeCoverage", "students": int(m[1])}),
    (r"(\d+) 以内（只计下属中职学校）", lambda m: {"is": "SchoolsAtMost", "count": int(m[1])}),
    (
        rf"({'|'.join(words.COLUMNS)})（只留一列）",
        lambda m: {"is": "SingleColumn", "column": words.COLUMNS[m[1]]},
    ),
)


def _formats(said: str) -> Value:
    return {"is": "FormatsTaken", "names": ["JPEG" if name == "JPG" else name for name in said.split("、")]}


def _length(said: str) -> Value:
    match = re.fullmatch(r"(?:不少于 )?(\d+)|不超过 (\d+)|(\d+)–(\d+)", said)
    if match is None or said.isdigit():
        return None
    least, most = match[1] or match[3], match[2] or match[4]
    return {"is": "Length", "least": int(least) if least else None, "most": int(most) if most else None}


def _unit(said: str) -> Value:
    rules = {"（高职院校自行报送）": "colleges_report_themselves", "（下属学校合并成一行）": "schools_are_one_row"}
    rule = next((end for end in rules if said.endswith(end)), "")
    return {"is": "UnitIs", "name": said.removesuffix(rule), "rule": rules.get(rule)}


def _place(said: str) -> Value:
    if said == "表头下面":
        return "below_header"
    if match := re.fullmatch(r"第 ([\d、]+) 段(?:等 (\d+) 段)?", said):
        numbers = [int(number) for number in match[1].split("、")]
        return {"is": "Paragraphs", "numbers": numbers, "count": int(match[2] or len(numbers))}
    if match := re.fullmatch(r"工作表“(.*)”", said, re.DOTALL):
        return {"is": "SheetNamed", "name": match[1]}
    match = re.fullmatch(r"(?:第 (\d+)(?:–(\d+))? 行)?(?:“(.+)”)?", said)
    titles = match[3].split("、") if match and match[3] else []
    if not said or match is None or any(title not in words.COLUMNS for title in titles):
        return _as_worded(said)
    columns = [words.COLUMNS[title] for title in titles]
    return {"is": "Cells", "line": int(match[1] or 0), "columns": columns, "last_line": int(match[2] or 0)}
