"""The sentences of the simulator's pages beside the labels in their templates."""

from __future__ import annotations

from collections.abc import Mapping

#: Instead of words that nobody can read any more.
SEALED_OTHERWISE = "（这条看不到了：secret_key 换过。）"
#: By ``handlers.simulator.problems.Code``. ``{characters}`` and ``{size}`` are the limits of one message.
PROBLEMS: Mapping[str, str] = {
    "empty": "没有可以发送的内容。",
    "too_long": "一条消息最多 {characters} 字，请分几条发送。",
    "too_big": "文件超过 {size}，发不出去。请压缩后再发。",
    "unreadable": "这条消息没有传完整，请重发。",
    "not_stored": "没有存下来，请稍后重发。",
    "backwards": "演练时间只能往后拨，不能往回。",
    "no_more": "后面没有了：活动已经走到头。",
    "no_time": "请填一个一年以内的日期和时间。",
    "no_rehearsal": "现在不是演练，时间不能拨。",
}
#: What its script says by itself, by the name it asks for; of ``PROBLEMS`` it says ``too_big``, too.
WORDS: Mapping[str, str] = {
    "offline": "没有发出去，请检查网络后重发。",
}
