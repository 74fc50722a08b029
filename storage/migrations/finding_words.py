"""The words that findings were stored in before revision 0003, and what stands for them since. For that migration."""

from __future__ import annotations

import re

FOUND = {
    "宏": "macro",
    "外部链接": "external_link",
    "ActiveX 控件": "active_x",
    "XML 实体": "xml_entity",
    "内部路径异常": "outward_path",
    "嵌套过深": "nested_too_deeply",
    "解压后过大": "unpacked_too_large",
    "文件过大": "file_too_large",
    "内容过大": "content_too_large",
    "内容过长": "content_too_long",
    "段落过多": "too_many_paragraphs",
    "文字过多": "too_many_texts",
    "单元格过多": "too_many_cells",
    "行数过多": "too_many_rows",
    "照片内部结构异常": "strange_photo",
    "视频内部结构异常": "strange_video",
    "受版权保护的视频": "protected_video",
    "只有声音": "only_sound",
    "无法识别的文件": "unrecognised",
    "无法识别": "no_text",
}
REQUIRED = {
    "视频": "video",
    "文本": "text",
    "Word、Excel、PDF 或图片": "office_file",
    "照片、视频、Word 或 Excel": "daily_file",
    "Word（.docx）": "word",
    "Excel（.xlsx）": "excel",
    "H.264": "h264",
    "媒体单位+报道标题": "press_name",
    "报道全文": "whole_report",
    "整数": "whole_number",
    "数字": "number",
    "数字（没有就填 0）": "number_or_zero",
    "文字": "words",
    "0% 到 100%": "share",
    "85% 这样的百分数": "percentage",
    "在看得见的行里（这一行没有计入）": "visible_row",
    "在同一张工作表里（这些没有计入）": "same_sheet",
    "单位全称": "unit_name",
    "每个单位只填一行": "one_row_a_unit",
    "1（高职院校按 1 所计）": "one_college",
    "1（本校）": "one_school",
    "1 以上（有师生参与）": "some_school",
    "0（没有学生参与）": "no_coverage",
}
FORMATS = re.compile(
    "JPEG|PNG|GIF|BMP|WebP|HEIC|AVIF|TIFF|PSD|RAW|DNG|EPS|ICO|SVG|JPEG 2000|JPEG XL|JPEG XR|"
    "mp4|mov|avi|mkv|webm|wmv|flv|mpg|rmvb|ogv|ts|mts|mxf|dv|dav|mp3|m4a|amr|wav|ogg|"
    "docx|docm|doc|RTF|odt|xlsx|xlsm|xlsb|xls|ods|pptx|ppt|odp|PDF|OLE|ZIP|RAR|7z|gz|xz"
)
NAMED = {"文本": "text", "加密文档": "encrypted", "Word 临时文件": "word_lock", "Excel 临时文件": "excel_lock"}
CALLED = {
    **NAMED,
    "旧版 Word（.doc）": "doc",
    "Word 文档": "docx",
    "内嵌网页的 Word 文档": "docx_around_web_page",
    "WPS 文档（.wps）": "wps",
    "RTF 文档": "RTF",
    "PDF 文档": "PDF",
    "OpenDocument 文档（.odt）": "odt",
    "Word XML 文档（.xml）": "word_xml",
    "网页文件（.html）": "web_page",
    "Pages 文稿（.pages）": "pages",
    "ZIP 压缩包": "ZIP",
    "RAR 压缩包": "RAR",
    "7z 压缩包": "7z",
    "Excel 表格": "xlsx",
    "Excel 表格（.xls）": "xls",
    "Excel 表格（.xlsb）": "xlsb",
    "PowerPoint 演示文稿": "pptx",
    "纯文本": "text",
    "网页或纯文本（不是真正的 Excel）": "text_as_excel",
    "旧版文档": "OLE",
    "CSV 文本（.csv）": "csv",
    "文本表格（.tsv）": "tsv",
    "文本表格（.slk）": "slk",
    "文本表格（.dif）": "dif",
    "ODS 表格（.ods）": "ods",
    "ODS 表格（.fods）": "fods",
}
CODECS = {"H.265（HEVC）": "hevc", "H.266（VVC）": "vvc", "AV1": "av1", "VP9": "vp9"}
COLUMNS = {
    "统计单位": "unit",
    "参与活动的职业院校数": "schools",
    "参与活动的职业院校教师数": "teachers",
    "参与活动的职业院校学生数": "students",
    "参与活动的职业院校学生参与覆盖率": "coverage",
    "参与活动的企业数": "companies",
    "参与总人数": "people",
    "观摩体验活动项目数": "projects",
    "主要活动形式": "forms",
    "媒体报道情况": "media",
    "在校学生数": "enrolled",
    "院校总数": "all_schools",
    "教师总数": "all_teachers",
}
PEOPLE = {"学生数": "students", "院校数": "schools", "教师数": "teachers"}
