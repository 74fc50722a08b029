"""Small Word files written by hand, so that a test can say exactly which level of formatting says what."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field

from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

TITLE, UNIT, BODY = ("方正小标宋简体", 44), ("楷体", 32), ("仿宋_GB2312", 32)


def rpr(font: str | None = None, half_points: int | None = None, extra: str = "") -> str:
    fonts = f'<w:rFonts w:eastAsia="{font}"/>' if font else ""
    size = f'<w:sz w:val="{half_points}"/>' if half_points else ""
    return f"<w:rPr>{extra}{fonts}{size}</w:rPr>"


def run(text: str, font: str | None = None, half_points: int | None = None, extra: str = "") -> str:
    return f'<w:r>{rpr(font, half_points, extra)}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


def image_run() -> str:
    return '<w:r><w:drawing><a:graphic><a:blip r:embed="rIdPic"/></a:graphic></w:drawing></w:r>'


def prose(characters: int) -> str:
    """Sentences of exactly so many characters as Word counts."""
    sentence = "活动周期间学校面向社区开放实训基地并组织职业体验。"
    return (sentence * (characters // len(sentence) + 1))[: characters - 1] + "。"


_Parts = dict[str, bytes | str]


@dataclass
class Docx:
    """``body`` is a list of block XML; the rest are whole parts or empty."""

    body: list[str] = field(default_factory=list)
    styles: str = ""
    theme: str = ""
    settings: str = ""
    content_type: str = MAIN
    extra: dict[str, bytes] = field(default_factory=dict)
    #: Raw Relationship elements for the document part.
    relationships: str = ""

    def bytes(self) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self._parts().items():
                archive.writestr(name, data)
        return buffer.getvalue()

    def _parts(self) -> _Parts:
        namespaces = (
            f'xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        )
        parts: _Parts = {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Override PartName="/word/document.xml" '
            f'ContentType="{self.content_type}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"<w:document {namespaces}><w:body>{''.join(self.body)}</w:body></w:document>",
            "word/media/image1.png": _png(),
        }
        links = [f'<Relationship Id="rIdPic" Type="{OFFICE}/image" Target="media/image1.png"/>', self.relationships]
        for kind, xml in (("styles", self.styles), ("settings", self.settings), ("theme", self.theme)):
            if xml:
                parts[f"word/{kind}.xml"] = xml
                links.append(f'<Relationship Id="rId{kind}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>')
        parts["word/_rels/document.xml.rels"] = f'<Relationships xmlns="{_PACKAGE}">{"".join(links)}</Relationships>'
        return {**parts, **self.extra}


def good(characters: int = 900) -> list[str]:
    """The body of a document that meets every rule, its length apart."""
    return [
        paragraph(run("技能点亮人生", *TITLE)),
        paragraph(run("某某市第一职业学校", *UNIT)),
        paragraph(run(prose(characters - 15), *BODY)),
    ]


def styles(*definitions: str, defaults: str = "") -> str:
    return (
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault>{defaults}</w:rPrDefault></w:docDefaults>'
        f"{''.join(definitions)}</w:styles>"
    )


def style(identifier: str, look: str, based_on: str = "", kind: str = "paragraph", default: bool = False) -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    flag = ' w:default="1"' if default else ""
    return f'<w:style w:type="{kind}"{flag} w:styleId="{identifier}">{base}{look}</w:style>'


def theme(minor: str = "", major: str = "", hans: str = "等线") -> str:
    def fonts(name: str, face: str) -> str:
        script = f'<a:font script="Jpan" typeface="MS"/><a:font script="Hans" typeface="{hans}"/>'
        return f'<a:{name}Font><a:latin typeface="Calibri"/><a:ea typeface="{face}"/>{script}</a:{name}Font>'

    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:fontScheme>'
        f"{fonts('major', major)}{fonts('minor', minor)}</a:fontScheme></a:themeElements></a:theme>"
    )


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(buffer, "PNG")
    return buffer.getvalue()
