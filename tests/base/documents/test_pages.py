"""Journeys through the pages of documents, as a person's browser posts them."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document as open_docx
from tests.base.documents.test_life import NOTICE, PDF
from tests.support.people import client_of, district, organisation, person_with

from wanghuo.base.documents import queries
from wanghuo.base.documents.body import from_json
from wanghuo.base.documents.models import Document, Service
from wanghuo.base.files.queries import open_file

pytestmark = pytest.mark.django_db


class Desks:
    """Signed-in browsers of an office and of another."""

    def __init__(self) -> None:
        self.office = organisation("重庆市开州区消防安全委员会", division=district(), short_name="开州消安委")
        self.other = organisation("重庆市开州区教育委员会", division=district())
        self.clerk = client_of(person_with("department_clerk", self.office, name="拟稿员"))
        self.chief = client_of(person_with("department_chief", self.office, name="核稿员"))
        self.leader = client_of(person_with("department_chief", self.office, name="签发员"))
        self.guest = client_of(person_with("department_chief", self.other, name="会签员"))

    def draft(self) -> Document:
        values = {**NOTICE, "items": "开展隐患排查\n加强宣传教育", "issuer": self.office.pk}
        answer = self.clerk.post("/documents/new/notice/", values)
        assert answer.status_code == 302, answer.content.decode()[:2000]
        return Document.objects.latest("id")

    def slip(self) -> Document:
        values = {
            "issuer": self.office.pk, "recipient": self.other.name, "matter": "某市场占用疏散通道问题",
            "facts": "检查发现通道被占用。", "reason": "属于行业主管职责。", "request": "请依法处理。",
        }  # fmt: skip
        assert self.clerk.post("/documents/new/handover-letter/", values).status_code == 302
        paper = Document.objects.latest("id")
        assert step(self.clerk, paper, "issue_slip").status_code == 302
        paper.refresh_from_db()
        return paper


@pytest.fixture
def desks(tmp_path, settings) -> Desks:
    settings.VAR = tmp_path
    return Desks()


def step(client: Client, paper: Document, verb: str, **more):
    return client.post(f"/documents/{paper.pk}/step/{verb}/", more)


def state(paper: Document) -> str:
    return Document.objects.get(pk=paper.pk).state


def test_choosing_a_template_shows_every_kind_and_marks_the_unverified(desks: Desks) -> None:
    page = desks.clerk.get("/documents/new/").content.decode()
    for word in ("协同移交函", "通知", "通报", "催办单", "责令限期改正通知书", "待核"):
        assert word in page


def test_a_form_with_gaps_keeps_what_was_typed(desks: Desks) -> None:
    answer = desks.clerk.post(
        "/documents/new/notice/", {"issuer": desks.office.pk, "opening": "为切实做好防控工作"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "为切实做好防控工作" in page and "请填写“通知事项”" in page


def test_the_whole_way_in_the_browser(desks: Desks) -> None:
    paper = desks.draft()
    assert step(desks.clerk, paper, "submit").status_code == 302
    assert desks.chief.get("/desk/").content.decode().count("核稿：") == 1
    assert step(desks.chief, paper, "review", countersigners=[desks.other.pk], text="同意").status_code == 302
    page = desks.guest.get(paper.url).content.decode()
    assert "请代表" in page and "办理过程" not in page
    refused = step(desks.guest, paper, "disagree", text="")
    assert refused.status_code == 422 and "退回意见" in refused.content.decode()
    assert step(desks.guest, paper, "agree", text="同意").status_code == 302
    assert step(desks.leader, paper, "sign").status_code == 302
    assert step(desks.clerk, paper, "number").status_code == 302
    scan = SimpleUploadedFile("扫描件.pdf", PDF, "application/pdf")
    assert step(desks.clerk, paper, "seal", file=scan).status_code == 302
    assert step(desks.clerk, paper, "issue").status_code == 302
    page = desks.clerk.get(paper.url).content.decode()
    assert "已印发" in page and "存证哈希" in page and "修改正文" not in page
    assert desks.clerk.get(f"{paper.url}issued/").content == PDF
    assert desks.clerk.get(f"{paper.url}preview.pdf").content.startswith(b"%PDF")


def test_a_paper_on_the_page_is_markup_of_ours_and_text_of_theirs(desks: Desks) -> None:
    paper = desks.draft()
    data = _posted(desks.clerk.get(f"{paper.url}edit/").content.decode())
    data["text"][0] = "<script>alert(1)</script>"
    data["kind"].append("table")
    data["text"].append("甲 | <b>乙</b>\n丙 | 丁")
    data["keep"].append("")
    assert desks.clerk.post(f"{paper.url}edit/", {**data, "save": "1"}).status_code == 302
    page = desks.clerk.get(paper.url).content.decode()
    assert '<p class="doc-body">&lt;script&gt;alert(1)&lt;/script&gt;</p>' in page
    assert (
        "&lt;b&gt;乙&lt;/b&gt;</th>" in page
        and '<td colspan="1" rowspan="1" class="doc-left">丁</td>' in page
    )


def test_a_refused_step_says_why_and_keeps_the_opinion(desks: Desks) -> None:
    paper = desks.draft()
    answer = step(desks.chief, paper, "send_back", text="标题不妥")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "拟稿" in page and "依据" in page and "下一步" in page
    answer = step(desks.clerk, paper, "discard", text="")
    assert answer.status_code == 422 and state(paper) == "draft"


def _posted(page: str) -> dict[str, list[str] | str]:
    """The fields of the editor as a browser would post them."""
    from html import unescape

    data: dict = {"kind": [], "text": [], "keep": []}
    for name, value in re.findall(r'<input[^>]* name="([a-z_]+)" value="([^"]*)"', page):
        data[name] = [*data[name], unescape(value)] if name == "keep" else unescape(value)
    for name, value in re.findall(
        r'<textarea[^>]* name="([a-z_]+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL
    ):
        data[name] = [*data[name], unescape(value)] if name == "text" else unescape(value)
    data["kind"] = re.findall(r'<option value="([a-z0-9]+)" selected', page)
    data.pop("op", None)
    return data


def test_saving_the_editor_untouched_changes_nothing(desks: Desks) -> None:
    paper = desks.draft()
    before = queries.body_of(paper)
    data = _posted(desks.clerk.get(f"{paper.url}edit/").content.decode())
    assert desks.clerk.post(f"{paper.url}edit/", {**data, "save": "1"}).status_code == 302
    assert queries.body_of(paper) == before and queries.latest(paper).number == 2


def test_the_editor_inserts_moves_and_deletes_without_saving(desks: Desks) -> None:
    paper = desks.draft()
    url = f"{paper.url}edit/"
    data = _posted(desks.clerk.get(url).content.decode())
    count = len(data["kind"])
    page = desks.clerk.post(url, {**data, "title": "改了的标题", "op": "insert:1"}).content.decode()
    again = _posted(page)
    assert len(again["kind"]) == count + 1 and again["title"] == "改了的标题"
    again["text"][1] = "【粗】新增一段【/粗】，请落实。"
    moved = _posted(desks.clerk.post(url, {**again, "op": "up:1"}).content.decode())
    assert moved["text"][0].startswith("【粗】新增一段")
    assert len(_posted(desks.clerk.post(url, {**moved, "op": "delete:2"}).content.decode())["kind"]) == count
    assert queries.latest(paper).number == 1
    assert desks.clerk.post(url, {**moved, "save": "1"}).status_code == 302
    body = queries.body_of(paper)
    assert (
        body.title == "改了的标题"
        and body.blocks[0].runs[0].bold
        and body.blocks[0].runs[0].text == "新增一段"
    )


def test_two_editors_at_once_lose_nothing(desks: Desks) -> None:
    paper = desks.draft()
    url = f"{paper.url}edit/"
    data = _posted(desks.clerk.get(url).content.decode())
    assert desks.chief.post(url, {**data, "save": "1"}).status_code in (302, 409)
    clash = desks.clerk.post(url, {**data, "title": "后来者的标题", "save": "1"})
    page = clash.content.decode()
    assert clash.status_code == 409 and "后来者的标题" in page and "核稿员" in page


def test_a_word_file_comes_back_with_a_diff_and_a_report(desks: Desks) -> None:
    paper = desks.draft()
    answer = desks.clerk.get(f"{paper.url}paper.docx")
    word = open_docx(io.BytesIO(answer.content))
    next(p for p in word.paragraphs if "开展隐患排查" in p.text).add_run("，逐户建立台账").italic = True
    out = io.BytesIO()
    word.save(out)
    sent = desks.clerk.post(
        f"{paper.url}upload/",
        {"base": "1", "file": SimpleUploadedFile("稿.docx", out.getvalue())},
        follow=True,
    )
    page = sent.content.decode()
    assert sent.status_code == 200 and "逐户建立台账" in page and "斜体" in page and "正文第" in page
    broken = desks.clerk.post(
        f"{paper.url}upload/", {"base": "2", "file": SimpleUploadedFile("稿.docx", b"x")}
    )
    assert broken.status_code == 422 and "另存为" in broken.content.decode()
    assert desks.clerk.post(f"{paper.url}versions/1/").status_code == 302
    assert "逐户建立台账" not in str(queries.body_of(paper))


def test_other_offices_do_not_even_learn_that_a_paper_exists(desks: Desks) -> None:
    paper = desks.draft()
    for path in ("", "edit/", "paper.docx", "preview.pdf", "issued/", "versions/1/"):
        there, nowhere = desks.guest.get(paper.url + path), desks.guest.get(f"/documents/999999/{path}")
        assert there.status_code == nowhere.status_code in (403, 404), path
    assert Client().get(paper.url).status_code == 302


def test_a_served_paper_is_received_or_refused_by_its_recipient(desks: Desks) -> None:
    paper = desks.slip()
    service = Service.objects.get(document=paper)
    page = desks.guest.get(paper.url).content.decode()
    assert "签收" in page and "版本" not in page
    assert desks.guest.get(f"{paper.url}issued/").content.startswith(b"%PDF")
    empty = desks.guest.post(f"/documents/received/{service.pk}/", {"answer": "refuse", "refuse": ""})
    assert empty.status_code == 422
    assert desks.guest.post(f"/documents/received/{service.pk}/", {"answer": "receive"}).status_code == 302
    service.refresh_from_db()
    assert service.result == "received" and service.received_by == "会签员"
    assert desks.clerk.post(f"/documents/received/{service.pk}/", {"answer": "receive"}).status_code == 404


def test_service_receipt_form_keeps_what_was_typed(desks: Desks) -> None:
    paper = desks.slip()
    data = {
        "recipient": "某商场",
        "method": "left",
        "result": "left",
        "served_at": "2020-01-01T10:00",
        "remark": "拒签收",
    }
    answer = desks.clerk.post(f"{paper.url}serve/", data)
    page = answer.content.decode()
    assert answer.status_code == 422 and "某商场" in page and "见证人" in page and "印发日期" in page


def test_anyone_verifies_a_paper_and_its_file(desks: Desks) -> None:
    paper = desks.slip()
    anyone = Client()
    assert anyone.get("/verify/").status_code == 200
    assert anyone.get("/verify/", {"code": paper.code.lower()}).url == f"/verify/{paper.code}/"
    page = anyone.get(f"/verify/{paper.code}/").content.decode()
    assert "文书真实" in page and paper.number in page and paper.title in page
    assert "拟稿员" not in page and "检查发现" not in page
    with open_file(queries.issued_file(paper)) as file:
        data = file.read()
    same = anyone.post(f"/verify/{paper.code}/", {"file": SimpleUploadedFile("a.pdf", data)}).content.decode()
    other = anyone.post(
        f"/verify/{paper.code}/", {"file": SimpleUploadedFile("a.pdf", data + b" ")}
    ).content.decode()
    assert "文件一致" in same and "文件不一致" in other
    assert anyone.get("/verify/AAAA-BBBB-CCCC/").status_code == 404
    desks.chief.post(f"{paper.url}step/revoke/", {"text": "移交有误"})
    assert "已撤销" in anyone.get(f"/verify/{paper.code}/").content.decode()


def test_drafts_have_no_public_page(desks: Desks) -> None:
    paper = desks.draft()
    assert paper.code is None
    step(desks.clerk, paper, "submit")
    step(desks.chief, paper, "review")
    step(desks.leader, paper, "sign")
    step(desks.clerk, paper, "number")
    paper.refresh_from_db()
    assert Client().get(f"/verify/{paper.code}/").status_code == 404


def test_the_desks_list_and_the_api_reads_within_scope(desks: Desks) -> None:
    paper = desks.slip()
    for slug in ("documents", "document-numbers"):
        assert paper.number in desks.clerk.get(f"/w/{slug}/").content.decode()
        assert paper.number not in desks.guest.get(f"/w/{slug}/").content.decode()
    assert paper.number in desks.guest.get("/w/received/").content.decode()
    assert [p["number"] for p in desks.clerk.get("/api/documents/papers").json()] == [paper.number]
    one = desks.guest.get(f"/api/documents/papers/{paper.pk}").json()
    assert from_json(one["body"]) == queries.body_of(paper)
    draft = desks.draft()
    assert desks.guest.get(f"/api/documents/papers/{draft.pk}").status_code == 404
    assert Client().get("/api/documents/papers").status_code == 401


def test_a_chief_sets_the_issuers_code_on_the_desk(desks: Desks) -> None:
    page = desks.chief.get("/w/issuer-codes/")
    assert page.status_code == 200 and "还没有设定机关代字" in page.content.decode()
    values = {"organisation": desks.office.pk, "code": "开消委", "kind": ""}
    made = desks.chief.post("/w/issuer-codes/new/", values)
    assert made.status_code in (200, 204, 302), made.content.decode()[:500]
    assert "开消委" in desks.chief.get("/w/issuer-codes/").content.decode()
    assert desks.clerk.get("/w/issuer-codes/").status_code == 403
