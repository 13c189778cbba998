"""Forms of the first run."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from .actions.setup import NewAdministrator
from .rules import KEPT_APART

_HINTS = {
    "system_admin": "管单位、人员和系统设置，不能任命岗位。",
    "security_admin": "任命岗位、解锁、签发登录链接，不能新建人员。",
    "auditor": "只查阅台账。",
}


class AdministratorsForm(forms.Form):
    """Three people; the fields of each are named ``name_<role>`` and so on."""

    operator = forms.CharField(
        label="运行本平台的单位",
        max_length=200,
        help_text="三类管理员所在单位的全称，例如“某区消防救援支队”。",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for role in KEPT_APART:
            self.fields[f"name_{role}"] = forms.CharField(label="姓名", max_length=40, help_text=_HINTS[role])
            self.fields[f"username_{role}"] = forms.CharField(
                label="登录名", max_length=40, help_text="小写字母开头，3 至 40 位。"
            )
            self.fields[f"phone_{role}"] = forms.CharField(label="手机", max_length=20, required=False)

    def group(self, role: str) -> list[BoundField]:
        return [self[f"{part}_{role}"] for part in ("name", "username", "phone")]

    def people(self) -> list[NewAdministrator]:
        data = self.cleaned_data
        return [
            NewAdministrator(r, data[f"name_{r}"], data[f"username_{r}"], data[f"phone_{r}"])
            for r in KEPT_APART
        ]


class DivisionsForm(forms.Form):
    choice = forms.ChoiceField(
        label="区划来源",
        choices=[("upload", "上传本区县的统计用区划代码"), ("sample", "用随产品提供的重庆市开州区数据")],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label="区划代码文件",
        required=False,
        help_text="CSV，两列：代码（12 位）、名称；含区县、镇街、村（社区）三级。UTF-8 或 GBK 编码均可。",
    )
    source = forms.CharField(
        label="来源", required=False, max_length=200, help_text="例如：国家统计局《统计用区划代码》2023年版。"
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("choice") == "upload":
            if not data.get("file") and "file" not in self.errors:
                self.add_error("file", "请选择区划代码文件。")
            if not data.get("source"):
                self.add_error("source", "请写明代码的来源和年份。")
        return data


class OrganisationsForm(forms.Form):
    choice = forms.ChoiceField(label="单位来源", widget=forms.RadioSelect)
    file = forms.FileField(label="单位表格", required=False, help_text="下载模板填好后上传（xlsx）。")

    def __init__(self, *args: Any, sample: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.report: list[tuple[str, str]] = []
        choices = [("upload", "上传单位表格"), ("later", "先不导入，以后由系统管理员在“单位名录”中导入")]
        if sample:
            choices.insert(1, ("sample", "用随产品提供的开州区单位（文件所列部门、镇街、村社区）"))
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("choice") == "upload" and not data.get("file") and "file" not in self.errors:
            self.add_error("file", "请选择填好的表格。")
        return data
