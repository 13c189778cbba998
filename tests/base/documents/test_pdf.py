"""The sheet of GB/T 9704-2012, measured in the PDF: margins, 22 lines a page, 28 characters a line."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.base.documents.bodies import SENTENCE, bodies, sample

from wanghuo.base.documents.body import Body, Heading, Paragraph, Run, runs
from wanghuo.base.documents.body.fonts import SHIPPED, fonts, missing_glyphs
from wanghuo.base.documents.body.layout import POINT, SHEET
from wanghuo.base.documents.body.pdf import Proof, write_pdf

HAN = "消防安全责任制度落实检查整治隐患排查宣传教育培训演练应急救援队伍建设"


def characters(pdf: bytes, page: int) -> list[tuple[str, float, float, float]]:
    """Character, left and right edge of its box, baseline; millimetres from the left and top of the sheet."""
    document = pypdfium2.PdfDocument(pdf)
    text = document[page].get_textpage()
    found = []
    for i in range(text.count_chars()):
        char = text.get_text_range(i, 1)
        if char.strip():
            left, bottom, right, _ = text.get_charbox(i, loose=True)
            found.append((char, left * POINT, right * POINT, SHEET.height - bottom * POINT))
    return found


def lines(pdf: bytes, page: int) -> list[list[tuple[str, float, float, float]]]:
    """The characters of the text block by line, from the top; the page number is not in the block."""
    rows = defaultdict(list)
    for char in characters(pdf, page):
        if SHEET.top < char[3] < SHEET.top + SHEET.text_height + 1:
            rows[round(char[3], 0)].append(char)
    merged: list[list[tuple[str, float, float, float]]] = []
    for key in sorted(rows):
        if merged and abs(merged[-1][0][3] - rows[key][0][3]) < 3:
            merged[-1] += rows[key]
        else:
            merged.append(rows[key])
    return merged


@pytest.fixture(scope="module")
def long_paper() -> bytes:
    text = (HAN * 60)[: 28 * 60]
    return write_pdf(Body(title="", blocks=(Paragraph(runs(text), "flush"),))).pdf


def test_a_full_page_has_22_lines_of_28_characters(long_paper: bytes) -> None:
    for page in (0, 1):
        found = lines(long_paper, page)
        assert len(found) == 22
        assert [len(row) for row in found] == [28] * 22
    assert [len(row) for row in lines(long_paper, 2)] == [28] * 16


def test_the_block_measures_156_by_225_with_margins_37_and_28(long_paper: bytes) -> None:
    document = pypdfium2.PdfDocument(long_paper)
    width, height = (n * POINT for n in document[0].get_size())
    assert (width, height) == pytest.approx((210, 297), abs=0.1)
    found = lines(long_paper, 0)
    assert min(c[1] for row in found for c in row) == pytest.approx(28, abs=0.6)
    assert max(c[2] for row in found for c in row) == pytest.approx(28 + 156, abs=0.6)
    pitch = (found[-1][0][3] - found[0][0][3]) / 21
    assert pitch == pytest.approx(225 / 22, abs=0.01)
    middle = 5.64 / 2  # a 3号 character stands in the middle of its line: half a pitch to its centre
    first_centre = found[0][0][3] - middle
    assert first_centre - 225 / 44 == pytest.approx(37, abs=1.5)
    assert found[-1][0][3] < 37 + 225


def test_punctuation_and_digits_do_not_change_the_count_of_lines() -> None:
    pdf = write_pdf(Body(title="", blocks=tuple(Paragraph(runs(SENTENCE * 3)) for _ in range(9)))).pdf
    assert len(lines(pdf, 0)) == 22
    for row in lines(pdf, 0):
        assert len(row) <= 30  # hanging and squeezed punctuation only


def test_page_numbers_stand_outside() -> None:
    pdf = write_pdf(Body(title="", blocks=tuple(Paragraph(runs(SENTENCE * 3)) for _ in range(9)))).pdf
    for page, low, high in ((0, 150, 184), (1, 28, 62)):
        foot = [c for c in characters(pdf, page) if c[3] > 262]
        assert "".join(c[0] for c in foot) == f"—{page + 1}—"
        assert low < foot[0][1] < foot[-1][2] < high
        assert 262 + 7 - 3 < foot[0][3] < 262 + 7 + 5


def test_body_paragraphs_begin_two_characters_in() -> None:
    pdf = write_pdf(Body(title="", blocks=(Paragraph(runs(HAN * 3)),))).pdf
    first, second = lines(pdf, 0)[:2]
    assert first[0][1] == pytest.approx(28 + 2 * 156 / 28, abs=0.6)
    assert second[0][1] == pytest.approx(28, abs=0.6)
    assert (len(first), len(second)) == (26, 28)


def test_every_element_is_printed() -> None:
    pdf = write_pdf(sample(), proof=Proof("https://fire.example.gov.cn/verify/ABCD/", "ABCD")).pdf
    document = pypdfium2.PdfDocument(pdf)
    text = re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in document))
    body = sample()
    for part in (
        body.masthead, body.number, "签发人：张三李四", body.title, f"{body.recipients}：", "附件：1.任务分解表",
        "2.联系人名单", "重庆市开州区消防安全委员会2020年3月5日", "（此件公开发布）", "附件1任务分解表", "2020年3月6日印发",
        "查验码ABCD", "抄送：市消防救援总队",
    ):  # fmt: skip
        assert part in text, part


def test_the_imprint_stands_at_the_foot_of_the_last_page() -> None:
    pdf = write_pdf(sample()).pdf
    last = len(pypdfium2.PdfDocument(pdf)) - 1
    foot = lines(pdf, last)[-1]
    assert "印发" in "".join(c[0] for c in foot)
    assert foot[0][3] == pytest.approx(37 + 225, abs=5)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.text(st.sampled_from(list("#$*_@<>&[]{}\\/\"'`~=+-.;:()，。 消防1a\u3000")), min_size=1, max_size=40)
)
def test_nothing_typed_is_read_as_markup(typed: str) -> None:
    body = Body(
        title=typed,
        masthead=typed,
        number=typed,
        recipients=typed,
        blocks=(
            Paragraph((Run(typed), Run(typed, True, True))),
            Heading(1, typed),
            Heading(2, "（一）甲。", runs(typed)),
        ),
        issuers=(typed,),
        copies=typed,
        printer=typed,
    )
    document = pypdfium2.PdfDocument(write_pdf(body).pdf)
    text = re.sub(r"\s|\u200b", "", "".join(page.get_textpage().get_text_range() for page in document))
    wanted = re.sub(r"\s", "", body.title)
    assert text.count(wanted) >= (6 if wanted else 0)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies)
def test_any_body_can_be_printed(body: Body) -> None:
    assert write_pdf(body).pdf.startswith(b"%PDF")


def test_missing_glyphs_are_named() -> None:
    printed = write_pdf(Body(title="致\U00030edd同志的信", blocks=(Paragraph(runs("\ue123")),)))
    assert [m.split(" ")[0] for m in printed.missing] == ["「\U00030edd」U+30EDD", "「\ue123」U+E123"]
    assert write_pdf(sample()).missing == ()
    assert missing_glyphs(["鎭龘靐"], fonts()) == []


def test_the_operators_own_faces_are_taken_when_they_are_there(tmp_path: Path) -> None:
    from fontTools.ttLib import TTFont

    assert "仿宋" in write_pdf(sample(), fonts_folder=tmp_path).stand_ins
    face = TTFont(SHIPPED / "NotoSerifSC-Bold.otf")
    for name in face["name"].names:
        if name.nameID in (1, 16):
            name.string = "FangSong_GB2312"
    face.save(tmp_path / "simfang.otf")
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    found = fonts(tmp_path)
    assert found.roles["fangsong"][0] == "FangSong_GB2312" and found.unreadable == ("broken.ttf",)
    printed = write_pdf(sample(), fonts_folder=tmp_path)
    assert "仿宋" not in printed.stand_ins and "黑体" in printed.stand_ins


def test_equal_papers_make_equal_files() -> None:
    from datetime import UTC, datetime

    at = datetime(2026, 1, 1, tzinfo=UTC)
    body = replace(sample(), date=date(2026, 1, 1))
    assert write_pdf(body, at=at).pdf == write_pdf(body, at=at).pdf
