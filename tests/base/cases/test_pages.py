"""Pages: what is shown, what is kept when it goes wrong, what one press does."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.base.cases.aging import age
from tests.base.cases.scene import FACTS, Scene
from tests.support.people import client_of

from wanghuo.base.cases import actions
from wanghuo.base.cases.jobs import sweep_due
from wanghuo.base.cases.models import Case, FormDraft
from wanghuo.base.files.queries import attachments_of


def form(scene: Scene, **more: str) -> dict[str, str]:
    return {
        "key": "press-1",
        "do": "hand",
        "title": "某小区消防车通道被占用",
        "source": "grid",
        "priority": "normal",
        "facts": FACTS,
        "receiver": str(scene.market.org.pk),
        **more,
    }


def photo() -> bytes:
    image, out = Image.new("RGB", (40, 30), "red"), io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (31.0, 10.0, 0.0), 3: "E", 4: (108.0, 24.0, 0.0)}
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_hand_over_from_the_form_in_one_press_pressed_twice(scene: Scene) -> None:
    clerk = client_of(scene.town.clerk)
    answers = [clerk.post("/cases/new/", form(scene)) for _ in range(2)]
    case = Case.objects.get()
    assert {answer.url for answer in answers} == {f"/cases/{case.pk}/"}
    assert (case.state, case.receiver) == ("sent", scene.market.org)
    page = clerk.get(f"/cases/{case.pk}/").content.decode()
    for word in (
        "已移交待接收",
        "接收时限",
        "系统默认",
        case.number,
        "其他步骤为什么不能办",
        "应由接收单位办理",
    ):
        assert word in page, word


def test_what_was_typed_stays_when_it_is_refused(scene: Scene) -> None:
    clerk = client_of(scene.town.clerk)
    answer = clerk.post("/cases/new/", form(scene, facts="短", title="三个字"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "三个字" in page and "至少 10 个字" in page
    assert f'value="{scene.market.org.pk}" checked' in page, "the chosen receiver stays chosen"
    assert not Case.objects.exists()


def test_a_draft_needs_only_a_title(scene: Scene) -> None:
    clerk = client_of(scene.town.clerk)
    assert clerk.post("/cases/new/", form(scene, do="keep", facts="", receiver="")).status_code == 302
    case = Case.objects.get()
    assert case.state == "draft"
    step = clerk.get(f"/cases/{case.pk}/do/hand_over/")
    assert step.status_code == 200 and "接收单位" in step.content.decode()


def test_half_filled_forms_are_kept_and_come_back(scene: Scene) -> None:
    clerk = client_of(scene.town.clerk)
    kept = clerk.post(
        "/cases/new/keep/", {"title": "只写了一半的事项", "facts": "刚刚", "csrfmiddlewaretoken": "x"}
    )
    assert "已自动保存" in kept.content.decode()
    page = clerk.get("/cases/new/").content.decode()
    assert "只写了一半的事项" in page and "没有填完的内容" in page
    other = client_of(scene.other_town.clerk)
    assert "只写了一半" not in other.get("/cases/new/").content.decode()
    clerk.post("/cases/new/", form(scene))
    assert not FormDraft.objects.exists(), "what was sent is no longer a draft"


def test_the_picker_finds_and_suggests(scene: Scene) -> None:
    clerk = client_of(scene.town.clerk)
    found = clerk.get("/cases/organisations/?field=receiver&receiver_q=市场监管").content.decode()
    assert "区市场监管局" in found and "区商务委" not in found
    assert (
        "没有找到" in clerk.get("/cases/organisations/?field=receiver&receiver_q=查无此局").content.decode()
    )
    suggested = clerk.get("/cases/organisations/?field=receiver&sector=market").content.decode()
    assert "行业主管部门" in suggested
    kept = clerk.get(f"/cases/organisations/?field=receiver&receiver_q=商务&receiver={scene.market.org.pk}")
    assert "已选" in kept.content.decode()


def test_the_body_suggested_on_return_comes_first(scene: Scene) -> None:
    case = actions.return_back(
        scene.market.actor, scene.sent(), reason="经营场所归商务管理", suggested=scene.commerce.org.pk
    )
    page = client_of(scene.town.clerk).get(f"/cases/{case.pk}/do/hand_over_again/").content.decode()
    assert "区市场监管局退回时建议" in page and f'value="{scene.commerce.org.pk}"' in page


def test_a_step_from_its_form(scene: Scene) -> None:
    case = scene.sent()
    clerk = client_of(scene.market.clerk)
    short = clerk.post(f"/cases/{case.pk}/do/return_back/", {"reason": "不管", "key": "k-1"})
    assert short.status_code == 422 and "不管" in short.content.decode()
    done = clerk.post(f"/cases/{case.pk}/do/return_back/", {"reason": "不属于本局职责范围", "key": "k-2"})
    assert done.status_code == 302
    assert Case.objects.get().state == "returned"
    late = clerk.post(f"/cases/{case.pk}/do/receive/", {"key": "k-3"}, follow=True)
    assert "已经不能办理" in late.content.decode()


def test_an_overdue_case_says_so_and_names_who_was_told(scene: Scene) -> None:
    from django.utils import timezone

    case = scene.sent()
    age(case, days=15)
    sweep_due(timezone.now())
    page = client_of(scene.office).get(f"/cases/{case.pk}/").content.decode()
    assert "逾期未接收，上报" in page and "区市场监管局负责人" in page and "督办改派" in page
    work = client_of(scene.office).get("/desk/").content.decode()
    assert case.number in work
    mine = client_of(scene.market.clerk).get("/desk/").content.decode()
    assert "待接收" in mine and case.title in mine


def test_attachments_are_kept_and_a_tips_photo_loses_its_place(scene: Scene) -> None:
    clerk = client_of(scene.town.clerk)
    plain, tip = scene.drafted(), scene.drafted(source="tip")
    for case in (plain, tip):
        sent = SimpleUploadedFile("现场.jpg", photo(), "image/jpeg")
        assert clerk.post(f"/cases/{case.pk}/attach/", {"files": sent}).status_code == 302
    (as_came,), (cleaned,) = attachments_of(plain), attachments_of(tip)
    assert as_came.sha256 == as_came.original_sha256
    assert cleaned.sha256 != cleaned.original_sha256
    refused = clerk.post(
        f"/cases/{plain.pk}/attach/",
        {"files": SimpleUploadedFile("a.exe", b"MZ\x90\x00", "image/jpeg")},
        follow=True,
    )
    assert "没有收下" in refused.content.decode()
    page = clerk.get(f"/cases/{plain.pk}/").content.decode()
    assert "现场.jpg" in page and as_came.sha256[:12] in page


def test_comment_and_reminder(scene: Scene) -> None:
    case = scene.sent()
    clerk = client_of(scene.town.clerk)
    clerk.post(f"/cases/{case.pk}/comment/", {"text": "联系电话见附件"})
    assert "联系电话见附件" in clerk.get(f"/cases/{case.pk}/").content.decode()
    first = clerk.post(f"/cases/{case.pk}/remind/", follow=True).content.decode()
    again = clerk.post(f"/cases/{case.pk}/remind/", follow=True).content.decode()
    assert "已催办" in first and "一小时内已经催办过" in again
    assert case.reminders.count() == 1


def test_the_list_filters(scene: Scene) -> None:
    late, fresh = scene.sent(title="早已逾期的一件事项"), scene.sent(title="刚刚移交的一件事项")
    age(late, days=15)
    clerk = client_of(scene.market.clerk)
    page = clerk.get("/w/cases/?pressing=late").content.decode()
    assert late.title in page and fresh.title not in page
    both = clerk.get(f"/w/cases/?state=sent&holder={scene.market.org.pk}").content.decode()
    assert late.title in both and fresh.title in both
    assert "还没有移交事项" in client_of(scene.commerce.clerk).get("/w/cases/").content.decode()


def test_my_work_leaves_to_a_colleague_what_is_his(scene: Scene) -> None:
    from tests.support.people import person_with

    colleague = person_with("department_clerk", scene.market.org)
    case = actions.receive(scene.market.actor, scene.sent(), assignee=colleague.pk)
    assert case.number in client_of(colleague).get("/desk/").content.decode()
    assert case.number not in client_of(scene.market.clerk).get("/desk/").content.decode()
    assert case.number in client_of(scene.market.chief).get("/desk/").content.decode()
