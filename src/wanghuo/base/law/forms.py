"""Forms of the room. What was typed always comes back with the error beside it."""

from __future__ import annotations

from typing import Any

from django import forms

from wanghuo.base.scope.errors import BadInput
from wanghuo.kernel.law import UNITS, Kind, Parameter, chain

from . import shipped
from .queries import SettingNow, place_name

YES_NO = [("", "未设定"), ("yes", "是"), ("no", "否")]
_TRI = {"yes": True, "no": False}


def _date(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


def show_errors(form: forms.Form, refusal: BadInput) -> None:
    """A refusal's words beside the fields they speak of, else above the form."""
    placed = False
    for name, message in refusal.fields.items():
        if name in form.fields:
            form.add_error(name, message)
            placed = True
    if not placed:
        form.add_error(None, str(refusal))


def typed_field(kind: Kind, columns: dict[str, str], label: str = "值") -> forms.Field:
    """The one field a value is typed in, whatever its kind."""
    if kind is Kind.BOOLEAN:
        return forms.ChoiceField(label=label, choices=[("", "请选择"), ("是", "是"), ("否", "否")])
    if kind is Kind.TABLE:
        return forms.CharField(
            label="表格内容",
            widget=forms.Textarea(attrs={"rows": 6}),
            help_text="一行一条，各格用竖线“|”隔开，依次为："
            + " | ".join(columns.values())
            + "。没有的格留空。",
        )
    if kind is Kind.TEXT:
        return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}))
    return forms.CharField(label=label, widget=forms.TextInput(attrs={"inputmode": "decimal"}))


def _units(ids: list[str]) -> list[tuple[str, str]]:
    return [(one, UNITS[one].label or "（无单位）") for one in ids]


class EntryForm(forms.Form):
    """A local value with its source, shaped by the parameter's kind."""

    def __init__(self, parameter: Parameter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add = self.fields
        add["typed"] = typed_field(parameter.kind, dict(parameter.columns))
        if parameter.kind in (Kind.NUMBER, Kind.DURATION, Kind.RATIO):
            add["unit"] = forms.ChoiceField(
                label="单位", choices=_units([u.id for u in UNITS.values() if u.kind is parameter.kind])
            )
        here = shipped.own_jurisdiction()
        places = [c for c in reversed(chain(here)) if c in shipped.places()]
        add["jurisdiction"] = forms.ChoiceField(
            label="适用地区",
            choices=[(c, place_name(c)) for c in places] or [(here, here)],
            help_text="按文件的适用范围选；下级的规定不得与上位法抵触。",
        )
        add["source"] = forms.CharField(label="依据", max_length=200, help_text="文件名称和文号，写全。")
        add["article"] = forms.CharField(label="条款", max_length=80, required=False)
        add["source_text"] = forms.CharField(
            label="原文摘录",
            widget=forms.Textarea(attrs={"rows": 3}),
            required=False,
            help_text="照录，供批准人核对。",
        )
        add["file"] = forms.FileField(
            label="依据文本", required=False, help_text="扫描件或者文件，批准人可以打开核对；也可以不传。"
        )
        add["since"] = _date("施行日", help_text="文件写明的施行日，不是录入日。")
        add["until"] = _date("最后有效日", required=False, help_text="不知道就留空。")
        add["certainty"] = forms.ChoiceField(
            label="把握",
            choices=[("secondary", "二手来源：见于转载或者引用"), ("unverified", "待核：尚未见到条文")],
            help_text="批准之后，由持有原文的人另行核实。",
        )
        if parameter.kind is Kind.DURATION:
            add["first_day_counts"] = forms.ChoiceField(label="首日计入", choices=YES_NO, required=False)
            add["rolls_off_holiday"] = forms.ChoiceField(
                label="末日遇节假日顺延", choices=YES_NO, required=False
            )
            add["clock_source"] = forms.CharField(
                label="计时规则的依据",
                max_length=200,
                required=False,
                help_text="填了首日、顺延的，写明依据。",
            )
        add["note"] = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if (said.get("first_day_counts") or said.get("rolls_off_holiday")) and not said.get("clock_source"):
            self.add_error("clock_source", "填了首日或者顺延，要写明依据")
        return said

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        said = dict(self.cleaned_data)
        for name in ("first_day_counts", "rolls_off_holiday"):
            if name in said:
                said[name] = _TRI.get(said[name])
        return said


class EndForm(forms.Form):
    until = _date("最后有效日", help_text="写在施行日之前，就是从未生效、整条作废。")
    reason = forms.CharField(label="停用理由", widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="意见", widget=forms.Textarea(attrs={"rows": 3}), required=False, help_text="驳回时必填。"
    )


class VerifyForm(forms.Form):
    text_held = forms.CharField(
        label="所持文本", max_length=200, help_text="名称、文号、版本，例如政府公报某年某期。"
    )
    holds_text = forms.BooleanField(
        label="我声明：我持有这份原文，已逐字核对值、单位、施行日和条款", required=True
    )


class SettingForm(forms.Form):
    """A new value for a product setting."""

    def __init__(self, now: SettingNow, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = now.setting
        self.fields["typed"] = (
            forms.ChoiceField(label="值", choices=[(c, c) for c in one.choices])
            if one.choices
            else typed_field(one.kind, {})
        )
        if one.range and not one.choices:
            self.fields["typed"].help_text = f"可填 {one.range}"
        if len(one.units) > 1:
            self.fields["unit"] = forms.ChoiceField(label="单位", choices=_units(list(one.units)))
        self.fields["reason"] = forms.CharField(label="理由", max_length=300)


class CalendarForm(forms.Form):
    """Next year's notice: a file or pasted lines, with the notice they rest on."""

    title = forms.CharField(
        label="通知名称",
        max_length=120,
        required=False,
        help_text="例如：国务院办公厅关于2027年部分节假日安排的通知",
    )
    number = forms.CharField(label="文号", max_length=60, required=False)
    file = forms.FileField(
        label="文件", required=False, help_text="本系统的 .toml，或三列的 .csv：日期、放假或上班、节日。"
    )
    content = forms.CharField(
        label="或者粘贴内容",
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="每行一天，例如：2027-01-01,放假,元旦",
    )

    def text(self) -> str:
        """The file's text when one was chosen, else what was pasted. Raises BadInput when it is no text."""
        file = self.cleaned_data.get("file")
        if file is None:
            return self.cleaned_data.get("content", "")
        if file.size > 200_000:
            raise BadInput("文件太大，放假安排不会超过200KB。", fields={"file": "文件太大"})
        raw = file.read()
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise BadInput("读不出文件的文字。", fields={"file": "请存为 UTF-8 或者 GBK 编码的文本"})
