"""From the text of a notice to its reading."""

import re
from typing import Any

from .cadences import read_cadences
from .clauses import read_clauses
from .dates import read_deadlines
from .fact import Context
from .fold import fold
from .head import plan_year, read_head
from .instruments import read_instruments
from .layout import Layout, read_layout
from .measures import read_measures
from .owners import read_owners
from .segments import tile
from .subjects import read_subjects

_HOLIDAY = re.compile(r"放假|节假日安排|假期安排|调休")
_TABLE_ELSEWHERE = re.compile(
    r"(见附件|附后|详见附|（附件\d?）|附表)|(任务分解表|责任分工表|任务清单|分工方案|重点任务表|责任清单)"
)


def _distinct(facts: list[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
    """The first of facts that say the same, in the order of the text."""
    seen: set[tuple[Any, ...]] = set()
    out = []
    for fact in sorted(facts, key=lambda f: (f["span"][0], f["span"][1])):
        what = (fact.get("plan", 0), tuple(fact["path"]), *(fact.get(k) for k in keys))
        if what not in seen:
            seen.add(what)
            out.append(fact)
    return out


def _absent(layout: Layout, context: Context, parties: list[dict[str, Any]]) -> None:
    """Say when the duties stand in an attachment that is not part of the text."""
    attached = " ".join(line.text for line in layout.absent)
    if layout.absent:
        context.warnings.append("附件未读：" + "；".join(line.text[:40] for line in layout.absent[:5]))
    elif any(re.search(r"(见附件|附后|详见附件)", context.text[p.start : p.end]) for p in context.pieces):
        context.warnings.append("正文提到附件，但文本中没有附件内容")
    if re.search(r"分解|分工|任务|清单|责任", attached) and not parties:
        context.warnings.append("任务分工在附件中，正文没有责任单位：请补充附件后再读")


def read_notice(raw: str) -> dict[str, Any]:
    """The reading of a notice given as text (rows of tables as lines with tabs between the cells).

    Keys: title, doc_number, issuer, date, clauses, parties, measures, deadlines, cadences, instruments, criteria, as
    docs/notice-reading.md defines them; besides ``head``, ``repairs``, ``warnings`` and ``segments``. Each fact has ``rule``,
    ``certainty`` (0…1) and ``span``, offsets [start, end) into ``raw``. Never raises on any text; needs no clock and no network.
    """
    folded = fold(raw)
    layout = read_layout(folded)
    context = Context(folded, [])
    head = read_head(layout, context)
    title = "".join(line.text for line in layout.title)
    context.year = plan_year(layout, head, head["title"] or title)
    context.signed = head["date"]
    context.holiday = bool(_HOLIDAY.search(title + (head["title"] or "")))
    clauses = read_clauses(layout, context)
    bounds = (layout.title[0].start, layout.title[-1].end) if layout.title else None
    instruments = read_instruments(context, bounds)
    reading: dict[str, Any] = {key: head[key] for key in ("title", "doc_number", "issuer", "date")}
    reading["clauses"] = clauses
    reading |= _duties(context)
    reading["instruments"] = instruments
    reading["criteria"] = reading.pop("criteria")
    _absent(layout, context, reading["parties"])
    return reading | {
        "year": context.year, "head": head["head"], "repairs": head["repairs"], "warnings": context.warnings,
        "segments": tile(layout, folded, clauses),
    }  # fmt: skip


def _duties(context: Context) -> dict[str, list[dict[str, Any]]]:
    """Who, how much, until when, how often; nothing from a holiday notice."""
    if context.holiday:
        context.warnings.append("放假安排类通知：不含可分解的任务")
        return {"parties": [], "measures": [], "deadlines": [], "cadences": [], "criteria": []}
    owned, used = read_owners(context)
    acting = read_subjects(context, used)
    measures, criteria = read_measures(context)
    return {
        "parties": _distinct(owned + acting, "name", "role"),
        "measures": _distinct(measures, "value", "unit", "object", "comparator"),
        "deadlines": _distinct(read_deadlines(context), "date", "quote"),
        "cadences": _distinct(read_cadences(context), "every", "times", "action"),
        "criteria": _distinct(criteria, "text"),
    }
