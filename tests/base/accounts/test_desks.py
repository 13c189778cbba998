"""The desks behave as every desk must, and the pages of accounts open for those they are for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.support.people import client_of, district, organisation, person_with, town
from tests.support.workbench_cases import Seeded, WorkbenchCases

from wanghuo.base.accounts.actions import leave
from wanghuo.base.accounts.actors import actor_for
from wanghuo.base.accounts.models import Organisation, Person, Post, Totp
from wanghuo.base.accounts.sealing import unseal
from wanghuo.base.ledger.models import Entry


class TestPeopleDesk(WorkbenchCases):
    slug = "people"
    search = "王小"
    filters = {
        "role": ("department_chief", lambda row: row.name == "李主任"),
        "active": ("1", lambda row: row.is_active),
    }

    def seed(self) -> Seeded:
        at = organisation(division=town())
        chief = person_with("department_chief", at, name="李主任", phone="13800000001")
        seen = [chief, person_with("department_clerk", at, name="王小兰", phone="13900000002")]
        seen.append(person_with("department_clerk", at, name="赵离职", is_active=False))
        Post.objects.create(
            person=chief, organisation=at, title="兼任", role="department_chief", since=timezone.localdate()
        )
        return Seeded(chief, seen=seen, hidden=[person_with("department_clerk", name="外单位人")])


class TestPostDesk(WorkbenchCases):
    slug = "posts"
    search = "副主任"
    filters = {"role": ("department_chief", lambda row: row.role == "department_chief")}

    def seed(self) -> Seeded:
        at = organisation(division=town())
        chief = person_with("department_chief", at)
        clerk = person_with("department_clerk", at)
        clerk.posts.update(title="副主任")
        hidden = person_with("department_clerk").posts.get()
        return Seeded(chief, seen=[chief.posts.get(), clerk.posts.get()], hidden=[hidden])


class TestLeaveDesk(WorkbenchCases):
    slug = "leaves"

    def seed(self) -> Seeded:
        at = organisation(division=town())
        today = timezone.localdate()

        def ask(where):
            person = person_with("department_clerk", where)
            return leave.request_leave(
                actor_for(person), person, deputy=person_with("department_clerk", where), since=today,
                until=today + timedelta(days=3),
            )  # fmt: skip

        seen, hidden = [ask(at), ask(at)], [ask(organisation())]
        return Seeded(person_with("department_chief", at), seen=seen, hidden=hidden)


class TestOrganisationDesk(WorkbenchCases):
    slug = "organisations"
    search = "教育委员会"
    filters = {
        "kind": ("town", lambda row: row.kind == "town"),
        "town": ("500154001", lambda row: row.division and row.division.code.startswith("500154001")),
        "checked": ("0", lambda row: not row.name_checked),
        "standing": ("1", lambda row: row.valid_until is None),
    }
    bad_line = {"全称": "某局", "类别": "衙门"}

    def seed(self) -> Seeded:
        admin = person_with(
            "system_admin", organisation("某区人民政府办公室", pinyin="a", division=district())
        )
        organisation("某区教育委员会", pinyin="b", name_checked=False)
        organisation("某街道办事处", pinyin="c", kind="town", division=town())
        organisation("已撤销的局", pinyin="d", valid_until=timezone.localdate() - timedelta(days=9))
        return Seeded(admin, seen=list(Organisation.objects.all()), hidden=[])


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize(
        "role", ["town_clerk", "grid_worker", "auditor", "system_admin", "security_admin"]
    )
    def test_own_account_tree_and_matrix_open_for_everyone(self, role):
        client = client_of(person_with(role))
        for path in (
            "/me/",
            "/me/password/",
            "/me/totp/",
            "/me/token/",
            "/me/leave/",
            "/me/contact/",
            "/roles/",
        ):
            assert client.get(path).status_code == 200, path
        assert client.get("/organisations/?q=教&asof=2020-05-22").status_code == 200

    def test_the_auditor_sees_no_people_and_reorganises_nothing(self):
        client = client_of(person_with("auditor"))
        assert client.get("/w/people/").status_code == 403
        assert client.get("/organisations/reorganise/").status_code == 403

    def test_the_matrix_says_what_the_policy_says(self):
        page = client_of(person_with("town_clerk")).get("/roles/?role=security_admin").content.decode()
        assert "任命岗位" in page and "新建人员" not in page

    def test_phones_are_masked_and_unmasking_is_a_reasoned_post(self):
        person = person_with("town_clerk", phone="13812345678", email="wang@example.cn")
        client = client_of(person_with("security_admin"))
        page = client.get(f"/w/people/{person.pk}/").content.decode()
        assert "13812345678" not in page and "138****5678" in page and "wang@" not in page
        assert "13812345678" not in client.get("/w/people/").content.decode()
        shown = client.post(f"/w/people/{person.pk}/unmask/phone/", {"reason": "核实紧急联系"})
        assert "13812345678" in shown.content.decode()
        assert Entry.objects.filter(verb="workbench.unmask").count() == 1
        outsider = client_of(person_with("system_admin"))
        assert outsider.post(f"/w/people/{person.pk}/unmask/phone/", {"reason": "好奇"}).status_code == 403

    def test_from_newcomer_to_clerk_by_two_administrators(self):
        system, security = client_of(person_with("system_admin")), client_of(person_with("security_admin"))
        at = organisation("某区教育委员会", short_name="区教委", division=district())
        made = system.post(
            "/w/people/new/", {"username": "wangyq", "name": "王雅琴", "phone": "", "email": ""}
        )
        person = Person.objects.get(username="wangyq")
        assert made["Location"] == f"/w/people/{person.pk}/"
        form = {
            "organisation": "没有的",
            "role": "department_clerk",
            "title": "经办人",
            "since": "2026-01-01",
        }
        again = security.post(f"/w/people/{person.pk}/do/assign_post/", form)
        assert again.status_code == 422 and "没有（或不止一个）" in again.content.decode()
        assert 'value="经办人"' in again.content.decode()
        done = security.post(f"/w/people/{person.pk}/do/assign_post/", form | {"organisation": "区教委"})
        assert done.status_code == 302 and Post.objects.get(person=person).organisation == at
        link = security.post(f"/people/{person.pk}/link/", {"purpose": "first", "note": ""}).content.decode()
        assert "/link/" in link
        assert system.get(f"/people/{person.pk}/link/").status_code == 403
        missing = security.post(f"/people/{person.pk}/link/", {"purpose": "recover", "note": ""})
        assert missing.status_code == 422 and "核实" in missing.content.decode()

    def test_reorganising_shows_what_moves_before_it_is_done(self):
        admin = client_of(person_with("system_admin"))
        at, after = organisation("旧局", division=district()), organisation("新局", division=district())
        person_with("department_clerk", at, name="钱经办")
        form = {
            "kind": "merge", "befores": "旧局", "afters": "新局", "effective": timezone.localdate().isoformat(),
            "basis": "机构改革方案",
        }  # fmt: skip
        page = admin.post("/organisations/reorganise/", form | {"preview": "1"}).content.decode()
        assert "钱经办 · 经办人" in page and "随转岗位 1 个" in page
        at.refresh_from_db()
        assert at.valid_until is None
        assert admin.post("/organisations/reorganise/", form | {"do": "1"}).status_code == 302
        at.refresh_from_db()
        assert at.successor == after
        history = admin.get(f"/w/organisations/{at.pk}/").content.decode()
        assert "机构改革方案" in history and "合并" in history

    def test_binding_and_unbinding_a_second_factor(self):
        import pyotp
        from django.contrib.auth.hashers import make_password

        person = person_with("town_clerk", password=make_password("Feng7-Lou.Wang9"))
        client = client_of(person)
        client.post("/me/totp/", {"step": "start"})
        secret = unseal(Totp.objects.get(person=person).sealed)
        codes = client.post("/me/totp/", {"code": pyotp.TOTP(secret).now(), "step": "confirm"})
        assert "恢复码" in codes.content.decode()
        assert client.post("/me/totp/", {"step": "drop", "current": "wrong"}).status_code == 422
        assert client.post("/me/totp/", {"step": "drop", "current": "Feng7-Lou.Wang9"}).status_code == 302
        assert not Totp.objects.filter(person=person).exists()

    def test_my_leave_token_and_sessions(self):
        at = organisation(division=district())
        person, deputy = (
            person_with("department_clerk", at),
            person_with("department_clerk", at, name="代理甲"),
        )
        client, elsewhere = client_of(person), client_of(person)
        today = timezone.localdate()
        wrong = {"deputy": "没这人", "since": today.isoformat(), "until": today.isoformat()}
        assert client.post("/me/leave/", wrong).status_code == 422
        assert client.post("/me/leave/", wrong | {"deputy": "代理甲"}).status_code == 302
        row = person.leaves.get()
        assert row.deputy == deputy
        chief = client_of(person_with("department_chief", at))
        assert f"由{deputy}代理" in chief.get("/desk/").content.decode()
        assert chief.post(f"/w/leaves/{row.pk}/do/approve_leave/").status_code == 302
        made = client.post("/me/token/", {"name": "对接", "reach": "read", "days": "30"}).content.decode()
        assert "wh_" in made
        assert client.post("/me/sessions/end/").status_code == 302
        assert elsewhere.get("/me/").status_code == 302 and client.get("/me/").status_code == 200
        stranger = client_of(person_with("town_clerk"))
        assert stranger.post(f"/me/token/{person.tokens.get().pk}/revoke/").status_code == 404
        assert stranger.post(f"/me/leave/{row.pk}/end/").status_code == 404
        assert client.post(f"/me/leave/{row.pk}/end/").status_code == 302
