"""The letter of a hand-over: drafted in the sender's name, issued where there is a 机关代字, served on the receiver."""

from __future__ import annotations

import json

from tests.base.cases.scene import FACTS, Scene
from tests.support.jobs import run_jobs
from tests.support.people import client_of, organisation, person_with

from wanghuo.base.accounts.actors import actor_for
from wanghuo.base.cases import actions
from wanghuo.base.documents import actions as papers
from wanghuo.base.documents.models import Document
from wanghuo.base.documents.queries import latest, linked_to
from wanghuo.base.ledger.models import Entry


def text_of(paper: Document) -> str:
    return json.dumps(latest(paper).body, ensure_ascii=False)


def test_issued_with_number_and_on_the_case_page(scene: Scene) -> None:
    papers.set_issuer_code(scene.town.chief_actor, scene.town.org, code="汉丰办")
    case = scene.sent(ground="商场经营管理由接收单位行业监管", requirement="请限期清理")
    assert not linked_to(case).exists(), "rendering does not keep the clerk waiting"
    run_jobs()
    (paper,) = linked_to(case)
    assert paper.state == "issued" and paper.number.startswith("汉丰办") and paper.issuer == scene.town.org
    assert case.handovers.get().letter_id == paper.pk
    body = text_of(paper)
    for words in (case.number, "商场经营管理由接收单位行业监管", "请限期清理", "区市场监管局"):
        assert words in body, words
    for reader in (scene.town.clerk, scene.market.clerk):
        assert paper.number in client_of(reader).get(f"/cases/{case.pk}/").content.decode()


def test_where_somebody_may_not_draft_papers_the_hand_over_holds_without_one(scene: Scene) -> None:
    committee = organisation("盛山社区居委会", kind="community", division=scene.town.org.division)
    worker = person_with("grid_worker", committee)
    actor = actor_for(worker)
    case = actions.open_case(actor, title="楼道内停放电动自行车", facts=FACTS, owner=committee)
    case = actions.hand_over(actor, case, receiver=scene.market.org.pk)
    run_jobs()
    assert case.state == "sent" and not linked_to(case).exists()
    entry = Entry.objects.get(verb="cases.issue_letter")
    assert entry.detail["letter"] == "未出具" and "拟稿" in entry.detail["why"]
    assert client_of(worker).get(f"/cases/{case.pk}/").status_code == 200


def test_twice_is_once(scene: Scene) -> None:
    case = scene.sent()
    run_jobs()
    row = case.handovers.get()
    first = actions.issue_letter(scene.town.actor, row)
    again = actions.issue_letter(scene.town.actor, row)
    assert first is not None and again is not None and first.pk == again.pk
    assert linked_to(case).count() == 1


def test_a_designation_comes_as_a_slip_of_the_office(scene: Scene) -> None:
    case = actions.return_back(scene.market.actor, scene.sent(), reason="不属于本局职责")
    case = actions.hand_over_again(scene.town.actor, case, receiver=scene.commerce.org.pk)
    case = actions.return_back(scene.commerce.actor, case, reason="不属于本委职责")
    case = actions.appeal(scene.town.actor, case, reason="两个单位均退回")
    run_jobs()
    case = actions.designate_receiver(
        scene.office_actor, case, receiver=scene.market.org.pk, reason="按三定方案归市场监管"
    )
    run_jobs()
    slip = linked_to(case).last()
    assert slip is not None and slip.template == "handover-slip"
    assert slip.issuer.name != scene.town.org.name and slip.issuer_id == scene.office_actor.organisation
