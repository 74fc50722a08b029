"""What ``doctor`` says: by id and code, a sentence and, where something is to be done, the remedy."""

from __future__ import annotations

from collections.abc import Mapping

#: What may become of any look.
LOOKS = ("not_finished", "not_seen")
#: ``id:code`` → (sentence, remedy). Ids of channels are ``channel``, of alarms ``alarm``, of any look ``look``.
SAID: Mapping[str, tuple[str, str]] = {
    "settings:good": ("设置读取正常，启用的活动周：{campaigns}。", ""),
    "settings:wrong": ("{problem}", "请改好设置后再运行 baosong doctor。"),
    "public_url:local": (
        "public_url 是 {url}，平台和手机都打不开这个地址。",
        "请改成手机能访问的地址，如 https://baosong.example.org。",
    ),
    "public_url:office": (
        "public_url 是 {url}，手机打不开这个地址；消息会先说不用网页怎么办，再写“办公室电脑上打开”。",
        "不用改也能报送。要让手机也能打开网页，请改成手机能访问的地址，如 https://baosong.example.org。",
    ),
    "simulator:open_to_all": (
        "模拟聊天页开着，任何人都能在上面冒充任何人。",
        "正式使用请把 [channels.simulator] enabled 设为 false。",
    ),
    "rehearsal:silent": (
        "演练中，正式通道（{channels}）不收也不发，没有人会收到演练的消息。",
        "要让真人参加演练，请在 [rehearsal] 里写 real = true；正式使用请去掉 [rehearsal]。",
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
    "credentials:good": ("渠道的 Token、密钥和 Secret 写法没有问题。", ""),
    "credentials:letters": (
        "{name}的 {key} 里有空格、汉字或看不见的字符。",
        "请到平台后台重新复制 {key}，只留字母、数字和半角符号。",
    ),
    "credentials:twice": ("{name}的 {key} 和另一项一模一样。", "请到平台后台核对，各填各的。"),
    "credentials:is_a_key": (
        "{name}的 {key} 有 43 个字符，像是把 EncodingAESKey 填到了这里。",
        "请到平台后台核对 Token 和 EncodingAESKey，各填各的。",
    ),
    "credentials:token": (
        "{name}的 {key} 不像 Token：Token 只有字母和数字，最多 32 个。",
        "请到平台后台重新复制 Token。",
    ),
    "folder:not_writable": ("文件夹 {path} 写不进去（设置项 {name}）。", "请建好文件夹并给运行程序的用户写权限。"),
    "disk:good": ("{path} 所在磁盘剩余 {free}。", ""),
    "disk:little": ("{path} 所在磁盘只剩 {free}，一周的视频可能放不下。", "请清理磁盘，或换到更大的磁盘。"),
    "disk:full": ("{path} 所在磁盘只剩 {free}，快满了。", "请马上清理磁盘，否则材料收不下来。"),
    "permissions:good": ("数据和材料只有运行程序的用户能读。", ""),
    "permissions:open": (
        "这台机器上的其他用户也能读：{paths}。",
        "请收紧权限：文件夹 chmod 700，文件 chmod 600。",
    ),
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
    "database.integrity:good": ("数据库完整，每张表都读得出。", ""),
    "database.integrity:table_gone": (
        "数据库缺了表或列，或者读不出（{reason}）。",
        "请停止程序，用最近的备份恢复。",
    ),
    "database.integrity:damaged": ("数据库文件已损坏（{reason}）。", "请停止程序，用最近的备份恢复，并检查磁盘。"),
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
    "roster.file:good": ("设置里的名册文件 {file} 已经导入过。", ""),
    "roster.file:at_start": ("设置里的名册文件 {file} 启动时会导入。", ""),
    "roster.file:wrong": (
        "设置里的名册文件 {file} 有问题：{problem}",
        "请改好文件，再用 baosong roster import {file} --dry-run 查看。",
    ),
    "roster.file:newer": (
        "设置里的名册文件 {file} 启动时不导入：后来用命令导入过别的名册。",
        "要用它，请运行 baosong roster import {file}；不用就清空设置里的 roster.file。",
    ),
    "roster.file:unknown": (
        "设置里的名册文件 {file} 启动时不导入：它和现在的名册不一样，看不出谁更新。",
        "请用 baosong roster import {file} --dry-run 查看区别，再决定是否导入。",
    ),
    "roster.file:many": (
        "设置里的名册文件 {file} 启动时不导入：会移出超过五分之一的单位或已绑定的人。",
        "请用 baosong roster import {file} --dry-run 核对，没有错再加 --yes 导入。",
    ),
    "roster.file:open": (
        "设置里的名册文件 {file} 启动时不导入：有的单位或人看不出是不是同一个。",
        "请用 baosong roster import {file} --dry-run 查看，按提示加 --same 或 --different 导入。",
    ),
    "roster.file:chat": (
        "设置里的名册文件 {file} 启动时不导入：会改掉聊天里换过的联络员。",
        "请先在文件里改好，或运行 baosong roster import {file}。",
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
    "roster.codes:tried": (
        "{count} 人的邀请码用过以后，又有别的账号来用：{names}。",
        "请问本人哪个账号是自己的；被人占用就用 baosong roster unbind 姓名 解除，没有就用 --renew 换码。",
    ),
    "roster.confirm:waiting": (
        "{count} 个账号等上级确认后才能用：{names}。",
        "请催上级回复，或核对后运行 baosong roster confirm 姓名。",
    ),
    "work:good": ("没有搁置的事，没有暂停的渠道。", ""),
    "work:set_aside": (
        "{lane}有 {count} 件多次处理失败，已搁置（最近一件：{reason}）。",
        "请看日志里的 set_aside，连同原因一起报告给开发者；七天后不再显示。",
    ),
    "groups:good": (
        "{name} 听到过群 {group}，最近一次 {since}。如果是本单位自己的群，可在该通道的 groups 里写上这个编号。",
        "",
    ),
    "work:rests": (
        "{name} 从 {since} 起暂停发送（{detail}）。",
        "请按下面 channel 一项的提示处理；处理好后再运行一次 baosong doctor，马上恢复。",
    ),
    "roster.unreachable:some": (
        "{count} 人的消息送不到：{names}。",
        "请在管理后台核对账号、可见范围和许可；他们发来消息或有一条送到后自动恢复。",
    ),
    "checks:good": ("材料检查的进程能启动，而且不能联网。", ""),
    "checks:network": (
        "材料检查的进程能启动，但系统内核没法禁止它联网。",
        "请在 Linux（x86_64、aarch64 等）上运行，或用防火墙限制本机出网。",
    ),
    "checks:not_started": ("材料检查的进程起不来，材料没法检查。", "请看内存和依赖是否齐全，再重新安装。"),
    "retention:no_day": ("没有写材料保存到哪一天，登记的人只听到“活动结束后清理”。", ""),
    "retention:good": ("材料和个人信息保存到 {until}。", ""),
    "retention:removed": ("{until} 已过，材料和文字已经清理。", ""),
    "retention:passed": (
        "答应大家 {until} 前清理的材料和个人信息还在。",
        "确认已归档后运行 baosong purge --before {today}，看清楚再加 --yes；清理不会自己进行。",
    ),
    "processes:good": ("正在运行：{parts}。", ""),
    "processes:not_yet": ("现在没有进程在运行。", ""),
    "processes:no_worker": ("没有处理进程在运行，消息收得到却没人处理。", "请启动 baosong serve 或 baosong worker。"),
    "processes:gone": ("一天内有 {number} 个进程没有正常结束。", "请看系统日志，是否内存不足或断过电。"),
    "descriptors:good": ("文件描述符够用。", ""),
    "descriptors:many": (
        "文件描述符已用 {open} 个，最多 {most} 个，快用完了。",
        "请调高 LimitNOFILE（ulimit -n），并看是不是有人占着连接不放。",
    ),
    "database.clock:good": ("机器时钟与数据库一致。", ""),
    "database.clock:differ": ("这台机器与数据库的时钟相差 {off}。", "请在两台机器上都校准时钟。"),
    "backlog:good": ("没有积压，等待处理的有 {number} 件。", ""),
    "backlog:late": (
        "{box} 里有 {number} 件在等，最久的已等 {oldest}。",
        "请看处理进程是否在运行、渠道是否连得上。",
    ),
    "alerts:good": ("告警会在聊天里发给 {number} 人。", ""),
    "alerts:nobody": ("出了故障没有人会知道。", "请在 [alerts] 的 persons 里写上管理员的账号或姓名，或填写 url。"),
    "alerts:unknown": (
        "[alerts] persons 里这些人找不到，或重名，或在已启用的渠道上没有账号：{names}。",
        "请写名册里唯一的姓名或账号；不在名册里的写成 渠道:账号，如 wecom:zhangsan。",
    ),
    "alarm:good": ("{name}正常。", ""),
    "alarm:rings": ("{sentence}", "{remedy}"),
    "look:not_finished": ("{seconds} 秒内没有看完。", "请稍后再试；数据库文件很大时可在空闲时再查。"),
    "look:not_seen": ("没能查看（{reason}）。", "请看数据库是否正常。"),
    "channel:good": ("{name} 连得上，凭据有效。", ""),
    "channel:menu_set": ("{name} 的菜单设好了，手机上过几分钟能看到。", ""),
    "channel:connected": ("{name} 自 {since} 起连着（{holder}），上次收到消息：{heard}。", ""),
    "channel:unconnected": (
        "{name} 已有 {without}没有连上（{detail}），{holder} 正在重连。",
        "请检查网络和代理；这段时间发来的消息收不到，请提醒大家发“状态”核对。",
    ),
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
    "channel:quota": (
        "{name} 这个月的调用次数用完了（{detail}）。",
        "请在管理后台核对用量：可以加购，不然要等到下月 1 日。",
    ),
    "channel:busy": ("{name} 现在连不上（{detail}）。", "请检查网络、代理和 {base_url}，稍后再试。"),
    "channel:uncertain": ("{name} 没有回答（{detail}）。", "请检查网络、代理和 {base_url}，稍后再试。"),
    "channel:receiver": ("{name} 说应用不可用（{detail}）。", "请在管理后台检查应用是否启用、可见范围是否正确。"),
    "channel:refused": ("{name} 拒绝了请求（{detail}）。", "请在管理后台检查应用是否启用、{app_id} 是否正确。"),
}

#: What the kinds of work are called, by ``storage.states.Lane``.
LANES: Mapping[str, str] = {
    "intake": "收到的消息",
    "fetching": "要先取的文件",
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
    area = "look" if code in LOOKS else id_.partition(".")[0] if id_.startswith(("channel.", "alarm.")) else id_
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
