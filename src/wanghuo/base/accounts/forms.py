"""Forms of accounts. They keep what was typed; rules live in ``rules.py`` and the actions."""

from __future__ import annotations

from typing import Any

from django import forms

from wanghuo.base.scope import BadInput


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
