"""The sentences with a link where no phone reaches it: first the way without it, then where it can be opened.

``OFFICE``: each sentence that leads to a page → what is said in its place on a real channel.
"""

from __future__ import annotations

from collections.abc import Mapping

from formats.words import announcing, bulletins, chat, desk, exports, questions, statistics

AT_THE_OFFICE = "办公室电脑上打开：{url}"

#: What can be sent right here, on a channel that files reach and on one that they do not.
DIRECT = {
    True: "照片勾选“原图”，视频、Word 也一样，直接发到这里就行",
    False: "照片勾选“原图”，和视频、文字一起直接发到这里就行；Word 要在电脑上传",
}

OFFICE: Mapping[str, str] = {
    chat.LINK: (
        f"手机上{{direct}}。\n{AT_THE_OFFICE}\n（{{name}}的上传页，{{until}}前有效。这是您本人的链接，请勿转发。）"
    ),
    chat.LINK_LINE: f"手机上{{direct}}。\n{AT_THE_OFFICE}\n（您本人的上传页，{{until}}前有效，请勿转发。）",
    chat.DIGEST_INSTEAD: f"图片和 Word 太大发不了，要看文字再发“简报”。\n{AT_THE_OFFICE}",
    announcing.SENT: (
        f"公告已交出，发给 {{persons}} 名联络员{{unbound}}。谁还收不到，发“谁还没登记”看。\n{AT_THE_OFFICE}"
    ),
    bulletins.AND_LINK: (f"手机上发“通报”看内容，编辑签发要在电脑上。\n{AT_THE_OFFICE}（10 分钟内有效，只能用一次）"),
    bulletins.LOOK_LINK: f"手机上发“通报”看内容。\n{AT_THE_OFFICE}（10 分钟内有效，只能用一次）",
    bulletins.PAPER_LINK: f"手机上看上面的文字，Word 文件要在电脑上取。\n{AT_THE_OFFICE}",
    desk.LOGIN_LINK: (
        "手机上直接发话就行，例如“今天谁没交”“统计”“推荐 128”。\n"
        f"{AT_THE_OFFICE}\n（10 分钟内有效，只能用一次。）\n"
        "也可以在办公室电脑上打开：{login}，把 6 位数字发给我，例如：看板 483920"
    ),
    desk.PHOTOS: (
        f"{{unit}}{{day}}的照片共 {{count}} 张{{more}}。手机上发单位名，看它报了什么。\n"
        f"{AT_THE_OFFICE}\n（10 分钟内有效，只能用一次。）"
    ),
    exports.CHAT: (
        "{what}合格 {number} 件，{size}。手机上发“统计”看数字；做成 zip 下载要在电脑上，没登录的先发“看板”。\n"
        f"{AT_THE_OFFICE}"
    ),
    exports.CHAT_NOTHING: (f"{{what}}还没有合格的材料可以导出。换一天再发就行，例如“导出 昨天”。\n{AT_THE_OFFICE}"),
    statistics.BLANK_ON_PAGE: (
        f"这里的聊天发不了文件，空表可以向受理单位要，填好发到这里或在电脑上传。\n{AT_THE_OFFICE}\n"
        "（您本人的网页，可以直接填{form}，也可以下载空表，{until}前有效，请勿转发。）"
    ),
    statistics.BLANK_AT_DESK: (
        f"这里的聊天发不了文件，{{form}}的空表要在电脑上下载，没登录的先发“看板”。\n{AT_THE_OFFICE}"
    ),
    questions.DAY_PICTURE: (
        f"手机上发“简报”看{{day}}的文字，图和 Word 要在电脑上看，没登录的先发“看板”。\n{AT_THE_OFFICE}"
    ),
    #: It stands before a link.
    chat.FILE_NOT_HERE: (
        "文件{name}没有传到：这里的聊天收不到文件，不算已报。请把正文直接发到这里，或在电脑上再传一次。"
    ),
}
