"""Every sentence the operator reads about rosters, accounts and invite codes, by code or by what happens."""

from __future__ import annotations

from collections.abc import Mapping

from domain.roster.pairs import Ground
from domain.roster.planned import Action, Subject

ROSTER_PROBLEMS: Mapping[str, str] = {
    # The file as a whole
    "not_found": "找不到名册文件。请检查文件名和所在文件夹。",
    "unreadable": "读不了名册文件（{found}）。请检查权限，或关掉正在打开它的程序。",
    "empty_file": "名册文件是空的（0 字节）。请重新保存后再导入。",
    "encrypted": "名册文件加了密码。请在 Excel 里取消密码后再导入。",
    "not_xlsx": "名册不是 .xlsx 文件（实际是 {found}）。请在 Excel 或 WPS 里另存为 .xlsx。",
    "damaged": "名册文件打不开，可能没有存完整。请在 Excel 里打开，另存一份再导入。",
    "unsafe": "名册文件里有不安全的内容（{found}）。请把内容复制到新模板里再导入。",
    "too_big": "名册文件太大。请只留名册，去掉图片和其他工作表。",
    "too_many_rows": "名册超过 {required} 行，后面的没有读。",
    "no_header": "没有找到表头。表头至少要有：{required}。可用 baosong roster template 生成模板。",
    "only_hidden": "看得见的工作表里没有名册的表头（{required}）。隐藏的没有读：{found}。名册在里面就先取消隐藏。",
    "no_rows": "名册里没有数据行。",
    # The header
    "unknown_column": "名册里用不上“{column}”这一列。请删掉这一列，或改成可用的列名：{required}。",
    "double_column": "“{column}”有两列，请留一列。",
    "no_column": "缺少“{column}”这一列。",
    # A cell
    "missing": "必须填写。同一单位或合并过的单元格，请每行都填。",
    "not_allowed": "不能是“{found}”，只能是：{required}。",
    "too_long": "太长（{found} 字），最多 {required} 字。",
    "imprecise": "{found} 是按数字存的，Excel 已丢掉后几位。请把单元格设为文本后重填。",
    "became_date": "被 Excel 变成了日期（{found}）。请把单元格设为文本后重填。",
    "cell_error": "是公式错误 {found}。请改成文字。",
    "ditto": "是“{found}”，请写出内容。",
    "nobody": "“{found}”不是姓名。还没有人就把姓名、角色、手机都空着。",
    "several_people": "“{found}”像是几个人。请一人写一行。",
    "cell_flag": "是 {found}，请改成文字。",
    "bad_date": "“{found}”不是日期。请写成 2020-11-09，多个用、隔开。",
    "bad_range": "“{found}”起止不对。请写成 2020-11-09至2020-11-11，最多 31 天。",
    # The whole
    "contradicts": "写的是“{found}”，{other}同一单位写的是“{required}”。请改成一致。",
    "same_name": "“{found}”和{other}、编码 {required} 的单位同名。请核对编码，或把名称写得有区别。",
    "parent_by_name": "要写编码：“{found}”的编码是 {required}。",
    "no_such_parent": "上级“{found}”不在本表里。请核对编码，或补上这个单位。",
    "circle": "上级关系绕成了圈：{found}。",
    "example_row": "是示例行（{found}）。请删掉整行，或改成真实的内容。",
    "shared_account": "账号 {found} 在{other}是{required}的。账号只属于一人；同一人请把姓名、手机写一致。",
}

UNKNOWN_PROBLEM = "这里不对（{code}）。"
PROBLEMS_HEAD = "{file}：有 {count} 处要改，没有导入任何数据。"

# --- What an import does ---

ACTIONS: Mapping[Action, str] = {
    Action.ADDED: "新增",
    Action.CHANGED: "修改",
    Action.UNCHANGED: "不变",
    Action.REMOVED: "移出",
}
SUBJECTS: Mapping[Subject, str] = {Subject.ORGANISATION: "单位", Subject.PERSON: "人员"}
ROW = "第 {row} 行"
ROWS = "第 {row} 等 {count} 行"
NOT_IN_FILE = "不在表里"
UNIT_LEAVES = "不再有报送任务，已收材料保留"
PERSON_LEAVES = "不再负责任何单位，账号、邀请码和上传链接随即失效"
WAS = "原 {was}"
UNITS_ENDED = "不再负责{units}"
DUTIES_ENDED = "不再是{duties}"
DUTIES_BEGUN = "新任{duties}"
DUTY = "{unit}{role}"
LOSES = "解除绑定：{accounts}"
ACCOUNT = "{channel} {account}"
MATERIAL = "本周已收 {count} 件材料"
OVERWRITES = "会改掉聊天里 {at} 由{by}换的联络员：{unit} {old} → {new}"
NOBODY = "（无）"

DRY_RUN_HEAD = "试运行，没有改动任何数据。会有："
DONE_HEAD = "已导入。"
NONE = "无"
LOSING = "失去绑定 {count} 人"
CONCERNED = "涉及本周材料 {count} 处"
LEFT_ALONE = "这些单位没有联络员了，没人能报送：{units}。"
UNSEEN_ROWS = "隐藏的行也读了：{rows}。"
UNREAD_SHEETS = "没有读的工作表（隐藏的，或没有表头）：{sheets}。"

# --- What an import wants to know first ---

HELD = "没有导入任何数据。"
MANY_LEAVE = (
    "要移出 {units} 个单位（共 {of_units} 个）、{bound} 个已绑定的人（共 {of_bound} 个），超过五分之一。"
    "确认没有拿错文件后，加 --yes 再运行。"
)
OPEN_HEAD = "有 {count} 处看不出是不是同一个，上面列的要等答完才准。请把下面的选项加在命令后面，再运行："
OPEN_PAIR = (
    "{place}“{new_name}”和现在的“{old_name}”（{grounds}）：是同一{what}就加 --same '{old}={new}'，"
    "不是就加 --different '{old}={new}'"
)
OPEN_NAMESAKES = (
    "{place}“{new_name}”和{old_place}的“{old_name}”分不清是不是同一人：是就加 --same '{old}={new}'，"
    "不是就加 --different '{old}={new}'；也可以给两行都填手机，同号是一人，不同号是两人"
)
OPEN_WHAT: Mapping[bool, str] = {True: "单位", False: "人"}
GROUNDS: Mapping[Ground, str] = {
    Ground.CODE: "编码相同",
    Ground.NAME: "名称相同",
    Ground.PEOPLE: "人员相同",
    Ground.ACCOUNT: "账号相同",
    Ground.PHONE: "手机相同",
}
UNKNOWN_ANSWER = "--same 或 --different 写的“{old}={new}”对不上：请照试运行列出的原样写。"
BAD_ANSWER = "“{said}”要写成 '原来的=现在的'，照试运行列出的原样写。"

# --- Accounts and invite codes ---

UNBOUND = "已解除 {person}（{units}）的绑定：{accounts}。上传链接、旧邀请码都已作废。新邀请码：{code}"
UNBOUND_NOTHING = "{person}（{units}）没有绑定任何账号。上传链接、旧邀请码都已作废。新邀请码：{code}"
RENEWED = "{person}（{units}）的新邀请码：{code}。旧的已作废，已绑定的账号不变。"
CONFIRMED = "已确认 {person}（{units}）的绑定：{accounts}。"
NO_SUCH_PERSON = "名册里没有“{name}”（姓名或账号）。请核对，或用 baosong roster export 查看。"
SEVERAL_PEOPLE = "“{name}”对得上 {count} 个，请写成其中一个：{choices}。"
TAKEN = "“{name}”的账号已经登记给别人了，没有确认。"
NO_LINK = "{channel} 没有给出个人链接（{detail}），邀请码照常写出。"
LINKS_MISSING = (
    "{channel} 的个人二维码做好 {made} 个，还差 {missing} 个（{detail}），这份文件里先都不写；邀请码照常写出。"
    "做好的已记下，处理好后再运行一次会接着做。"
)
INVITES_WHAT = "请写上要写到哪个文件，或用 --renew 写上要换邀请码的人。"
CONFIRMED_TOLD = "登记已确认，可以用了。发“帮助”看看能做什么。"
CAME = "{name}（{channel} {account}，{at}）"
NOTHING_TO_CONFIRM = "{person}没有等确认的绑定。"
NO_UNITS = "不负责任何单位"

# --- Who has not arrived ---

UNREGISTERED_HEAD = "还没有登记账号的联络员 {count} 人："
ALONE_HEAD = "没有联络员的单位 {count} 个："
SILENT_HEAD = "登记了但从没发过消息的联络员 {count} 人："
ASKING_HEAD = "等确认的账号 {count} 个（用 baosong roster confirm 姓名 确认）："
ALL_ARRIVED = "联络员都登记了，也都发过消息。"
CALLED = "{unit}　{name}　{phone}"
CALLED_CODE = "　邀请码 {code}"
NO_PHONE = "没有电话"
ASKING = "{name}（{units}）：{channel} {account}"
