"""Django forms of the room: values of a template, steps, receipts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from wanghuo.base.accounts.models import Organisation
from wanghuo.base.scope.rows import visible
from wanghuo.kernel.scope import Actor

from . import rules
from .body.forms import Form as Template
from .templates_in_force import current


class DateInput(forms.DateInput):
    input_type = "date"


class ValuesForm(forms.Form):
    """The fields of a template. Organisations are typed by name; a known name becomes the organisation."""

    def __init__(self, template: Template, issuers: list[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template = template
        self.fields["issuer"] = forms.TypedChoiceField(
            label="发文单位", choices=[(o.pk, o.name) for o in issuers], coerce=int
        )
        for field in template.fields:
            if field.type in ("law", "rows"):
                continue
            self.fields[field.key] = self._field(field)

    @staticmethod
    def _field(field: Any) -> forms.Field:
        shared = {"label": field.label, "required": field.required, "help_text": field.help}
        shared["error_messages"] = {"required": f"请填写“{field.label}”"}
        if field.type == "date":
            return forms.DateField(widget=DateInput(format="%Y-%m-%d"), **shared)
        if field.type == "number":
            return forms.FloatField(**shared)
        if field.type == "lines":
            shared["help_text"] = field.help or "每行一项"
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **shared)
        if field.type == "organisation":
            widget = forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"})
            return forms.CharField(widget=widget, max_length=200, **shared)
        if field.type == "person":
            return forms.CharField(max_length=80, **shared)
        long = field.key in (
            "facts",
            "reason",
            "request",
            "situation",
            "opening",
            "rights",
            "basis",
            "proposal",
            "progress",
        )
        return forms.CharField(
            widget=forms.Textarea(attrs={"rows": 4}) if long else forms.TextInput(), **shared
        )

    def values(self) -> dict[str, Any]:
        """What ``draft`` wants: lines as lists, known organisations as rows."""
        made = {}
        for field in self.template.fields:
            value = self.cleaned_data.get(field.key)
            if field.type == "lines":
                value = [v for v in (value or "").splitlines() if v.strip()]
            elif field.type == "organisation" and value:
                value = Organisation.objects.filter(name=value.strip(), valid_until=None).first() or value
            made[field.key] = value
        return made


class OpinionForm(forms.Form):
    text = forms.CharField(
        label="意见", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )


class ReviewForm(OpinionForm):
    countersigners = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="会签单位",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text="不选则直接送签发；按住 Ctrl 可选多个",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Organisation.objects.filter(valid_until=None).exclude(
            kind__in=["village", "community", "enterprise"]
        )
        self.fields["countersigners"].queryset = held.order_by("pinyin", "id")  # type: ignore[attr-defined]


class ServiceForm(forms.Form):
    recipient = forms.CharField(
        label="受送达人", max_length=200, widget=forms.TextInput(attrs={"list": "organisations"})
    )
    method = forms.ChoiceField(
        label="送达方式", choices=[(k, v) for k, v in rules.METHODS.items() if k != "inside"]
    )
    result = forms.ChoiceField(
        label="送达结果", choices=[(k, v) for k, v in rules.RESULTS.items() if k != "pending"]
    )
    served_at = forms.DateTimeField(
        label="送达时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    place = forms.CharField(label="送达地点", required=False, max_length=200)
    received_by = forms.CharField(label="签收人", required=False, max_length=80)
    relation = forms.CharField(label="与受送达人关系", required=False, max_length=80)
    witness = forms.CharField(label="见证人", required=False, max_length=120, help_text="留置送达必填")
    remark = forms.CharField(label="拒收事由或备注", required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["served_at"].initial = timezone.localtime().replace(second=0, microsecond=0)


class IssuerCodeForm(forms.Form):
    for_actor = True

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="单位")
    code = forms.CharField(
        label="机关代字", max_length=40, help_text="用于发文字号，如“开州消安委”；一个单位一个，不得重复"
    )
    kind = forms.ChoiceField(label="文种", required=False, help_text="不选则用于本单位全部文种")

    def __init__(self, *args: Any, actor: Actor, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = visible(actor, Organisation.objects.filter(valid_until=None), "documents.set_issuer_code")
        own = held.filter(pk__in=actor.organisations(timezone.localdate()))
        self.fields["organisation"].queryset = own  # type: ignore[attr-defined]
        kinds = sorted({f.kind for f in current(timezone.localdate())})
        self.fields["kind"].choices = [("", "全部文种"), *((k, k) for k in kinds)]  # type: ignore[attr-defined]
