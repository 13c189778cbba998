"""The working-day clock to try: a start and a limit, the deadline and how it was counted."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wanghuo.base.scope.guards import page
from wanghuo.kernel.law import Deadline, Kind, LawError, Term

from ..queries import clock, law
from .parameters import HOME

UNITS = [
    ("working_day", "个工作日"), ("calendar_day", "日"), ("hour", "小时"), ("minute", "分钟"), ("month", "个月"), ("year", "年"),
]  # fmt: skip


class ClockForm(forms.Form):
    start = forms.DateTimeField(
        label="起算时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    limit = forms.ChoiceField(label="按哪项时限", required=False, help_text="按起算那天有效的规定。")
    n = forms.IntegerField(label="或者自定：数量", required=False, min_value=0, max_value=36000)
    unit = forms.ChoiceField(label="单位", choices=UNITS, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        durations = [p for p in law.book.parameters.values() if p.kind is Kind.DURATION]
        self.fields["limit"].choices = [("", "不选，自定"), *((p.id, p.label) for p in durations)]  # type: ignore[attr-defined]

    def term(self) -> Term:
        """Raises LawError when neither a usable limit nor a number was given."""
        start: datetime = self.cleaned_data["start"]
        if limit := self.cleaned_data["limit"]:
            return law.at(timezone.localdate(start), limit).term()
        if self.cleaned_data["n"] is None:
            raise LawError("请选一项时限，或者自定数量和单位")
        return Term(self.cleaned_data["n"], self.cleaned_data["unit"] or "working_day", rule="自定期限")


@page("law.view")
def calculator(request: HttpRequest) -> HttpResponse:
    asked = "start" in request.GET
    first = {"start": timezone.localtime(), "limit": "inspection.recheck"}
    form = ClockForm(request.GET) if asked else ClockForm(initial=first)
    found: Deadline | None = None
    if asked and form.is_valid():
        try:
            found = clock.deadline(form.cleaned_data["start"], form.term())
        except ValueError as error:  # LawError too
            form.add_error(None, str(error))
    return render(request, "law/clock.html", {"form": form, "found": found, "trail": [HOME]})
