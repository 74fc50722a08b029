"""What is wrong with a file, and what to do about it: the words of every code (docs/contract.md, Finding codes).

``docs/findings.md`` shows them filled in. Found and required are put where the parts name them, in the words of
``formats.words.found``. What several codes have in common — what a file turned out to be — is in ``finding_cases``.
Whether the upload page is the way to mend something is decided in ``domain.findings.remedies``; a test holds the
remedies here and there together.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.findings import Code
from domain.findings.found import Found
from formats.words import finding_cases as cases
from formats.words.finding_cases import AGAIN, ORIGINAL, ORIGINAL_IF, Case, Wording

_FONT_REMEDY = f"请在 Word 里改好字体、字号，{AGAIN}。"
_TABLE_REMEDY = f"请改好表格，{AGAIN}。"
_TABLE_ADVISED = "请核对一下；没有填错就不用重发。"
_SAVE_AS_WORD = f"请用 Word 或 WPS 打开，“另存为”选 .docx，{AGAIN}。"
_NOT_COUNTED = "这一条不影响合格，下次写上就好。"

FINDINGS: Mapping[Code, Wording] = {
    Code.FILE_EMPTY: Wording("收到的是空文件，里面没有内容。", (), "请打开原文件看看，有内容再发一次。"),
    Code.FILE_TYPE: Wording(
        "文件类型不对",
        ("收到的是{found}", "要求是{required}"),
        "请换成要求的类型再发，只改后缀名不行。",
        cases=cases.TYPE,
    ),
    Code.FILE_DAMAGED: Wording("文件不完整，或者打不开。", (), "可能没传完，请重发一次；还不行，请换一份。"),
    Code.FILE_ENCRYPTED: Wording("文件加了密码，打不开。", (), f"请取消密码，{AGAIN}。", cases=cases.ENCRYPTED),
    Code.FILE_UNSAFE: Wording(
        "为了安全，这个文件没有打开",
        ("为了安全，这个文件没有打开：{found}", "要求{required}"),
        f"请把内容复制到新建的文件里，保存后{AGAIN}。",
        cases=cases.UNSAFE,
    ),
    Code.FILE_DUPLICATE: Wording(
        "和别的单位已报的材料重复。",
        ("和已报的材料重复：{found}",),
        "发重了可以撤回：发“撤回 {number}”；不是重复就不用管。",
    ),
    Code.PHOTO_FORMAT: Wording(
        "照片格式不对",
        ("照片格式是{found}", "要求{required}"),
        "请发相机拍的 JPG 原图，或另存为 JPG 再发；只改后缀名不行。",
        cases=cases.PHOTO_FORMAT,
    ),
    Code.PHOTO_WIDTH: Wording("照片宽度不够", ("宽{found}像素", "要求不少于{required}像素"), ORIGINAL),
    Code.PHOTO_SIZE: Wording("照片文件太小", ("大小{found}", "要求不小于{required}"), ORIGINAL),
    Code.PHOTO_CAPTION: Wording("还缺照片说明。", (), "请直接回复一句话，或发“说明 {number} 文字”。"),
    Code.PHOTO_COMPRESSED: Wording("这张照片像是被聊天软件压缩过。", (), ORIGINAL, advised=ORIGINAL_IF),
    Code.PHOTO_ENLARGED: Wording("这张照片像是放大过的，可能不够清晰。", (), ORIGINAL, advised=ORIGINAL_IF),
    Code.VIDEO_FORMAT: Wording(
        "视频格式不对",
        ("视频格式是{found}", "要求{required}"),
        "请用剪映等软件导出 mp4 再发，只改后缀名不行。",
        cases=cases.VIDEO_FORMAT,
    ),
    Code.VIDEO_SIZE: Wording("视频太大", ("大小{found}", "要求不超过{required}"), "请剪短，或用剪映等软件压缩后再发。"),
    Code.VIDEO_RESOLUTION: Wording(
        "视频清晰度不够",
        ("清晰度{found}", "要求短边不少于{required}像素"),
        "请发原视频；没有原视频的，请换一段（建议 1280×720 以上）。",
    ),
    Code.TEXT_LENGTH: Wording("字数不合要求", ("字数{found}", "要求{required}字"), "请增删后重新发送全文。"),
    Code.DOCUMENT_FORMAT: Wording(
        "不是可用的 Word 文件", ("文件格式是{found}", "要求{required}"), _SAVE_AS_WORD, cases=cases.TO_WORD
    ),
    Code.DOCUMENT_LENGTH: Wording(
        "文稿字数不合要求", ("字数{found}", "要求{required}字"), f"请在 Word 里增删，{AGAIN}。"
    ),
    Code.DOCUMENT_TITLE_FONT: Wording(
        "没有找到标题",
        ("标题字体是{found}", "应为{required}"),
        _FONT_REMEDY,
        cases={None: Case(remedy=f"请在第一行写上标题，{AGAIN}。")},
    ),
    Code.DOCUMENT_UNIT_FONT: Wording(
        "没有看到报送单位的名称",
        ("单位名称字体是{found}", "应为{required}"),
        _FONT_REMEDY,
        advised=_NOT_COUNTED,
    ),
    Code.DOCUMENT_BODY_FONT: Wording("正文字体不对", ("正文字体是{found}", "应为{required}"), _FONT_REMEDY),
    Code.PRESS_SCREENSHOT: Wording(
        "媒体报道不收截图",
        ("收到的是{found}，媒体报道不收截图", "要求{required}"),
        f"请把报道的文字复制到 Word，图片放最后，{AGAIN}。",
        cases=cases.SCREENSHOT,
    ),
    Code.PRESS_FORMAT: Wording(
        "媒体报道要用 Word 文件", ("文件格式是{found}", "要求{required}"), _SAVE_AS_WORD, cases=cases.TO_WORD
    ),
    Code.PRESS_FILENAME: Wording(
        "文件名不合要求",
        ("文件名“{found}”不合要求", "要求{required}"),
        f"请改成“媒体单位+报道标题”，例如“大众网+某校开放日”，{AGAIN}。",
    ),
    Code.PRESS_IMAGES_LAST: Wording("前面有图片，图片应放在文字后面。", (), f"请把图片都移到 Word 最后，{AGAIN}。"),
    Code.PRESS_NO_IMAGES: Wording("报道里没有图片。", (), f"请把报道的图片插在 Word 最后，{AGAIN}。"),
    Code.STATISTICS_FORMAT: Wording(
        "统计表要用 Excel 文件",
        ("文件格式是{found}", "要求{required}"),
        f"请用 Excel 或 WPS 打开，“另存为”选 .xlsx，{AGAIN}。",
        cases=cases.TO_EXCEL,
    ),
    Code.STATISTICS_HEADER: Wording(
        "表头缺列", ("表头是“{found}”", "应有“{required}”"), f"请用下发的统计表填写，不要改表头，{AGAIN}。", limit=36
    ),
    Code.STATISTICS_NUMBER: Wording(
        "没有填",
        ("填的是“{found}”", "应填{required}"),
        _TABLE_REMEDY,
        advised=_TABLE_ADVISED,
        cases={
            None: Case(remedy=f"请填好表格，{AGAIN}。"),
            Found.FORMULA_WITHOUT_VALUE: Case(remedy=f"请用 Excel 或 WPS 打开，保存一次，{AGAIN}；也可以直接填数字。"),
        },
    ),
    Code.STATISTICS_COVERAGE: Wording(
        "覆盖率不对", ("覆盖率填的是“{found}”", "应为{required}"), _TABLE_REMEDY, advised=_TABLE_ADVISED
    ),
    Code.STATISTICS_SCHOOL_COUNT: Wording(
        "院校数不对", ("院校数填的是“{found}”", "应为{required}"), _TABLE_REMEDY, advised=_TABLE_ADVISED
    ),
    Code.STATISTICS_UNIT: Wording(
        "没有填统计单位",
        ("统计单位填的是“{found}”", "应为{required}"),
        _TABLE_REMEDY,
        advised=_NOT_COUNTED,
    ),
    # Still a sentence.
    Code.UNKNOWN: Wording("这一项不合要求", ("现为{found}", "要求{required}"), "请改好后重发。"),
}
#: Where the same code as advice needs other words than as an error.
ADVICE: Mapping[Code, Wording] = {
    Code.VIDEO_FORMAT: Wording(
        "这个视频有些电脑放不了",
        ("视频编码是{found}，有些电脑放不了", "建议{required}"),
        "不改也合格；要改，请用剪映等软件重新导出 mp4（H.264）。",
        cases=cases.VIDEO_CODEC,
    ),
    Code.PRESS_SCREENSHOT: Wording(
        "这张照片像是手机截图",
        ("这张照片像是{found}",),
        "不是截图就不用管；是截图，请换成相机拍的原图再发。",
    ),
    # Only of files on an operator's disk: nobody is asked in a chat.
    Code.PHOTO_CAPTION: Wording("还没有照片说明。", (), "报送时要配一句话说明。"),
}
PLACE = "{place}："
#: Stands for a submission's number where there is none, or more than one.
ANY_NUMBER = "编号"
#: Two remedies in one sentence: the second without its first word.
PLEASE = "请"
ALSO = "{before}；{then}"
