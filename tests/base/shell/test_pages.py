"""The shell's pages: what each says, and what happens when something fails."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import path
from django.utils import timezone
from tests.support.people import client_of, person_with

from wanghuo.base.scope.errors import NotNow
from wanghuo.base.scope.guards import public
from wanghuo.base.shell import mywork
from wanghuo.base.shell.registry import OpsPanel, WorkItem, registry
from wanghuo.kernel.scope import Actor
from wanghuo.site import urls as site_urls

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty_registry(monkeypatch):
    for name in ("work", "ops", "public"):
        monkeypatch.setattr(registry, name, {})
    return registry


def test_each_item_stands_in_one_group_the_most_pressing(empty_registry):
    now = timezone.localtime().replace(hour=9)
    items = [
        WorkItem("a", "/", "receive", now - timedelta(days=3)),
        WorkItem("b", "/", "approve", now.replace(hour=18)),
        WorkItem("c", "/", "receive", now + timedelta(days=9)),
        WorkItem("d", "/", "confirm"),
        WorkItem("e", "/", "handle", now + timedelta(days=3)),
        WorkItem("f", "/", "handle", now + timedelta(days=2)),
        WorkItem("g", "/", "handle", urgent=True),
        WorkItem("h", "/", "overdue"),
        WorkItem("i", "/", "read"),
    ]
    empty_registry.work["x"] = lambda actor, at: items
    found = {g.key: [t.item.title for t in g.tasks] for g in mywork.groups(Actor.public(), now)}
    assert found == {
        "late": ["a", "h"],
        "today": ["b"],
        "receive": ["c"],
        "approve": ["d"],
        "handle": ["g", "f", "e"],
        "read": ["i"],
    }


def test_an_ops_panel_that_fails_does_not_hide_the_others(empty_registry):
    empty_registry.ops["good"] = lambda: OpsPanel("好的", (("甲", "1", "ok"),))
    empty_registry.ops["bad"] = lambda: 1 / 0
    text = client_of(person_with("system_admin")).get("/ops/").content.decode()
    assert "好的" in text and "这一项没有取到" in text and "异常" in text


def test_a_public_block_that_fails_leaves_the_door_open(client, empty_registry):
    empty_registry.public["good"] = lambda: {"title": "账链首部", "rows": [("序号", "42")], "link": "/x/"}
    empty_registry.public["bad"] = lambda: 1 / 0
    response = client.get("/")
    assert response.status_code == 200
    assert "账链首部" in response.content.decode() and "42" in response.content.decode()


def test_ops_is_for_administrators(client):
    assert client.get("/ops/")["Location"].startswith("/signin/")
    assert client_of(person_with("town_clerk")).get("/ops/").status_code == 403


def test_the_style_page_is_not_for_everybody(client, settings):
    assert client.get("/shell/style/").status_code == 302
    settings.DEBUG = True
    assert client.get("/shell/style/").status_code == 200


def test_nav_shows_only_what_one_may_open():
    clerk = client_of(person_with("town_clerk")).get("/desk/").content.decode()
    admin = client_of(person_with("system_admin")).get("/desk/").content.decode()
    assert 'href="/ops/"' not in clerk and 'href="/ops/"' in admin


def test_demo_data_is_marked(client, settings):
    assert "演示数据" not in client.get("/").content.decode()
    settings.DEMO = True
    assert "演示数据" in client.get("/").content.decode()


@public
def broken(request):
    raise RuntimeError("secret inside")


@public
def refusing(request):
    raise NotNow("已经接收。", rule="协同移交流程", next_step="看最新状态。")


class routes:
    urlpatterns = [path("broken/", broken), path("refusing/", refusing), *site_urls.urlpatterns]
    handler404, handler500 = site_urls.handler404, site_urls.handler500


def test_a_failure_tells_the_number_and_no_secret(client, settings):
    settings.ROOT_URLCONF = routes
    client.raise_request_exception = False
    response = client.get("/broken/", headers={"X-Request-ID": "abcd-1234-efgh"})
    text = response.content.decode()
    assert response.status_code == 500
    assert "abcd-1234-efgh" in text and "下一步" in text and "secret" not in text


def test_a_refusal_says_what_why_and_what_next(client, settings):
    settings.ROOT_URLCONF = routes
    response = client.get("/refusing/")
    text = response.content.decode()
    assert response.status_code == 409
    assert all(word in text for word in ("已经接收。", "协同移交流程", "看最新状态。", "请求编号"))


def test_a_refusal_to_htmx_takes_the_main_part(client, settings):
    settings.ROOT_URLCONF = routes
    response = client.get("/refusing/", headers={"HX-Request": "true"})
    assert response["HX-Retarget"] == response["HX-Reselect"] == "#main"


def test_not_found_and_stale_forms_are_told_in_chinese(client):
    assert "没有找到这一页" in client.get("/nope/").content.decode()
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/shell/style/")
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()
