"""Reading a calendar that somebody hands in: our TOML, or three columns a clerk can type in a spreadsheet."""

from __future__ import annotations

import csv
import io
import tomllib
from datetime import date
from typing import Any

from wanghuo.base.scope.errors import BadInput
from wanghuo.kernel.law import CalendarError, parse_year

NEXT = "请对照国务院办公厅通知改正文件后重新预览；填写的内容都还在。"


def read_upload(content: str, title: str = "", number: str = "") -> dict[str, Any]:
    """A calendar file as a dict that ``parse_year`` takes. Raises BadInput with every problem.

    TOML as in policy/calendar, or lines “日期,放假|上班,节日” (comma or tab; a heading line is skipped).
    """
    text = content.lstrip("\ufeff").strip()
    if not text:
        raise BadInput("文件是空的。", fields={"content": "请选择文件或粘贴内容"})
    try:
        data = tomllib.loads(text) if "[[holiday]]" in text else _from_lines(text)
        if title.strip():
            data["notice"] = [{"title": title.strip(), "number": number.strip(), "certainty": "secondary"}]
        parse_year(data)
    except (tomllib.TOMLDecodeError, ValueError) as error:
        problems = error.problems if isinstance(error, CalendarError) else (str(error),)
        raise BadInput(
            "放假安排有误：" + "；".join(problems), fields={"content": "；".join(problems)}, next_step=NEXT
        ) from error
    return data


def _from_lines(text: str) -> dict[str, Any]:
    holidays: dict[str, dict[str, Any]] = {}
    spans: list[dict[str, Any]] = []
    years: dict[int, int] = {}
    rows = list(csv.reader(io.StringIO(text.replace("\t", ",").replace("，", ","))))
    for number, row in enumerate(rows, start=1):
        cells = [c.strip() for c in row]
        if not any(cells) or (number == 1 and not cells[0][:1].isdigit()):
            continue
        if len(cells) < 3:
            raise ValueError(f"第{number}行应有三格：日期、放假或上班、节日名称")
        try:
            day = date.fromisoformat(cells[0].replace("/", "-"))
        except ValueError:
            raise ValueError(f"第{number}行的日期“{cells[0]}”应写成 2027-01-01") from None
        years[day.year] = years.get(day.year, 0) + 1
        if cells[1] == "放假":
            spans.append({"name": cells[2], "from": day, "to": day, "work": []})
        elif cells[1] == "上班":
            holidays.setdefault(cells[2], {"work": []})["work"].append(day)
        else:
            raise ValueError(f"第{number}行第二格应为“放假”或“上班”，却是“{cells[1]}”")
    for name, extra in holidays.items():
        first = next((s for s in spans if s["name"] == name), None)
        if first is None:
            raise ValueError(f"“{name}”有上班日却没有放假日")
        first["work"] = extra["work"]
    year = max(years, key=lambda y: years[y]) if years else 0
    return {"year": year, "holiday": spans}


def template_for(year: int) -> str:
    """A file to fill in: the three columns, with the two days everybody knows."""
    return (
        f"日期,放假或上班,节日\n{year}-01-01,放假,元旦\n{year}-05-01,放假,劳动节\n{year}-10-01,放假,国庆节\n"
    )
