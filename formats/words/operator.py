"""Every sentence the operator reads: command line, settings, campaign files.

What is said of rosters is in ``formats.words.roster``, what ``doctor`` says in ``formats.words.doctor``, what people
read in chat in ``formats.words.chat`` and beside it. Codes come from the other rooms; an unknown one is still said, by
its code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.campaigns.file import CampaignProblem
from formats.words.must import must_text

# --- Settings and campaign files ------------------------------------------------------------------------------------

#: What a value must be, for ``wrong_type``.
TYPES: Mapping[str, str] = {
    "text": "带引号的文字",
    "list": '列表，如 ["a", "b"]',
    "table": "一个小节",
    "date": "日期，如 2020-11-08",
    "time": '时刻，如 "08:37"',
    "flag": "true 或 false",
    "whole": "整数",
    "number": "数字",
    "instant": "带时区的时间，如 2020-11-09T09:28:00+08:00",
}

#: Code → what is wrong and what to do. ``{found}`` and ``{required}`` are filled.
PROBLEMS: Mapping[str, str] = {
    # The file
    "not_found": "找不到这个文件或代码。请检查名字和所在文件夹。",
    "not_found_of": "没有这个代码。已有：{required}。自己的文件请写路径，如 my/week.toml。",
    "unreadable": "读不了这个文件（{found}）。请检查它是不是普通文件、有没有读取权限。",
    "encoding": "不是 UTF-8 编码。请用记事本另存为 UTF-8。",
    "syntax": "第 {found} 行附近不合 TOML 写法。请检查引号、等号和括号。",
    # Keys and values
    "missing": "缺少这一项，请补上。",
    "unknown_key": "没有这一项。请检查拼写，或删掉它。",
    "unknown_key_of": "没有这一项。这里可以写：{required}。",
    "wrong_type": "写的是 {found}，应是{required}。",
    "wrong_type_of": "应是{required}。",
    "empty": "不能为空。",
    "not_allowed": "不能是 {found}，只能是：{required}。",
    "too_small": "{found} 太小，不能小于 {required}。",
    "too_small_of": "太小，下限 {required}。",
    "too_big": "{found} 太大，最大 {required}。",
    "too_big_of": "太大，上限 {required}。",
    "too_short": "至少要有一项。",
    "duplicate": "{found} 重复了，请去掉一个。",
    "too_many": "写了 {found} 项，最多 {required} 项。",
    "too_wordy": "{found} 太长，最多 {required} 字。",
    # A campaign
    "round_time": "{found} 是整点或半点，消息平台建议避开。请错开几分钟，如 09:33。",
    "after_deadline": "{found} 不早于截止时间 {required}，提醒就没有意义了。请改早。",
    "before_deadline": "{found} 早于每日截止时间 {required}。请改晚，如 24:00。",
    "before_first_day": "{found} 早于第一天 {required}。",
    "too_long": "到 {found} 超过了 {required} 天，请检查年份和月份。",
    "far_away": "{found} 离活动周超过 {required} 天，请检查年份。",
    "bad_code": "{found} 不能作代码：只用小写字母、数字和 -，最多 32 个。",
    "reserved": "{found} 是系统保留的代码，请换一个。",
    "unknown_zone": "没有 {found} 这个时区。中国写 Asia/Shanghai。",
    "code_differs": "写的是 {found}，文件名却是 {required}。请改成一致。",
    # Settings
    "bad_value": "值不对：{required}。请对照 config.example.toml。",
    "bad_value_of": "值不对。请对照 config.example.toml。",
    "bad_address": "只能写 IP 地址，如 10.0.0.1。",
    "bad_database_url": "只能是 sqlite+aiosqlite:///文件路径 或 postgresql+asyncpg://用户:密码@主机/库名。",
    "bad_files_url": "只能是文件夹，或 s3://桶名/前缀。",
    "bad_public_url": "要以 http:// 或 https:// 开头。",
    "public_url_path": "不能带路径、参数或 #：网页要用一个单独的域名或端口。",
    "rehearsal_only": "模拟聊天里谁都能冒充别人，不能和正式通道（{found}）一起开。请关掉它，或写上 [rehearsal]。",
    "bad_day": "不是日期。请写成 2021-01-31，或留空。",
    "whose_group": "群后面只能写 office（本单位自己的群）。",
    "channel_tables": "要写成一个个 [[channel]]，每个是一张表。",
    "channel_twice": "这个名字已有一个通道在用。请换一个 name。",
    "channel_kind": "没有这种通道。kind 能写哪些，见 config.example.toml。",
    "channel_name": "name 只用小写字母、数字和 -，以字母开头，最多 31 个；模拟聊天不能另起名字。",
    "bad_alerts_url": "要以 http:// 或 https:// 开头。",
    "unknown_variable": "没有这个环境变量对应的设置。请检查拼写。",
    "unreadable_variable": "这个环境变量的值看不懂。一个小节请按项分开写，如 BAOSONG_WEB__PORT=8080。",
}
_UNKNOWN = "这里不对（{code}）。"


def problem_text(problem: CampaignProblem) -> str:
    """``week.toml：daily.reminders[1]：09:30 是整点或半点…`` — one line."""
    place = "：".join(dict.fromkeys(part for part in (problem.source, problem.key) if part))
    required = TYPES.get(problem.required, problem.required)
    if problem.code == "bad_value":
        required = must_text(problem.required)
    sentence = PROBLEMS.get(problem.code, _UNKNOWN)
    if ("{found}" in sentence and not problem.found) or (problem.required and "{required}" not in sentence):
        sentence = PROBLEMS.get(f"{problem.code}_of", sentence)
    if problem.code == "bad_value" and not required:
        sentence = PROBLEMS["bad_value_of"]
    said = sentence.format(code=problem.code, found=problem.found, required=required)
    return f"{place}：{said}" if place else said


# --- The command line -----------------------------------------------------------------------------------------------

ERRORS: Mapping[str, str] = {
    "usage": "用法不对：{reason}。请运行 {command} --help 查看用法。",
    "unexpected": "程序出错（{reason}）。请把这一行和当时的操作告诉维护者。",
    "no_such_file": "找不到 {path}。请检查路径。",
    "cannot_read": "读不了 {path}（{reason}）。请检查文件名和编码（UTF-8）。",
    "cannot_write": "写不了 {path}（{reason}）。请换个位置，或检查权限和磁盘空间。",
    "exists": "{path} 是文件夹，请写文件名。",
    "file_exists": "{path} 已经有了，没有改动。请换个文件名，或加上 --force 覆盖。",
    "no_files": "没有可检查的文件。",
    "no_workers": "检查程序起不来。请先运行 baosong doctor。",
    "no_statistics": "{campaign} 还没有收到合格的统计表。要空白表，用 --template 文件名.xlsx。",
    "zip_or_dir": "请写一个去处：--zip 文件名.zip，或 --dir 文件夹。",
    "bad_kind": "没有 {found} 这种材料。可以写：{known}。",
    "bad_split": "文件夹不能按 {found} 分。可以写：{known}。",
    "bad_mark": "没有 {found} 这种标记。可以写：{known}。",
    "bad_size": "{found} 不是大小。请写成 500M 或 4G，至少 1M。",
    "no_office": "没有 {found} 这个受理单位。请检查编号。",
    "which_office": "请用 --office 指明以哪个受理单位：{known}。",
    "no_unit": "没有 {found} 这个单位，或不在这个受理单位下面。请检查编号。",
    "no_category": "{campaign} 没有 {found} 这个类别。已有：{known}。",
    "nothing_to_export": "没有这样的合格材料，什么都没有写。",
    "export_changed": "导出时材料变了（{name}）。请再运行一次。",
    "files_away": "材料的存放处打不开（{reason}）。请运行 baosong doctor。",
    "no_campaign": "没有 {code} 这个活动周。已有：{known}。",
    "several_campaigns": "设置里有几个活动周，请用 --campaign 指明一个：{known}。",
    "database": "数据库打不开。请检查 database.url 和文件夹权限，或运行 baosong doctor。",
    "port": "网页打不开 {host}:{port}（{reason}）。请改 web.port，或停掉占用它的程序。",
    "schema_newer": "数据库是更新版本的程序建的。请升级程序，或换一个数据库。",
    "schema_behind": "数据库还不是这个版本的结构。请先运行 baosong migrate。",
    "disk": "磁盘写不进去（{reason}）。请检查空间和权限。",
    "interrupted": "已中断。",
}

#: For a console that has no Chinese letters: the only sentence that must be read without them.
NO_CHINESE = (
    "baosong: this console cannot show Chinese. Set PYTHONIOENCODING=utf-8 (Linux: LANG=C.UTF-8; Windows: chcp 65001)."
)

MIGRATED = "数据库已升级到 {head}。"
MIGRATED_ALREADY = "数据库已是最新（{head}）。"
STATISTICS_TITLE = "{title}情况统计表"
WRITTEN = "已写入 {path}。"
INVITES_WRITTEN = "已写入 {path}：{count} 人的邀请码。请单独发给本人，不要发到群里。"
CAMPAIGN_GOOD = "{source}：没有问题。{title}，{first} 至 {last}。"
CHECK_GOOD = "合格"
CHECK_BAD = "不合格"
CHECK_SUMMARY = "共 {total} 个文件，合格 {good} 个，不合格 {bad} 个。"
CHECK_REMEDY = "→ {remedy}"
CHECKING = "检查中"
LEVELS: Mapping[str, str] = {"error": "", "advice": "建议："}

KINDS: Mapping[str, str] = {
    "photo": "照片",
    "video": "视频",
    "text": "文字",
    "document": "文档",
    "press": "媒体报道",
    "statistics": "统计表",
    "attachment": "附件",
}


SERVING = "报送已启动：{address}（按 Ctrl+C 停止）"
SERVING_CHAT = """用浏览器打开 {address}/chat ，选一个人试试：
  联络员{liaison}——发一张照片，再回一句说明
  管理员{supervisor}——问“今天谁没交”
  页面最上方可以拨动演练时间，看提醒、缺报名单和简报怎样发出"""
#: Of the invented roster; of one's own nobody is named.
SERVING_EXAMPLES: Mapping[str, str] = {"liaison": "（例如“郑小样”）", "supervisor": "（例如“总小样”）"}
SERVING_DESK = "工作台在 {address} ：点“进入工作台”，看谁报了、选材、退回。"
SERVING_REHEARSAL = "这是演练：时间从 {now} 开始，机器人发出的一切都按演练时间。"


def error_text(code: str, **values: object) -> str:
    return ERRORS[code].format(**values)


def problems_text(problems: Sequence[CampaignProblem]) -> str:
    """All that is wrong with settings or campaign files, one per line."""
    return "\n".join(problem_text(problem) for problem in problems)


# --- Phrases --------------------------------------------------------------------------------------------------------

MASKED_NAME = "〔姓名〕"
MASKED_UNIT = "〔单位〕"
MASKED_NUMBER = "〔数〕"
MASKED_LINK = "〔网址〕"
PHRASES_NONE = "没有记下没看懂的话。"
PHRASES_HEAD = "没看懂或问过的话 {count} 种，共 {times} 次："
PHRASE = "{times} 次　{said}"
PHRASE_DETAILS = "　　当时：{standings}；结果：{outcomes}；接着：{next}"
PHRASE_COLUMNS = ("说的话", "次数", "身份", "当时", "结果", "给的建议", "接着做了什么")
TRIED = "{said}\n　　报送人（有一张照片等说明）：{liaison}\n　　管理员：{supervisor}"
