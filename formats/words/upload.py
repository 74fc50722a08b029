"""Every sentence of the upload page's server side: why a request is not taken, and the words of its state.

The page's labels stand in its templates, what its scripts say in ``formats.words.upload_page``; what chat says about
the link is in ``formats.words.chat``.
"""

from __future__ import annotations

#: By ``UploadProblem``. ``{size}`` and ``{limit}`` are the limit, as a size and as a number.
PROBLEMS: dict[str, str] = {
    "link_unknown": "这个上传链接不对。请回到聊天里发“上传”，重新要一个。",
    "link_expired": "这个上传链接过期了。请回到聊天里发“上传”，重新要一个。",
    "link_revoked": "这个上传链接已作废。请回到聊天里发“上传”，重新要一个。",
    "too_big": "文件太大，这一类最大 {size}。请剪短或压缩后再传。",
    "too_many": "一天最多传 {limit} 个文件，今天已经到了。请明天再传，或在聊天里发。",
    "too_much": "一天最多传 {size}，今天已经到了。请明天再传，或在聊天里发。",
    "no_space": "服务器存满了，暂时不能上传，管理员会处理。文字和小照片仍可在聊天里发。",
    "quota": "存储空间用完了，暂时不能上传，管理员会处理。文字和小照片仍可在聊天里发。",
    "unit": "这不是您报送的单位，请重新选择单位。",
    "item": "这次活动没有这一项，请重新选择。",
    "not_found": "没有找到这个上传，请重新选择文件。",
    "gone": "这个上传已经取消或过期，请重新选择文件。",
    "finished": "这个文件已经收下了。不要的话，请用“撤回”。",
    "locked": "这个文件正在另一处上传，请稍等几秒再继续。",
    "offset": "续传的位置对不上，请重新连接后继续。",
    "overlong": "收到的内容比文件还长，请重新选择文件。",
    "checksum": "传输中有差错，请重传这一段。",
    "store": "系统暂时存不了文件，请稍后再试。已经传上来的不会丢。",
    "stopping": "系统正在重启，请稍后继续。已经传上来的不会丢。",
    "slow": "网络太慢或中断了，请检查网络后继续。已经传上来的不会丢。",
    "malformed": "请求不完整，请刷新页面后重试。",
    "unsupported": "不支持这种上传方式，请用上传页。",
    "media_type": "上传的格式不对，请用上传页。",
    "version": "上传协议的版本不对，请刷新页面后重试。",
    "not_sayable": "这里只能写说明、撤回和改记日期，其他的请在聊天里发。",
    "foreign_page": "请从您自己的上传页操作。",
}
WHO = "{name}的上传页"
WHOSE = "谁打开这个页面传的，都算{name}的，请勿转发。"
LINK_UNTIL = "链接 {until}前有效"
#: How a submission stands, by ``State``.
STATES: dict[str, str] = {
    "receiving": "正在检验",
    "unassigned": "请选单位",
    "incomplete": "缺说明",
    "accepted": "合格",
    "refused": "不合格",
    "withdrawn": "已撤回",
    "lost": "没有收到，请重传",
}
#: How today, or a milestone, stands.
STANDINGS: dict[str, str] = {
    "on_time": "已报，按时",
    "late": "已报，迟报",
    "missing": "还没报",
    "overdue": "已过截止时间，还没报",
    "exempt": "免报",
}
STILL_MISSING = "还缺：{kinds}"
NOTHING_YET = "还没有合格的材料"
DUE = "{due} 截止"
SUMMARY = "{unit}　{name}：{said}"
