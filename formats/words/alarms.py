"""The sentences of alarms: what is wrong, what to do, and that it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.alarms import Alarm

#: Places on a disk, as an operator knows them.
PLACES: Mapping[str, str] = {"data": "数据文件夹", "database": "数据库", "files": "材料文件夹"}


@dataclass(frozen=True, kw_only=True)
class AlarmWords:
    """``name``: what it is about. ``sentence`` with ``{where}`` and ``{value}``; ``over``: that it has ended."""

    name: str
    sentence: str
    remedy: str
    over: str


WORDS: Mapping[Alarm, AlarmWords] = {
    Alarm.OUTBOX: AlarmWords(
        name="消息发送",
        sentence="{where}已有 {value}一条消息也发不出去。",
        remedy="请运行 baosong doctor，看渠道是否连得上，处理进程是否在运行。",
        over="积压的消息发出去了。",
    ),
    Alarm.CREDENTIALS: AlarmWords(
        name="渠道密钥",
        sentence="{where}不认我们的密钥或地址，消息发不出去。",
        remedy="请核对设置里的密钥、管理后台的可信 IP 和应用是否启用，改好后重启。",
        over="渠道又认我们的密钥了，消息照常发送。",
    ),
    Alarm.CONNECTION: AlarmWords(
        name="长连接",
        sentence="{where}已有 {value}没有连上，这段时间发来的消息收不到。",
        remedy="请看网络和代理，baosong serve 或 baosong listen 是否在运行，再运行 baosong doctor。",
        over="又连上了，请提醒大家发“状态”看看中断时发的材料到了没有。",
    ),
    Alarm.DISK: AlarmWords(
        name="磁盘空间",
        sentence="{where}所在磁盘只剩 {value}，快满了。",
        remedy="请清理磁盘，或换到更大的磁盘，否则材料收不下来。",
        over="磁盘空间够用了。",
    ),
    Alarm.CHECKS: AlarmWords(
        name="材料检查",
        sentence="有一份材料检查了 {value}还没有结果，检查可能卡住了。",
        remedy="请重启处理进程；反复出现请看日志并报告。",
        over="检查恢复正常。",
    ),
    Alarm.QUOTA: AlarmWords(
        name="每月调用次数",
        sentence="{where}这个月的调用次数已用 {value}，用完后到下月 1 日才能再主动发消息。",
        remedy="请在管理后台查看用量，升级版本或加量，再按新的次数改 monthly_calls；或让大家改用别的渠道。",
        over="调用次数又够用了。",
    ),
    Alarm.SILENCE: AlarmWords(
        name="消息接收",
        sentence="还有单位没报，但已经 {value}没有收到任何消息，收消息可能断了。",
        remedy="请看网络、回调地址和管理后台的回调设置，再运行 baosong doctor。",
        over="又有消息进来了，或今天已不用再等。",
    ),
    Alarm.CLOCK: AlarmWords(
        name="机器时钟",
        sentence="这台机器的时钟{value}，截止时间会判错，平台的消息会被当成伪造。",
        remedy="请校准时钟（例如启用 chrony 或 systemd-timesyncd），并确认时区正确。",
        over="时钟准了。",
    ),
}

BEGUN = "【告警】{sentence}\n{remedy}"
OVER = "【解除】{over}（{since} 起的告警）"
FAST = "快了 {value}"
SLOW = "慢了 {value}"
