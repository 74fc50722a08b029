"""What a file turned out to be, in the words of who sent it: other sentences for what the checks found in it.

A case is chosen by the finding's ``found``: by its value, else by its class, or None where nothing was found. What
``formats.words.found`` names for operators (``gz``, ``XML 实体``) is told here as a teacher would say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.findings.file_formats import MOVING, PACKED, PICTURES, SOUNDS, STILL, FileFormat
from domain.findings.found import (
    ArchiveOf,
    Codec,
    EncodedAs,
    FileIs,
    Found,
    FoundValue,
    OnlyPictures,
    Pixels,
    TimeLimit,
)


@dataclass(frozen=True)
class Case:
    """``part`` replaces the first of the wording's parts, ``remedy`` its remedy; an empty one leaves it as it is."""

    part: str = ""
    remedy: str = ""


Cases = Mapping[FoundValue | type | None, Case]


@dataclass(frozen=True)
class Wording:
    """``plain`` stands alone; ``parts`` replace it as far as found and required are known. ``remedy`` comes after.

    ``advised`` is the remedy where the finding is advice and the file was taken; ``cases`` has other words for what was
    found. ``limit``: so many characters of each value are repeated.
    """

    plain: str
    parts: tuple[str, ...] = ()
    remedy: str = ""
    advised: str = ""
    cases: Cases = field(default_factory=dict)
    limit: int = 60


#: Filled with the way that the channel at hand has: to send an original, to send one of what was taken already, to send
#: a document again, to send a photo an iPhone has in its own format.
ORIGINAL, ORIGINAL_IF, AGAIN, CONVERT = "{original}", "{original_if}", "{again}", "{convert}"
#: Where apps shrink photos unless told otherwise, and elsewhere.
ORIGINAL_IN_CHAT = "请勾选“原图”再发，或发“上传”从网页传原图；已是原图的，请换一张。"
ORIGINAL_ELSEWHERE = "请发相机或手机里的原图，不要用聊天里转存的；已是原图的，请换一张。"
ORIGINAL_IF_IN_CHAT = "有原图的，发“上传”从网页再传一次；没有就不用管。"
ORIGINAL_IF_ELSEWHERE = "有原图的，请把原图再发一次；没有就不用管。"
#: Where documents arrive, and where they do not.
AGAIN_HERE = "再发一次"
AGAIN_BY_PAGE = "再发“上传”从网页传"
#: A remedy that ends so; several of them say it once.
AGAIN_AT_END = f"，{AGAIN}。"
#: Phones of Apple convert what is chosen as a photo on a web page; and have a setting, so named, to take JPEG.
CONVERT_IN_CHAT = "发“上传”，网页上点“照片”选它，苹果手机会转成 JPG，其他请另存；以后相机格式选“兼容性最佳”。"
CONVERT_ELSEWHERE = "在上传页点“照片”选它，苹果手机会转成 JPG，其他请另存；以后相机格式选“兼容性最佳”或 JPG。"

_UNPACK = "请解压后，把里面的文件一个一个发来。"
_AS_VIDEO = "视频请直接按视频发送。"
_TEXT_TO_WORD = f"请把文字复制到 Word，存为 .docx，{AGAIN}。"


def _of(formats: Iterable[FileFormat], case: Case) -> Cases:
    return {FileIs(one): case for one in formats}


TYPE: Cases = {
    **_of(PACKED, Case("收到的是{found}压缩包", _UNPACK)),
    ArchiveOf: Case(remedy=_UNPACK),
    **_of(
        (FileFormat.DOCX, FileFormat.DOCM, FileFormat.DOC, FileFormat.ODT, FileFormat.RTF),
        Case("收到的是 Word 文件（{found}）"),
    ),
    **_of(
        (FileFormat.XLSX, FileFormat.XLSM, FileFormat.XLSB, FileFormat.XLS, FileFormat.ODS),
        Case("收到的是 Excel 表格（{found}）"),
    ),
    **_of((FileFormat.PPTX, FileFormat.PPT, FileFormat.ODP), Case("收到的是演示文稿（{found}）")),
    **_of(MOVING, Case("收到的是{found}视频")),
    **_of(SOUNDS, Case("收到的是录音", "录音收不了，请换成要求的材料再发。")),
    Found.ONLY_SOUND: Case("这个视频{found}，没有画面", "请换一个有画面的视频再发。"),
    **_of(STILL, Case("收到的是{found}图片")),
    FileIs(FileFormat.TEXT): Case("收到的是纯文字文件"),
    FileIs(FileFormat.WORD_LOCK): Case("收到的是 Word 打开时的临时文件", "请选没有“~$”开头的那个文件，再发一次。"),
    **dict.fromkeys(
        (Found.UNRECOGNISED, Found.NO_TEXT), Case("认不出这是什么文件", "请看看是不是选错了文件，换一个再发。")
    ),
}
_TOO_MUCH = Case("这个文件里的内容太多，没有打开", f"请只留要报的内容，复制到新建的文件里，{AGAIN}。")
_CROOKED = Case("文件内部结构不正常，为了安全没有打开")
UNSAFE: Cases = {
    Found.MACRO: Case("文件里带宏（会自动运行的程序），没有打开", f"请另存为不带宏的 .docx 或 .xlsx，{AGAIN}。"),
    Found.EXTERNAL_LINK: Case(
        "文件里有要联网才能显示的内容，没有打开",
        f"请把文字复制到新建的文件里，图片先存到电脑再插入，{AGAIN}。",
    ),
    Found.ACTIVE_X: Case("文件里带会运行的控件，没有打开"),
    Pixels: Case("照片有{found}，太大了，没有打开", "请缩小一些再发（宽 8000 像素以内）。"),
    Found.STRANGE_PHOTO: Case("这张照片的内部结构不正常，没有打开", "请用看图软件打开，另存为 JPG 再发；或换一张。"),
    Found.STRANGE_VIDEO: Case("这个视频的内部结构不正常，没有打开", "请用剪映等软件重新导出 mp4 再发。"),
    TimeLimit: Case("这个文件太复杂，没能查完", f"请另存一份，{AGAIN}；还不行，请联系上级管理员。"),
    Found.UNPACKED_TOO_LARGE: _TOO_MUCH,
    Found.FILE_TOO_LARGE: _TOO_MUCH,
    Found.CONTENT_TOO_LARGE: _TOO_MUCH,
    Found.CONTENT_TOO_LONG: _TOO_MUCH,
    Found.TOO_MANY_PARAGRAPHS: _TOO_MUCH,
    Found.TOO_MANY_TEXTS: _TOO_MUCH,
    Found.TOO_MANY_CELLS: _TOO_MUCH,
    Found.TOO_MANY_ROWS: _TOO_MUCH,
    Found.XML_ENTITY: _CROOKED,
    Found.OUTWARD_PATH: _CROOKED,
    Found.NESTED_TOO_DEEPLY: _CROOKED,
}
ENCRYPTED: Cases = {Found.PROTECTED_VIDEO: Case("这是{found}，打不开", "请发自己拍的视频。")}
PHOTO_FORMAT: Cases = {
    FileIs(FileFormat.HEIC): Case(remedy=CONVERT),
    **_of((FileFormat.RAW, FileFormat.DNG), Case(remedy="请在相机里改拍 JPG，或用看图软件另存为 JPG 再发。")),
}
#: Codecs that phones record in can be chosen on the phone; films in others were exported.
VIDEO_CODEC: Cases = {
    EncodedAs(Codec.HEVC): Case(remedy="不改也合格；要改，请在手机相机设置里选“兼容性最佳”（H.264）再拍。"),
}
VIDEO_FORMAT: Cases = {
    **_of(STILL, Case("收到的是{found}图片，不是视频", "照片请按照片发送；视频请发 mp4。")),
    FileIs(FileFormat.MOV): Case(remedy="苹果手机的视频请用剪映等软件导出 mp4 再发，只改后缀名不行。"),
}
#: What people take for a Word file, and how each becomes one.
TO_WORD: Cases = {
    FileIs(FileFormat.PDF): Case(remedy=f"请发排版前的 Word 文件；只有 PDF 的，把文字复制到 Word，{AGAIN}。"),
    FileIs(FileFormat.WORD_LOCK): Case("收到的是 Word 打开时的临时文件", f"请选没有“~$”开头的那个文件，{AGAIN}。"),
    **_of(PICTURES, Case(remedy="请把文字写进 Word 再发；照片请按照片发送。")),
    **_of(
        (
            FileFormat.XLSX,
            FileFormat.XLS,
            FileFormat.EXCEL_LOCK,
            FileFormat.PPTX,
            FileFormat.PPT,
            FileFormat.TEXT,
        ),
        Case(remedy=_TEXT_TO_WORD),
    ),
    FileIs(FileFormat.PAGES): Case(remedy=f"请在 Pages 里选“导出到”再选 Word，{AGAIN}。"),
    **_of(PACKED, Case("收到的是压缩包", _UNPACK)),
    **_of(MOVING, Case("收到的是{found}视频", _AS_VIDEO)),
    **_of(SOUNDS, Case("收到的是录音", "录音收不了，请把内容写成 Word 再发。")),
}
_FORM = f"请用下发的 Excel 统计表填好，{AGAIN}。"
TO_EXCEL: Cases = {
    FileIs(FileFormat.EXCEL_LOCK): Case("收到的是 Excel 打开表格时的临时文件", f"请关掉表格，发表格本身，{AGAIN}。"),
    **_of(
        (
            FileFormat.DOC,
            FileFormat.DOCX,
            FileFormat.WORD_LOCK,
            FileFormat.WPS,
            FileFormat.RTF,
            FileFormat.PDF,
            FileFormat.PPTX,
            FileFormat.PPT,
            FileFormat.ODT,
            *PICTURES,
        ),
        Case(remedy=_FORM),
    ),
    **_of(PACKED, Case("收到的是压缩包", _UNPACK)),
    **_of(MOVING, Case("收到的是{found}视频", _AS_VIDEO)),
    **_of(SOUNDS, Case("收到的是录音", _FORM)),
}
SCREENSHOT: Cases = {
    Pixels: Case("收到的是{found}，不收截图", "媒体报道请把文字复制到 Word、图片放最后；活动照片请发相机拍的原图。"),
    OnlyPictures: Case("Word 里{found}，不能代替报道", f"请把报道的文字也复制进来，放在图片前面，{AGAIN}。"),
}
