"""Forms behind the buttons of the people, posts, leave and organisation desks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from wanghuo.base.scope.policy import policy

from .fields import (
    DayField,
    DivisionsField,
    OrganisationField,
    PersonField,
    SectorsField,
)
from .models import Organisation
from .rules import KEPT_APART

NOT_GIVEN = ("public", "system", "member")


def role_choices() -> list[tuple[str, str]]:
    """Roles a post may carry, the three administrators last."""
    given = [(key, label) for key, label in policy().labels.items() if key not in NOT_GIVEN]
    return sorted(given, key=lambda pair: pair[0] in KEPT_APART)


class PersonForm(forms.Form):
    username = forms.CharField(
        label="登录名", max_length=40, help_text="小写字母开头，3 至 40 位，不能再改。"
    )
    name = forms.CharField(label="姓名", max_length=40)
    phone = forms.CharField(label="手机", max_length=20, required=False)
    email = forms.CharField(label="邮箱", max_length=120, required=False)


class ChangePersonForm(PersonForm):
    """Contact details are never shown in full here: left empty they stay as they are, a single - clears them."""

    for_actor = True
    username = None  # type: ignore[assignment]

    def __init__(self, *args: Any, actor: Any, row: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.row = row
        for name in ("phone", "email"):
            self.fields[name].help_text = "留空表示不变；填一个减号表示清除。"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("phone", "email"):
            if name in data:
                data[name] = {"": getattr(self.row, name), "-": ""}.get(data[name], data[name])
        return data


class PostForm(forms.Form):
    organisation = OrganisationField(label="单位")
    role = forms.ChoiceField(label="角色", choices=lambda: [("", "请选择"), *role_choices()])
    title = forms.CharField(label="职务", max_length=60)
    since = DayField(label="任职起")
    until = DayField(label="任职止", required=False, help_text="不填即为长期。")
    divisions = DivisionsField(label="辖区")
    whole = forms.BooleanField(
        label="不限行业", required=False, help_text="不勾选时，行业以下面所选为准；都不选即为单位所管行业。"
    )
    sectors = SectorsField()
    basis = forms.CharField(label="依据", max_length=200, required=False, help_text="任命文件或说明。")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["since"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["every_sector"] = data.pop("whole", False)
        return data


class EndPostForm(forms.Form):
    last_day = DayField(label="最后任职日")
    reason = forms.CharField(label="原因", max_length=200)


class HandOverForm(forms.Form):
    to = PersonField(label="接任人")
    from_day = DayField(
        label="接任日期", help_text="原任职人任职到前一日；其在该单位的未结事项一并转给接任人。"
    )
    note = forms.CharField(label="依据", max_length=200, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200)


class NoteForm(forms.Form):
    note = forms.CharField(
        label="身份核实情况",
        max_length=200,
        help_text="写明如何核实了身份，例如：本人持工作证到场；经单位负责人电话确认。记入台账。",
    )


class OrganisationForm(forms.Form):
    for_actor = True
    name = forms.CharField(label="全称", max_length=200)
    name_checked = forms.BooleanField(label="全称已对照文件核实", required=False)
    short_name = forms.CharField(label="简称", max_length=80, required=False)
    aliases = forms.CharField(
        label="别称",
        max_length=500,
        required=False,
        help_text="文件中的其他写法，用顿号隔开，例如：区教委、教委。",
    )
    kind = forms.ChoiceField(label="类别", choices=Organisation.Kind.choices)
    parent = OrganisationField(label="上级单位", required=False)
    division = DivisionsField(label="所在区划", help_text="镇街、村（社区）名称或代码。")
    sectors = SectorsField(label="所管行业")
    credit_code = forms.CharField(label="统一社会信用代码", max_length=18, required=False)
    valid_from = DayField(label="成立日期", required=False)

    def __init__(self, *args: Any, actor: Any = None, row: Organisation | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.row = row

    def clean_aliases(self) -> list[str]:
        text = self.cleaned_data["aliases"].replace("，", "、").replace(",", "、")
        return [part.strip() for part in text.split("、") if part.strip()]

    def clean_division(self) -> Any:
        found = self.cleaned_data["division"]
        if len(found) > 1:
            raise forms.ValidationError("只能填一个区划。")
        return found[0] if found else None


def organisation_initial(row: Organisation) -> dict[str, Any]:
    return {
        "name": row.name,
        "name_checked": row.name_checked,
        "short_name": row.short_name,
        "aliases": "、".join(row.aliases),
        "kind": row.kind,
        "parent": row.parent,
        "division": [row.division] if row.division else [],
        "sectors": row.sectors,
        "credit_code": row.credit_code,
        "valid_from": row.valid_from,
    }


class LeaveForm(forms.Form):
    deputy = PersonField(label="代理人")
    since = DayField(label="自")
    until = DayField(label="至")
    reason = forms.CharField(label="事由", max_length=200, required=False)


class TokenForm(forms.Form):
    name = forms.CharField(label="用途", max_length=60)
    reach = forms.ChoiceField(label="权限", choices=[("read", "只读"), ("write", "读写")])
    days = forms.IntegerField(label="有效天数", initial=90, min_value=1)
