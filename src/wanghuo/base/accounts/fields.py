"""Form fields that take what clerks type: an organisation by any of its names, divisions by name or code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wanghuo.base.divisions.models import Division

from .models import Organisation, Person
from .queries import find_organisations, organisation_named, standing
from .sectors import labels as sector_labels


class Suggesting(forms.TextInput):
    """A text input that offers names while typing (``<datalist>``: no script, works on phones)."""

    def __init__(self, names: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.names = names

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        listed = f"list_{name}"
        control = super().render(
            name, value, {**(attrs or {}), "list": listed, "autocomplete": "off"}, renderer
        )
        options = format_html_join("", '<option value="{}"></option>', ((n,) for n in self.names()))
        return format_html('{}<datalist id="{}">{}</datalist>', control, listed, options)


def _standing_names() -> list[str]:
    rows = standing(Organisation.objects.all(), timezone.localdate()).order_by("kind", "pinyin")
    return [short or name for name, short in rows.values_list("name", "short_name")]


class OrganisationField(forms.CharField):
    """Cleans to an :class:`Organisation`; accepts full name, short name, alias or former name."""

    def __init__(self, **more: Any) -> None:
        given = {"max_length": 200, "help_text": "输入全称、简称或别称。", **more}
        super().__init__(**{"widget": Suggesting(_standing_names), **given})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Organisation.objects.filter(pk=value).first()
        return str(value) if isinstance(value, Organisation) else value

    def clean(self, value: Any) -> Organisation | None:
        text = super().clean(value)
        if not text:
            return None
        found = organisation_named(text)
        if found is None:
            near = [o.name for o in find_organisations(Organisation.objects.all(), text)[:4]]
            hint = f"您要的是否为：{'、'.join(near)}？" if near else "请核对名称，或先新建、导入该单位。"
            raise forms.ValidationError(f"没有（或不止一个）叫“{text}”的单位。{hint}")
        return found


class OrganisationsField(OrganisationField):
    """Several organisations, separated by 、 or a line break. Cleans to a list."""

    def __init__(self, **more: Any) -> None:
        area = forms.Textarea(attrs={"rows": 2})
        super().__init__(**{"widget": area, "help_text": "可填几个，用顿号隔开。", **more})

    def clean(self, value: Any) -> list[Organisation]:  # type: ignore[override]
        text = forms.CharField.clean(self, value).replace("\n", "、").replace("，", "、")
        parts = [p.strip() for p in text.split("、") if p.strip()]
        return [found for p in parts if (found := super(OrganisationsField, self).clean(p)) is not None]


class DivisionsField(forms.CharField):
    """Divisions by name or code, separated by 、. Cleans to a list."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            required=False,
            max_length=500,
            **{
                "help_text": "镇街、村（社区）名称或代码，可填几个，用顿号隔开；不填即为单位所在区划。",
                **more,
            },
        )

    def prepare_value(self, value: Any) -> Any:
        return "、".join(str(d) for d in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[Division]:
        text = super().clean(value).replace("，", "、").replace(",", "、")
        found = []
        for part in (p.strip() for p in text.split("、")):
            if not part:
                continue
            key = {"code": part} if part.isdigit() else {"name": part}
            rows = list(Division.objects.current().filter(**key)[:2])
            if len(rows) != 1:
                many = "有几处同名，请改填代码" if rows else "没有找到"
                raise forms.ValidationError(f"区划“{part}”{many}。")
            found.append(rows[0])
        return found


class SectorsField(forms.MultipleChoiceField):
    """Keys of sectors."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            choices=lambda: list(sector_labels().items()),
            widget=forms.CheckboxSelectMultiple,
            **{"required": False, "label": "行业", **more},
        )


class PersonField(forms.CharField):
    """A person by user name, or by name where only one bears it. Cleans to a :class:`Person`."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=40, **{"help_text": "输入登录名；姓名不重复时也可输入姓名。", **more})

    def clean(self, value: Any) -> Person | None:
        text = super().clean(value).strip()
        if not text:
            return None
        by_name = Person.objects.filter(name__in=[text, f"{text}（演示）"], is_active=True)
        found = list(Person.objects.filter(username=text, is_active=True)) or list(by_name[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                f"有几个人叫“{text}”，请输入登录名。" if found else f"没有叫“{text}”的在用人员。"
            )
        return found[0]


class DayField(forms.DateField):
    """A day, with the browser's calendar."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "请填写日期，例如 2026-01-31。"},
            **more,
        )
