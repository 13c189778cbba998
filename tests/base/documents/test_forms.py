"""Every template in policy/forms can be filled, printed and read back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from wanghuo.base.documents.body import Body, runs
from wanghuo.base.documents.body.docx_read import read_docx
from wanghuo.base.documents.body.docx_write import write_docx
from wanghuo.base.documents.body.forms import (
    FormError,
    Unfilled,
    fill,
    in_force,
    load,
    locked_breaches,
    parse,
    unset,
)
from wanghuo.base.documents.body.model import Paragraph
from wanghuo.base.documents.body.pdf import write_pdf

FOLDER = Path(__file__).resolve().parents[3] / "policy" / "forms"
FORMS = load(FOLDER)
DAY = date(2020, 3, 5)


def values(form) -> dict:
    """Something for every field."""
    by_type = {
        "date": "2020-04-01",
        "number": 3,
        "lines": ["第一项内容", "第二项内容"],
        "law": "3个工作日",
        "rows": [],
    }
    return {f.key: by_type.get(f.type, f"{f.label}的内容") for f in form.fields}


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.id)
def test_every_template_fills_prints_and_comes_back(form) -> None:
    body = fill(form, values(form), issuer="重庆市开州区消防救援支队", today=DAY)
    assert body.title and body.blocks and not locked_breaches(form, body)
    assert read_docx(write_docx(body)).body == body
    assert write_pdf(body).missing == ()
    text = str(body)
    assert "{" not in text and "}" not in text
    assert all(str(f"{f.label}的内容") in text for f in form.fields if f.type == "text" and f.required)


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.id)
def test_every_required_field_is_asked_for(form) -> None:
    with pytest.raises(Unfilled) as error:
        fill(form, {}, issuer="甲", today=DAY)
    assert set(error.value.fields) == {f.key for f in form.fields if f.required and f.type != "law"}


def test_the_papers_of_the_task_are_there_and_legal_forms_are_unverified() -> None:
    held = {f.id: f for f in FORMS}
    assert {"handover-letter", "handover-slip", "urging-notice", "bulletin", "notice"} <= set(held)
    legal = [f for f in FORMS if f.layout == "form" and not f.short]
    assert len(legal) >= 10 and {f.certainty for f in legal} == {"unverified"}


def test_an_unset_law_parameter_is_printed_as_such_and_found() -> None:
    form = in_force(FORMS, "temporary-seal-decision", DAY)
    body = fill(form, {**values(form), "longest": ""}, issuer="甲", today=DAY)
    assert unset(body) and "（未设定）" in str(body)
    assert not unset(fill(form, values(form), issuer="甲", today=DAY))


def test_changed_locked_wording_is_named() -> None:
    form = in_force(FORMS, "rectification-order", DAY)
    body = fill(form, values(form), issuer="甲", today=DAY)
    assert locked_breaches(form, body) == []
    softer = tuple(
        Paragraph(runs(p.runs[0].text.replace("现责令你", "建议你")))
        if isinstance(p, Paragraph) and p.runs
        else p
        for p in body.blocks
    )
    assert "现责令" in locked_breaches(form, Body(title="t", blocks=softer))[0]


def test_the_version_in_force_on_the_day_is_taken() -> None:
    base = {
        "id": "x", "version": "1", "name": "甲", "kind": "函", "since": date(2016, 1, 1), "until": date(2020, 6, 30),
        "certainty": "house", "source": "s", "number": "{code}〔{year}〕{n}号",
    }  # fmt: skip
    old, new = parse(base), parse({**base, "version": "2", "since": date(2020, 7, 1), "until": None})
    assert in_force([old, new], "x", date(2020, 6, 30)).version == "1"
    assert in_force([old, new], "x", date(2020, 7, 1)).version == "2"
    with pytest.raises(LookupError, match="没有有效"):
        in_force([old, new], "x", date(2015, 1, 1))
    assert old.number_of("开消", 2020, 7) == "开消〔2020〕7号"


def test_a_template_with_an_unknown_placeholder_is_refused_at_load() -> None:
    with pytest.raises(FormError, match="nobody"):
        parse({
            "id": "x", "version": "1", "name": "甲", "kind": "函", "since": DAY, "certainty": "house", "source": "s",
            "number": "{n}", "block": [{"text": "{nobody}"}],
        })  # fmt: skip
