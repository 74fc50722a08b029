"""What the operator reads of a purge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

#: What somebody is called who is in the roster no more.
CLEARED = "已清除"
BAD_DATE = "{said} 不是日期。请写成 2026-01-01 这样。"
STORE_AWAY = "材料的存放处读写不了，没有清理完。请检查后再运行一次，会接着清。"
HOW = "以上只是报告，什么都没有改。建议先导出一份给单位存档，再加上 --yes 清理；清理后不能恢复。"
DONE = "清理好了。"
NOT_COMPACTED = "内容已经清掉，但数据库正在使用，没能压实，磁盘上还可能有残留。请停下程序再运行一次。"
# One person
PERSON = "{name}，手机：{phone}"
PERSON_UNITS = "单位：{units}"
PERSON_ACCOUNTS = "账号：{accounts}"
PERSON_HELD = (
    "报送过 {submissions} 件；收到的消息 {received} 条，发给本人的消息 {sent} 条，聊天记录 {bubbles} 条，"
    "没看懂的话 {phrases} 条，登录 {logins} 个"
)
NONE = "无"
NOT_LISTED = "已不在名册"
HOW_REMOVED = (
    "以上只是报告，什么都没有改。加上 --yes 删除姓名、手机、账号、消息和登录；"
    "报送过的材料属于单位，留下。删除后不能恢复。"
)
REMOVED = "删除好了：姓名、手机、账号、消息和登录都已清除，单位的报送情况不变。备份里还有的，请按保存期限删除。"
STILL_LISTED = "{name} 还在名册里（{units}），没有删除。请先在名册里换人并导入，再运行一次。"
_RUNNING = "{names} 还没有结束，没有清理。请把 --before 写早一些，或等它结束。"
_NOTHING = "没有在 {before} 以前结束的活动周，什么都没有改。数据库里有：{known}。"
_NONE_KNOWN = "（没有）"
_CAMPAIGN = "{campaign}：文件 {files} 个（{size}），预览图 {previews} 组，文字 {texts} 篇，说明 {captions} 条"
_OTHERS = (
    "另外：收到的消息 {received} 条，发出的消息 {sent} 条，聊天记录 {bubbles} 条，"
    "已不在名册的人 {persons} 人（账号 {accounts} 个），半年以前的操作记录 {events} 条"
)
_STAYS = "留下：报送任务和数目、每份材料的编号和结论、推荐和采用的记录{adopted}、半年以内的操作记录。"
_WITH_TITLES = "（连同标题、媒体名称和网址）"
_WITH_FILES = "（连同标题、媒体名称、网址和文件）"


class Holdings(Protocol):
    @property
    def campaign(self) -> str: ...
    @property
    def files(self) -> int: ...
    @property
    def bytes(self) -> int: ...
    @property
    def previews(self) -> int: ...
    @property
    def texts(self) -> int: ...
    @property
    def captions(self) -> int: ...


class Others(Protocol):
    @property
    def persons(self) -> int: ...
    @property
    def accounts(self) -> int: ...
    @property
    def received(self) -> int: ...
    @property
    def sent(self) -> int: ...
    @property
    def bubbles(self) -> int: ...
    @property
    def events(self) -> int: ...


def running(found: Sequence[tuple[str, datetime]]) -> str:
    return _RUNNING.format(names=_named(found))


def nothing(before: date, known: Sequence[tuple[str, datetime]]) -> str:
    return _NOTHING.format(before=before.isoformat(), known=_named(known) or _NONE_KNOWN)


def _named(found: Sequence[tuple[str, datetime]]) -> str:
    return "、".join(f"{code}（到 {ends:%Y-%m-%d %H:%M}）" for code, ends in found)


def report(held: Sequence[Holdings], others: Others, *, keep_adopted: bool, all_of_it: bool) -> str:
    lines = [
        _CAMPAIGN.format(
            campaign=one.campaign,
            files=one.files,
            size=f"{one.bytes / 1e9:.2f} GB",
            previews=one.previews,
            texts=one.texts,
            captions=one.captions,
        )
        for one in held
    ]
    names = ("received", "sent", "bubbles", "persons", "accounts", "events")
    lines.append(_OTHERS.format(**{name: getattr(others, name) for name in names}))
    adopted = "" if all_of_it else _WITH_FILES if keep_adopted else _WITH_TITLES
    return "\n".join([*lines, _STAYS.format(adopted=adopted)])
