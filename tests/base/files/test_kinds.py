"""Kinds are told by content; names are made harmless."""

import io

import docx as python_docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanghuo.base.files.checks import clean_name
from wanghuo.base.files.kinds import KINDS, kind_of

from . import samples


def real_docx():
    out = io.BytesIO()
    python_docx.Document().save(out)
    return out.getvalue()


def real_xlsx():
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samples.picture(), "jpeg"),
        (samples.picture("PNG"), "png"),
        (samples.picture("WEBP"), "webp"),
        (samples.PDF, "pdf"),
        (real_docx(), "docx"),
        (real_xlsx(), "xlsx"),
        (samples.zipped({"OFD.xml": "<ofd/>"}), "ofd"),
        (samples.OLE, "doc"),
        ("序号,单位\n1,汉丰街道\n".encode(), "csv"),
        ("序号,单位\n1,汉丰街道\n".encode("gb18030") * 2000, "csv"),
        (samples.zipped({"a.exe": samples.EXE}), None),
        (samples.EXE, None),
        (b"PK\x03\x04 broken", None),
        (b"\x00\x01\x02", None),
        (b"", None),
    ],
)
def test_by_content(content, kind):
    file = io.BytesIO(content)
    assert kind_of(file) == kind
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("name", "kind", "clean"),
    [
        ("整改照片.JPG", "jpeg", "整改照片.JPG"),
        ("整改照片.png", "jpeg", "整改照片.png.jpg"),
        ("..\\..\\windows\\a.docx", "docx", "a.docx"),
        ("../../etc/passwd", "csv", "passwd.txt"),
        ("通知\u202egpj.exe", "pdf", "通知gpj.exe.pdf"),
        ("", "pdf", "附件.pdf"),
        ("....", "pdf", "附件.pdf"),
        ('a"b<c>|\r\n.pdf', "pdf", "abc.pdf"),
        ("长" * 400 + ".pdf", "pdf", "长" * 180 + ".pdf"),
    ],
)
def test_names(name, kind, clean):
    assert clean_name(name, kind) == clean


@given(st.text(max_size=300), st.sampled_from(sorted(KINDS)))
def test_any_name_becomes_harmless(name, kind):
    clean = clean_name(name, kind)
    assert len(clean) <= 200
    assert not set(clean) & set('/\\:*?"<>|\r\n\x00\u202e')
    assert clean.rpartition(".")[2].lower() in KINDS[kind].endings
    assert not clean.startswith(".")
