"""Forms of accounts. They keep what was typed; rules live in ``rules.py`` and the actions."""

from __future__ import annotations

from typing import Any

from django import forms

from wanghuo.base.scope import BadInput

from .fields import DayField, OrganisationsField
from .models import Reorganisation


def take(form: forms.BaseForm, bad: BadInput) -> None:
    """Put a refusal's messages where they belong on the form; what has no field goes to the top."""
    placed = False
    for name, message in bad.fields.items():
        if name in form.fields:
            form.add_error(name, message)
            placed = True
    if not placed:
        form.add_error(None, " ".join([str(bad), *bad.fields.values()]))


def _password(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=256,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class SignInForm(forms.Form):
    username = forms.CharField(
        label="登录名",
        max_length=64,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "autofocus": True,
                "spellcheck": "false",
            }
        ),
    )
    password = _password("口令", "current-password")


class CodeForm(forms.Form):
    code = forms.CharField(
        label="动态口令",
        max_length=20,
        help_text="验证器上显示的 6 位数字；手机不在身边时可输入一个恢复码。",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "text",
                "autofocus": True,
                "spellcheck": "false",
            }
        ),
    )


class NewPasswordForm(forms.Form):
    new = _password("新口令", "new-password")
    again = _password("再输入一次", "new-password")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", "两次输入的口令不一致。")
        return data


class ChangePasswordForm(NewPasswordForm):
    current = _password("当前口令", "current-password")
    field_order = ["current", "new", "again"]


class CurrentPasswordForm(forms.Form):
    current = _password("当前口令", "current-password")


class ContactForm(forms.Form):
    phone = forms.CharField(label="手机", max_length=20, required=False)
    email = forms.CharField(label="邮箱", max_length=120, required=False)


class LinkForm(forms.Form):
    purpose = forms.ChoiceField(
        label="用途",
        choices=[("first", "首次登录"), ("recover", "找回（忘记口令）")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="身份核实情况",
        required=False,
        max_length=200,
        help_text="找回时必填：写明如何核实了身份，例如本人持工作证到场。记入台账。",
    )


class ReorganiseForm(forms.Form):
    kind = forms.ChoiceField(label="方式", choices=Reorganisation.Kind.choices, widget=forms.RadioSelect)
    befores = OrganisationsField(label="被变更的单位", max_length=1000)
    afters = OrganisationsField(
        label="承继单位",
        required=False,
        max_length=1000,
        help_text="更名不填；分设时排在第一的单位承接岗位和未结事项。承继单位须先建立。",
    )
    new_name = forms.CharField(label="新全称（更名时）", max_length=200, required=False)
    new_short_name = forms.CharField(label="新简称（更名时）", max_length=80, required=False)
    effective = DayField(label="生效日期", help_text="不晚于今天。原单位存续到前一日。")
    basis = forms.CharField(label="依据", max_length=200, help_text="机构改革方案、批复等的名称和文号。")
    note = forms.CharField(
        label="说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
