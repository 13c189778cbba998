"""Buttons, bulk actions, unmasking and saved filters through the real pages."""

from __future__ import annotations

import pytest
from tests.support.people import client_of, organisation, person_with, town

from wanghuo.base.ledger.models import Entry
from wanghuo.base.workbench.models import SavedFilter

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(testroom):
    here = town("500154001000", "汉丰街道")
    ours = organisation(division=here)
    clerk = person_with("town_clerk", ours, divisions=[here], name="赵经办")
    others = [person_with("grid_worker", ours, name=n, phone="13912345678") for n in ("钱一", "孙二", "李三")]
    return clerk, others


def test_a_button_asks_does_and_says_so(people):
    clerk, (one, *_) = people
    client = client_of(clerk)
    assert 'value="钱一"' in client.get(f"/w/testroom/{one.pk}/do/rename/").content.decode()
    response = client.post(f"/w/testroom/{one.pk}/do/rename/", {"name": "钱大"}, follow=True)
    one.refresh_from_db()
    assert one.name == "钱大"
    assert "已改名" in response.content.decode()
    assert Entry.objects.get(verb="testroom.rename").detail["name"] == ["钱一", "钱大"]


def test_a_refused_form_comes_back_with_what_was_typed(people):
    clerk, (one, *_) = people
    response = client_of(clerk).post(f"/w/testroom/{one.pk}/do/rename/", {"name": "不可"})
    text = response.content.decode()
    assert response.status_code == 422
    assert 'value="不可"' in text and "请换一个名字" in text
    assert Entry.objects.get(verb="testroom.rename").result == "refused"


def test_an_empty_form_is_told_and_does_nothing(people):
    clerk, (one, *_) = people
    response = client_of(clerk).post(f"/w/testroom/{one.pk}/do/rename/", {"name": ""})
    assert response.status_code == 422
    assert not Entry.objects.filter(verb="testroom.rename").exists()


def test_who_may_only_look_sees_no_buttons_and_cannot_press_them(people):
    _, (one, *_) = people
    here = town("500154001000", "汉丰街道")
    auditor = client_of(person_with("auditor", divisions=[here]))
    text = auditor.get(f"/w/testroom/{one.pk}/").content.decode()
    assert "/do/rename/" not in text and "/unmask/" not in text
    assert auditor.post(f"/w/testroom/{one.pk}/do/rename/", {"name": "x"}).status_code == 403


def test_getting_a_button_without_form_changes_nothing(people):
    clerk, (one, *_) = people
    assert client_of(clerk).get(f"/w/testroom/{one.pk}/do/disable/").status_code == 200
    one.refresh_from_db()
    assert one.is_active


def test_bulk_does_what_it_can_and_names_what_it_could_not(people):
    clerk, (one, two, three) = people
    client = client_of(clerk)
    two.is_active = False
    two.save()
    picked = [one.pk, two.pk, three.pk]
    assert "将办理以下 3 人" in client.get("/w/testroom/bulk/disable/", {"pick": picked}).content.decode()
    response = client.post("/w/testroom/bulk/disable/", {"pick": picked})
    problems = {r["row"].pk: r["problem"] for r in response.context["report"]}
    assert problems[two.pk] and not problems[one.pk] and not problems[three.pk]
    assert Entry.objects.filter(verb="testroom.disable", result="done").count() == 2


def test_bulk_does_not_reach_out_of_scope(people):
    clerk, (one, *_) = people
    far = person_with("grid_worker", organisation(division=town("500154002000", "文峰街道")), name="远人")
    client_of(clerk).post("/w/testroom/bulk/disable/", {"pick": [one.pk, far.pk, "x", ""]})
    far.refresh_from_db()
    assert far.is_active


def test_unmasking_needs_a_reason_and_is_in_the_ledger(people):
    clerk, (one, *_) = people
    client = client_of(clerk)
    url = f"/w/testroom/{one.pk}/unmask/phone/"
    assert "13912345678" not in client.get(url).content.decode()
    assert client.post(url, {"reason": "看"}).status_code == 422
    response = client.post(url, {"reason": "联系核实消火栓位置"})
    assert "13912345678" in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    entry = Entry.objects.get(verb="workbench.unmask", result="done")
    assert entry.detail == {"field": "phone", "reason": "联系核实消火栓位置"}
    assert "13912345678" not in str(entry.detail)


def test_only_masked_fields_can_be_unmasked(people):
    clerk, (one, *_) = people
    response = client_of(clerk).post(f"/w/testroom/{one.pk}/unmask/password/", {"reason": "想看看密码"})
    assert response.status_code == 422
    assert one.password not in response.content.decode() or not one.password


def test_saved_filters_are_ones_own(people):
    clerk, _ = people
    client = client_of(clerk)
    client.post("/w/testroom/filters/", {"name": "停用的", "query": "active=0"})
    saved = SavedFilter.objects.get()
    assert (saved.person_id, saved.query) == (clerk.pk, "active=0")
    assert "停用的" in client.get("/w/testroom/").content.decode()
    here = town("500154001000", "汉丰街道")
    other = client_of(person_with("town_clerk", divisions=[here]))
    assert "停用的" not in other.get("/w/testroom/").content.decode()
    other.post(f"/w/testroom/filters/{saved.pk}/drop/")
    assert SavedFilter.objects.exists()
    client.post(f"/w/testroom/filters/{saved.pk}/drop/")
    assert not SavedFilter.objects.exists()
