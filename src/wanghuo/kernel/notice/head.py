"""Title, document number, issuer and date of signing."""

import re
from typing import Any

from .fact import Context
from .layout import Layout, Line
from .repair import document_number, signing_date

_COVER = re.compile(r"^(?P<issuer>.*?)(关于)?(印发|转发|发布)(?P<title>.+?)的(通知|公告|通告|函)$")
_META = re.compile(r"^(?P<key>[^：\t]{2,8})(?:：|\t)\t*(?P<value>.+)$")


def _plain(title: str) -> str:
    title = title.strip()
    if title.startswith("《") and title.endswith("》") and title.count("《") == 1:
        title = title[1:-1]
    return title


def _spread(layout: Layout, group: list[Line], context: Context) -> tuple[str, list[int]]:
    """Raw text of a title over its lines, without blanks, and its span."""
    start, _ = context.folded.span(group[0].start, group[0].end)
    _, end = context.folded.span(group[-1].start, group[-1].end)
    raw = [context.folded.raw[slice(*context.folded.span(row.start, row.end))] for row in group]
    return "".join("".join(part.split()) for part in raw), [start, end]


def _meta(layout: Layout) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for line in layout.lines:
        cells = line.text.split("\t") if line.kind == "meta" else []
        for name, value in zip(cells[::2], cells[1::2], strict=False):
            found.setdefault(name.rstrip("："), Line(line.start, line.end, value))
        match = _META.match(line.text) if line.kind == "meta" and len(cells) < 3 else None
        if match:
            found.setdefault(match["key"], Line(line.start, line.end, match["value"]))
    return found


def _put(head: dict[str, Any], name: str, value: str, span: list[int], rule: str, certainty: float) -> None:
    head[name] = value
    head["head"][name] = {"rule": rule, "certainty": certainty, "span": span}


def _read_title(layout: Layout, context: Context, head: dict[str, Any]) -> None:
    if layout.plan_titles:
        title, span = _spread(layout, layout.plan_titles[0], context)
        _put(head, "title", _plain(title), span, "head.plan-title", 0.98)
        if len(layout.plan_titles) > 1:
            context.warnings.append(
                f"一份通知印发了 {len(layout.plan_titles)} 个方案，各条事实以 plan 标明属于第几个（0 起）"
            )
        return
    if not layout.title:
        return
    title, span = _spread(layout, layout.title, context)
    covered = _COVER.match(title)
    if covered and covered["title"]:
        _put(head, "title", _plain(covered["title"]), span, "head.title-in-cover", 0.9)
    else:
        _put(head, "title", _plain(title), span, "head.title", 0.95)


def _read_number(layout: Layout, context: Context, head: dict[str, Any]) -> None:
    lines = [(row, row.read) for row in layout.lines if row.kind == "number"]
    meta = _meta(layout)
    for name in ("发文字号", "文号"):
        if name in meta and (read := document_number(meta[name].text)):
            lines.append((meta[name], read))
    lines.sort(key=lambda pair: -(pair[1].certainty if pair[1] else 0))
    for line, read in lines[:1]:
        if read is None:
            continue
        span = list(context.folded.span(line.start, line.end))
        _put(
            head,
            "doc_number",
            read.value,
            span,
            "head.number" + (".repaired" if read.reason else ""),
            read.certainty,
        )
        if read.reason:
            head["repairs"].append(
                _repair("doc_number", context, span, read.value, read.reason, read.certainty)
            )


def _repair(
    name: str, context: Context, span: list[int], value: str, reason: str, certainty: float
) -> dict[str, Any]:
    return {"field": name, "span": span, "from": context.folded.raw[span[0] : span[1]].strip(), "to": value,
            "reason": reason, "certainty": certainty}  # fmt: skip


def _read_signature(layout: Layout, context: Context, head: dict[str, Any]) -> None:
    offices: list[Line] = []
    for line in layout.lines:
        if line.kind == "signature" and not head["issuer"]:
            offices.append(line)
        elif offices and line.kind not in ("signature", "noise"):
            break
    if offices:
        names = []
        for line in offices:
            raw = context.folded.raw[slice(*context.folded.span(line.start, line.end))]
            raw = re.sub(r"[\d二〇○零一三四五六七八九十]{4}\s*年.*$", "", raw)
            names.append("".join(raw.split()))
        span = [
            context.folded.span(offices[0].start, offices[0].end)[0],
            context.folded.span(offices[-1].start, offices[-1].end)[1],
        ]
        _put(head, "issuer", "、".join(names), span, "head.signature", 0.97)
    else:
        _issuer_elsewhere(layout, context, head)


def _issuer_elsewhere(layout: Layout, context: Context, head: dict[str, Any]) -> None:
    meta = _meta(layout)
    for name in ("发文机关", "制发机关", "发文单位", "发布机构"):
        if name in meta:
            line = meta[name]
            _put(
                head,
                "issuer",
                line.text,
                list(context.folded.span(line.start, line.end)),
                "head.metadata",
                0.8,
            )
            return
    if layout.title:
        title, span = _spread(layout, layout.title, context)
        found = re.match(
            r"^([\u4e00-\u9fa5]{2,30}?(?:政府|办公室|办公厅|委员会|局|厅|部|委|院|国务院))关于", title
        )
        if found:
            _put(head, "issuer", found[1], [span[0], span[0] + len(found[1])], "head.issuer-in-title", 0.7)


def _read_date(layout: Layout, context: Context, head: dict[str, Any]) -> None:
    lines = [row for row in layout.lines if row.read and (row.kind == "date" or row.kind == "signature")]
    if lines:
        line, read = lines[0], lines[0].read
        assert read is not None
        span = list(context.folded.span(line.start, line.end))
        _put(
            head, "date", read.value, span, "head.date" + (".repaired" if read.reason else ""), read.certainty
        )
        if read.reason:
            head["repairs"].append(_repair("date", context, span, read.value, read.reason, read.certainty))
            if read.certainty < 0.8:
                context.warnings.append(read.reason)
        return
    meta = _meta(layout)
    for name in ("成文日期", "发文日期", "生成日期"):
        if name in meta and (read := signing_date(meta[name].text)):
            _put(
                head,
                "date",
                read.value,
                list(context.folded.span(meta[name].start, meta[name].end)),
                "head.metadata",
                0.85,
            )
            return
    for line in layout.lines:
        found = (
            re.match(r"^（(\d{4}年\d{1,2}月\d{1,2}日)[^）]*）$", line.text) if line.kind == "head" else None
        )
        if found and (read := signing_date(found[1])):
            _put(
                head,
                "date",
                read.value,
                list(context.folded.span(line.start, line.end)),
                "head.date-under-title",
                0.8,
            )
            return


def read_head(layout: Layout, context: Context) -> dict[str, Any]:
    """``title``, ``doc_number``, ``issuer``, ``date`` (None where the notice does not say), with their evidence in ``head``."""
    head: dict[str, Any] = {
        "title": None,
        "doc_number": None,
        "issuer": None,
        "date": None,
        "head": {},
        "repairs": [],
    }
    _read_title(layout, context, head)
    _read_number(layout, context, head)
    _read_signature(layout, context, head)
    _read_date(layout, context, head)
    return head


def plan_year(layout: Layout, head: dict[str, Any], raw_title: str) -> int | None:
    """The year for dates that name none: a single year in the title, else that of signing, else that of the number."""
    years = re.findall(r"(20\d\d)(?=年|—|-|~|至)", raw_title or "")
    if len(years) == 1 and not re.search(r"20\d\d年?[—\-~至]", raw_title):
        return int(years[0])
    if head["date"]:
        return int(head["date"][:4])
    found = re.search(r"〔(\d{4})〕", head["doc_number"] or "")
    return int(found[1]) if found else (int(years[0]) if years else None)
