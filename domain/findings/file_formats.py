"""The formats that files are told to be, whatever their names say: a closed vocabulary."""

from __future__ import annotations

from enum import StrEnum


class FileFormat(StrEnum):
    """The values are the names people call formats by, where they have one in Latin letters; findings store them."""

    JPEG = "JPEG"
    PNG = "PNG"
    GIF = "GIF"
    BMP = "BMP"
    WEBP = "WebP"
    HEIC = "HEIC"
    AVIF = "AVIF"
    TIFF = "TIFF"
    PSD = "PSD"
    #: What a camera's sensor saw: every maker has formats of its own, people call them all so.
    RAW = "RAW"
    DNG = "DNG"
    EPS = "EPS"
    ICO = "ICO"
    SVG = "SVG"
    JPEG_2000 = "JPEG 2000"
    JPEG_XL = "JPEG XL"
    JPEG_XR = "JPEG XR"

    MP4 = "mp4"
    MOV = "mov"
    AVI = "avi"
    MKV = "mkv"
    WEBM = "webm"
    WMV = "wmv"
    FLV = "flv"
    MPG = "mpg"
    RMVB = "rmvb"
    OGV = "ogv"
    TS = "ts"
    MTS = "mts"
    MXF = "mxf"
    DV = "dv"
    DAV = "dav"

    MP3 = "mp3"
    M4A = "m4a"
    AMR = "amr"
    WAV = "wav"
    OGG = "ogg"

    DOCX = "docx"
    DOCM = "docm"
    DOC = "doc"
    RTF = "RTF"
    ODT = "odt"
    WPS = "wps"
    #: Word's own XML, and pages of the web: what programs write under the name of .doc.
    WORD_XML = "word_xml"
    WEB_PAGE = "web_page"
    #: A .docx that only brings in a page of the web.
    DOCX_AROUND_WEB_PAGE = "docx_around_web_page"
    PAGES = "pages"
    XLSX = "xlsx"
    XLSM = "xlsm"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    FODS = "fods"
    CSV = "csv"
    TSV = "tsv"
    SLK = "slk"
    DIF = "dif"
    #: A page or a text under the name of an Excel file.
    TEXT_AS_EXCEL = "text_as_excel"
    PPTX = "pptx"
    PPT = "ppt"
    ODP = "odp"
    PDF = "PDF"
    TEXT = "text"
    #: An office file whose content is encrypted: which kind it is cannot be known.
    ENCRYPTED = "encrypted"
    #: The owner files that Word and Excel keep beside an open one.
    WORD_LOCK = "word_lock"
    EXCEL_LOCK = "excel_lock"
    #: The wrapper of old office files, around something unknown.
    OLE = "OLE"

    ZIP = "ZIP"
    RAR = "RAR"
    SEVEN_ZIP = "7z"
    GZ = "gz"
    XZ = "xz"


#: What senders know as a picture, and every picture.
STILL = frozenset(
    {
        FileFormat.JPEG,
        FileFormat.PNG,
        FileFormat.GIF,
        FileFormat.BMP,
        FileFormat.WEBP,
        FileFormat.HEIC,
        FileFormat.AVIF,
        FileFormat.TIFF,
        FileFormat.PSD,
    }
)
PICTURES = STILL | {
    FileFormat.RAW,
    FileFormat.DNG,
    FileFormat.EPS,
    FileFormat.ICO,
    FileFormat.SVG,
    FileFormat.JPEG_2000,
    FileFormat.JPEG_XL,
    FileFormat.JPEG_XR,
}
#: What senders know as a video, as a sound, as a file of files.
MOVING = frozenset(
    {
        FileFormat.MP4,
        FileFormat.MOV,
        FileFormat.AVI,
        FileFormat.MKV,
        FileFormat.WEBM,
        FileFormat.WMV,
        FileFormat.FLV,
        FileFormat.MPG,
        FileFormat.RMVB,
    }
)
SOUNDS = frozenset({FileFormat.MP3, FileFormat.M4A, FileFormat.AMR, FileFormat.WAV, FileFormat.OGG})
PACKED = frozenset({FileFormat.ZIP, FileFormat.RAR, FileFormat.SEVEN_ZIP, FileFormat.GZ, FileFormat.XZ})
