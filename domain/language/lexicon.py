"""The words that people use with the bot, by class. A new way of saying something is added here.

All are literal, in simplified characters and lower case; the scanner takes the longest that fits at a place. A word
that means nothing to the bot belongs to no class and makes what it stands in unread.
"""

from __future__ import annotations

from enum import StrEnum

from domain.language.topics import KINDS, TOPICS, joined


class Tag(StrEnum):
    """Classes of words. Letters, because frames are matched against the letters of a clause."""

    WHO = "w"
    MANY = "k"
    WHAT = "i"
    HOW = "H"
    WHY = "y"
    ASK = "?"
    ORGANISATION = "o"
    LIST = "l"
    KIND = "g"
    NAMED = "u"
    SELF = "s"
    AMOUNT = "j"
    EVERYBODY = "e"
    SEND = "v"
    NOT_SENT = "q"
    LATE = "t"
    MATERIAL = "F"
    MILESTONE = "m"
    TOPIC = "a"
    DAY = "D"
    TIME = "T"
    NUMBER = "n"
    NUMBER_OR_DAY = "h"
    RANGE_OR_DAY = "r"
    RECEIPT = "R"
    PLACE = "z"
    LINK = "1"
    PHONE = "2"
    FETCH = "f"
    PARTICLE = "P"
    COURTESY = "C"
    ACKNOWLEDGE = "A"
    GREETING = "G"
    THANKS = "c"
    NOT = "N"
    LATER = "L"
    MISTAKE = "E"
    JUST_NOW = "J"
    CAPTION = "K"
    WITHDRAW = "W"
    UNWANTED = "V"
    MOVE = "M"
    WRONG_UNIT = "6"
    EXEMPT = "X"
    UNEXEMPT = "7"
    NO_ACTIVITY = "8"
    BIND = "B"
    COMPOSE = "O"
    DONE = "d"
    CANCEL = "x"
    CONFIRM = "Y"
    NUDGE = "b"
    LINK_WANTED = "p"
    CANNOT_SEND = "9"
    REVOKE = "4"
    TAKE_BACK = "5"
    SPACE = " "
    SOFT = ","
    BREAK = "!"
    UNREAD = "0"


_SENDING = """
    写 填写 报 交 发 送 传 填 报送 上报 提交 上交 上传 补 报上 交上 报上来 交上来 发上来 报过来 交过来 发过来 递
    递交 呈报 汇报 报成功 交成功 发成功 传成功 上传成功 成功 报上去 交上去 发上去 传上去 报出去 发出去 发过去 交过去
    交上来 弄上来 传上来
"""
_SENT_ALL = "报齐 交齐 报全 交全 报完 交完 发完 发齐 补齐 发全"
_NOT_YET = "木有 木 冇 没 没有 还没 还没有 未 尚未 还未 仍未 一直没 都没 没怎么 咋没"

_WORDS: dict[Tag, str] = {
    Tag.WHO: """
        谁个 哪个单位 哪些学校 谁谁谁 谁 谁家 谁谁 都谁 都有谁 哪些 哪几个 哪几家 哪几所 哪个 哪家 哪所 哪几 哪位
        有谁 有哪些 有哪几家 有哪几个 有没有谁 哪些个 啥单位 什么单位 啥学校 什么学校
    """,
    Tag.MANY: """
        多少个单位 几家单位 几家学校 几家 几个 几所 多少 多少家 多少个 多少所 几 各多少 有几家 有几个 有多少
        有多少家 多少单位 几家单位 若干 占多少
    """,
    Tag.AMOUNT: """
        几张 几条 几篇 几份 几次 几天 几件 几段 几个视频 多少张 多少条 多少篇 多少份 多少次 多少天 多少件 多少材料
        多少照片 数量 篇数 条数 张数
    """,
    Tag.WHAT: "什么 啥 哪样 哪些材料 什么材料 啥材料 些什么 点啥 什么东西 啥东西 哪些东西 咋样",
    Tag.HOW: """
        怎么 如何 怎样 咋 怎么样 咋样 咋个 哪能 怎么才能 怎么个 怎么办 咋办 咋整 怎么整 怎样才能 如何才能 在哪
        在哪里 在哪儿 上哪 上哪儿 从哪 从哪里 从哪儿 到哪 到哪里 哪里 哪儿 去哪
    """,
    Tag.WHY: "为什么 为啥 为何 咋回事 怎么回事 咋还",
    Tag.ASK: """
        ? 吗 么 嘛 没有没 有没有 是不是 是否 能不能 可不可以 可以不 行不行 能否 可否 对不对 好不好 能 可以 没 没有
        不 会不会 算不算 成不成 没得
    """,
    Tag.ORGANISATION: """
        他们 人家 的单位 些单位 单位 学校 院校 职校 地方 地区 家 所 个 人 各单位 各校 兄弟单位 同志 联络员 户 校 的那些
    """,
    Tag.LIST: "名单 清单 列表 一览 名字 名称 明细",
    Tag.SELF: """
        我 我们 我校 我们学校 我们单位 我单位 本校 本单位 咱 咱们 咱们学校 咱校 我局 我们局 我们这边 我这边 我这儿
        俺 俺们 咱学校
    """,
    Tag.EVERYBODY: """
        我们区 咱区 我们县 咱县 我区 我县 我们市 我市 全区 全县 全市 我们区里 本区 本县 咱们区 咱们县 我们这个区 都
        全 全都 全部 大家 大伙 所有 所有人 全体 各家 每家
    """,
    Tag.SEND: f"{_SENDING} {_SENT_ALL} 已报 已交 已经报 已经交 算数 算 收",
    Tag.NOT_SENT: " ".join(
        (
            joined(_NOT_YET, f"{_SENDING} {_SENT_ALL} 动静 消息 动 弄 来"),
            joined("缺 漏 欠 少 拖", "报 交 发 送"),
            """
                没收齐 没齐 没收到 没收上来 没交齐 没报齐 未收齐 欠着 欠着没交 欠着没报 还欠着 缺 缺着 空着 拖后腿
                没报过 没交过 一次没报 一次都没报 一次没交
                一次都没交 没影 没反应 掉队 没动静
                没消息 差谁 缺谁 还差谁 还缺谁 剩谁 还剩谁 差哪些 差哪几家 缺哪些 缺哪几家 还差哪些 还差哪几家
                还剩哪些 还剩哪几家 还有谁 还有哪些 还差几家 还剩几家 差几家 缺几家
            """,
        )
    ),
    Tag.LATE: " ".join(
        (
            joined("迟 晚 超时", "报 交 发 送 报了 交了 发了"),
            joined("报 交 发 送", "晚 迟 晚了 迟了"),
            "迟到 晚了 超时 逾期 过时 过点 迟了 超期",
            joined("以后 之后 过后 后 过了", "才 - 再", "报 交 发 送 报的 交的 发的"),
        )
    ),
    Tag.MATERIAL: """
        太大 太大了 太大了的 微信 大文件 大视频 表 表格 链接 地址 入口 网址 材料 东西 信息 照片 图 图片 相片 图像
        视频 录像 文字 文章 原图 文件 附件 内容 word pdf ppt jpg heic 资料 作品 文档 报道 片子 这张 那张 这个 那个
        那几张 这几张 那条 这条 张照片 张图 张图片 条视频
    """,
    Tag.FETCH: """
        俺想知道 俺想问 俺想看 咱想知道 咱想问 我要查 我要看 俺要查 瞧 瞧瞧 瞧一下 瞧下 瞅 瞄一眼 翻一下 翻翻 找一下
        找找看 调一下 过一眼 做一份 做个 做一个 弄一份 整一份
        整一个 出份 导一份 打印一份 拉一下 拉一份 给一下 再给我 再发我 再发 发来
        报给我 出个 出一份 来看看 调出来 领导要 领导等着要 我要 帮我
        帮忙 帮 给我 我想 我要 想 要 查 查下 查一下 查查 查询 查看 看 看下 看一下 看看 帮我看看 帮我看下 问 问下
        问一下 问问 知道 显示 列出 列一下 列个 发我 发我一下 发一下 发一份 发我一份 发给我 发下 给我看看 说一下 说说
        告诉我 报一下 拉一下 拉个 来一份 来个 看一眼 瞅瞅 瞅一眼 帮查 帮我查 帮我查下 帮我查一下 帮看 想知道
        我想知道 我想看 想看 想问 我想问 想问下 想问一下 我想问下 请教 给个 给一个 给一份 来 一份 需要 还需要 得
        我看看 核一下 核对 核对下 打一份
    """,
    Tag.PARTICLE: """
        一篇 一段 一条 合适 为好 比较好 这玩意儿 这玩意 玩意儿 这东西 这个东西 这软件 小程序 这小程序 系统 这系统
        这个系统 这小程序
        有问题 有事 有啥 的话 那 咱这 一天 最终
        才行 那几家 每天都 这次 撒 撒子 嘞 那天 两天 三天 几天来 两个 两家 俩 这俩 这两个 一次 从 开始 起 以来
        一直 赶紧 快 弄个 弄 这条 条 张 那份 那个 份 遍 一遍 来着 得给我 起来 加起来 掉 就 也算的 也算 一块 一起
        麻溜 都得 了 呢 啊 呀 吧 的 还 有 到底 究竟 一下 下 现在 目前 在 就 才 又 也 是 过 已经 已 来 里 里面 里头
        呗 喽 嘞 哟 哦 噢 额 呃 那 截止到 截至到 截止 截至 截止目前 截至目前 出来 出来了 出 生成 做好 做出来 到 至
        到现在 到目前 到现在为止 到目前为止 到这会儿 这会儿 这会 眼下 把 将 编号 号 那边 这边 情况 的是 着 地 得 给
        再 先 另外 顺便 还有 和 跟 与 及 以及 啦 咯 哩 嘛 哈 中间 当中 咧 个 只 其中 上 情况 各 为 为止 以前 之前
        按时 及时 总共 一共 今年 具体 全市 全县 全区 这批 这些 这 那些 一个 共 我说 就是 然后 那么 请问
    """,
    Tag.COURTESY: """
        小机器人 小助手 机器人老师 报送助手 麻烦 请 请问 劳驾 老师 老师好 您好 你好 您 你 拜托 拜托了 不好意思 打扰
        打扰了 打扰一下 哈 亲 领导 领导好 同志 小报 小报你好 机器人 早上好 上午好 下午好 中午好 晚上好 早 各位好
        大家好 主任 辛苦您 麻烦您 麻烦你 麻烦了 哎 喂 嗨 hi hello 哈喽 您好老师 老师您好 老师你好
    """,
    Tag.THANKS: """
        费心 费心了 您费心 您费心了 受累 受累了 您受累了 有劳 有劳您 辛苦费心 3q 3q啦 辛苦你了 辛苦你 辛苦您了
        谢谢啊 谢谢哈 感恩 谢谢 多谢 感谢 非常感谢 谢了 谢谢您 谢谢你 谢谢老师 辛苦
        辛苦了 辛苦啦 您辛苦 您辛苦了 太感谢了 thanks thx 麻烦了 辛苦各位 谢啦 谢谢啦
    """,
    Tag.ACKNOWLEDGE: """
        好 好的 好滴 好哒 好嘞 好吧 收到 已收到 收到了 确认收到 收到谢谢 嗯 嗯嗯 嗯呢 嗯好 哦 噢 ok okay 行 行吧 中
        明白 明白了 知道了 了解 了解了 没问题 是的 对 对的 对对 👌 👍 得嘞 好好好 可以的 好好 好的好的 晓得了 要得
        成
    """,
    Tag.GREETING: "在吗 在不 在不在 在么 有人吗 有人么 你好在吗",
    Tag.NOT: """
        别 不要 先别 先不要 先不 不用 不必 甭 勿 暂不 暂时不 暂时别 不想 不能 不可以 不会 莫 别再 不再 不需要 还不
        不 没想 不是要 不是让你 千万别 无需 未必 请勿
    """,
    Tag.LATER: """
        等会 等会儿 等一会 等一会儿 一会 一会儿 待会 待会儿 等下 等一下 等等 稍等 稍后 晚点 晚些 晚一点 过会 过会儿
        回头 准备 马上 正在 打算 将要 改天 待 等我 先等等 先等 等通知 再说 回来 找找 下午再 明天再 晚上再 尽快 抓紧
        还在 还没好 还没弄 还没写
        快完 快完了 快写完 快写完了 快发完 快发完了 快好了 快齐了 快结束了 快弄完了 快交完了 快传完了 就快好了 快要完了
    """,
    Tag.MISTAKE: """
        发错 发错了 错了 写错 写错了 说明写错了 弄错 弄错了 搞错 搞错了 手滑 手滑了 点错了 按错了 误发 误触 发重了
        发重 重复了 重复 不对 糊了 发多了 多发了 传错了 传错 说错了 打错了 不清楚 模糊 拍糊了 选错了 记错了 算错了
        说明错了
    """,
    Tag.JUST_NOW: """
        这两张 这三张 这几条 那两张 那三张 这俩张 两张 刚发那张 刚发的那张 刚发的那几张 刚发那几张 刚才发的那张
        刚才的 刚才 刚刚 刚刚的 刚发的 刚才发的 刚传的 刚交的 上一条 上一个 最后一个 上一张 上面的 前面的 刚才那个
        刚才那张 刚才那条 刚才那几张 刚才这几张 那几张 这几张 刚才交的 这张 那张 这个 那个
    """,
    Tag.CAPTION: "说明 图说 图片说明 照片说明 配文 文字说明",
    Tag.UNWANTED: "不要了 不算了 不用了 不作数",
    Tag.WRONG_UNIT: """
        传错学校 传错学校了 传错单位 传错单位了 交错单位了 交错学校了 发错单位 发错单位了 单位错了 单位发错了
        单位选错了 选错单位 选错单位了 报错单位 报错单位了 学校错了 学校选错了 发错学校 发错学校了 搞错单位了
        弄错单位了 单位不对 单位搞错了 单位弄错了 不是这个单位 不是这个学校
    """,
    Tag.CANNOT_SEND: joined("发 传 上传 交", "不了 不上来 不上 不上去 不出去 不过来 不过去 失败 不动"),
}
#: Of acts. A class that stands here is one that can be meant, put off or refused.
_ACT_WORDS: dict[Tag, str] = {
    Tag.WITHDRAW: "撤回 撤销 撤消 撤掉 撤下 撤 删除 删掉 删了 删 去掉 收回 撤回来 作废 撤了",
    Tag.MOVE: """
        记到 改到 改记到 算到 记入 计入 改成 改为 换到 移到 挪到 记在 算在 算 算成 算作 改记 归到 放到 调到 调整到
        记 换成 改
    """,
    Tag.EXEMPT: """
        不用报 不用报了 不用交 不用交了 可以不报 可以不交 不必报 不必交 不用报送 免报 免于报送 免除报送 设为免报
        免报送
    """,
    Tag.UNEXEMPT: "取消免报 撤销免报 撤消免报 恢复报送 不免报了 不再免报 免报取消 撤回免报 解除免报",
    Tag.NO_ACTIVITY: " ".join(
        (
            joined("没 没有 无 未 没搞 没安排 没组织 没开展 未开展 未组织 未安排 不搞 不开展 没啥 没什么 没得", "活动"),
            "活动没有 没有安排活动",
        )
    ),
    Tag.BIND: "绑定 登记 认证 绑定一下",
    Tag.COMPOSE: "稿件 发稿件 开始稿件 写稿件 发稿子 开始发稿件 交稿件 报稿件 稿子",
    Tag.DONE: """
        完 完了 完毕 发完了 发完 写完了 写完 结束 稿件完 稿件结束 稿件完了 就这些 就这么多 没了 就这样 全文完
        发送完毕 到此结束 以上 以上就是全部 结束了 发完啦 稿件发完了 稿子发完了 都发完了 全发完了 完成 完事 over
        好了 可以了 齐了
    """,
    Tag.CANCEL: """
        作废重写 不要了取消 取消 算了 取消稿件 取消催报 不催了 取消操作 不发了 不报了 不交了 不写了 先不发了
        稿件取消 不要稿件了 不弄了 算了吧
    """,
    Tag.CONFIRM: """
        发吧 催吧 可以催了 可以催 可以发 可以发了 就这么发 发出去吧 确认 确定 确认催报 确认发送 确认提醒 确认发
        发送吧 确定催报 确认催 确定发
    """,
    Tag.NUDGE: " ".join(
        (
            """
                催报 催交 催办 催催 催一催 催一下 催下 催一遍 提醒 提醒下 提醒一下 去催 催促 催促一下 催促下 催
                通知一下 敦促 去提醒
            """,
            joined("催 催一下 催催 提醒 提醒一下 提醒下", "没交的 没报的 未报的 未交的 还没交的 还没报的"),
        )
    ),
    Tag.LINK_WANTED: " ".join(
        (
            joined(
                "上传 传图 传照片 传视频 传原图 传文件 传材料 传", "- 的", "地址 网址 链接 入口 页面 网页 地方 通道"
            ),
            """
        从哪传 哪里传 在哪传 往哪传 从哪上传 哪上传 哪里可以传 传的地方 给个传的地方 哪儿传 从哪儿传 上传的地方
        哪里上传 网页链接 怎么传上来 怎么传上去 上传 上传一下 上传链接 上传页 上传页面 上传网页 上传地址 上传入口
        上传网址 传图链接 上传的链接 上传的网页 上传文件 上传原图 上传视频 上传照片 上传材料 在哪上传 在哪里上传
        怎么上传 如何上传 怎么传 要上传链接 传原图 传文件 传视频 传大文件 怎么传大文件 怎么传文件 怎么传视频
        传大视频 发大视频 网页上传 上传通道 上传界面
    """,
        )
    ),
    Tag.REVOKE: """
        作废链接 链接作废 作废上传链接 上传链接作废 撤销上传 撤销链接 撤销上传链接 取消链接 取消上传链接 注销链接
        作废所有链接 链接都作废 停用链接 链接停用
    """,
    Tag.TAKE_BACK: """
        不是说明 这不是说明 那不是说明 不是照片说明 别当说明 不要当说明 刚才那句不是说明 那句话不是说明 这句不是说明
        那句不是说明 撤回说明 取消说明 删掉说明 去掉说明 说明撤回 说明删掉 刚才不是说明 撤销说明 我说的不是说明
        上一句不是说明 刚才的不是说明
    """,
}

#: Classes of words that name an act, so that "do not" is understood of it.
ACTS = frozenset((*_ACT_WORDS, Tag.SEND, Tag.CAPTION))
#: Looked up by the scanner: word → class, and what it stands for where the class alone does not say.
WORDS: dict[str, Tag] = {word: tag for tag, said in (_WORDS | _ACT_WORDS).items() for word in said.split()}
#: A word of two classes is the later one of this list.
for _tag in (Tag.COURTESY, Tag.ASK, Tag.JUST_NOW, Tag.CANNOT_SEND):
    WORDS |= {word: _tag for word in _WORDS[_tag].split()}
WORDS |= dict.fromkeys(KINDS, Tag.KIND) | dict.fromkeys(TOPICS, Tag.TOPIC)
