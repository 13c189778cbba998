"""`wanghuo notice`: only JSON on stdout, from every kind of file, with nothing started."""

import json
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from wanghuo.kernel.notice import read_notice
from wanghuo.site.reading import Unreadable, decode

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "policy" / "plans" / "kaizhou-2020" / "notice.txt"


def run(*words: str, data: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        ["./wanghuo", "notice", *words], cwd=ROOT, input=data, capture_output=True, timeout=60
    )


def docx(*, numbered: bool = False) -> bytes:
    from docx import Document

    document = Document()
    for line in ("关于做好消防工作的通知", "各镇街：", "一、排查整治"):
        document.add_paragraph(line)
    if numbered:
        document.add_paragraph("检查高层建筑", style="List Number")
        document.add_paragraph("检查出租屋", style="List Number")
    table = document.add_table(rows=2, cols=4)
    rows = (("序号", "重点任务", "牵头单位", "完成时限"), ("1", "新建消防站2座", "区应急局", "2025年6月底前"))
    for row, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.add_paragraph("区人民政府办公室")
    document.add_paragraph("2025年2月3日")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_json_only_on_stdout_and_offsets_into_the_text() -> None:
    done = run("read", str(PLAN))
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    reading = json.loads(done.stdout)
    text = run("text", str(PLAN)).stdout.decode()
    party = next(p for p in reading["parties"] if p["name"] == "区公安局")
    assert text[slice(*party["span"])] == "区公安局"
    assert json.loads(run("read", "-", data=PLAN.read_bytes()).stdout) == reading
    assert json.loads(run("read", "-", data=PLAN.read_text("utf-8").encode("gb18030")).stdout) == reading


def test_word_tables_and_numbers() -> None:
    reading = read_notice(decode(docx(numbered=True), "通知.docx"))
    assert [(p["name"], p["role"]) for p in reading["parties"]] == [("区应急局", "lead")]
    assert [(m["value"], m["unit"]) for m in reading["measures"]] == [(2, "座")]
    assert [d["date"] for d in reading["deadlines"]] == ["2025-06-30"]
    assert [c["path"] for c in reading["clauses"]] == [[1], [1, 1], [1, 2]]
    assert reading["issuer"] == "区人民政府办公室"


def test_a_web_page_with_noise() -> None:
    page = """<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body><div>首页 > 公开</div>
    <table><tr><td>索引号：</td><td>123/2025-1</td><td>发文机构：</td><td>某办</td></tr></table>
    <h1>关于加强燃气安全的通知</h1><p>各镇街：</p><p>一、开展排查</p><p>区城管委每月检查<b>2</b>次。</p>
    <table><tr><th>任务</th><th>责任单位</th><th>完成时限</th></tr><tr><td><p>安装报警器500个</p></td><td>区应急局</td><td>2025年底前</td></tr></table>
    <p>某区人民政府</p><p>2025年1月2日</p><script>alert(1)</script><div>返回顶部</div></body></html>"""
    reading = read_notice(decode(page.encode(), "a.html"))
    assert reading["title"] == "关于加强燃气安全的通知"
    assert {p["name"] for p in reading["parties"]} == {"区城管委", "区应急局"}
    assert [(c["every"], c["times"]) for c in reading["cadences"]] == [("month", 2)]
    assert [(m["value"], m["unit"]) for m in reading["measures"]] == [(500, "个")]


def test_a_pdf_with_wrapped_lines() -> None:
    import typst

    text = (ROOT / "tests/kernel/notice/texts/heldout/food-points.txt").read_text("utf-8")
    body = "\n\n".join(line.strip() for line in text.splitlines() if line.strip())
    fonts = sorted(
        {str(p.parent) for p in ROOT.glob("src/**/*.otf")}
        | {str(p.parent) for p in ROOT.glob("src/**/*.ttf")}
    )
    source = (
        b'#set page(width: 160mm, height: 240mm)\n#set text(font: ("Source Han Serif SC", "Noto Serif CJK SC", "Noto Sans CJK SC"), 12pt)\n'
        + body.encode()
    )
    pdf = typst.compile(source, font_paths=fonts)
    reading = read_notice(decode(pdf, "a.pdf"))
    whole = read_notice(text)
    assert [c["heading"] for c in reading["clauses"]] == [c["heading"] for c in whole["clauses"]]
    assert {(p["name"], p["role"]) for p in reading["parties"]} == {
        (p["name"], p["role"]) for p in whole["parties"]
    }


@pytest.mark.parametrize(
    "name,data",
    [("a.doc", b"\xd0\xcf\x11\xe0rest"), ("a.wps", b"\xd0\xcf\x11\xe0"), ("a.ofd", b"PK\x03\x04")],
)
def test_old_formats_are_refused_with_what_to_do(name: str, data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"另存为 \.docx"):
        decode(data, name)


def test_an_ofd_under_another_name_and_broken_files() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("OFD.xml", "<x/>")
    for data, name in (
        (out.getvalue(), "a.docx"),
        (b"PK\x03\x04broken", "a.docx"),
        (b"%PDF-1.4 broken", "a.pdf"),
    ):
        with pytest.raises(Unreadable, match="另存"):
            decode(data, name)


def test_a_missing_file_is_one_sentence() -> None:
    done = run("read", "没有这个文件.txt")
    assert done.returncode == 1
    assert done.stdout == b""
    assert "读不到文件" in done.stderr.decode()
