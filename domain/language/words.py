"""The vocabulary of ``phrases``: how each verb is said. A new way of saying something is added here."""

from __future__ import annotations

import re
from enum import StrEnum


class Verb(StrEnum):
    BIND = "bind"
    HELP = "help"
    STATUS = "status"
    CAPTION = "caption"
    WITHDRAW = "withdraw"
    MOVE = "move"
    MILESTONE = "milestone"
    COMPOSE = "compose"
    DONE = "done"
    CANCEL = "cancel"
    CONFIRM = "confirm"
    #: A bare number: the answer to a numbered question.
    NUMBER = "number"
    ACKNOWLEDGE = "acknowledge"
    THANKS = "thanks"
    GREETING = "greeting"
    MISSING = "missing"
    LATE = "late"
    COUNTS = "counts"
    DIGEST = "digest"
    NUDGE = "nudge"
    EXEMPT = "exempt"
    #: The link to the upload page, and the end of all such links.
    UPLOAD = "upload"
    REVOKE = "revoke"
    UNKNOWN = "unknown"


_WORDS: dict[Verb, str] = {
    Verb.HELP: """
        帮助 帮助一下 help 怎么用 如何使用 使用说明 使用方法 用法 怎么报 怎么报送 如何报送
        怎么发 怎么交 菜单 功能 你会什么 你能做什么 你能干什么 能做什么 怎么办 有什么功能
    """,
    Verb.STATUS: """
        状态 我的状态 查状态 查看状态 查询状态 进度 我的进度 还缺什么 还差什么 缺什么 差什么
        我还缺什么 我还差什么 我报了什么 我交了什么 报了什么 我报了吗 我交了吗 报齐了吗 交齐了吗
        我报齐了吗 我交齐了吗 齐了吗 够了吗 我们报了吗 我们交了吗 我们还缺什么 我们还差什么
        报上了吗 还要报什么 还需要报什么 还要交什么
    """,
    Verb.DONE: "完 完了 完毕 发完了 发完 写完了 结束 稿件完 稿件结束 稿件完了",
    Verb.CANCEL: "取消 算了 取消稿件 取消催报 不催了 取消操作",
    Verb.UPLOAD: """
        上传 上传一下 上传链接 上传页 上传页面 上传网页 上传地址 上传入口 上传文件 上传原图 上传视频 上传照片 上传材料
        怎么上传 如何上传 在哪上传 在哪里上传 怎么传 我要上传 要上传链接 传原图 传文件 传视频 传大文件 怎么传大文件
        怎么传原图 怎么传文件 怎么传视频 发不了文件 文件发不了 视频太大发不了 发不了视频 怎么发文件 怎么发原图
    """,
    Verb.REVOKE: """
        作废链接 链接作废 作废上传链接 上传链接作废 撤销上传 撤销链接 撤销上传链接 取消链接 取消上传链接 注销链接
    """,
    Verb.CONFIRM: "确认 确定 确认催报 确认发送 确认提醒",
    Verb.ACKNOWLEDGE: """
        好 好的 好滴 好哒 好嘞 收到 已收到 收到了 嗯 嗯嗯 哦 噢 ok okay 行 可以
        明白 明白了 知道了 了解 了解了 没问题 是 是的 对 对的 👌 👍
    """,
    Verb.THANKS: "谢谢 多谢 感谢 非常感谢 谢了 辛苦 辛苦了 谢谢你 谢谢您 太感谢了 thanks",
    Verb.GREETING: "你好 您好 在吗 在不在 早 早上好 上午好 中午好 下午好 晚上好 hi hello 嗨 哈喽",
    Verb.COMPOSE: "稿件 发稿件 开始稿件 写稿件",
    Verb.NUDGE: """
        催报 催报一下 催一下 催催 催一催 催交 催 提醒一下 催没交的 催没报的 催未报的
        催未报单位 催缺报单位 催一下没交的 催一下没报的 催一下没交的单位 催一下没报的单位
        催一下没交的学校 提醒没交的 提醒没报的 提醒没交的单位 提醒没报的单位 提醒一下没交的
        提醒一下没报的 提醒一下没交的单位 提醒一下没报的单位 提醒未报单位
    """,
    Verb.DIGEST: "简报 日报 汇总 看简报 发简报 今日简报 每日简报 报送简报 出简报 汇总情况",
    Verb.COUNTS: """
        统计 统计数 统计数据 统计情况 报送统计 数据 数字 情况 报送情况 总体情况 上报情况
        情况怎么样 情况如何 怎么样 报送情况怎么样 报送情况如何 报得怎么样 交得怎么样 总数
        完成情况 完成率 报送率
    """,
}
#: Whole messages, squeezed.
EXACT = {said: verb for verb, words in _WORDS.items() for said in words.split()}
#: Understood only when nothing at all stands around them: they end or set off something.
BARE = frozenset({Verb.CONFIRM, Verb.CANCEL, Verb.DONE, Verb.COMPOSE, Verb.REVOKE})
#: Understood with a day beside them (昨天的简报).
DATED = frozenset({Verb.STATUS, Verb.NUDGE, Verb.DIGEST, Verb.COUNTS})
COURTESY = re.compile(r"(?:好的?|收到|嗯|明白了?|知道了?|了解了?|谢谢|感谢|多谢|辛苦了?|老师|您|你|ok|哈|啦|了)+")

# --- Questions: matched against the sentence without day, politeness and particles ---

_UNITS = (
    r"(?:报送|上报)?"
    r"(?:单位|学校|院校|高校|职校|地方|地区|区县|县区|县市区|市县|市|县|区|局|教育局|教体局|人社局|人|家|所|个)*"
)
_WHO = r"(?:谁|哪些|哪几个|哪几所|哪几家|哪个|哪家|哪所|几个|几家|几所|多少|所有)"
_SENT = r"(?:按时|及时)?(?:报送|上报|提交|上交|交|报|发|送)(?:材料|东西|信息|上来|过来|齐|来|完)*"
_TAIL = rf"(?:{_WHO}|单位|学校|院校|名单|名字|清单|情况|一览|列表)*"
_LATE = r"(?:迟报|迟交|晚报|晚交|迟到|报晚|交晚|报迟|交迟|超时)"
QUESTIONS: tuple[tuple[Verb, re.Pattern[str]], ...] = (
    (Verb.MISSING, re.compile(rf"{_WHO}?{_UNITS}(?:没|未|尚未|仍未){_SENT}{_UNITS}{_TAIL}")),
    (Verb.MISSING, re.compile(rf"{_WHO}?{_UNITS}(?:缺报|漏报|缺交|漏交){_UNITS}{_TAIL}")),
    (Verb.MISSING, re.compile(rf"(?:差|缺|剩){_WHO}{_UNITS}(?:没{_SENT})?")),
    (Verb.LATE, re.compile(rf"{_WHO}?{_UNITS}{_LATE}{_UNITS}{_TAIL}")),
    (Verb.COUNTS, re.compile(rf"{_WHO}{_UNITS}(?:已经|已)?{_SENT}{_UNITS}")),
    (Verb.COUNTS, re.compile(rf"{_WHO}?{_UNITS}(?:应报|已报|免报|按时[报交]?)(?:{_WHO}|{_UNITS}|名单)*")),
    (Verb.COUNTS, re.compile(rf"(?:已经|已)?{_SENT}{_WHO}{_UNITS}")),
)
EVERYBODY = re.compile(
    rf"(?:大家|各单位|各校|全部|全|都)+(?:已经|已)?{_SENT}了?(?:没有|没|吗)?|还有谁|还有哪些(?:单位|学校)?"
)
PARTICLES = re.compile(r"有没有|一下|到现在为止|截至目前|现在|目前|到底|究竟|[还都有的了是呢吗啊呀吧]")

# --- Politeness ---

BEFORE = re.compile(
    r"^(?:请问|麻烦|请|帮我|帮忙|帮|我要|我想|想要|想|要|给我|查一下|查查|查询|查看|查|看一下|看看|看|问一下|问问|问|"
    r"老师好|老师|您好|你好|知道|显示|列出|列一下|发一下|说一下|的)"
)
AFTER = re.compile(r"(?:谢谢您|谢谢你|谢谢|多谢|拜托了|拜托|辛苦了|老师|吗|呢|吧|啊|呀|哈|哦|嘛|哟|一下|看看|的)$")
#: What may be cut from around a unit's name: whole words only, names begin with 查 and 要 too.
UNIT_BEFORE = re.compile(
    r"^(?:请问|麻烦|帮我|查一下|查询|查看|看一下|看看|我想知道|我想看|想知道|问一下|老师好|您好|你好|的)"
)
UNIT_AFTER = re.compile(
    r"(?:的?(?:报送|上报)?(?:情况|材料|状态)(?:怎么样|如何)?|怎么样|(?:报送|上报|报|交|发)(?:了没有|了没|了什么|了吗|没有|没)|"
    r"的?联络员(?:是谁|的?电话|是哪位)?|谢谢|吗|呢|吧|的)$"
)

# --- Commands: matched against the whole message, NFKC ---

_NUMBERS = r"\d{1,9}(?:\s*[-–—~至到、,和及与]\s*\d{1,9})*"
_LOOSE_NUMBERS = r"\d{1,9}(?:[\s、,和及与–—~至到-]{1,3}\d{1,9})*"
_POLITE = r"(?:请|麻烦|帮我|帮忙|我要|我想|给我)*\s*"
_END = r"(?:吧|谢谢|[。.!\s])*$"
NUMBER = re.compile(r"(?:选|第)?\s*(\d{1,9})\s*[个.。、]?")
BIND = re.compile(rf"^{_POLITE}绑定[\s:]*(?:邀请码)?[\s:]*(?P<code>[0-9A-Za-z-]{{4,24}})?{_END}")
CAPTION = re.compile(
    rf"^(?:照片|图片)?说明"
    rf"(?:[\s:]*(?:编号|第)?\s*(?P<numbers>{_NUMBERS})\s*号?(?:[\s:,、。]+|\.(?!\d)|$)|[\s:]+|$)(?P<rest>.*)$",
    re.DOTALL,
)
CAPTION_NUMBER_FIRST = re.compile(
    rf"^(?:编号|第)?\s*(?P<numbers>{_NUMBERS})\s*号?\s*的?说明[\s:]+(?P<rest>.+)$", re.DOTALL
)
WITHDRAW = re.compile(
    rf"^{_POLITE}(?:撤回|撤销|删除)(?:[\s:]*(?:编号|第)?\s*(?P<numbers>{_LOOSE_NUMBERS})\s*[号件张个]?)?{_END}"
)
MOVE = re.compile(
    rf"^{_POLITE}(?:(?:把|将)?\s*(?:编号)?\s*(?P<numbers>{_NUMBERS})\s*号?\s*)?(?:记到|改到|改记到|算到|记入|计入)[\s:]*(?P<day>.*)$"
)
COMPOSE = re.compile(r"^稿件(?P<separator>[\s:]+)(?P<rest>\S.*)$", re.DOTALL)
EXEMPT = re.compile(rf"^{_POLITE}免报(?P<separator>[\s:]*)(?P<rest>.*)$", re.DOTALL)
#: A sentence with one of these asks; it does not command.
ASKING = re.compile(r"[?？]|吗|什么|谁|哪|怎么|怎样|为何|是否|能不能|可不可以|呢")
#: An address or a telephone number: what makes 网站 … and 联络员 … a report and not a remark.
EVIDENCE = re.compile(r"(?:https?://|www\.)\S|\d{7}|[\w-]\.(?:cn|com|net|org|edu|gov)\b", re.IGNORECASE)
#: 交方案, 上报总结: handing in.
HANDING_IN = re.compile(rf"^{_POLITE}(?:报送|上报|提交|上传|交|报|发)?")
