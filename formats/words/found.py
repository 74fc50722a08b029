"""What was found, what is required and where: the words of every value that a finding can carry.

``check --json`` says them as they stand here; ``formats.words.findings`` puts them into sentences.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.findings import Code
from domain.findings.file_formats import FileFormat
from domain.findings.found import Codec, Found, FurtherRows, OnlyPictures, TimeLimit, Typeface
from domain.findings.places import Place, SheetNamed
from domain.findings.required import (
    AtLeastPeople,
    CountTaken,
    Required,
    SchoolsAtMost,
    SomeCoverage,
    SumOfRows,
    UnitRule,
)

FOUND: Mapping[Found, str] = {
    Found.MACRO: "宏",
    Found.EXTERNAL_LINK: "外部链接",
    Found.ACTIVE_X: "ActiveX 控件",
    Found.XML_ENTITY: "XML 实体",
    Found.OUTWARD_PATH: "内部路径异常",
    Found.NESTED_TOO_DEEPLY: "嵌套过深",
    Found.UNPACKED_TOO_LARGE: "解压后过大",
    Found.FILE_TOO_LARGE: "文件过大",
    Found.CONTENT_TOO_LARGE: "内容过大",
    Found.CONTENT_TOO_LONG: "内容过长",
    Found.TOO_MANY_PARAGRAPHS: "段落过多",
    Found.TOO_MANY_TEXTS: "文字过多",
    Found.TOO_MANY_CELLS: "单元格过多",
    Found.TOO_MANY_ROWS: "行数过多",
    Found.STRANGE_PHOTO: "照片内部结构异常",
    Found.STRANGE_VIDEO: "视频内部结构异常",
    Found.PROTECTED_VIDEO: "受版权保护的视频",
    Found.ONLY_SOUND: "只有声音",
    Found.UNRECOGNISED: "无法识别的文件",
    Found.NO_TEXT: "无法识别",
    Found.NO_NAME: "（空）",
    Found.PERSONAL_DATA: "个人信息",
    Found.FORMULA_WITHOUT_VALUE: "没有结果的公式",
    Found.HIDDEN_ROW: "隐藏的行",
    Found.HIDDEN_SHEET: "隐藏的工作表",
}
REQUIRED: Mapping[Required, str] = {
    Required.VIDEO: "视频",
    Required.TEXT: "文本",
    Required.OFFICE_FILE: "Word、Excel、PDF 或图片",
    Required.DAILY_FILE: "照片、视频、Word 或 Excel",
    Required.WORD: "Word（.docx）",
    Required.EXCEL: "Excel（.xlsx）",
    Required.H264: "H.264",
    Required.COMMON_H264: "最常见的 H.264（8 位、4:2:0）",
    Required.PRESS_NAME: "媒体单位+报道标题",
    Required.PRESS_NAME_MEDIUM: "标题前面写媒体单位",
    Required.PRESS_NAME_TITLE: "媒体单位后面写报道标题",
    Required.PRESS_NAME_SEPARATOR: "媒体单位和标题之间有“+”",
    Required.PRESS_NAME_ORDER: "媒体单位在前、标题在后",
    Required.WHOLE_REPORT: "报道全文",
    Required.WHOLE_NUMBER: "整数",
    Required.NUMBER: "数字",
    Required.NUMBER_OR_ZERO: "数字（没有就填 0）",
    Required.WORDS: "文字",
    Required.SHARE: "0% 到 100%",
    Required.PERCENTAGE: "85% 这样的百分数",
    Required.VISIBLE_ROW: "在看得见的行里（这一行没有计入）",
    Required.VISIBLE_SHEET: "在看得见的工作表里（这一张没有计入）",
    Required.SAME_SHEET: "在同一张工作表里（这些没有计入）",
    Required.UNIT_NAME: "单位全称",
    Required.ONE_ROW_A_UNIT: "每个单位只填一行",
    Required.ONE_COLLEGE: "1（高职院校按 1 所计）",
    Required.ONE_SCHOOL: "1（本校）",
    Required.SOME_SCHOOL: "1 以上（有师生参与）",
    Required.NO_COVERAGE: "0（没有学生参与）",
}
PLACES: Mapping[Place, str] = {Place.BELOW_HEADER: "表头下面"}

#: The formats that have no name in Latin letters.
FORMATS: Mapping[FileFormat, str] = {
    FileFormat.TEXT: "文本",
    FileFormat.ENCRYPTED: "加密文档",
    FileFormat.WORD_LOCK: "Word 临时文件",
    FileFormat.EXCEL_LOCK: "Excel 临时文件",
}
#: What senders call a file that is sent instead of a Word or Excel file.
CALLED: Mapping[FileFormat, str] = {
    **FORMATS,
    FileFormat.DOC: "旧版 Word（.doc）",
    FileFormat.DOCX: "Word 文档",
    FileFormat.DOCX_AROUND_WEB_PAGE: "内嵌网页的 Word 文档",
    FileFormat.WPS: "WPS 文档（.wps）",
    FileFormat.RTF: "RTF 文档",
    FileFormat.PDF: "PDF 文档",
    FileFormat.ODT: "OpenDocument 文档（.odt）",
    FileFormat.WORD_XML: "Word XML 文档（.xml）",
    FileFormat.WEB_PAGE: "网页文件（.html）",
    FileFormat.PAGES: "Pages 文稿（.pages）",
    FileFormat.ZIP: "ZIP 压缩包",
    FileFormat.RAR: "RAR 压缩包",
    FileFormat.SEVEN_ZIP: "7z 压缩包",
    FileFormat.XLSX: "Excel 表格",
    FileFormat.XLS: "Excel 表格（.xls）",
    FileFormat.PPTX: "PowerPoint 演示文稿",
    FileFormat.PPT: "PowerPoint 演示文稿",
    FileFormat.TEXT: "纯文本",
    FileFormat.TEXT_AS_EXCEL: "网页或纯文本（不是真正的 Excel）",
    FileFormat.OLE: "旧版文档",
    FileFormat.CSV: "CSV 文本（.csv）",
    FileFormat.TSV: "文本表格（.tsv）",
    FileFormat.SLK: "文本表格（.slk）",
    FileFormat.DIF: "文本表格（.dif）",
    FileFormat.FODS: "ODS 表格（.fods）",
}
#: And, where a table is asked for, some more exactly.
CALLED_TABLES: Mapping[FileFormat, str] = {
    FileFormat.ODS: "ODS 表格（.ods）",
    FileFormat.XLSB: "Excel 表格（.xlsb）",
}
PICTURE = "{name} 图片"
ARCHIVE = "{name} 压缩包"
#: What people call these, whatever the format's own name.
CODECS: Mapping[Codec, str] = {
    Codec.HEVC: "H.265（HEVC）",
    Codec.VVC: "H.266（VVC）",
    Codec.AV1: "AV1",
    Codec.VP9: "VP9",
    Codec.H264_DEEP: "10 位色深的 H.264",
    Codec.H264_HALF_COLOUR: "4:2:2 色彩的 H.264",
    Codec.H264_FULL_COLOUR: "4:4:4 色彩的 H.264",
}
#: How two numbers of pixels are told, by what was found with them.
PIXELS: Mapping[Code, str] = {
    Code.FILE_UNSAFE: "{width}×{height} 像素",
    Code.PRESS_SCREENSHOT: "手机截图 {width}×{height}",
}
PIXELS_PLAIN = "{width}×{height}"
#: Which earlier material something repeats.
EARLIER = "{number} 号，{day} {organisation}"
UNITS_LISTED = "{names}等 {rows} 行"
BYTES = "{size} 字节"

#: Values that need no more than their own fields.
TEMPLATES: Mapping[type, str] = {
    TimeLimit: "检查超过 {seconds:g} 秒",
    OnlyPictures: "只有图片，文字 {characters} 字",
    Typeface: "{name} {points:g} 磅",
    FurtherRows: "另外 {rows} 行",
    CountTaken: "准确的整数（先按 {count} 计）",
    AtLeastPeople: "{count} 以上（教师 {teachers} 人、学生 {students} 人）",
    SumOfRows: "{count}（各行相加）",
    SomeCoverage: "大于 0（参与学生 {students} 人）",
    SchoolsAtMost: "{count} 以内（只计下属中职学校）",
    SheetNamed: "工作表“{name}”",
}
LENGTH = "{least}–{most}"
LENGTH_AT_LEAST = "不少于 {least}"
LENGTH_AT_MOST = "不超过 {most}"
PIXELS_AT_MOST = "不超过 {hundred_millions:.2g} 亿像素"
PHOTO_OF = "{formats} 照片"
VIDEO_OF = "{formats} 视频"
TYPEFACE_REQUIRED = "{name} {size}（{points:g} 磅）"
#: What people call the sizes of type, by their points (GB/T 9851).
TYPE_SIZES: Mapping[float, str] = {
    42: "初号",
    36: "小初",
    26: "一号",
    24: "小一",
    22: "二号",
    18: "小二",
    16: "三号",
    15: "小三",
    14: "四号",
    12: "小四",
    10.5: "五号",
    9: "小五",
    7.5: "六号",
    6.5: "小六",
    5.5: "七号",
    5: "八号",
}
SINGLE_COLUMN = "{column}（只留一列）"
SHARE_TAKEN = "准确的百分数（先按 {percent:.4g}% 计）"
AT_LEAST_PART = "{count} 以上（参与{people}）"
QUOTIENT = "{share:.1%}（{part} ÷ {whole}）"
UNIT_RULES: Mapping[UnitRule | None, str] = {
    None: "{name}",
    UnitRule.COLLEGES_REPORT_THEMSELVES: "{name}（高职院校自行报送）",
    UnitRule.SCHOOLS_ARE_ONE_ROW: "{name}（下属学校合并成一行）",
}
#: Whom a field of the statistics form counts.
PEOPLE = {"students": "学生数", "schools": "院校数", "teachers": "教师数"}
#: Columns that are not the form's own: all of those of whom it counts a part.
WHOLES = {"enrolled": "在校学生数", "all_schools": "院校总数", "all_teachers": "教师总数"}

PARAGRAPHS = "第 {numbers} 段"
PARAGRAPHS_MORE = "第 {numbers} 段等 {count} 段"
#: Lines by their first words.
LINE = "“{words}”"
#: A line with somebody's telephone number is not quoted.
LINE_UNQUOTED = "有个人号码的一行"
LINES_MORE = "{lines}等 {count} 段"
ROW = "第 {line} 行"
ROWS = "第 {line}–{last_line} 行"
CELLS = "{rows}“{columns}”"
