"""The pages of documents on both screens: pictures, accessibility, no overflow, nothing stopped by the CSP."""

from __future__ import annotations

import re

import pytest

from tests.base.documents.test_life import PDF, House
from tests.support.people import person_with
from wanghuo.base.accounts.models import Person
from wanghuo.base.documents import actions, queries
from wanghuo.base.documents.models import Document

from .watch import Screen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(tmp_path, settings) -> House:
    settings.VAR = tmp_path
    return House()


def person(actor) -> Person:
    return Person.objects.get(pk=actor.person)


def test_choosing_and_filling_a_template(screen: Screen, house: House):
    screen.sign_in(person(house.clerk))
    screen.go("/documents/new/")
    screen.check("documents-choose")
    screen.go("/documents/new/rectification-order/")
    screen.check("documents-new")


def test_the_paper_its_editor_and_its_versions(screen: Screen, house: House):
    paper = house.draft(
        copies="市消防救援总队，区委办公室",
        printer="重庆市开州区消防安全委员会办公室",
        attachments=["任务分解表"],
    )
    screen.sign_in(person(house.clerk))
    page = screen.go(f"/documents/{paper.pk}/")
    screen.check("documents-draft")
    page = screen.go(f"/documents/{paper.pk}/edit/")
    page.get_by_role("button", name=re.compile("末尾加一段")).click()
    page.locator("textarea[name=text]").last.fill("【粗】时限要求【/粗】：请于月底前报送情况。")
    screen.check("documents-edit")
    page.get_by_role("button", name="保存为新版本").last.click()
    page.wait_for_url(f"**/documents/{paper.pk}/")
    assert "时限要求" in page.locator(".doc-paper").inner_text()
    screen.go(f"/documents/{paper.pk}/versions/2/")
    screen.check("documents-version")


def test_countersigning(screen: Screen, house: House):
    paper = house.draft()
    actions.submit(house.clerk, paper)
    actions.review(house.chief, paper, countersigners=[house.other])
    screen.sign_in(person(house.guest))
    page = screen.go(f"/documents/{paper.pk}/")
    screen.check("documents-countersign")
    page.get_by_label("会签意见").fill("同意")
    page.get_by_role("button", name="同意").click()
    page.wait_for_load_state()
    assert Document.objects.get(pk=paper.pk).state == "sign"


def test_an_issued_paper_and_its_public_proof(screen: Screen, house: House):
    paper = house.issued()
    screen.sign_in(person_with("department_chief", house.office))
    screen.go(f"/documents/{paper.pk}/")
    screen.check("documents-issued")
    page = screen.go(f"/verify/{queries.Document.objects.get(pk=paper.pk).code}/")
    page.set_input_files("input[type=file]", {"name": "件.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_role("button", name="核对").click()
    page.get_by_text("文件一致").wait_for()
    screen.check("documents-verify")
    screen.go("/w/documents/")
    screen.check("documents-desk")


def test_receiving_a_slip(screen: Screen, house: House):
    paper = actions.issue_slip(house.clerk, house.slip())
    screen.sign_in(person(house.outsider))
    page = screen.go(f"/documents/{paper.pk}/")
    screen.check("documents-receive")
    page.get_by_role("button", name="签收", exact=True).click()
    page.get_by_text("已签收").first.wait_for()
