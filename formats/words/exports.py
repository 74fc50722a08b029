"""Words of exports: folders, papers, and what the command says of them."""

from __future__ import annotations

from collections.abc import Mapping

from domain.findings import Kind

#: The folder of each kind, in the order in which an office looks through them.
FOLDERS: Mapping[Kind, str] = {
    Kind.TEXT: "01稿件",
    Kind.DOCUMENT: "01稿件",
    Kind.PHOTO: "02照片",
    Kind.VIDEO: "03视频",
    Kind.PRESS: "04媒体报道",
    Kind.STATISTICS: "05统计表",
    Kind.ATTACHMENT: "06附件",
}
#: The folder of what is owed once, where those of the days are apart; of what is in no part, or no category.
ONCE = "一次性材料"
NO_PART = "直属单位"
NO_CATEGORY = "未分类"
#: How photos are in it, and what is said of one where they are smaller.
PHOTOS: Mapping[str, str] = {"": "原图", "1600": "1600 像素"}
SHRUNK = "照片 1600 像素"
#: By what its folders are.
SPLITS: Mapping[str, str] = {"kind": "种类", "day": "日期", "city": "地方", "category": "类别"}
BOOK = "清单.xlsx"
CAPTIONS = "照片说明.docx"
READ_ME = "请先看我.txt"
MISSING = "缺失.txt"
#: The zip of what was chosen at the picking desk, without its ending.
CHOSEN = "{office}-选材{count}件"

SHEET = "材料清单"
COLUMNS = (
    ("文件", 48),
    ("编号", 8),
    ("种类", 8),
    ("日期", 12),
    ("单位", 30),
    ("标题", 30),
    ("说明", 44),
    ("收到", 18),
    ("标记", 8),
    ("类别", 12),
    ("字节", 12),
    ("SHA-256", 66),
)
CAPTIONS_TITLE = "照片说明"
CAPTION = "{caption}（{unit}）"
NO_CAPTION = "（没有说明）"
ABOUT = """{title}
{office}，数据截至 {at}，由报送系统生成。

共 {number} 件，{size}：{amounts}。
清单.xlsx 列出每个文件的编号、单位、标题、说明和 SHA-256；照片说明.docx 是全部照片的说明。
文件名依次是：序号、单位、标题或说明、编号。编号和工作台里的一样。
照片里有学生的，请按规定使用，不要外传。
"""
SHRUNK_ABOUT = "照片缩小到长边 1600 像素以内；要原图，请在工作台另做一份。\n"
LOST = "下面这些材料登记过，但文件已不在，没有放进来：\n{lines}\n"
LOST_LINE = "{number} 号 {kind} {unit}"

EXPORTED = "已写入 {path}：{number} 件，{size}。"
EXPORTED_DIR = "已写入 {path}：{number} 件，{size}；其中 {kept} 件原来就在，没有重写。"
EXPORT_LOST = "有 {number} 件的文件已不在，见里面的“缺失.txt”。"
PREPARING = "准备中"
WRITING = "写入中"

#: What was made of an item, as an export asks for it.
MARKS: Mapping[str, str] = {"all": "全部合格", "picked": "备选", "passed": "推荐", "adopted": "采用"}
#: Bytes that one zip may have. A USB stick with FAT32 takes no file of 4 GiB.
PART_SIZES: Mapping[int, str] = {1_000_000_000: "1 GB", 2_000_000_000: "2 GB", 4_000_000_000: "4 GB", 10**15: "不分包"}
ALL_DAYS = "全部日期"
EXPORT = "导出"
WHICH = "_第{part}包共{parts}包"
SUMMARY = "{what}：{number} 件，{size}，约 {parts} 包。"
NOTHING = "没有符合条件的合格材料。换个日期、种类或标记试试。"
NO_UNIT = "没有这个单位，或不在您的范围内。写编码、全名或只有一个单位有的几个字。"
TOO_MANY = "已有几份在准备，等做好了再做新的。"
AMOUNT = "{number} 件，{size}，{parts} 包"
PART = "{size}，{files} 个文件"
MADE_BY = "{who}，{at}"
#: How an export stands, by its state.
STATES: Mapping[str, str] = {
    "making": "正在准备（{prepared}/{items}）",
    "ready": "可以下载",
    "failed": "没有做成，请再做一份；还不行请告诉运维",
    "changed": "里面的文件后来有变化，请再做一份",
    "over": "已过期，请再做一份",
}
LOST_NOTE = "有 {number} 件登记过但文件已不在，见里面的“缺失.txt”。"
SINCE_NOTE = "做好以后有 {number} 件被撤回或退回不计，还在这一份里。要最新的请再做一份。"
#: Hours that a link outside may last.
HOURS: tuple[tuple[int, str], ...] = ((24, "1 天"), (72, "3 天"), (168, "7 天"))
COUNTS = "打开 {opened} 次，下载 {downloads} 次"
REVOKED = "已撤销"
SHARE_OVER = "已过期"
NO_SHARE = "没有做成链接：先写给谁用，并确认这份导出还没过期。"

CHAT = (
    "{what}{which} {number} 件，{size}。登录工作台后在这一页做成 zip 下载：{url}\n"
    "还没登录的，先发“看板”。只要推荐的，发“导出 11月9日 推荐”；日期、种类、单位都可以在那一页改。"
)
CHAT_NOTHING = "{what}还没有{which}的材料可以导出。换日期、种类或单位，登录工作台后看：{url}"
#: Of any mark.
ACCEPTED = "合格"
