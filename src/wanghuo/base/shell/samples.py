"""What the style page shows: one of everything, plainly marked as examples."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms

from .status import WORDS

_SWATCHES = (
    ("望火朱", "accent"), ("完成", "ok"), ("进行", "doing"), ("风险", "risk"),
    ("逾期", "late"), ("不明", "unknown"), ("底", "paper"), ("墨", "ink"),
)  # fmt: skip


class SampleForm(forms.Form):
    title = forms.CharField(label="事项名称", help_text="写清地点和问题，二十字以内为宜。", max_length=60)
    town = forms.ChoiceField(label="镇街", choices=[("", "请选择"), ("1", "汉丰街道"), ("2", "文峰街道")])
    until = forms.DateField(label="整改期限", widget=forms.DateInput(attrs={"type": "date"}))
    level = forms.ChoiceField(
        label="隐患等级", choices=[("a", "一般"), ("b", "重大")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agree = forms.BooleanField(label="已与移交单位核对", required=False)


def _lists(now: datetime) -> dict[str, Any]:
    rows = [
        ("示例-0001", "商场疏散通道堆放杂物", "示例商贸有限公司", "进行中", 3),
        ("示例-0002", "消火栓无水", "示例小区物业服务中心", "逾期", 1),
        ("示例-0003", "养老院用火用电检查", "示例养老服务中心", "完成", 0),
    ]
    timeline = [
        {"title": "移交已接收", "who": "示例街道 · 张三", "at": now, "kind": "ok", "icon": "transfer-in"},
        {"title": "提醒接收单位", "who": "系统", "at": now - timedelta(hours=5), "kind": "risk",
         "icon": "bell-ringing", "note": "接收时限过半"},
        {"title": "移交", "text": "隐患在文峰街道辖区，请接收办理。", "who": "消防救援支队 · 李四",
         "at": now - timedelta(days=1), "kind": "doing", "icon": "transfer-out"},
    ]  # fmt: skip
    states = ("done", "done", "now", "next", "next")
    labels = ("登记", "移交", "接收", "办理", "办结")
    return {
        "rows": [dict(zip(("number", "title", "unit", "state", "count"), r, strict=True)) for r in rows],
        "timeline": timeline,
        "steps": [{"state": s, "label": w} for s, w in zip(states, labels, strict=True)],
        "facts": [
            ("编号", "示例-0002"),
            ("来源", "群众举报"),
            ("联系电话", "138****5678"),
            ("期限依据", None),
        ],
    }


def _pictures() -> dict[str, Any]:
    points = [("汉丰街道", 108.405, 31.172, "late"), ("文峰街道", 108.43, 31.19, "ok"), ("云枫街道", 108.39, 31.16, "doing")]  # fmt: skip
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [x, y]},
         "properties": {"name": name, "kind": kind, "label": "示例"}}
        for name, x, y, kind in points
    ]  # fmt: skip
    chart = {
        "tooltip": {"trigger": "axis"},
        "legend": {"bottom": 0},
        "grid": {"left": 40, "right": 16, "top": 16, "bottom": 48},
        "xAxis": {"type": "category", "data": ["一季度", "二季度", "三季度", "四季度"]},
        "yAxis": {"type": "value"},
        "series": [
            {"name": "发现", "type": "bar", "data": [32, 41, 28, 36]},
            {"name": "整改", "type": "bar", "data": [28, 39, 27, 21]},
        ],
    }
    return {"map": {"type": "FeatureCollection", "features": features}, "chart": chart}


def samples(now: datetime) -> dict[str, Any]:
    form = SampleForm({"title": "", "town": "1", "level": "a"})
    return {
        "trail": [("我的工作", "/desk/"), ("界面样式", "")],
        "swatches": _SWATCHES,
        "words": list(WORDS),
        "dues": [now - timedelta(days=3), now + timedelta(minutes=30), now + timedelta(days=2), now + timedelta(days=9), None],
        "stats": [
            {"label": "在办事项", "value": "128", "unit": "件", "note": "较上周 +6", "shape": "clipboard-list", "url": "#main"},
            {"label": "逾期", "value": "3", "unit": "件", "note": "最久 5 个工作日", "kind": "late", "shape": "alert-octagon"},
            {"label": "整改率", "value": "96.4", "unit": "%", "note": "截至今天", "kind": "ok", "shape": "circle-check"},
            {"label": "复查期限", "value": "未设定", "note": "由区消防救援支队设定", "shape": "scale"},
        ],
        "notices": [
            {"kind": "doing", "title": "这一参数待核", "text": "数值出自二手资料，持原文的人核对后才算数。"},
            {"kind": "late", "title": "不能接收", "text": "这件移交已由他人接收。", "rule": "协同移交流程 · 接收", "next": "回到列表看最新状态。"},
        ],
        "form": form,
        **_lists(now),
        **_pictures(),
    }  # fmt: skip
