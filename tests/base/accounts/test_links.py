"""One-time links: looking burns nothing, one POST wins, recovery makes a new password."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client, override_settings
from django.utils import timezone
from tests.support.people import person_with

from wanghuo.base.accounts.actions import security
from wanghuo.base.accounts.actors import actor_for
from wanghuo.base.accounts.first_run import first_run_links
from wanghuo.base.accounts.links import demo_links, make_link
from wanghuo.base.accounts.models import Session, SignInLink
from wanghuo.base.ledger.models import Entry
from wanghuo.base.scope import BadInput, NotNow, Refused


@pytest.mark.django_db
def test_looking_shows_the_person_and_burns_nothing_and_the_button_signs_in():
    person = person_with("town_clerk", name="彭小兰（演示）", demo=True)
    path = make_link(person)
    client = Client()
    for _ in range(3):
        page = client.get(path)
        assert page.status_code == 200 and "彭小兰" in page.content.decode()
    assert Session.objects.count() == 0
    assert client.post(path)["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert Client().post(path).status_code == 409
    assert Client().get(path).status_code == 410


@pytest.mark.django_db
def test_only_a_hash_is_stored():
    token = make_link(person_with("town_clerk")).split("/")[2]
    assert token not in repr(SignInLink.objects.values().get())


@pytest.mark.django_db
def test_a_link_past_its_time_is_refused_and_the_refusal_recorded():
    path = make_link(person_with("town_clerk"), minutes=5)
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = Client().post(path)
    assert answer.status_code == 409 and "已过期" in answer.content.decode()
    assert Entry.objects.filter(verb="accounts.use_link", result="refused").exists()
    assert Client().post("/link/no-such-token/").status_code == 409


@pytest.mark.django_db(transaction=True)
def test_of_two_posts_at_the_same_moment_one_wins():
    person = person_with("town_clerk", demo=True)
    for _ in range(5):
        path = make_link(person)
        start, answers = threading.Barrier(2), []

        def consume(path=path, start=start, answers=answers):
            try:
                start.wait()
                answers.append(Client().post(path).status_code)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=consume) for _ in range(2)]
        [t.start() for t in threads]
        [t.join() for t in threads]
        assert sorted(answers) == [302, 409]
    assert Session.objects.filter(person=person).count() == 5


@pytest.mark.django_db
def test_recovery_needs_a_note_and_forces_a_new_password():
    security_admin = actor_for(person_with("security_admin"))
    person = person_with("department_clerk")
    with pytest.raises(BadInput) as refused:
        make_link(person, "recover", by=security_admin)
    assert "note" in refused.value.fields
    path = make_link(person, "recover", by=security_admin, note="本人持工作证到场核实")
    client = Client()
    assert client.post(path)["Location"] == "/signin/password/"
    assert client.get("/desk/")["Location"] == "/signin/password/"
    new = "Qing8-He.Shui3"
    assert client.post("/signin/password/", {"new": new, "again": new})["Location"] == "/desk/"
    answer = Client().post("/signin/", {"username": person.username, "password": new})
    assert answer["Location"] == "/desk/"


@pytest.mark.django_db
def test_a_newer_recovery_link_spends_the_older():
    admin = actor_for(person_with("security_admin"))
    person = person_with("department_clerk")
    old = make_link(person, "recover", by=admin, note="电话回拨核实")
    make_link(person, "recover", by=admin, note="电话回拨核实")
    assert Client().post(old).status_code == 409


@pytest.mark.django_db
def test_only_the_security_administrator_issues_links():
    for role in ("system_admin", "auditor", "department_clerk"):
        with pytest.raises(Refused):
            security.issue_link(actor_for(person_with(role)), person_with("town_clerk"))
    off = person_with("town_clerk", is_active=False)
    with pytest.raises(NotNow):
        security.issue_link(actor_for(person_with("security_admin")), off)


@pytest.mark.django_db
def test_demo_links_are_for_demo_people_of_a_demo_only():
    person_with("town_clerk", demo=True)
    person_with("town_clerk")
    with override_settings(DEMO=False):
        assert demo_links() == []
    with override_settings(DEMO=True):
        links = demo_links()
    assert len(links) == 1 and links[0]["url"].startswith("/link/")


@pytest.mark.django_db
def test_a_first_run_link_exists_only_while_there_is_nobody():
    assert len(first_run_links()) == 1
    person_with("town_clerk")
    assert first_run_links() == []


@pytest.mark.django_db
def test_a_link_can_be_made_by_user_name_or_name_and_says_who_there_is():
    person = person_with("town_clerk", name="彭小兰（演示）")
    assert make_link("彭小兰").startswith("/link/") and make_link(person.username).startswith("/link/")
    with pytest.raises(LookupError, match=person.username):
        make_link("张三")
    person_with("town_clerk", name="彭小兰（演示）")
    with pytest.raises(LookupError, match="请用登录名"):
        make_link("彭小兰")
