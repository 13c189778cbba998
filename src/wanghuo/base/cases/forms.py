"""Forms drawn from a flow's typed fields. What the flow asks for is what the form shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from wanghuo.base.accounts.models import Organisation, Person
from wanghuo.kernel.flow import Field, FieldType, Flow, Transition, check_filled

from .models import Priority, Source
from .values import resolve


class OrganisationPicker(forms.TextInput):
    """A search box whose hits are radio buttons: works without script, and with a thumb."""

    input_type = "search"
    template_name = "cases/_picker.html"

    def __init__(
        self, *, without: int | None = None, suggested: Iterable[tuple[Organisation, str]] = ()
    ) -> None:
        super().__init__()
        self.without, self.suggested = without, list(suggested)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = Organisation.objects.filter(pk=value).first() if str(value or "").isdigit() else None
        context["widget"] |= {"chosen": chosen, "without": self.without, "suggested": self.suggested}
        return context


class StepForm(forms.Form):
    """The form of one transition. ``clean`` lets the kernel and the tables judge, so page, API and action agree."""

    def __init__(
        self,
        flow: Flow,
        transition: Transition,
        *args: Any,
        people: Iterable[Person] = (),
        without: int | None = None,
        suggested: Iterable[tuple[Organisation, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.flow, self.transition = flow, transition
        for field_id in (*transition.fill, *transition.may_fill):
            item = flow.field(field_id)
            made = _form_field(item, list(people), without, list(suggested))
            made.required = field_id in transition.fill
            made.label, made.help_text = item.label, item.hint
            self.fields[field_id] = made

    def clean(self) -> dict[str, Any]:
        typed = {
            key: value
            for key, value in self.cleaned_data.items()
            if key in self._asked and value not in (None, "")
        }
        present = {key: value for key, value in typed.items() if key not in self.errors}
        for field_id, sentence in check_filled(self.flow, self.transition, present).items():
            if field_id not in self.errors and field_id in self.fields:
                self.add_error(field_id, sentence)
        _, faults = resolve(self.flow, {k: v for k, v in present.items() if k not in self.errors})
        for field_id, sentence in faults.items():
            self.add_error(field_id, sentence)
        return self.cleaned_data

    @property
    def _asked(self) -> tuple[str, ...]:
        return (*self.transition.fill, *self.transition.may_fill)

    @property
    def step_values(self) -> dict[str, Any]:
        """What to pass to the action: only what the transition asks for, only what was filled."""
        return {
            key: self.cleaned_data[key] for key in self._asked if self.cleaned_data.get(key) not in (None, "")
        }


class NewForm(StepForm):
    """The form of a new hand-over: the step's own fields and what describes the case."""

    def __init__(
        self,
        *args: Any,
        owners: list[tuple[int, str]],
        sectors: list[tuple[str, str]],
        towns: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if len(owners) > 1:
            self.fields["owner"] = forms.ChoiceField(label="以哪个单位的名义移交", choices=owners)
        self.fields["source"] = forms.ChoiceField(
            label="来源",
            choices=Source.choices,
            initial=Source.INSPECTION,
            help_text="举报投诉类事项的照片会自动去除位置信息。",
        )
        self.fields["priority"] = forms.ChoiceField(
            label="缓急", choices=Priority.choices, initial=Priority.NORMAL
        )
        self.fields["division"] = forms.ChoiceField(
            label="属地", choices=[("", "未确定"), *towns], required=False
        )
        self.fields["sector"] = forms.ChoiceField(
            label="行业", choices=[("", "未确定"), *sectors], required=False
        )
        self.order_fields(
            ["owner", "title", "source", "priority", "division", "sector", "facts", "receiver", "ground"]
        )


def _form_field(
    item: Field, people: list[Person], without: int | None, suggested: list[tuple[Organisation, str]]
) -> forms.Field:
    match item.type:
        case FieldType.LONGTEXT:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=item.longest)
        case FieldType.DATE:
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        case FieldType.INTEGER:
            return forms.IntegerField(min_value=item.shortest, max_value=item.longest)
        case FieldType.CHOICE:
            return forms.ChoiceField(choices=[("", "请选择"), *item.choices])
        case FieldType.YESNO:
            return forms.ChoiceField(choices=[("", "请选择"), ("true", "是"), ("false", "否")])
        case FieldType.ORGANISATION:
            return forms.CharField(widget=OrganisationPicker(without=without, suggested=suggested))
        case FieldType.PERSON:
            return forms.ChoiceField(choices=[("", "请选择"), *((str(one.pk), str(one)) for one in people)])
        case _:
            return forms.CharField(max_length=item.longest)
