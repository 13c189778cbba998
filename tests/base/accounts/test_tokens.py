"""API tokens and sessions on /api/: who may, with what, and CSRF."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.support.people import client_of, organisation, person_with

from wanghuo.base.accounts.actions import credentials
from wanghuo.base.accounts.actors import actor_for, member
from wanghuo.base.accounts.models import ApiToken
from wanghuo.base.scope import BadInput, NotNow, Refused

pytestmark = pytest.mark.django_db
ME = "/api/accounts/me"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def made(person, reach="read", days=30):
    return credentials.make_token(member(person), person, name="网格平台", reach=reach, days=days)


def test_a_token_is_its_person_and_is_stored_hashed():
    person = person_with("town_clerk", name="彭小兰")
    row, token = made(person)
    answer = Client().get(ME, headers=bearer(token))
    assert answer.status_code == 200 and answer.json()["name"] == "彭小兰"
    assert token not in repr(ApiToken.objects.values().get()) and token.startswith(row.hint)


def test_no_token_a_wrong_one_an_expired_one_a_revoked_one_and_a_person_gone():
    person = person_with("town_clerk")
    assert Client().get(ME).status_code == 401
    wrong = Client().get(ME, headers=bearer("wh_nothing"))
    assert wrong.status_code == 401 and "Bearer" in wrong["WWW-Authenticate"]
    row, token = made(person)
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(ME, headers=bearer(token)).status_code == 401
    row, token = made(person)
    credentials.revoke_token(member(person), row)
    assert Client().get(ME, headers=bearer(token)).status_code == 401
    with pytest.raises(NotNow):
        credentials.revoke_token(member(person), row)
    row, token = made(person)
    person.is_active = False
    person.save()
    assert Client().get(ME, headers=bearer(token)).status_code == 401


def test_a_read_only_token_never_writes_and_a_token_opens_no_page():
    person = person_with("town_clerk")
    _, token = made(person)
    assert Client().post(ME, headers=bearer(token)).status_code == 403
    _, token = made(person, reach="write")
    assert Client().post(ME, headers=bearer(token)).status_code == 405
    assert Client().get("/desk/", headers=bearer(token)).status_code == 302


def test_a_session_on_the_api_needs_the_csrf_token_and_a_bearer_does_not():
    person = person_with("town_clerk")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)
    assert browser.get(ME).status_code == 200
    assert browser.post(ME).status_code == 403
    page = browser.get("/me/")
    token = page.cookies.get("csrftoken") or browser.cookies["csrftoken"]
    assert browser.post(ME, headers={"X-CSRFToken": token.value}).status_code == 405
    _, secret = made(person, reach="write")
    assert Client(enforce_csrf_checks=True).post(ME, headers=bearer(secret)).status_code == 405


def test_a_bearer_is_not_mixed_with_somebody_elses_session():
    one, two = person_with("town_clerk", name="甲一"), person_with("town_clerk", name="乙二")
    _, token = made(two)
    assert client_of(one).get(ME, headers=bearer(token)).json()["name"] == "乙二"
    assert client_of(one).get(ME, headers=bearer("wh_bad")).status_code == 401


def test_bad_input_and_other_peoples_tokens():
    person = person_with("town_clerk")
    with pytest.raises(BadInput) as bad:
        credentials.make_token(member(person), person, name=" ", reach="all", days=9999)
    assert set(bad.value.fields) == {"name", "reach", "days"}
    row, _ = made(person)
    with pytest.raises(Refused):
        credentials.revoke_token(actor_for(person_with("system_admin")), row)


def test_organisations_by_name():
    row = organisation("重庆市某区教育委员会", short_name="某教委", aliases=["教委"])
    _, token = made(person_with("town_clerk"))
    found = Client().get("/api/accounts/organisations", {"q": "教委"}, headers=bearer(token)).json()
    assert [o["id"] for o in found] == [row.pk]
    assert Client().get("/api/accounts/organisations?limit=0", headers=bearer(token)).status_code == 422
