"""Files are what their bytes say, under names that mislead nobody."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concentric.evidence import rules
from concentric.evidence.types import FileKind, MediaType
from concentric.kernel.api import Invalid


def packed(*names: str, size: int = 10) -> bytes:
    """A zip archive with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"x" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"%PDF-1.7\n", rules.PDF),
        (b"\x89PNG\r\n\x1a\nrest", rules.PNG),
        (b"\xff\xd8\xff\xe0rest", rules.JPEG),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", rules.WEBP),
        (b"\x00\x00\x00\x18ftypmp42", rules.MP4),
        (b"\x00\x00\x00\x18ftypheic", rules.HEIC),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", rules.OLE),
        (packed("[Content_Types].xml", "word/document.xml"), rules.DOCX),
        (packed("[Content_Types].xml", "xl/workbook.xml"), rules.XLSX),
        (packed("OFD.xml", "Doc_0/Document.xml"), rules.OFD),
        ("序号,县名\n1,汪清县\n".encode(), rules.PLAIN),
        ("序号,县名\n1,汪清县\n".encode("gb18030"), rules.PLAIN),
    ],
)
def test_the_bytes_say_what_a_file_is(content: bytes, media: MediaType) -> None:
    assert rules.sniffed(content) == media


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00",
        b"\x7fELF",
        b"<html><script>alert(1)</script></html>",
        b"  <SVG onload=x>",
        b"#!/bin/sh\n",
        b"PK\x03\x04broken",
        packed("a.txt"),
        packed("xl/workbook.xml", "xl/vbaProject.bin"),
        packed("word/document.xml", size=300 * 1024 * 1024),
        b"\x00\x00\x00\x18ftypxxxx",
        b"text\x1b[31m",
        b"\xff\xfe\x00",
    ],
)
def test_what_is_not_evidence_is_not_accepted(content: bytes) -> None:
    assert rules.sniffed(content) is None


def test_a_character_cut_at_the_end_of_the_head_is_forgiven() -> None:
    text = ("a" + "县" * 2000).encode()
    assert len(text) > rules.HEAD
    assert rules.sniffed(text) == rules.PLAIN


@pytest.mark.parametrize("name", ["签收单.pdf", "plan v2.PDF", "a.b.pdf"])
def test_plain_names_are_accepted(name: str) -> None:
    assert rules.check_name(name, rules.PDF) == name


@pytest.mark.parametrize(
    "name",
    [
        "", "pdf", ".pdf", "../a.pdf", "a/b.pdf", "a\\b.pdf", "a\nb.pdf", "a\0.pdf", "c:a.pdf",
        "receipt\u202efdp.pdf", "a\u200b.pdf", "x" * 250 + ".pdf", "page.html", "a.pdf.exe", "a.docx",
    ],
)  # fmt: skip
def test_misleading_names_are_refused(name: str) -> None:
    with pytest.raises(Invalid):
        rules.check_name(name, rules.PDF)


@given(st.text(max_size=40))
def test_no_accepted_name_leaves_its_folder(name: str) -> None:
    try:
        accepted = rules.check_name(name + ".pdf", rules.PDF)
    except Invalid:
        return
    assert not accepted.startswith(".")
    assert not set(accepted) & set("/\\\0\n")


@given(st.binary(max_size=200))
def test_any_bytes_are_judged_without_an_error(content: bytes) -> None:
    media = rules.sniffed(content)
    assert media is None or rules.MEDIA_TYPES[media.name] is media


def test_each_kind_has_its_limit() -> None:
    rules.check_size(10, FileKind.IMAGE, rules.DEFAULT_LIMITS)
    for size in (0, rules.DEFAULT_LIMITS[FileKind.IMAGE] + 1):
        with pytest.raises(Invalid):
            rules.check_size(size, FileKind.IMAGE, rules.DEFAULT_LIMITS)
