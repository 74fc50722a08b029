"""What is wrong with a file, and what to do about it: the words of every finding code (contract, section 3).

``docs/findings.md`` shows them filled in. Found and required are put where the parts name them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wording:
    """``plain`` stands alone; ``parts`` replace it as far as found and required are known. ``remedy`` comes after.

    ``advised`` is the remedy where the finding is advice and the file was taken; ``instead`` has remedies for what was
    found.
    """

    plain: str
    parts: tuple[str, ...] = ()
    remedy: str = ""
    advised: str = ""
    instead: Mapping[str, str] = field(default_factory=dict)


#: Replaced by the way to send an original on the channel at hand.
ORIGINAL = "{original}"
ORIGINAL_IN_CHAT = "请发原图：选好照片，勾选“原图”再发送。"
ORIGINAL_ELSEWHERE = "请发相机或手机里的原始照片，不要用截图或转存的图。"
_FONT_PARTS = ("{found}", "应为{required}")
_FONT_REMEDY = "请在 Word 里改好字体、字号后重发。"
_TABLE_REMEDY = "请改好表格后重发。"
_TABLE_ADVISED = "请核对；没有填错就不用重发。"
_UNPACK = "请解压后，把里面的文件单独发来。"
#: What people take for a Word file, and how each becomes one.
_TO_WORD = {
    "PDF 文档": "请发排版前的 Word 文件；只有 PDF 时，把文字复制到 Word 再发。",
    "Word 临时文件": "这是 Word 打开文档时的临时文件，请发文档本身。",
    **dict.fromkeys(
        (f"{name} 图片" for name in ("JPG", "PNG", "GIF", "BMP", "WebP", "HEIC", "TIFF")),
        "请把文字写进 Word 文件再发；照片请按照片发送。",
    ),
    **dict.fromkeys(
        ("Excel 表格", "Excel 表格（.xls）", "PowerPoint 演示文稿", "纯文本"), "请把文字复制到 Word，存为 .docx 再发。"
    ),
    **dict.fromkeys(("ZIP 压缩包", "RAR 压缩包", "7z 压缩包"), _UNPACK),
}

FINDINGS: dict[str, Wording] = {
    "file.empty": Wording("收到的内容是空的。", (), "请检查后重发。"),
    "file.type": Wording(
        "文件类型不对", ("实际是{found}", "要求是{required}"), "请换成要求的类型再发，只改后缀名不行。"
    ),
    "file.damaged": Wording("文件不完整或打不开。", (), "请在手机或电脑上确认能打开，再重发。"),
    "file.encrypted": Wording("文件加了密码，打不开。", (), "请取消密码后重发。"),
    "file.unsafe": Wording(
        "文件有安全问题",
        ("文件有安全问题：{found}",),
        "请把内容复制到新建的文件里，保存后重发。",
        instead={"宏": "请另存为不带宏的 .docx 或 .xlsx，再重发。", "外部链接": "请去掉文件里指向外部的链接，再重发。"},
    ),
    "file.duplicate": Wording("和已报的材料重复", ("和已报的材料重复：{found}",), "发重了可以撤回：发“撤回 编号”。"),
    "photo.format": Wording(
        "照片格式不对", ("照片格式是{found}", "要求{required}"), "请用相机原图，或另存为 JPG 再发。"
    ),
    "photo.width": Wording("照片宽度不够", ("宽{found}像素", "要求不少于{required}像素"), ORIGINAL),
    "photo.size": Wording("照片文件太小", ("大小{found}", "要求不小于{required}"), ORIGINAL),
    "photo.caption": Wording("还缺照片说明。", (), "请直接回复一句话，或发“说明 编号 文字”。"),
    "photo.compressed": Wording("这张照片像是被聊天软件压缩过。", (), ORIGINAL),
    "photo.enlarged": Wording("这张照片像是放大或加边得到的，清晰度可能不够。", (), ORIGINAL),
    "video.format": Wording(
        "视频格式不对", ("视频格式是{found}", "要求{required}"), "请转成 mp4 再发，只改后缀名不行。"
    ),
    "video.size": Wording("视频太大", ("大小{found}", "要求不超过{required}"), "请剪短或压缩后重发。"),
    "video.resolution": Wording(
        "视频清晰度不够", ("清晰度{found}", "要求短边不少于{required}像素"), "请发原视频（建议 1280×720 以上）。"
    ),
    "text.length": Wording("字数不合要求", ("字数{found}", "要求{required}字"), "请增删后重新发送全文。"),
    "document.format": Wording(
        "不是可用的 Word 文件",
        ("文件格式是{found}", "要求{required}"),
        "请用 Word 或 WPS 打开，“另存为”选 .docx，再发。",
        instead=_TO_WORD,
    ),
    "document.length": Wording("文稿字数不合要求", ("字数{found}", "要求{required}字"), "请在 Word 里增删后重发。"),
    "document.title_font": Wording(
        "没有找到标题",
        ("标题字体：" + _FONT_PARTS[0], _FONT_PARTS[1]),
        _FONT_REMEDY,
        instead={"": "请在第一行写上标题，再重发。"},
    ),
    "document.unit_font": Wording(
        "没有看到报送单位",
        ("单位名称字体：" + _FONT_PARTS[0], _FONT_PARTS[1]),
        _FONT_REMEDY,
        advised="下次请在标题下写上单位名称，这次不用重发。",
    ),
    "document.body_font": Wording("正文字体不对", ("正文字体：" + _FONT_PARTS[0], _FONT_PARTS[1]), _FONT_REMEDY),
    "press.screenshot": Wording(
        "媒体报道不收截图。", (), "请把报道文字复制到 Word，图片放最后，文件名写“媒体单位+报道标题”。"
    ),
    "press.format": Wording(
        "媒体报道要用 Word 文件",
        ("文件格式是{found}", "要求{required}"),
        "请用 Word 或 WPS 打开，“另存为”选 .docx，再发。",
        instead=_TO_WORD,
    ),
    "press.filename": Wording("文件名不合要求", ("文件名“{found}”不合要求",), "请改成“媒体单位+报道标题”再发。"),
    "press.images_last": Wording("图片应放在文字后面。", (), "请把图片都移到 Word 最后，再重发。"),
    "press.no_images": Wording("报道里没有图片。", (), "请把报道的图片插在 Word 最后，再重发。"),
    "statistics.format": Wording(
        "统计表要用 Excel 文件",
        ("文件格式是{found}", "要求{required}"),
        "请用 Excel 或 WPS 打开，“另存为”选 .xlsx，再发。",
        instead=dict.fromkeys(("ZIP 压缩包", "RAR 压缩包", "7z 压缩包"), _UNPACK),
    ),
    "statistics.header": Wording(
        "表里少了列", ("表头是“{found}”", "应有“{required}”"), "请用下发的统计表填写，不要改动表头。"
    ),
    "statistics.number": Wording(
        "没有填",
        ("填的是“{found}”", "应填{required}"),
        _TABLE_REMEDY,
        advised=_TABLE_ADVISED,
        instead={"": "请填好后重发。"},
    ),
    "statistics.coverage": Wording("覆盖率不对", ("覆盖率填的是“{found}”", "应为{required}"), _TABLE_REMEDY),
    "statistics.school_count": Wording(
        "院校数不对", ("院校数填的是“{found}”", "应为{required}"), _TABLE_REMEDY, advised=_TABLE_ADVISED
    ),
    "statistics.unit": Wording(
        "没有填统计单位",
        ("统计单位填的是“{found}”", "应为{required}"),
        _TABLE_REMEDY,
        advised="下次请写上，这次不用重发。",
    ),
}
#: Where the same code as advice needs other words than as an error.
ADVICE: dict[str, Wording] = {
    "video.format": Wording(
        "这个视频有些电脑放不了",
        ("视频编码是{found}，有些电脑放不了", "建议{required}"),
        "可以不改；要改就在手机设置里选“兼容性最佳”再拍。",
    ),
}
#: Which earlier material something repeats.
EARLIER = "{number} 号，{day} {organisation}"
#: A code this version has no words for: still a sentence.
UNKNOWN_FINDING = Wording("这一项不合要求", ("现为{found}", "要求{required}"), "请改好后重发。")
PLACE = "{place}："
