"""What stands under a roster's rows without being one: who filled it in, notes, sums."""

from __future__ import annotations

import re
from collections.abc import Mapping

from checks.tables.cell import Value, text_of

#: More cells than these are a row, whatever one of them begins with.
_MOST_CELLS = 4
_AROUND = re.compile(
    r"\s*[（(【]?\s*(注|备\s*注|说\s*明|附\s*注|填[表报写]|制\s*表|审\s*[核批]|复\s*核|负\s*责\s*人|经\s*办|单位(盖章|公章|负责人|领导)|盖\s*章|公\s*章"
    r"|签\s*[字名章]|联系(人|电话)|日\s*期|报送(单位|日期)|分管领导|校\s*长|主\s*管)[^：:]{0,12}[:：]"
    r"|\s*(单位\s*)?[（(]?(单位)?(盖章|公章|签章)[)）]?\s*[:：]?\s*$"
    r"|\s*(合\s*计|总\s*计|小\s*计|共\s*计|总\s*数)\s*([:：\d（(]|$)"
    r"|\s*(注|备注|说明)\s*$|\s*[*＊※]\s*\S"
    r"|\s*\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*$"
)


def is_around(cells: Mapping[int, Value]) -> bool:
    """Whether the first filled cell says that the row is none of a unit or a person."""
    first = next((text for _, value in sorted(cells.items()) if (text := text_of(value).strip())), "")
    return 0 < len(cells) <= _MOST_CELLS and _AROUND.match(first) is not None
