"""The table of all finding codes with examples of what a sender reads; ``python -m formats.findings.table`` prints it.

``docs/findings.md`` is this table; a test keeps it current, and complete.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.findings import Finding, Level
from domain.messages import Abilities
from formats.findings.finding import worded
from formats.words import finding_cases as cases

_CHAT = Abilities(shrinks_photos=True)
_FONT = "第 1 段"
#: One finding of each code, as the checks make them; a second where advice differs from refusal.
EXAMPLES: tuple[Finding, ...] = (
    Finding(code="file.empty"),
    Finding(code="file.type", found="ZIP 压缩包", required="Word、Excel、PDF 或图片"),
    Finding(code="file.type", found="无法识别的文件", required="照片、视频、Word 或 Excel"),
    Finding(code="file.type", found="只有声音", required="视频"),
    Finding(code="file.damaged"),
    Finding(code="file.encrypted"),
    Finding(code="file.encrypted", found="受版权保护的视频"),
    Finding(code="file.unsafe", found="宏"),
    Finding(code="file.unsafe", found="外部链接"),
    Finding(code="file.unsafe", found="解压后过大"),
    Finding(code="file.unsafe", found="XML 实体"),
    Finding(code="file.unsafe", found="14000×14000 像素", required="不超过 1.2 亿像素"),
    Finding(code="file.unsafe", found="照片内部结构异常"),
    Finding(code="file.unsafe", found="视频内部结构异常"),
    Finding(code="file.unsafe", found="检查超过 30 秒"),
    Finding(code="file.duplicate", found="7 号，11月9日 星河市第一职专", level=Level.ADVICE),
    Finding(code="photo.format", found="HEIC", required="JPG"),
    Finding(code="photo.format", found="PNG", required="JPG"),
    Finding(code="photo.format", found="RAW", required="JPG"),
    Finding(code="photo.width", found="1600", required="2000"),
    Finding(code="photo.size", found="0.81 MB", required="2 MB"),
    Finding(code="photo.caption"),
    Finding(code="photo.compressed", level=Level.ADVICE),
    Finding(code="photo.enlarged", level=Level.ADVICE),
    Finding(code="video.format", found="mov", required="mp4"),
    Finding(code="video.format", found="JPEG", required="mp4"),
    Finding(code="video.format", found="H.265（HEVC）", required="H.264", level=Level.ADVICE),
    Finding(code="video.format", found="AV1", required="H.264", level=Level.ADVICE),
    Finding(code="video.size", found="238 MB", required="200 MB"),
    Finding(code="video.resolution", found="640×360", required="480"),
    Finding(code="text.length", found="650", required="800–1500"),
    Finding(code="document.format", found="旧版 Word（.doc）", required="Word（.docx）"),
    Finding(code="document.format", found="PDF 文档", required="Word（.docx）"),
    Finding(code="document.length", found="1820", required="800–1500"),
    Finding(code="document.title_font", found="宋体 22 磅", required="方正小标宋简体 二号（22 磅）", place=_FONT),
    Finding(code="document.title_font", required="方正小标宋简体 二号（22 磅）"),
    Finding(code="document.unit_font", found="宋体 16 磅", required="楷体 三号（16 磅）", place="第 2 段"),
    Finding(code="document.unit_font", required="楷体 三号（16 磅）", level=Level.ADVICE),
    Finding(
        code="document.body_font",
        found="仿宋_GB2312 14 磅",
        required="仿宋_GB2312 三号（16 磅）",
        place="第 3、4、5 段等 6 段",
    ),
    Finding(code="press.screenshot", found="JPG 图片", required="Word（.docx）"),
    Finding(code="press.screenshot", found="手机截图 1080×2340", required="Word（.docx）"),
    Finding(code="press.screenshot", found="只有图片，文字 12 字", required="报道全文"),
    Finding(code="press.format", found="WPS 文档（.wps）", required="Word（.docx）"),
    Finding(code="press.filename", found="报道.docx", required="媒体单位+报道标题"),
    Finding(code="press.images_last", place="第 4 段"),
    Finding(code="press.no_images"),
    Finding(code="statistics.format", found="Excel 表格（.xls）", required="Excel（.xlsx）"),
    Finding(code="statistics.header", required="参与活动的企业数"),
    Finding(code="statistics.header", found="序号、单位、照片、视频", required="统计单位、参与活动的职业院校数……"),
    Finding(code="statistics.number", found="很多", required="整数", place="第 3 行“参与总人数”"),
    Finding(code="statistics.number", required="数字（没有就填 0）", place="第 3 行“参与活动的企业数”"),
    Finding(code="statistics.coverage", found="185%", required="0% 到 100%", place="第 3 行"),
    Finding(code="statistics.school_count", found="3", required="1（高职院校按 1 所计）", place="第 3 行"),
    Finding(code="statistics.unit", found="东山学院", required="东山市教育局（高职院校自行报送）", place="第 4 行"),
    Finding(code="statistics.unit", required="东山市教育局", place="第 3 行", level=Level.ADVICE),
)
_HEAD = """# Findings

Every code a check can report, and what a sender reads in a chat that shrinks photos. Written by
`python -m formats.findings.table > docs/findings.md`; do not edit by hand. *Advice* does not refuse the file.

On other channels the way out is another: where documents do not arrive (WeCom), “{here}” is “{page}”; where nothing is
shrunk (the upload page, a folder), a small photo is answered with “{elsewhere}”.

| code | level | what is wrong | what to do |
|---|---|---|---|
"""


def table() -> str:
    """The whole of ``docs/findings.md``."""
    head = _HEAD.format(here=cases.AGAIN_HERE, page=cases.AGAIN_BY_PAGE, elsewhere=cases.ORIGINAL_ELSEWHERE)
    return head + "".join(_lines())


def _lines() -> Iterator[str]:
    for finding in EXAMPLES:
        said = worded(finding, _CHAT)
        yield f"| `{finding.code}` | {finding.level.value} | {said.problem} | {said.remedy} |\n"


if __name__ == "__main__":
    print(table(), end="")
