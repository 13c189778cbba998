"""What clerks do to a paper in Word, WPS and LibreOffice, and what the reader says of it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import date

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.shared import Pt, RGBColor
from tests.base.documents.bodies import SENTENCE, sample

from wanghuo.base.documents.body import Body, BodyError, Heading, Paragraph, Run, Table, runs
from wanghuo.base.documents.body.diff import diff
from wanghuo.base.documents.body.docx_read import Reading, read_docx
from wanghuo.base.documents.body.docx_write import write_docx

W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def word(body: Body | None = None):
    """The paper as python-docx sees it, to be edited as a clerk would."""
    return Document(
        io.BytesIO(write_docx(body or Body(title="关于某事的通知", blocks=(Paragraph(runs(SENTENCE)),))))
    )


def back(document) -> Reading:
    stream = io.BytesIO()
    document.save(stream)
    return read_docx(stream.getvalue())


def with_xml(inner: str) -> Reading:
    """A paper whose body paragraph (the second) holds this WordprocessingML besides its text."""
    document = word()
    node = parse_xml(f"<w:p {W}>{inner}</w:p>")
    target = document.paragraphs[1]._p
    for child in list(node):
        target.append(child)
    return back(document)


def text_of(reading: Reading) -> str:
    return "\n".join("".join(r.text for r in b.runs) for b in reading.body.blocks if isinstance(b, Paragraph))


def test_tracked_changes_are_accepted_and_named() -> None:
    reading = with_xml(
        '<w:ins w:id="1" w:author="甲"><w:r><w:t>新增的话。</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="甲"><w:r><w:delText>删去的话。</w:delText></w:r></w:del>'
    )
    assert text_of(reading) == f"{SENTENCE}新增的话。"
    said = [str(n) for n in reading.notes]
    assert said == [
        "第2段：修订痕迹：已接受插入的文字（“新增的话。”）",
        "第2段：修订痕迹：已按删除处理（“删去的话。”）",
    ]
    assert not reading.lost


@pytest.mark.parametrize(
    ("inner", "word_said", "quoted"),
    [
        ("<w:r><w:pict><v:shape><v:imagedata r:id='x'/></v:shape></w:pict></w:r>", "图片无法读入", ""),
        (
            "<w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>框内的话</w:t></w:r></w:p></w:txbxContent>"
            "</v:textbox></v:shape></w:pict></w:r>",
            "文本框无法读入",
            "框内的话",
        ),
        ("<m:oMath><m:r><m:t>E=mc</m:t></m:r></m:oMath>", "公式无法读入", "E=mc"),
        ("<w:r><w:object><v:OLEObject/></w:object></w:r>", "图表或嵌入对象无法读入", ""),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "特殊符号无法读入", "F0FE"),
        ('<w:r><w:footnoteReference w:id="9"/></w:r>', "脚注无法读入", ""),
        ("<w:r><w:rPr><w:strike/></w:rPr><w:t>划掉的</w:t></w:r>", "删除线未保留", "划掉的"),
    ],
)
def test_what_cannot_be_taken_is_named_by_paragraph(inner: str, word_said: str, quoted: str) -> None:
    reading = with_xml(inner)
    assert [n.paragraph for n in reading.lost] == [2]
    assert word_said in reading.lost[0].what and quoted in str(reading.lost[0])


def test_fields_and_links_keep_their_words() -> None:
    reading = with_xml(
        '<w:fldSimple w:instr="DATE"><w:r><w:t>3月5日</w:t></w:r></w:fldSimple>'
        '<w:hyperlink r:id="x"><w:r><w:t>网址</w:t></w:r></w:hyperlink>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGEREF x </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert text_of(reading) == f"{SENTENCE}3月5日网址7"
    assert {n.what for n in reading.notes} == {
        "域只保留当前显示的文字",
        "超链接只保留文字",
    } and not reading.lost


def test_pictures_of_word_are_named() -> None:
    document = word()
    raw = b"".join(
        struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d))
        for t, d in (
            (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
            (b"IDAT", zlib.compress(b"\0\0\0\0")),
            (b"IEND", b""),
        )
    )
    document.paragraphs[1].add_run().add_picture(io.BytesIO(b"\x89PNG\r\n\x1a\n" + raw), width=Pt(20))
    reading = back(document)
    assert [str(n) for n in reading.notes] == ["第2段：图片无法读入，请作为附件上传"]
    assert text_of(reading) == SENTENCE


def test_nested_tables_and_footnotes_quote_their_words() -> None:
    document = word()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.add_table(1, 1).cell(0, 0).text = "里层的字"
    cell.paragraphs[0].text = "外层的字"
    reading = back(document)
    table = next(b for b in reading.body.blocks if isinstance(b, Table))
    assert "外层的字" in table.rows[0][0].text
    assert any("嵌套表格" in n.what and n.excerpt == "里层的字" for n in reading.lost)


def test_comments_and_headers_are_named_with_their_words() -> None:
    document = word()
    document.sections[0].header.paragraphs[0].text = "内部资料"
    reading = back(document)
    assert any("页眉" in n.what and n.excerpt == "内部资料" for n in reading.notes)


def test_split_runs_and_lost_character_formats_do_not_matter() -> None:
    body = sample()
    document = word(body)
    for paragraph in document.paragraphs:
        for run in list(paragraph.runs):
            if len(run.text) > 2 and "\t" not in run.text:
                from copy import deepcopy

                twin = deepcopy(run._r)
                run._r.addnext(twin)
                half = len(run.text) // 2
                text = run.text
                run.text = text[:half]
                type(run)(twin, paragraph).text = text[half:]
    assert back(document).body == body


def test_all_styles_lost_the_paper_is_still_understood() -> None:
    """As when a clerk copies the whole text into a new WPS file and formats it by hand."""
    document = Document()

    def say(text: str, *, size: float = 16, align: int | None = None, red: bool = False) -> None:
        paragraph = document.add_paragraph()
        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        if red:
            run.font.color.rgb = RGBColor(0xFF, 0, 0)
        if align is not None:
            paragraph.alignment = align

    say("特急")
    say("重庆市开州区消防安全委员会文件", size=36, align=1, red=True)
    say("开州消安委〔2020〕3号", align=1)
    say("关于开展火灾隐患排查整治的", size=22, align=1)
    say("通　知", size=22, align=1)
    say("")
    say("各镇人民政府、街道办事处：")
    say(f"　　{SENTENCE}")
    say("　　一、工作目标")
    say(f"　　（一）落实责任。{SENTENCE}")
    say(f"　　1.{SENTENCE}")
    say("　　附件：1.任务分解表")
    say("　　　　　2.联系人名单")
    say("重庆市开州区消防安全委员会", align=2)
    say("2020年3月5日", align=2)
    say("（此件公开发布）")
    say("抄送：区委办公室，区政协办公室。")
    say("重庆市开州区消防安全委员会办公室　　　2020年3月6日印发")
    body = back(document).body
    assert body.urgency == "特急" and body.masthead == "重庆市开州区消防安全委员会文件"
    assert body.number == "开州消安委〔2020〕3号" and body.title == "关于开展火灾隐患排查整治的通　知"
    assert body.recipients == "各镇人民政府、街道办事处"
    assert body.blocks == (
        Paragraph(runs(SENTENCE)),
        Heading(1, "一、工作目标"),
        Heading(2, "（一）落实责任。", runs(SENTENCE)),
        Paragraph(runs(f"1.{SENTENCE}")),
    )
    assert [a.title for a in body.attachments] == ["任务分解表", "联系人名单"]
    assert body.issuers == ("重庆市开州区消防安全委员会",) and body.date == date(2020, 3, 5)
    assert body.note == "此件公开发布" and body.copies == "区委办公室，区政协办公室"
    assert body.printer == "重庆市开州区消防安全委员会办公室" and body.print_date == date(2020, 3, 6)


def test_automatic_numbers_of_wps_become_text() -> None:
    document = word()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {W} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for title in ("工作目标", "工作要求"):
        paragraph = document.add_paragraph(title)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {W}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>')
        )
    reading = back(document)
    assert reading.body.blocks[1:] == (Heading(1, "一、工作目标"), Heading(1, "二、工作要求"))
    assert [n.what for n in reading.notes] == ["自动编号已转为文字"] * 2


def test_shift_enter_makes_paragraphs_and_says_so() -> None:
    document = word()
    document.paragraphs[1].add_run("\n第二行")
    reading = back(document)
    assert text_of(reading) == f"{SENTENCE}\n第二行"
    assert reading.notes[0].what == "段内换行已分为不同段落" and not reading.lost


def test_a_merged_table_made_in_word_comes_in() -> None:
    document = word()
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "竖"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "横"
    table.cell(2, 2).text = "角"
    found = next(b for b in back(document).body.blocks if isinstance(b, Table))
    assert (found.rows[0][0].rows, found.rows[0][1].columns, found.rows[2][2].text) == (2, 2, "角")


def test_underlined_blanks_to_write_on_survive() -> None:
    body = Body(title="甲", blocks=(Paragraph((Run("签收人："), Run("　　　　", underline=True))),))
    assert read_docx(write_docx(body)).body == body


def test_other_files_are_refused_in_chinese() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (61 * 1024 * 1024))
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("a.txt", b"")
    for data, said in (
        (b"hello", "不是 .docx"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "旧版 .doc"),
        (bomb.getvalue(), "60 MB"),
        (empty.getvalue(), "不是 .docx"),
        (b"", "不是 .docx"),
    ):
        with pytest.raises(BodyError, match=said):
            read_docx(data)


def test_the_diff_names_every_change_and_nothing_else() -> None:
    from dataclasses import replace

    before = sample()
    assert diff(before, before) == []
    blocks = list(before.blocks)
    blocks[0] = Paragraph(runs("改过的第一段。"))
    del blocks[4]
    after = replace(before, title="新标题", blocks=tuple(blocks), copies="")
    found = {(c.word, c.where) for c in diff(before, after)}
    assert ("修改", "标题") in found and ("修改", "正文第1段") in found and ("删除", "抄送") in found
    assert any(word == "删除" and where.startswith("正文第5段") for word, where in found)
    assert len(found) == 4
