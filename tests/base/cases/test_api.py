"""The API: the whole hand-over, each call repeated, and refusals as data."""

from __future__ import annotations

from typing import Any

from django.test import Client
from tests.base.cases.scene import FACTS, Scene
from tests.support.people import client_of

from wanghuo.base.cases.models import Case


def post(client: Client, path: str, key: str, **body: Any):
    return client.post(
        f"/api/cases/{path}", body, content_type="application/json", headers={"Idempotency-Key": key}
    )


def test_the_whole_way_with_every_call_repeated(scene: Scene) -> None:
    town, market = client_of(scene.town.clerk), client_of(scene.market.clerk)
    opened = [
        post(town, "", "open-0001", title="接口移交的一件事项", facts=FACTS, source="alarm").json()
        for _ in range(2)
    ]
    assert opened[0]["id"] == opened[1]["id"] and opened[0]["state"] == "draft"
    pk = opened[0]["id"]
    for _ in range(2):
        sent = post(town, f"{pk}/hand-over/", "hand-0001", receiver=scene.market.org.pk)
        assert sent.status_code == 200, sent.content
        assert sent.json()["state"] == "sent" and sent.json()["due_at"]
    for _ in range(2):
        taken = post(market, f"{pk}/receive/", "take-0001")
        assert taken.json()["state"] == "handling"
    full = market.get(f"/api/cases/{pk}/").json()
    assert [event["name"] for event in full["events"]] == ["open", "hand_over", "receive"]
    refused = {step["verb"]: step["refusal"] for step in full["steps"]}
    assert refused["give_result"] == "" and "移交方" in refused["extend"]
    assert Case.objects.count() == 1


def test_refusals_say_what_why_and_what_next(scene: Scene) -> None:
    case = scene.sent()
    wrong = post(client_of(scene.town.clerk), f"{case.pk}/receive/", "take-0002")
    assert wrong.status_code == 403 and "接收单位" in wrong.json()["error"] and wrong.json()["rule"]
    early = post(
        client_of(scene.town.clerk), f"{case.pk}/hand-over/", "hand-0002", receiver=scene.market.org.pk
    )
    assert early.status_code == 409 and "已移交待接收" in early.json()["error"]
    draft = scene.drafted()
    bad = post(client_of(scene.town.clerk), f"{draft.pk}/hand-over/", "hand-0003", receiver=scene.town.org.pk)
    assert bad.status_code == 422 and "receiver" in bad.json()["fields"]
    foreign = post(
        client_of(scene.town.clerk), "", "open-0002", title="冒用他单位名义", owner=scene.market.org.pk
    )
    assert foreign.status_code == 422


def test_without_a_key_nothing_is_written(scene: Scene) -> None:
    answer = client_of(scene.town.clerk).post(
        "/api/cases/", {"title": "没有幂等键的请求"}, content_type="application/json"
    )
    assert answer.status_code == 422 and not Case.objects.exists()


def test_strangers_are_asked_to_sign_in(scene: Scene) -> None:
    assert Client().get("/api/cases/").status_code == 401
    assert post(Client(), "", "open-0003", title="没有登录").status_code == 401


def test_the_list_pages_and_filters(scene: Scene) -> None:
    made = [scene.sent() for _ in range(3)]
    client = client_of(scene.market.clerk)
    first = client.get("/api/cases/?limit=2").json()
    second = client.get(f"/api/cases/?limit=2&before={first['next']}").json()
    assert [row["id"] for row in first["items"] + second["items"]] == [case.pk for case in reversed(made)]
    assert second["next"] is None
    assert client.get("/api/cases/?overdue=true").json()["items"] == []
    assert client.get("/api/cases/?state=draft").json()["items"] == []
    assert client.get("/api/cases/?limit=9999").status_code == 422


def test_characters_no_database_keeps_are_refused_not_thrown(scene: Scene) -> None:
    town = client_of(scene.town.clerk)
    for number, evil in enumerate(("坏\u0000字符的名称", "半个\ud800代理对的名称")):
        answer = post(town, "", f"evil-000{number}", title=evil)
        assert answer.status_code == 422 and answer.json()["fields"], answer.content
    case = scene.sent()
    assert town.get("/cases/organisations/", {"receiver_q": "坏\u0000"}).status_code == 200
    assert town.post("/cases/new/keep/", {"title": "坏\u0000"}).status_code == 200
    assert town.post(f"/cases/{case.pk}/comment/", {"text": "坏\u0000"}).status_code == 302
    assert town.post(f"/cases/{case.pk}/remind/", {"text": "坏\u0000"}).status_code == 302
