"""What was typed into a transition's form, checked against the flow's typed fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from .model import Field, FieldType, Flow, Transition

type_words = {FieldType.DATE: "日期（如 2026-03-01）", FieldType.INTEGER: "整数"}


def check_filled(flow: Flow, transition: Transition, values: Mapping[str, object]) -> dict[str, str]:
    """A Chinese sentence for each field that is missing or wrong, by field id; empty when all is well.

    Values are text as typed, or already of the field's type. Unknown fields are faults too: nothing typed
    may be dropped silently.
    """
    faults: dict[str, str] = {}
    for field_id in transition.fill:
        if _blank(values.get(field_id)):
            faults[field_id] = f"“{transition.label}”必须填写{flow.field(field_id).label}"
    for field_id in (*transition.fill, *transition.may_fill):
        value = values.get(field_id)
        if not _blank(value):
            fault = check_value(flow.field(field_id), value)
            if fault:
                faults[field_id] = fault
    for field_id in values.keys() - {*transition.fill, *transition.may_fill}:
        faults[field_id] = f"“{transition.label}”没有“{field_id}”这一项"
    return faults


def check_value(item: Field, value: object) -> str | None:
    """Why `value` does not fit the field, in Chinese; None when it does."""
    if isinstance(value, str) and not storable(value):
        return f"{item.label}含有不能保存的字符，请删去后重填"
    match item.type:
        case FieldType.TEXT | FieldType.LONGTEXT:
            return _check_length(item, str(value).strip())
        case FieldType.INTEGER:
            return _check_integer(item, value)
        case FieldType.DATE:
            return None if _as_date(value) else f"{item.label}应为{type_words[FieldType.DATE]}，现为“{value}”"
        case FieldType.YESNO:
            return None if value in (True, False, "true", "false") else f"{item.label}只能选是或否"
        case FieldType.CHOICE:
            if value in {choice for choice, _ in item.choices}:
                return None
            return f"{item.label}应为：{'、'.join(label for _, label in item.choices)} 之一"
        case _:
            # Organisations and persons are rows of the base; it finds them, the kernel only asks for an id.
            return None if str(value).strip() else f"请选择{item.label}"


def storable(text: str) -> bool:
    """Whether a database can keep the text: no NUL, no lone surrogate (what attacks and broken clients send)."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def clean(item: Field, value: object) -> object:
    """The value in the field's own type, JSON-ready. Only for values :func:`check_value` has passed."""
    match item.type:
        case FieldType.INTEGER:
            return int(str(value).strip())
        case FieldType.DATE:
            day = _as_date(value)
            return day.isoformat() if day else ""
        case FieldType.YESNO:
            return value in (True, "true")
        case _:
            return str(value).strip()


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _check_length(item: Field, value: str) -> str | None:
    if item.shortest is not None and len(value) < item.shortest:
        return f"{item.label}至少 {item.shortest} 个字，现有 {len(value)} 个字"
    if item.longest is not None and len(value) > item.longest:
        return f"{item.label}至多 {item.longest} 个字，现有 {len(value)} 个字"
    return None


def _check_integer(item: Field, value: object) -> str | None:
    try:
        number = int(str(value).strip())
    except ValueError:
        return f"{item.label}应为整数，现为“{value}”"
    if item.shortest is not None and number < item.shortest:
        return f"{item.label}不能小于 {item.shortest}，现为 {number}"
    if item.longest is not None and number > item.longest:
        return f"{item.label}不能大于 {item.longest}，现为 {number}"
    return None


def _as_date(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        return None
