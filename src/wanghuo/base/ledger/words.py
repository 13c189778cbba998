"""Chinese words for what the ledger holds: channels, kinds of actor, and the facts that actions note."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models

CHANNELS = {"web": "网页", "api": "接口", "job": "后台任务", "cli": "命令行", "load": "数据装载"}
_FACTS: dict[str, str] = {
    "note": "备注",
    "reason": "理由",
    "comment": "意见",
    "name": "名称",
    "size": "大小（字节）",
    "count": "数量",
    "rows": "行数",
    "purpose": "用途",
    "sha256": "存档 SHA-256",
    "original_sha256": "原文件 SHA-256",
    "owner": "所属业务",
    "owner_id": "所属业务编号",
    "source": "来源",
    "value": "值",
    "field": "栏目",
    "person": "人员",
    "organisation": "单位",
    "task": "任务",
    "job": "任务编号",
    "error": "错误",
}


def describe(**labels: str) -> None:
    """Chinese labels for the facts a room's actions note (``act.note(receipt="…")``). Call it in ``actions.py``."""
    _FACTS.update(labels)


def object_word(object_type: str) -> str:
    """The Chinese name of a model from its label: ``cases.case`` → 案件."""
    model = _model(object_type)
    return str(model._meta.verbose_name) if model else "其他"


def _model(object_type: str) -> type[models.Model] | None:
    try:
        return apps.get_model(object_type)
    except (LookupError, ValueError):
        return None


def facts(object_type: str, detail: Any) -> list[tuple[str, str, str]]:
    """What an entry's detail says: (label, before, after); before is empty for a plain fact."""
    if not isinstance(detail, dict):
        return [("内容", "", _text(detail))] if detail else []
    model = _model(object_type)
    fields = {f.name: f for f in model._meta.get_fields() if isinstance(f, models.Field)} if model else {}
    shown = []
    for name, value in detail.items():
        field = fields.get(name)
        label = str(field.verbose_name) if field and name not in _FACTS else str(_FACTS.get(name, name))
        choices = dict(field.flatchoices) if field else {}
        if field and isinstance(value, list) and len(value) == 2:
            shown.append((label, _text(value[0], choices) or "（空）", _text(value[1], choices) or "（空）"))
        else:
            shown.append((label, "", _text(value, choices)))
    return shown


def _text(value: Any, choices: dict[Any, Any] | None = None) -> str:
    if choices and isinstance(value, str | int) and value in choices:
        return str(choices[value])
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_text(item) for item in value)
    if isinstance(value, dict):
        return "；".join(f"{_FACTS.get(name, name)}：{_text(item)}" for name, item in value.items())
    return str(value)
