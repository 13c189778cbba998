"""Strategies and samples of bodies for the tests of documents."""

from datetime import date

from hypothesis import strategies as st

from wanghuo.base.documents.body import Attachment, Body, Cell, Heading, Paragraph, Run, Table, runs

SENTENCE = "各镇人民政府、街道办事处要切实加强对消防工作的组织领导，落实消防安全责任制，定期研究解决消防安全突出问题。"


def sample() -> Body:
    """A paper with every element in it."""
    head = (
        Cell((runs("序号"),), rows=2, align="center"),
        Cell((runs("任务"),), columns=2, align="center"),
        Cell((runs("时限"),), rows=2),
    )
    table = Table(
        (200, 500, 400, 400),
        (
            head,
            (Cell((runs("内容"),)), Cell((runs("单位"),))),
            (
                Cell((runs("1"),)),
                Cell((runs("排查"), runs("整治"))),
                Cell((runs("区教委"),)),
                Cell((runs("6月底"),)),
            ),
        ),
        header_rows=2,
    )
    return Body(
        title="重庆市开州区消防安全委员会关于印发2020年全区消防工作要点的通知",
        masthead="重庆市开州区消防安全委员会文件",
        number="开州消安委〔2020〕3号",
        signers=("张三", "李四"),
        urgency="特急",
        copy_number="000001",
        recipients="各镇人民政府、街道办事处，区政府有关部门，有关单位",
        blocks=(
            Paragraph(runs(SENTENCE)),
            Heading(1, "一、加强组织领导"),
            Heading(2, "（一）落实责任。", runs(SENTENCE)),
            Paragraph((Run("重点：", bold=True), Run(SENTENCE), Run("    ", underline=True))),
            Heading(3, "1.完成时限"),
            Paragraph(runs(SENTENCE)),
            Heading(4, "（1）按月报送"),
            table,
            Paragraph(runs(SENTENCE * 3)),
        ),
        attachments=(
            Attachment("任务分解表", (Paragraph(runs("见下表。")), table)),
            Attachment("联系人名单"),
        ),
        issuers=("重庆市开州区消防安全委员会",),
        date=date(2020, 3, 5),
        note="此件公开发布",
        copies="市消防救援总队，区委办公室，区人大常委会办公室，区政协办公室，区监委，区法院，区检察院",
        printer="重庆市开州区消防安全委员会办公室",
        print_date=date(2020, 3, 6),
    )


# Words of papers, markup of typst and XML, blanks of every width, and anything else
_ALPHABET = st.one_of(
    st.sampled_from(
        "一二（）()〔〕0123456789年月日号、，。：:；附件抄送签发人印发#$*_@<>&[]{}\\/\"'`~=+- \u3000\t\n\u00a0\u200b"
    ),
    st.characters(),
)
text = st.text(_ALPHABET, max_size=24)
run = st.builds(Run, text, st.booleans(), st.booleans())
run_list = st.lists(run, max_size=4).map(tuple)
paragraph = st.builds(Paragraph, run_list, st.sampled_from(["body", "flush", "center", "right"]))
heading = st.builds(Heading, st.integers(1, 4), text, run_list)
days = st.none() | st.dates(date(1900, 1, 1), date(2999, 12, 31))


@st.composite
def table(draw: st.DrawFn) -> Table:
    """Tables whose cells are merged at random: rectangles are cut out of the grid in reading order."""
    width, height = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    taken = [[False] * width for _ in range(height)]
    rows = []
    for r in range(height):
        row = []
        for c in range(width):
            if taken[r][c]:
                continue
            free = next((n for n in range(c, width) if taken[r][n]), width) - c
            columns, tall = draw(st.integers(1, free)), draw(st.integers(1, height - r))
            for rr in range(r, r + tall):
                for cc in range(c, c + columns):
                    taken[rr][cc] = True
            content = draw(st.lists(run_list, min_size=1, max_size=2).map(tuple))
            row.append(Cell(content, columns, tall, draw(st.sampled_from(["left", "center", "right"]))))
        rows.append(tuple(row))
    widths = tuple(draw(st.integers(30, 600)) for _ in range(width))
    return Table(widths, tuple(rows), draw(st.integers(0, height)))


blocks = st.lists(paragraph | heading | table(), max_size=5).map(tuple)
attachment = st.builds(Attachment, text, st.lists(paragraph | heading, max_size=2).map(tuple))
bodies = st.builds(
    Body,
    title=text,
    blocks=blocks,
    layout=st.sampled_from(["document", "form"]),
    masthead=text,
    number=text,
    signers=st.lists(text, max_size=2).map(tuple),
    copy_number=text,
    secrecy=text,
    urgency=text,
    recipients=text,
    attachments=st.lists(attachment, max_size=3).map(tuple),
    issuers=st.lists(text, max_size=2).map(tuple),
    date=days,
    note=text,
    copies=text,
    printer=text,
    print_date=days,
)
