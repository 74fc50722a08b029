"""The roster of an invented province, for rehearsals: no such place, no such school, nobody of that name.

Every shipped campaign finds somebody in it who owes something. One person serves two schools, one school has two
liaisons, and there are supervisors of everything, of each line and of one county.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.organisation import Account
from domain.roster.roster import RosterRow

_LIAISON = ("联络员",)
_SUPERVISOR = ("管理员",)

#: Code, name, short names, kind, line, parent. Parents stand above.
_UNITS = (
    ("XH00", "星河市教育局职成处", ("市局职成处",), "受理单位", "", ""),
    ("YS01", "云上省教育厅职业教育处", ("省厅职教处",), "受理单位", "教育", ""),
    ("YS02", "云上省人力资源和社会保障厅职业能力处", ("省人社厅",), "受理单位", "人社", ""),
    ("XH10", "晨光区教育体育局", ("晨光区", "晨光教体局"), "区县教体局", "教育", "XH00"),
    ("XH20", "晚霞区教育体育局", ("晚霞区",), "区县教体局", "教育", "XH00"),
    ("XH30", "春风县教育体育局", ("春风县",), "区县教体局", "教育", "XH00"),
    ("XH40", "夏雨县教育体育局", ("夏雨县",), "区县教体局", "教育", "XH00"),
    ("XH50", "秋月县教育体育局", ("秋月县",), "区县教体局", "教育", "XH00"),
    ("XH60", "冬雪县教育体育局", ("冬雪县",), "区县教体局", "教育", "XH00"),
    ("XH11", "星河市第一职业中等专业学校", ("一职专", "星河一职"), "中等职业学校", "教育", "XH10"),
    ("XH12", "星河市第二职业中等专业学校", ("二职专", "星河二职"), "中等职业学校", "教育", "XH10"),
    ("XH13", "晨光区护理职业学校", ("晨光护校",), "中等职业学校", "教育", "XH10"),
    ("XH21", "晚霞区汽车工程学校", ("汽车学校",), "中等职业学校", "教育", "XH20"),
    ("XH22", "晚霞区艺术职业学校", ("晚霞艺校",), "中等职业学校", "教育", "XH20"),
    ("XH23", "星河市电子信息学校", ("电子学校",), "中等职业学校", "教育", "XH20"),
    ("XH31", "春风县职业教育中心", ("春风职教中心",), "中等职业学校", "教育", "XH30"),
    ("XH32", "春风县茶艺职业学校", ("茶艺学校",), "中等职业学校", "教育", "XH30"),
    ("XH41", "夏雨县职业教育中心", ("夏雨职教中心",), "中等职业学校", "教育", "XH40"),
    ("XH42", "夏雨县水利职业学校", ("水利学校",), "中等职业学校", "教育", "XH40"),
    ("XH51", "秋月县职业教育中心", ("秋月职教中心",), "中等职业学校", "教育", "XH50"),
    ("XH52", "秋月县烹饪职业学校", ("烹饪学校",), "中等职业学校", "教育", "XH50"),
    ("XH61", "冬雪县职业教育中心", ("冬雪职教中心",), "中等职业学校", "教育", "XH60"),
    ("XH62", "冬雪县旅游职业学校", ("旅游学校",), "中等职业学校", "教育", "XH60"),
    ("XH63", "冬雪县农业职业学校", ("农业学校",), "中等职业学校", "教育", "XH60"),
    ("YS10", "云上省教育厅", ("云上省厅",), "省级教育行政部门", "教育", ""),
    ("YX10", "云下省教育厅", ("云下省厅",), "省级教育行政部门", "教育", ""),
    ("YS21", "星河市教育局", ("星河市局",), "市教育局", "教育", "YS01"),
    ("YS22", "银汉市教育局", ("银汉市局",), "市教育局", "教育", "YS01"),
    ("YS31", "云上职业技术学院", ("云职院",), "高职院校", "教育", "YS01"),
    ("YS32", "银汉工程职业学院", ("银汉工程",), "高职院校", "教育", "YS01"),
    ("YS41", "星河市人力资源和社会保障局", ("星河市人社局",), "市人社局", "人社", "YS02"),
    ("YS42", "银汉市人力资源和社会保障局", ("银汉市人社局",), "市人社局", "人社", "YS02"),
    ("YS51", "云上省技师学院", ("省技师学院",), "省属技工院校", "人社", "YS02"),
    ("YS52", "云上省交通高级技工学校", ("交通技校",), "省属技工院校", "人社", "YS02"),
    ("YS61", "星河市高级技工学校", ("星河技校",), "技工院校", "人社", "YS41"),
)

#: Unit, name, roles, WeCom account ("" where an invite code is needed). 小样 is what a sample is called.
_PEOPLE = (
    ("XH00", "总小样", _SUPERVISOR, "sample-zong"),
    ("YS01", "教小样", _SUPERVISOR, "sample-jiao"),
    ("YS02", "社小样", _SUPERVISOR, "sample-she"),
    ("XH10", "赵小样", (*_LIAISON, *_SUPERVISOR), "sample-zhao"),
    ("XH20", "钱小样", _LIAISON, "sample-qian"),
    ("XH30", "孙小样", _LIAISON, "sample-sun"),
    ("XH40", "李小样", _LIAISON, ""),
    ("XH50", "周小样", _LIAISON, ""),
    ("XH60", "吴小样", _LIAISON, "sample-wu"),
    ("XH11", "郑小样", _LIAISON, "sample-zheng"),
    ("XH11", "王小样", _LIAISON, "sample-wang"),
    ("XH12", "冯小样", _LIAISON, "sample-feng"),
    ("XH13", "陈小样", _LIAISON, ""),
    ("XH21", "褚小样", _LIAISON, "sample-chu"),
    ("XH22", "褚小样", _LIAISON, "sample-chu"),
    ("XH23", "卫小样", _LIAISON, ""),
    ("XH31", "蒋小样", _LIAISON, "sample-jiang"),
    ("XH32", "沈小样", _LIAISON, ""),
    ("XH41", "韩小样", _LIAISON, ""),
    ("XH42", "杨小样", _LIAISON, ""),
    ("XH51", "朱小样", _LIAISON, "sample-zhu"),
    ("XH52", "秦小样", _LIAISON, ""),
    ("XH61", "尤小样", _LIAISON, ""),
    ("XH62", "许小样", _LIAISON, ""),
    ("XH63", "何小样", _LIAISON, ""),
    ("YS10", "吕小样", _LIAISON, ""),
    ("YX10", "施小样", _LIAISON, ""),
    ("YS21", "张小样", _LIAISON, "sample-zhang"),
    ("YS22", "孔小样", _LIAISON, ""),
    ("YS31", "曹小样", _LIAISON, ""),
    ("YS32", "严小样", _LIAISON, ""),
    ("YS41", "华小样", _LIAISON, ""),
    ("YS42", "金小样", _LIAISON, ""),
    ("YS51", "魏小样", _LIAISON, ""),
    ("YS52", "陶小样", _LIAISON, ""),
    ("YS61", "姜小样", _LIAISON, ""),
)

#: A school that is excused for one day of nanchang-2020.
_EXEMPT = {"XH63": (date(2020, 11, 11),)}


def sample_rows() -> list[RosterRow]:
    """The sample as rows of a roster file."""
    rows: list[RosterRow] = []
    for code, name, aliases, kind, line, parent in _UNITS:
        unit = RosterRow(number=0, code=code, name=name, aliases=aliases, kind=kind, line=line, parent_code=parent)
        for person, roles, account in [(p, r, a) for c, p, r, a in _PEOPLE if c == code]:
            accounts = (Account(channel="wecom", account=account),) if account else ()
            rows.append(replace(unit, person=person, roles=roles, accounts=accounts))
    return [
        replace(row, number=number, exempt_days=_EXEMPT.get(row.code, ())) for number, row in enumerate(rows, start=2)
    ]
