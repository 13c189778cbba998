"""Forms of the divisions pages. The rules are in the actions; these only read what was typed."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from .coordinates import Datum

_DATUMS = [(d.value, d.label) for d in Datum]


class PointForm(forms.Form):
    lon = forms.FloatField(label="经度")
    lat = forms.FloatField(label="纬度")
    datum = forms.ChoiceField(label="坐标系", choices=_DATUMS, initial=Datum.WGS84.value)


class EditionForm(forms.Form):
    file = forms.FileField(
        label="CSV 文件", help_text="列：代码、名称（英文表头 code、name 亦可），UTF-8 或 GBK。"
    )
    source = forms.CharField(
        label="来源", max_length=200, help_text="例如：国家统计局统计用区划代码 2024 年版。"
    )
    effective = forms.DateField(
        label="生效日期",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="旧单位在此日前一天停用，新单位自此日启用。",
    )


class BoundariesForm(forms.Form):
    file = forms.FileField(label="GeoJSON 文件", help_text="要素的 code 或 name 属性用于匹配区划。")
    source = forms.CharField(
        label="来源", max_length=200, help_text="例如：区规划和自然资源局 2025 年勘界成果。"
    )
    effective = forms.DateField(
        label="数据日期",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    datum = forms.ChoiceField(label="坐标系", choices=_DATUMS, initial=Datum.CGCS2000.value)


class GridForm(forms.Form):
    name = forms.CharField(label="网格名称", max_length=40)
    number = forms.IntegerField(
        label="网格号", required=False, min_value=1, max_value=999, help_text="不填则取下一个空号。"
    )


class RenameForm(forms.Form):
    name = forms.CharField(label="新名称", max_length=40)


class RetireForm(forms.Form):
    last_day = forms.DateField(
        label="最后使用日",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    successor = forms.CharField(
        label="接替网格", required=False, max_length=15, help_text="由另一网格接管的，填其 15 位代码。"
    )


class BoundaryForm(forms.Form):
    text = forms.CharField(
        label="范围（GeoJSON）",
        widget=forms.Textarea(attrs={"rows": 6, "data-draw-into": "1", "spellcheck": "false"}),
        help_text="可在地图上依次点击各顶点绘制，或粘贴 GeoJSON。",
    )
    datum = forms.ChoiceField(label="坐标系", choices=_DATUMS, initial=Datum.WGS84.value)
    source = forms.CharField(label="来源", max_length=200, initial="手工绘制")
