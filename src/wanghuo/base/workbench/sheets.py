"""Excel in: a template to fill, a sheet read back, each cell judged, and the sheet returned with its errors written in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from django import forms
from django.core.exceptions import ValidationError

from wanghuo.base.scope.errors import BadInput

from .declare import ImportColumn, Importer

LARGEST = 16 * 1024 * 1024  # bytes of the file
UNPACKED = 256 * 1024 * 1024  # bytes of what is in it: a small file can hold a very large one
MOST = 20_000  # rows
NOTES = "填写说明"


@dataclass
class Judged:
    """What a sheet holds: ``rows`` cleaned in order, ``lines`` their line numbers, ``errors`` line → messages."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    errors: dict[int, list[str]] = field(default_factory=dict)

    def blame(self, line: int, message: str) -> None:
        self.errors.setdefault(line, []).append(message.rstrip("。"))


def _workbook(*given: Any, **more: Any) -> Any:
    """openpyxl takes half a second to load: only for who opens a sheet."""
    from openpyxl import load_workbook

    return load_workbook(*given, **more)


def template(importer: Importer, title: str) -> bytes:
    """An empty sheet with headings, choices to pick from, and a second sheet that explains."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@"})
        head = book.add_format({"bold": True, "bg_color": "#F7E7E1", "border": 1})
        sheet, notes = book.add_worksheet(title[:28]), book.add_worksheet(NOTES)
        sheet.freeze_panes(1, 0)
        notes.set_column(0, 3, 28)
        notes.write_row(0, 0, ["列", "是否必填", "可填内容", "示例"], head)
        for i, column in enumerate(importer.columns):
            sheet.write_string(0, i, column.label, head)
            sheet.set_column(i, i, max(14, len(column.label) * 2 + 4), text)
            choices = [str(label) for value, label in _choices(column) if value != ""]
            if choices and len(",".join(choices)) < 250:
                sheet.data_validation(1, i, MOST, i, {"validate": "list", "source": choices})
            allowed = "、".join(choices) or str(column.field.help_text or "")
            need = "必填" if column.field.required else "可不填"
            for j, words in enumerate((column.label, need, allowed, column.example)):
                notes.write_string(i + 1, j, words)
        if importer.help:
            notes.write_string(len(importer.columns) + 2, 0, importer.help)
    return out.getvalue()


def _choices(column: ImportColumn) -> list[tuple[Any, str]]:
    if isinstance(column.field, forms.ModelChoiceField):
        return []
    return list(getattr(column.field, "choices", []))


def _open(content: bytes):
    if len(content) > LARGEST:
        raise BadInput(f"文件超过 {LARGEST // 1024 // 1024} MB。", next_step="请分成几份上传。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(i.file_size for i in packed.infolist()) > UNPACKED:
                raise BadInput("文件解开后过大，没有读取。", next_step="请只保留要导入的工作表，另存后上传。")
        return _workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as problem:
        raise BadInput(
            "这不是能读取的 Excel 工作簿（.xlsx）。",
            next_step="请下载模板填写；旧的 .xls 文件请在 Excel 或 WPS 中另存为 .xlsx。",
        ) from problem


def _plain(value: Any) -> Any:
    """A cell as a person would type it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) >= 10**15:
            raise ValidationError("数字过长，Excel 已丢失末几位：请把这一列设为文本格式后重新填写。")
        return str(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, date) or value is None:
        return value
    return str(value).strip()


def clean(column: ImportColumn, value: Any) -> Any:
    """One cell through its form field. Choices may be given by what is shown or by key. Raises ValidationError."""
    value = _plain(value)
    by_label = {str(label): key for key, label in _choices(column)}
    if isinstance(value, str) and value in by_label:
        value = by_label[value]
    if isinstance(value, date | datetime) and isinstance(column.field, forms.CharField):
        value = value.isoformat()
    if isinstance(column.field, forms.BooleanField):
        value = {"是": True, "否": False, "": False, None: False}.get(value, value)
    return column.field.clean("" if value is None else value)


def _headings(importer: Importer, first: tuple) -> list[ImportColumn | None]:
    given = [str(v).strip() if v is not None else "" for v in first]
    by_label = {c.label: c for c in importer.columns}
    missing = [c.label for c in importer.columns if c.field.required and c.label not in given]
    if missing:
        raise BadInput(
            f"表格第一行缺少这些列：{'、'.join(missing)}。", next_step="请用模板填写，不要改动第一行的列名。"
        )
    doubled = {g for g in given if g and g in by_label and given.count(g) > 1}
    if doubled:
        raise BadInput(f"这些列出现了两次：{'、'.join(sorted(doubled))}。", next_step="请删去多余的列。")
    return [by_label.get(g) for g in given]


def _lines(content: bytes) -> Iterator[tuple[int, tuple]]:
    book = _open(content)
    try:
        sheets = [s for s in book.worksheets if s.title != NOTES]
        if sheets:
            yield from enumerate(sheets[0].iter_rows(values_only=True), start=1)
    finally:
        book.close()


def count_lines(content: bytes) -> int:
    """Filled lines below the headings. Raises BadInput when the file cannot be read or holds too many."""
    count = sum(1 for line, cells in _lines(content) if line > 1 and any(v not in (None, "") for v in cells))
    if count > MOST:
        raise BadInput(f"表格有 {count} 行，一次最多导入 {MOST} 行。", next_step="请分成几份上传。")
    if not count:
        raise BadInput("表格里没有要导入的行。", next_step="请从第二行起填写后再上传。")
    return count


def judge(importer: Importer, content: bytes, tell: Callable[[int], None] = lambda done: None) -> Judged:
    """Every line through every field; all errors of all lines are found. ``tell(lines done)`` now and then."""
    found, columns = Judged(), []
    seen: dict[tuple, int] = {}
    for line, cells in _lines(content):
        if line == 1:
            columns = _headings(importer, cells)
            continue
        if all(v in (None, "") for v in cells):
            continue
        row = _row(importer, columns, cells, line, found)
        found.rows.append(row)
        found.lines.append(line)
        key = tuple(row.get(name) for name in importer.unique)
        if importer.unique and all(v not in (None, "") for v in key):
            if key in seen:
                found.blame(line, f"与第 {seen[key]} 行重复。")
            seen.setdefault(key, line)
        if len(found.rows) % 200 == 0:
            tell(len(found.rows))
    return found


def _row(importer: Importer, columns: list, cells: tuple, line: int, found: Judged) -> dict[str, Any]:
    given = {c.name: v for c, v in zip(columns, cells, strict=False) if c is not None}
    row: dict[str, Any] = {}
    for column in importer.columns:
        try:
            row[column.name] = clean(column, given.get(column.name))
        except ValidationError as problem:
            found.blame(line, f"{column.label}：{'、'.join(m.rstrip('。') for m in problem.messages)}")
    return row


def annotated(content: bytes, errors: dict[int, list[str]]) -> bytes:
    """The person's own sheet with an extra column of what is wrong, line by line."""
    book = _workbook(io.BytesIO(content))
    sheet = next(s for s in book.worksheets if s.title != NOTES)
    last = sheet.max_column + 1
    old = next((c for c in range(1, last) if sheet.cell(1, c).value == "导入错误"), last)
    sheet.cell(1, old, "导入错误")
    from openpyxl.styles import PatternFill

    fill = PatternFill("solid", fgColor="FBE4EA")
    for line, messages in errors.items():
        for c in range(1, last + 1):
            sheet.cell(line, c).fill = fill
        sheet.cell(line, old, "；".join(messages))
    sheet.column_dimensions[sheet.cell(1, old).column_letter].width = 60
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
