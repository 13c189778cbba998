"""Values that name rows: organisations and people typed into a step's form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from wanghuo.base.accounts.models import Organisation, Person
from wanghuo.kernel.flow import FieldType, Flow

SUFFIX = "__label"
"""Beside an id in an event's values stands its name as it was on the day."""


def resolve(flow: Flow, typed: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Ids and names for the organisations and people in ``typed``, and a Chinese fault for each that will not do."""
    found: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for field_id, value in typed.items():
        item = flow.field(field_id)
        if item.type == FieldType.ORGANISATION:
            body, fault = _organisation(value)
        elif item.type == FieldType.PERSON:
            body, fault = _person(value)
        else:
            continue
        if fault:
            faults[field_id] = f"{item.label}：{fault}"
        else:
            found[field_id], found[field_id + SUFFIX] = body.pk, str(body)
    return found, faults


def _organisation(value: Any) -> tuple[Any, str]:
    body = Organisation.objects.filter(pk=value).first() if str(value).isdigit() else None
    if body is None:
        return None, "没有找到这个单位，请从列表中选择"
    if body.valid_until is not None and body.valid_until < timezone.localdate():
        heir = f"，职责由{body.successor}承继，请改选" if body.successor else "，请改选承继其职责的单位"
        return None, f"{body}已于 {body.valid_until:%Y年%-m月%-d日} 撤销{heir}"
    return body, ""


def _person(value: Any) -> tuple[Any, str]:
    person = Person.objects.filter(pk=value, is_active=True).first() if str(value).isdigit() else None
    return (person, "") if person else (None, "没有找到这个人，或其账号已停用")
