"""Thirty invented organisations for each notice, of the kinds that report to it, with their people and their areas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.campaigns.campaign import Campaign
from domain.organisation import Role
from domain.roster.roster import OrganisationEntry
from tests.support.stage import Member

_DISTRICTS = ("东山区", "西河区", "南湖区", "北岭县", "中洲区", "青云县", "白沙区", "长风县", "石桥区", "金滩县")
_NUMBERS = "一二三四五六七八九十"
#: Everything of every line belongs to this office; others see their own part.
OVERALL = "office"


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One of the thirty. ``accounts``: everybody who reports for it, the one who really sends first."""

    code: str
    name: str
    kind: str
    line: str
    parent: str
    accounts: tuple[str, ...]

    @property
    def account(self) -> str:
        return self.accounts[0]


@dataclass(frozen=True, kw_only=True)
class Cast:
    """``areas``: supervisor's account → codes of the units they may see, written down here unit by unit.

    ``pairs``: units of the same liaison, in the order in which the bot lists them.
    """

    units: tuple[Unit, ...]
    offices: tuple[OrganisationEntry, ...]
    areas: Mapping[str, frozenset[str]]
    supervisors: Mapping[str, str]

    @property
    def pairs(self) -> tuple[tuple[Unit, Unit], ...]:
        by_account: dict[str, list[Unit]] = {}
        for unit in self.units:
            by_account.setdefault(unit.account, []).append(unit)
        return tuple((one, two) for one, *rest in by_account.values() for two in rest)

    @property
    def members(self) -> list[Member]:
        liaisons = [Member(account=a, organisation=u.code) for u in self.units for a in u.accounts]
        watching = [Member(account=a, organisation=o, role=Role.SUPERVISOR) for a, o in self.supervisors.items()]
        return liaisons + watching


#: Campaign → (kind, how many, its line, the office above it).
_KINDS: Mapping[str, tuple[tuple[str, int, str, str], ...]] = {
    "moe-2020": (("省级教育行政部门", 30, "教育", "office"),),
    "nanchang-2020": (("区县教体局", 10, "教育", "office"), ("中等职业学校", 20, "教育", "district")),
    "jinan-2023": (
        ("区县教体局", 8, "教育", "office"),
        ("中等职业学校", 12, "教育", "district"),
        ("高职院校", 5, "教育", "office"),
        ("技工院校", 5, "", "office"),
    ),
    "shandong-2020": (
        ("市教育局", 8, "教育", "education"),
        ("高职院校", 8, "教育", "district"),
        ("市人社局", 8, "人社", "labour"),
        ("省属技工院校", 6, "人社", "labour"),
    ),
}
_KINDS = {**_KINDS, "shandong-2021": _KINDS["shandong-2020"]}
_NAMES = {
    "省级教育行政部门": "{place}省教育厅",
    "区县教体局": "{place}教育体育局",
    "市教育局": "{place}市教育局",
    "市人社局": "{place}市人力资源和社会保障局",
    "高职院校": "{place}职业技术学院",
    "中等职业学校": "{place}第{number}职业学校",
    "技工院校": "{place}技工学校",
    "省属技工院校": "{place}技师学院",
}


def cast(campaign: Campaign) -> Cast:
    """The last four units share two liaisons; the fifth has a second liaison, who only listens."""
    units = [unit for kind, number, line, above in _KINDS[campaign.code] for unit in _units(kind, number, line, above)]
    units[4] = _with(units[4], (*units[4].accounts, "listener"))
    units[27] = _with(units[27], units[26].accounts)
    units[29] = _with(units[29], units[28].accounts)
    everything = frozenset(u.code for u in units)
    areas = {"boss": everything}
    supervisors = {"boss": OVERALL}
    for line, office in (("教育", "education"), ("人社", "labour")):
        if len({u.line for u in units}) > 1 and any(u.parent == office for u in units):
            areas[f"{office}-head"] = frozenset(u.code for u in units if u.line == line)
            supervisors[f"{office}-head"] = office
    first = units[0].code
    areas["local"] = frozenset({first, *(u.code for u in units if u.parent == first)})
    supervisors["local"] = first
    return Cast(units=tuple(units), offices=_offices(areas), areas=areas, supervisors=supervisors)


def _units(kind: str, number: int, line: str, above: str) -> list[Unit]:
    found = []
    for n in range(number):
        place = (
            _DISTRICTS[n % 10]
            if kind in ("区县教体局", "中等职业学校")
            else f"{_DISTRICTS[n % 10][:2]}{_ROUND[n // 10]}"
        )
        code = f"{_CODES[kind]}{n + 1}"
        parent = f"{_TOPS[kind]}{n % 8 + 1}" if above == "district" else above
        name = _NAMES[kind].format(place=place, number=_NUMBERS[n // 10])
        found.append(
            Unit(code=code, name=name, kind=kind, line=line, parent=parent, accounts=(f"liaison-{code.lower()}",))
        )
    return found


_ROUND = ("", "上", "下")
_CODES = {
    "省级教育行政部门": "P",
    "区县教体局": "D",
    "市教育局": "E",
    "市人社局": "L",
    "高职院校": "C",
    "中等职业学校": "S",
    "技工院校": "W",
    "省属技工院校": "T",
}
#: Who stands above a school of this kind.
_TOPS = {"中等职业学校": "D", "高职院校": "E"}


def _with(unit: Unit, accounts: tuple[str, ...]) -> Unit:
    return Unit(code=unit.code, name=unit.name, kind=unit.kind, line=unit.line, parent=unit.parent, accounts=accounts)


def _offices(areas: Mapping[str, frozenset[str]]) -> tuple[OrganisationEntry, ...]:
    offices = [OrganisationEntry(code=OVERALL, name="活动周办公室", kind="受理单位")]
    if "labour-head" in areas:
        offices.append(OrganisationEntry(code="education", name="省教育厅职教处", kind="受理单位", line="教育"))
        offices.append(OrganisationEntry(code="labour", name="省人社厅职建处", kind="受理单位", line="人社"))
    return tuple(offices)
