"""The life of a paper on a real database: every step, and every refusal."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone
from tests.base.documents.bodies import sample
from tests.support.people import actor_with, district, organisation

from wanghuo.base.accounts.models import Organisation
from wanghuo.base.documents import actions, queries
from wanghuo.base.documents.body.docx_read import read_docx
from wanghuo.base.documents.body.docx_write import write_docx
from wanghuo.base.documents.models import Countersign, Document, Number, Opinion, Service, Version
from wanghuo.base.ledger.models import Entry
from wanghuo.base.scope import BadInput, NotNow, Refused
from wanghuo.kernel.scope import Actor

pytestmark = pytest.mark.django_db

NOTICE = {
    "matter": "开展今冬明春火灾防控工作",
    "recipients": "各镇人民政府、街道办事处",
    "opening": "为切实做好今冬明春火灾防控工作，",
    "items": ["开展隐患排查", "加强宣传教育"],
}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


class House:
    """An office with a clerk and two chiefs, and another office."""

    def __init__(self) -> None:
        self.office: Organisation = organisation(
            "重庆市开州区消防安全委员会", division=district(), short_name="开州消安委"
        )
        self.other: Organisation = organisation("重庆市开州区教育委员会", division=district())
        self.clerk: Actor = actor_with("department_clerk", self.office, name="拟稿员")
        self.chief: Actor = actor_with("department_chief", self.office, name="核稿员")
        self.leader: Actor = actor_with("department_chief", self.office, name="签发员")
        self.guest: Actor = actor_with("department_chief", self.other, name="会签员")
        self.outsider: Actor = actor_with("department_clerk", self.other, name="外人")

    def draft(self, template: str = "notice", **values: object) -> Document:
        return actions.draft(self.clerk, template=template, values={**NOTICE, **values}, issuer=self.office)

    def signed(self) -> Document:
        paper = self.draft()
        actions.submit(self.clerk, paper)
        actions.review(self.chief, paper)
        return actions.sign(self.leader, paper)

    def issued(self) -> Document:
        paper = actions.number(self.clerk, self.signed())
        actions.seal(self.clerk, paper, PDF, name="扫描件.pdf")
        return actions.issue(self.clerk, paper)

    def slip(self) -> Document:
        values = {
            "recipient": self.other, "matter": "某市场占用疏散通道问题", "facts": "检查发现通道被占用。",
            "reason": "属于行业主管职责。", "request": "请依法处理。",
        }  # fmt: skip
        return actions.draft(self.clerk, template="handover-letter", values=values, issuer=self.office)


@pytest.fixture
def house(tmp_path, settings) -> House:
    settings.VAR = tmp_path
    return House()


def test_a_paper_walks_the_whole_path(house: House) -> None:
    paper = house.draft()
    assert (
        paper.state == "draft"
        and paper.title == "重庆市开州区消防安全委员会关于开展今冬明春火灾防控工作的通知"
    )
    actions.submit(house.clerk, paper)
    paper = actions.review(house.chief, paper, countersigners=[house.other])
    part = Countersign.objects.get(document=paper)
    paper = actions.countersign(house.guest, part, agree=True, text="同意")
    assert paper.state == "sign"
    paper = actions.sign(house.leader, paper, text="同意印发")
    assert queries.body_of(paper).date == timezone.localdate()
    paper = actions.number(house.clerk, paper)
    year = timezone.localdate().year
    assert paper.number == f"开州消安委〔{year}〕1号" == queries.body_of(paper).number
    paper = actions.seal(house.clerk, paper, PDF, name="扫描件.pdf")
    paper = actions.issue(house.clerk, paper)
    assert paper.state == "issued" and len(paper.seal_sha256) == 64
    labels = list(Opinion.objects.filter(document=paper).order_by("id").values_list("label", flat=True))
    assert labels == ["拟稿", "送核稿", "核稿", "会签", "签发", "编号", "用印", "印发"]
    verbs = set(Entry.objects.filter(object_id=str(paper.pk), result="done").values_list("verb", flat=True))
    assert {
        f"documents.{v}" for v in ("draft", "submit", "review", "sign", "number", "seal", "issue")
    } <= verbs


def test_missing_values_are_named_field_by_field(house: House) -> None:
    with pytest.raises(BadInput) as refusal:
        house.draft(matter="", items=[])
    assert set(refusal.value.fields) == {"matter", "items"}
    assert not Document.objects.exists()


def test_who_drafted_neither_reviews_nor_signs(house: House) -> None:
    paper = actions.draft(house.chief, template="notice", values=NOTICE, issuer=house.office)
    actions.submit(house.chief, paper)
    with pytest.raises(NotNow, match="拟稿人不能作为本公文的核稿人"):
        actions.review(house.chief, paper)
    actions.review(house.leader, paper)
    with pytest.raises(NotNow, match="签发人"):
        actions.sign(house.chief, paper)


def test_steps_out_of_turn_are_refused_with_rule_and_next_step(house: House) -> None:
    paper = house.draft()
    for verb, actor in (
        ("review", house.chief),
        ("sign", house.leader),
        ("number", house.clerk),
        ("issue", house.clerk),
    ):
        with pytest.raises(NotNow) as refusal:
            getattr(actions, verb)(actor, paper)
        assert refusal.value.rule and refusal.value.next_step and "拟稿" in refusal.value.reason
    signed = house.signed()
    with pytest.raises(NotNow, match="待编号"):
        actions.edit(house.clerk, signed, sample(), base=2)
    numbered = actions.number(house.clerk, signed)
    with pytest.raises(NotNow, match="尚未用印"):
        actions.issue(house.clerk, numbered)


def test_other_offices_and_the_public_may_not(house: House) -> None:
    paper = house.draft()
    for actor in (house.outsider, Actor.public()):
        with pytest.raises(Refused):
            actions.submit(actor, paper)
        assert not queries.readable(actor).filter(pk=paper.pk).exists()
        with pytest.raises(Refused):
            queries.one(actor, paper.pk)
    with pytest.raises(Refused):
        actions.draft(house.outsider, template="notice", values=NOTICE, issuer=house.office)
    actions.submit(house.clerk, paper)
    with pytest.raises(Refused, match="部门负责人"):
        actions.review(house.clerk, paper)


def test_a_returned_paper_goes_back_with_its_reason_and_a_second_round(house: House) -> None:
    paper = house.draft()
    actions.submit(house.clerk, paper)
    with pytest.raises(BadInput):
        actions.send_back(house.chief, paper, text=" ")
    actions.send_back(house.chief, paper, text="标题不妥")
    actions.submit(house.clerk, paper)
    third = organisation(division=district())
    actions.review(house.chief, paper, countersigners=[house.other, third])
    part = Countersign.objects.get(document=paper, organisation=house.other)
    with pytest.raises(BadInput):
        actions.countersign(house.guest, part, agree=False)
    paper = actions.countersign(house.guest, part, agree=False, text="第二条与我委职责不符")
    assert paper.state == "draft"
    actions.submit(house.clerk, paper)
    paper = actions.review(house.chief, paper, countersigners=[house.other])
    with pytest.raises(NotNow):
        actions.countersign(house.guest, part, agree=True)
    second = queries.round_of(paper).get()
    assert second.round == 2
    with pytest.raises(Refused):
        actions.countersign(house.chief, second, agree=True)
    assert actions.countersign(house.guest, second, agree=True).state == "sign"


def test_countersigning_waits_for_all(house: House) -> None:
    third = organisation(division=district())
    chief_of_third = actor_with("department_chief", third)
    paper = house.draft()
    actions.submit(house.clerk, paper)
    actions.review(house.chief, paper, countersigners=[house.other, third])
    parts = {p.organisation_id: p for p in queries.round_of(paper)}
    assert actions.countersign(house.guest, parts[house.other.pk], agree=True).state == "countersign"
    with pytest.raises(NotNow, match="已经会签"):
        actions.countersign(house.guest, parts[house.other.pk], agree=False, text="改主意")
    assert actions.countersign(chief_of_third, parts[third.pk], agree=True).state == "sign"


def test_the_drafter_recalls_and_discards(house: House) -> None:
    paper = house.draft()
    actions.submit(house.clerk, paper)
    second = actor_with("department_clerk", house.office)
    with pytest.raises(NotNow, match="只有拟稿人"):
        actions.recall(second, paper, reason="看看")
    assert actions.recall(house.clerk, paper, reason="漏了附件").state == "draft"
    assert actions.discard(house.clerk, paper, reason="不再需要").state == "withdrawn"
    with pytest.raises(NotNow):
        actions.submit(house.clerk, paper)


def test_word_edits_come_back_and_what_is_lost_is_named(house: House) -> None:
    paper = house.draft()
    file = io.BytesIO(write_docx(queries.body_of(paper)))
    from docx import Document as open_docx

    word = open_docx(file)
    target = next(p for p in word.paragraphs if "开展隐患排查" in p.text)
    target.add_run("，逐户建立台账")
    out = io.BytesIO()
    word.save(out)
    version, reading = actions.upload(house.clerk, paper, out.getvalue(), base=1)
    assert version.number == 2 and reading.notes == ()
    assert "逐户建立台账" in str(version.body)
    with pytest.raises(NotNow, match="基于第1版"):
        actions.upload(house.clerk, paper, out.getvalue(), base=1)
    with pytest.raises(BadInput, match="docx"):
        actions.upload(house.clerk, paper, b"hello", base=2)
    assert queries.attachments_of(paper).count() == 1


def test_locked_wording_may_not_be_changed(house: House) -> None:
    paper = house.slip()
    body = read_docx(write_docx(queries.body_of(paper))).body
    from dataclasses import replace

    actions.edit(house.clerk, paper, replace(body, blocks=body.blocks[1:]), base=1)
    with pytest.raises(BadInput, match="现予移交"):
        actions.submit(house.clerk, paper)


def test_secret_papers_are_refused(house: House) -> None:
    from dataclasses import replace

    paper = house.draft()
    with pytest.raises(BadInput, match="涉密"):
        actions.edit(house.clerk, paper, replace(queries.body_of(paper), secrecy="机密"), base=1)


def test_a_slip_is_issued_in_one_step_and_served_on_its_recipient(house: House) -> None:
    paper = actions.issue_slip(house.clerk, house.slip())
    assert paper.state == "issued" and paper.number.startswith("开州消安委移〔")
    service = Service.objects.get(document=paper)
    assert (service.organisation, service.result) == (house.other, "pending")
    assert queries.readable(house.outsider).filter(pk=paper.pk).exists()
    with pytest.raises(Refused):
        actions.receive(house.clerk, service)
    assert actions.receive(house.outsider, service).result == "received"
    with pytest.raises(NotNow, match="已签收"):
        actions.receive(house.outsider, service)
    with pytest.raises(NotNow, match="不能一步印发"):
        actions.issue_slip(house.clerk, house.draft())


def test_service_with_its_refusals(house: House) -> None:
    paper = house.issued()
    now = timezone.now()
    good = {
        "recipient": "某商场",
        "method": "direct",
        "result": "received",
        "received_by": "王五",
        "served_at": now - timedelta(seconds=1),
    }
    assert actions.serve(house.clerk, paper, **good).served_by == "拟稿员"
    for change, field in (
        ({"received_by": ""}, "received_by"),
        ({"result": "refused"}, "remark"),
        ({"method": "left"}, "witness"),
        ({"served_at": now + timedelta(days=1)}, "served_at"),
        ({"served_at": now - timedelta(days=2)}, "served_at"),
        ({"method": "pigeon"}, "method"),
    ):
        with pytest.raises(BadInput) as refusal:
            actions.serve(house.clerk, paper, **{**good, **change})
        assert field in refusal.value.fields
    left = actions.serve(
        house.clerk, paper, recipient="某商场", method="left", result="left", witness="社区干部李某", place="商场一楼",
        remark="拒绝签收", served_at=now - timedelta(seconds=1),
    )  # fmt: skip
    assert left.result == "left"
    with pytest.raises(NotNow):
        actions.serve(house.clerk, house.draft(), **good)


def test_void_numbers_are_kept_and_never_given_again(house: House) -> None:
    first = actions.number(house.clerk, house.signed())
    with pytest.raises(BadInput):
        actions.void(house.chief, first, reason="")
    actions.void(house.chief, first, reason="重复发文")
    second = actions.number(house.clerk, house.signed())
    kept = list(Number.objects.order_by("serial").values_list("serial", "void_reason"))
    assert kept == [(1, "重复发文"), (2, "")]
    assert second.number.endswith("2号") and Document.objects.get(pk=first.pk).state == "void"
    with pytest.raises(Error), transaction.atomic():
        Number.objects.filter(serial=1).delete()


def test_an_issued_paper_is_frozen_in_the_database(house: House) -> None:
    paper = house.issued()
    version = queries.latest(paper)
    for sql in (
        "UPDATE documents_document SET title = 'x' WHERE id = %s",
        "UPDATE documents_document SET state = 'draft' WHERE id = %s",
        "UPDATE documents_document SET issued_at = NULL WHERE id = %s",
        "DELETE FROM documents_document WHERE id = %s",
        "UPDATE documents_version SET sha256 = 'x' WHERE document_id = %s",
        "DELETE FROM documents_version WHERE document_id = %s",
    ):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [paper.pk])
    with pytest.raises(Error), transaction.atomic():
        Version.objects.create(
            document=paper, number=99, body=version.body, sha256="x", source="x", at=timezone.now()
        )
    with pytest.raises(NotNow):
        actions.edit(house.clerk, paper, sample(), base=version.number)
    revoked = actions.revoke(house.chief, paper, reason="文号有误")
    assert revoked.state == "revoked" and queries.verify(paper.code).state == "revoked"


def test_the_seal_holds_and_tampering_past_the_trigger_is_seen(house: House) -> None:
    paper = house.issued()
    found = queries.verify(paper.code)
    assert found.intact and found.number == paper.number
    assert queries.is_same_file(paper.code, [PDF]) == "scan"
    assert queries.is_same_file(paper.code, [PDF + b" "]) == ""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else the table is busy with pending checks
        cursor.execute("ALTER TABLE documents_version DISABLE TRIGGER documents_version_frozen")
        cursor.execute(
            "UPDATE documents_version SET body = jsonb_set(body, '{recipients}', '\"他人\"') WHERE id = %s",
            [queries.latest(paper).pk],
        )
        cursor.execute("ALTER TABLE documents_version ENABLE TRIGGER documents_version_frozen")
    assert not queries.verify(paper.code).intact
    assert queries.verify("AAAA-BBBB-CCCC") is None
    assert queries.verify(house.draft().code or "") is None


def test_issuer_codes_are_one_to_an_office(house: House) -> None:
    actions.set_issuer_code(house.chief, house.office, code="开消委")
    actions.set_issuer_code(house.chief, house.office, code="开消委函", kind="函")
    with pytest.raises(BadInput, match="已被其他单位使用"):
        actions.set_issuer_code(house.guest, house.other, code="开消委")
    assert actions.number(house.clerk, house.signed()).number.startswith("开消委〔")
    assert actions.issue_slip(house.clerk, house.slip()).number.startswith("开消委函移〔")


def test_those_concerned_are_told(house: House) -> None:
    from tests.support.jobs import run_jobs

    from wanghuo.base.notify.models import Message

    paper = house.draft()
    actions.submit(house.clerk, paper)
    actions.review(house.chief, paper, countersigners=[house.other])
    actions.countersign(house.guest, Countersign.objects.get(document=paper), agree=False, text="请改第二条")
    slip = actions.issue_slip(house.clerk, house.slip())
    actions.receive(house.outsider, Service.objects.get(document=slip), refuse="不属于我委职责")
    run_jobs()
    told = set(Message.objects.values_list("person_id", "template"))
    assert (house.clerk.person, "documents.returned") in told
    assert (house.clerk.person, "documents.refused") in told
    assert house.guest.person not in {p for p, t in told if t == "documents.returned"}


def test_an_office_is_told_of_what_it_has_to_receive_and_to_countersign(house: House) -> None:
    from tests.support.jobs import run_jobs

    from wanghuo.base.notify.models import Message

    paper = house.draft()
    actions.submit(house.clerk, paper)
    actions.review(house.chief, paper, countersigners=[house.other])
    actions.issue_slip(house.clerk, house.slip())
    run_jobs()
    told = set(Message.objects.values_list("person_id", "template"))
    assert (house.guest.person, "documents.to_countersign") in told
    assert {
        (house.guest.person, "documents.to_receive"),
        (house.outsider.person, "documents.to_receive"),
    } <= told
    assert house.clerk.person not in {p for p, _ in told}


def test_two_offices_of_one_short_name_cannot_share_a_number(house: House) -> None:
    actions.issue_slip(house.clerk, house.slip())
    twin = organisation("另一个单位", division=district(), short_name="开州消安委")
    clerk = actor_with("department_clerk", twin)
    values = {"recipient": "某单位", "matter": "甲", "facts": "乙", "reason": "丙", "request": "丁"}
    paper = actions.draft(clerk, template="handover-letter", values=values, issuer=twin)
    with pytest.raises(NotNow, match="已被其他单位使用"):
        actions.issue_slip(clerk, paper)
    assert Document.objects.get(pk=paper.pk).state == "draft"
    actions.set_issuer_code(actor_with("department_chief", twin), twin, code="另单")
    assert actions.issue_slip(clerk, paper).number.startswith("另单移〔")
