"""The files of a bulletin: Word, Excel and pictures, made in a thread, and kept as they were issued."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from formats.bulletin.written import PartKind, Written, from_json, to_json
from formats.digest.cjk_font import NoChineseFont
from storage.engine.objects import ObjectGone, Objects, bulletin_key

#: Bytes of all photos in one Word file; what is beyond it is left out.
MOST_PICTURES = 15_000_000
DOCX, XLSX, PNG = "docx", "xlsx", "png"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One file. ``page``: of several pictures, from 1."""

    ending: str
    name: str
    content: bytes
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class KeptPaper:
    """One file of an issued bulletin, in the store under ``key``."""

    ending: str
    name: str
    key: str
    sha256: str
    size: int
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """An issued bulletin: what it says, and its files."""

    written: Written
    papers: tuple[KeptPaper, ...]

    def paper(self, ending: str, page: int = 1) -> KeptPaper | None:
        return next((one for one in self.papers if (one.ending, one.page) == (ending, page)), None)


async def papers(
    objects: Objects, written: Written, at: datetime, endings: Sequence[str] = (DOCX, XLSX, PNG)
) -> list[Paper]:
    """On a machine without a Chinese font there are no pictures."""
    pictures = await _pictures(objects, written) if DOCX in endings else {}
    return await asyncio.to_thread(lambda: list(_made(written, pictures, at, endings)))


async def keep(objects: Objects, bulletin_id: int, made: Iterable[Paper]) -> tuple[KeptPaper, ...]:
    """Put them into the store, under the names of their bytes."""
    found = []
    for paper in made:
        digest = sha256(paper.content).hexdigest()
        key = bulletin_key(bulletin_id, digest, paper.ending)
        await objects.put(key, paper.content)
        found.append(
            KeptPaper(
                ending=paper.ending,
                name=paper.name,
                key=key,
                sha256=digest,
                size=len(paper.content),
                page=paper.page,
            )
        )
    return tuple(found)


def snapshot_text(written: Written, kept: Iterable[KeptPaper]) -> str:
    return json.dumps({"written": to_json(written), "papers": [asdict(one) for one in kept]}, ensure_ascii=False)


def snapshot_of(text: str) -> Snapshot:
    found = json.loads(text)
    return Snapshot(
        written=from_json(json.dumps(found["written"])),
        papers=tuple(KeptPaper(**one) for one in found["papers"]),
    )


def _made(written: Written, pictures: dict[str, bytes], at: datetime, endings: Sequence[str]) -> Iterable[Paper]:
    # What writes Word is for the process that does.
    from formats.bulletin.word import bulletin_docx, file_name

    name = file_name(written)
    if DOCX in endings:
        yield Paper(ending=DOCX, name=f"{name}.docx", content=bulletin_docx(written, pictures, at))
    if XLSX in endings:
        from formats.bulletin.book import bulletin_book

        yield Paper(ending=XLSX, name=f"{name}.xlsx", content=bulletin_book(written))
    if PNG in endings:
        from formats.bulletin.picture import bulletin_pngs

        try:
            drawn = bulletin_pngs(written)
        except NoChineseFont:
            drawn = []
        for page, content in enumerate(drawn, start=1):
            yield Paper(ending=PNG, name=f"{name}-{page}.png", content=content, page=page)


async def _pictures(objects: Objects, written: Written) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for part in written.parts:
        if part.kind is PartKind.PICTURE and part.key not in found:
            try:
                content = await objects.get(part.key)
            except ObjectGone:
                continue
            if sum(map(len, found.values())) + len(content) <= MOST_PICTURES:
                found[part.key] = content
    return found
