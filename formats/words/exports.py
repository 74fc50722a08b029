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
#: The folder of what is owed once, where those of the days are apart.
ONCE = "一次性材料"
BOOK = "清单.xlsx"
CAPTIONS = "照片说明.docx"
READ_ME = "请先看我.txt"
MISSING = "缺失.txt"

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
CAPTION = "{file}\n{caption}（{unit}）"
NO_CAPTION = "（没有说明）"
ABOUT = """{title}
{office}，数据截至 {at}，由报送系统生成。

共 {number} 件，{size}：{amounts}。
清单.xlsx 列出每个文件的编号、单位、标题、说明和 SHA-256；照片说明.docx 是全部照片的说明。
文件名依次是：序号、单位、标题或说明、编号。编号和工作台里的一样。
照片里有学生的，请按规定使用，不要外传。
"""
LOST = "下面这些材料登记过，但文件已不在，没有放进来：\n{lines}\n"
LOST_LINE = "{number} 号 {kind} {unit}"

EXPORTED = "已写入 {path}：{number} 件，{size}。"
EXPORTED_DIR = "已写入 {path}：{number} 件，{size}；其中 {kept} 件原来就在，没有重写。"
EXPORT_LOST = "有 {number} 件的文件已不在，见里面的“缺失.txt”。"
PREPARING = "准备中"
WRITING = "写入中"
