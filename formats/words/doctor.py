"""What ``doctor`` says: by id and code, a sentence and, where something is to be done, the remedy."""

from __future__ import annotations

from collections.abc import Mapping

#: ``id`` or ``id:code`` → (sentence, remedy). Ids of channels are ``channel``.
SAID: Mapping[str, tuple[str, str]] = {
    "settings:good": ("设置读取正常，启用的活动周：{campaigns}。", ""),
    "settings:wrong": ("{problem}", "请改好设置后再运行 baosong doctor。"),
    "public_url:local": (
        "public_url 是 {url}，手机打不开这个地址。",
        "请改成手机能访问的地址，如 https://baosong.example.org。",
    ),
    "simulator:open_to_all": (
        "模拟聊天页开着，任何人都能在上面冒充任何人。",
        "正式使用请把 [channels.simulator] enabled 设为 false。",
    ),
    "simulator:no_rehearsal": (
        "模拟聊天页开着，却不是演练。",
        "正式使用请关掉 [channels.simulator]；演练请加上 [rehearsal]。",
    ),
    "channels:none": (
        "没有启用任何消息渠道，机器人收不到消息。",
        "请填写 {tables}，或在演练时启用 [channels.simulator]。",
    ),
    "secret_key:good": ("签名密钥已设置。", ""),
    "secret_key:kept": ("签名密钥由程序生成，保存在 {path}。", ""),
    "secret_key:short": ("secret_key 太短。", "请换成至少 {least} 个字符的随机文字，或留空让程序生成。"),
    "secret_key:own_per_machine": (
        "没有设置 secret_key，每台机器会各用各的密钥。",
        "只有一台机器可以不管；多台机器请设置同一个 secret_key。",
    ),
    "folder:not_writable": ("文件夹 {path} 写不进去（设置项 {name}）。", "请建好文件夹并给运行程序的用户写权限。"),
    "disk:good": ("{path} 所在磁盘剩余 {free}。", ""),
    "disk:little": ("{path} 所在磁盘只剩 {free}，一周的视频可能放不下。", "请清理磁盘，或换到更大的磁盘。"),
    "disk:full": ("{path} 所在磁盘只剩 {free}，快满了。", "请马上清理磁盘，否则材料收不下来。"),
    "font:good": ("有中文字体（{name}）。", ""),
    "font:none": ("没有中文字体，图片里的汉字会变成方块。", "请安装：apt install fonts-noto-cjk。"),
    "campaign:good": ("活动周 {campaign} 没有问题。", ""),
    "campaign:wrong": ("{problem}", "请改好活动周文件，可用 baosong campaign check 检查。"),
    "campaign:over": ("活动周 {campaign} 已经结束。", "如果是新的一年，请在设置的 campaigns 里换成新的活动周。"),
    "database.open:good": ("数据库能打开，能写入。", ""),
    "database.open:not_yet": ("数据库还没有建，启动时会自动建好。", ""),
    "database.open:failed": (
        "数据库打不开或写不进去（{reason}）。",
        "请检查 database.url、文件权限，以及是否有别的程序占用；PostgreSQL 请确认已启动、账号密码正确。",
    ),
    "database.open:pgbouncer": (
        "数据库前面有 PgBouncer（transaction 模式），预备语句会互相弄混。",
        "请设置 [database] pgbouncer = true。",
    ),
    "database.schema:good": ("数据库结构是最新的（{head}）。", ""),
    "database.schema:will_upgrade": ("数据库会在启动时升级到 {head}。", ""),
    "database.schema:behind": ("数据库结构是 {current}，程序要 {head}。", "请运行 baosong migrate。"),
    "database.schema:newer": ("数据库结构 {current} 比程序新。", "请升级程序，或换一个数据库。"),
    "database.rehearsal:rehearsed": (
        "这个数据库里是演练数据，设置却不是演练。",
        "请在 database.url 换一个新数据库，或加回 [rehearsal]。",
    ),
    "files:good": ("材料存放处 {url} 能写入。", ""),
    "files:not_yet": ("材料文件夹 {url} 还没有建，启动时会自动建好。", ""),
    "files:failed": (
        "材料存放处 {url} 用不了（{reason}）。",
        "文件夹请检查权限和空间；S3 请检查 endpoint、region、key、secret 和桶名。",
    ),
    "roster:good": ("名册里有 {units} 个单位、{people} 个有职责的人。", ""),
    "roster:at_start": ("名册还没有导入，启动时会导入。", ""),
    "roster:empty": (
        "名册是空的，没有任何单位要报送。",
        "请用 baosong roster template 生成模板，填好后 roster import。",
    ),
    "roster.owing:nobody": (
        "活动周 {campaign} 没有任何单位要报送。",
        "名册里要有这些类型的单位：{kinds}；或在设置里换一个活动周。",
    ),
    "roster.units:differ": (
        "活动周 {campaign} 应有 {expected} 个单位，名册里有 {found} 个。",
        "请核对名册是否齐全。",
    ),
    "roster.liaisons:missing": (
        "{count} 个要报送的单位没有联络员：{names}。",
        "请在名册里补上联络员再导入，否则没有人会收到提醒。",
    ),
    "roster.accounts:missing": (
        "{count} 人在已启用的渠道上没有账号，收不到消息：{names}。",
        "请在名册里填账号，或用 baosong roster invites 发邀请码。",
    ),
    "roster.supervisors:none": ("没有管理员，简报没有人收。", "请在名册里把至少一人的角色写成管理员。"),
    "work:good": ("没有搁置的事，没有暂停的渠道。", ""),
    "work:set_aside": (
        "{lane}有 {count} 件多次处理失败，已搁置（最近一件：{reason}）。",
        "请看日志里的 set_aside，连同原因一起报告给开发者；七天后不再显示。",
    ),
    "work:rests": (
        "{name} 从 {since} 起暂停发送（{detail}）。",
        "请按下面 channel 一项的提示处理；处理好后再运行一次 baosong doctor，马上恢复。",
    ),
    "roster.unreachable:some": (
        "{count} 人的消息送不到：{names}。",
        "请在管理后台核对账号、可见范围和许可；他们发来消息或有一条送到后自动恢复。",
    ),
    "clock:good": ("本机时间和平台一致。", ""),
    "clock:ahead": (
        "本机时间比平台快 {seconds} 秒，平台发来的消息会全部被当作伪造。",
        "请校准时间，并打开自动对时（NTP）。",
    ),
    "clock:behind": (
        "本机时间比平台慢 {seconds} 秒，平台发来的消息会全部被当作伪造。",
        "请校准时间，并打开自动对时（NTP）。",
    ),
    "channel:good": ("{name} 连得上，凭据有效。", ""),
    "channel:credentials": (
        "{name} 不认这些凭据（{detail}）。",
        "请核对{credentials}，并把本机出口 IP 加到{allow_list}。",
    ),
    "channel:configuration": (
        "{name} 不让这个应用调用（{detail}）。",
        "请把本机出口 IP 加到{allow_list}，并在管理后台检查应用是否启用、{app_id} 是否正确。",
    ),
    "channel:unclear": ("{name} 拒绝了请求（{detail}）。", "请在管理后台检查应用的权限和可见范围、{app_id} 是否正确。"),
    "channel:throttled": (
        "{name} 说请求太频繁（{detail}）。",
        "请过一会儿再试；反复出现请检查是不是有别的程序在用同一应用。",
    ),
    "channel:busy": ("{name} 现在连不上（{detail}）。", "请检查网络、代理和 {base_url}，稍后再试。"),
    "channel:receiver": ("{name} 说应用不可用（{detail}）。", "请在管理后台检查应用是否启用、可见范围是否正确。"),
    "channel:refused": ("{name} 拒绝了请求（{detail}）。", "请在管理后台检查应用是否启用、{app_id} 是否正确。"),
}

#: What the kinds of work are called, by ``storage.states.Lane``.
LANES: Mapping[str, str] = {
    "intake": "收到的消息",
    "receipts": "回执",
    "delivery": "要发的消息",
    "notices": "定时提醒和简报",
    "relocating": "要移动的文件",
    "cleaning": "要清理的上传",
}

_MARKS: Mapping[str, str] = {"good": "正常", "advice": "注意", "bad": "问题"}
#: What a remedy calls a thing of the platform's console, unless the channel says what it is called there.
USUAL_HINTS: Mapping[str, str] = {
    "credentials": "账号和密钥",
    "allow_list": "平台的 IP 白名单",
    "app_id": "应用编号",
    "base_url": "接口地址",
}


def said(id_: str, code: str, values: Mapping[str, str]) -> tuple[str, str]:
    """The sentence and the remedy, empty when there is nothing to do."""
    area = "channel" if id_.startswith("channel.") else id_
    sentence, remedy = SAID[f"{area}:{code}"]
    filled = {**USUAL_HINTS, **values}
    return sentence.format(**filled), remedy.format(**filled)


def line(id_: str, grade: str, sentence: str, remedy: str) -> str:
    """``问题  database.schema  数据库结构是 …`` and the remedy under it."""
    first = f"{_MARKS[grade]}  {id_}  {sentence}"
    return f"{first}\n      → {remedy}" if remedy else first


def summary(bad: int, advice: int) -> str:
    if bad:
        return f"有 {bad} 个问题要解决。"
    return f"可以运行，有 {advice} 处请留意。" if advice else "一切正常。"
