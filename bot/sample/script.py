"""The script of the sample's week (``week.toml``): who does what when, in the order of time."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.clock import CHINA

_FILE = Path(__file__).with_name("week.toml")
#: What the ids of its messages begin with.
PREFIX = "sample-"
#: Characters of a story, at least; every notice asks for 800 to 1500.
_STORY = 860


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A photo: of which scene, which take of it, in how many pixels (None: as the scene likes)."""

    scene: int
    take: int = 0
    size: tuple[int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """What one person does at one moment: sends something, says something, or acts on items as an office.

    ``id``: what it is called in the inbox. ``text``: a story; ``film``: its seconds; ``sheet``: a workbook's name;
    ``plan``: a milestone's text. ``act``: one of an office with its ``values``, done to the items that the steps ``of``
    have brought.
    """

    id: str
    at: datetime
    who: str
    say: str = ""
    shot: Shot | None = None
    caption: str = ""
    film: int = 0
    sheet: str = ""
    plan: str = ""
    act: str = ""
    values: tuple[tuple[str, str], ...] = ()
    of: tuple[str, ...] = ()


_ACTS = ("mark", "give_back", "adopt", "accept", "more_time")
_VALUES = ("stars", "level", "url", "unit", "until")


def steps(schools: dict[str, str]) -> list[Step]:
    """The whole script; ``schools``: the unit of each who speaks in it."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    ids = {entry["key"]: _id(number) for number, entry in enumerate(read["step"]) if "key" in entry}
    return [_step(number, entry, read["stories"], schools, ids) for number, entry in enumerate(read["step"])]


def _id(number: int) -> str:
    return f"{PREFIX}{number:03d}"


def _step(
    number: int, entry: dict[str, Any], texts: dict[str, Any], schools: dict[str, str], ids: dict[str, str]
) -> Step:
    who, act = entry["who"], next((act for act in _ACTS if act in entry), "")
    shot = None
    if "photo" in entry:
        size = entry.get("size")
        shot = Shot(scene=entry["photo"], take=entry.get("take", 0), size=(size[0], size[1]) if size else None)
    story = _story(entry, texts["sentences"], schools[who], number) if "story" in entry else ""
    return Step(
        id=_id(number),
        at=entry["at"].replace(tzinfo=CHINA),
        who=who,
        say=entry.get("say", story),
        shot=shot,
        caption=entry.get("caption", ""),
        film=entry.get("film", 0),
        sheet=entry.get("sheet", ""),
        plan="\n".join([entry["plan"], *texts["plan"]]) if "plan" in entry else "",
        act=act,
        values=tuple((name, str(entry[name])) for name in (act, *_VALUES) if name in entry),
        of=tuple(ids[key] for key in entry.get("of", ())),
    )


def _story(entry: dict[str, Any], sentences: list[str], school: str, seed: int) -> str:
    """A title, and sentences about one work in an order of their own until it is long enough."""
    order = random.Random(seed).sample(sentences, len(sentences))
    text = ""
    for number, sentence in enumerate(order):
        if len(text) >= _STORY:
            break
        text += sentence.format(school=school, work=entry["work"]) + ("\n" if number % 6 == 5 else "")
    return f"{entry['story']}\n{text.strip()}"
