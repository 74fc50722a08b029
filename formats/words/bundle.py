"""The bundle of what units handed in for one milestone: its papers."""

from __future__ import annotations

READ_ME, BOOK = "请先看我.txt", "清单.xlsx"
CAME, ABSENT = "已交", "没有交"
CAME_COLUMNS = (
    *(("文件", 52), ("单位", 30), ("编号", 8), ("原来的文件名", 40)),
    *(("收到", 18), ("情况", 8), ("字数", 8), ("图片", 8)),
)
ABSENT_COLUMNS = (("单位", 34), ("情况", 20))
LOST_SHEET = "文件不在"
LOST_COLUMNS = (("单位", 34), ("编号", 8))
IN_TIME, LATE = "按时", "迟交"
SEEN, NOT_SEEN, NOT_READ = "有", "没看到", "没检查"
#: Above the advice on parts.
ADVICE = "“没看到”是程序在 Word 和文字里没有找到这一部分，只供参考，请打开看；PDF、旧版 Word 等没有检查。"
ABOUT = """{title}
{name}
{office}，数据截至 {at}，由报送系统生成。

{units} 个单位交了 {files} 件，{absent} 个单位没有交（名单见清单.xlsx）。
文件名依次是：序号、单位、材料、编号。编号和工作台里的一样。
"""
