"""People, posts, the three administrators kept apart, leave and deputies: each action and its refusals."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone
from tests.support.people import actor_with, district, organisation, person_with, town

from wanghuo.base.accounts.actions import leave, people
from wanghuo.base.accounts.actors import actor_for
from wanghuo.base.accounts.models import Leave, Person, Post
from wanghuo.base.ledger.models import Entry
from wanghuo.base.scope import BadInput, NotNow, Refused
from wanghuo.base.scope.rows import may

TODAY = date(2026, 3, 2)


def newcomer(name="孙新人", username="sunxinren") -> Person:
    return people.create_person(actor_with("system_admin"), username=username, name=name, phone="13800001234")


@pytest.mark.django_db
class TestPeople:
    def test_the_system_administrator_makes_people_who_can_do_nothing_yet(self):
        person = newcomer("曾庆红")
        assert (
            person.pinyin == "zeng qing hong"
            and person.must_set_password
            and not person.has_usable_password()
        )
        assert actor_for(person).roles(timezone.localdate()) == {"member"}

    def test_others_may_not(self):
        for role in ("security_admin", "auditor", "town_clerk", "committee_office"):
            with pytest.raises(Refused) as no:
                people.create_person(actor_with(role), username="abc", name="某人")
            assert no.value.status == 403

    def test_bad_input_names_each_field(self):
        newcomer()
        with pytest.raises(BadInput) as bad:
            people.create_person(
                actor_with("system_admin"), username="sunxinren", name="孙", phone="电话", email="x@y"
            )
        assert set(bad.value.fields) == {"username", "name", "phone", "email"}

    def test_a_phone_changed_is_in_the_ledger_without_the_number(self):
        person = newcomer()
        people.change_person(actor_with("system_admin"), person, name="孙新人", phone="13900005678")
        entry = Entry.objects.get(verb="accounts.change_person")
        assert "5678" not in str(entry.detail) and "phone" in entry.detail

    def test_nobody_switches_themselves_off_and_a_reason_is_needed(self):
        admin = person_with("system_admin")
        with pytest.raises(NotNow):
            people.deactivate(actor_for(admin), admin, reason="想休息")
        with pytest.raises(BadInput):
            people.deactivate(actor_for(admin), newcomer(), reason=" ")


@pytest.mark.django_db
class TestPosts:
    def test_a_post_gives_authority_from_its_day_and_the_ledger_knows(self):
        security, person = actor_with("security_admin"), newcomer()
        at = organisation(division=town())
        tomorrow = timezone.localdate() + timedelta(days=1)
        people.assign_post(security, person, at, role="town_clerk", title="经办人", since=tomorrow)
        actor = actor_for(person)
        assert "town_clerk" not in actor.roles(timezone.localdate()) and "town_clerk" in actor.roles(tomorrow)
        assert Entry.objects.get(verb="accounts.assign_post", result="done").detail["role"] == "镇街经办人"

    def test_the_system_administrator_gives_no_posts_and_nobody_gives_themselves_one(self):
        person = newcomer()
        with pytest.raises(Refused):
            people.assign_post(
                actor_with("system_admin"), person, organisation(), role="town_clerk", title="x", since=TODAY
            )
        security = person_with("security_admin")
        with pytest.raises(NotNow, match="自己"):
            people.assign_post(
                actor_for(security), security, organisation(), role="town_clerk", title="x", since=TODAY
            )

    def test_unknown_role_missing_title_wrong_dates_and_a_body_that_is_gone(self):
        gone = organisation(valid_until=date(2020, 1, 1))
        with pytest.raises(BadInput) as bad:
            people.assign_post(
                actor_with("security_admin"), newcomer(), gone, role="king", title=" ", since=TODAY,
                until=TODAY - timedelta(days=1),
            )  # fmt: skip
        assert set(bad.value.fields) == {"role", "title", "until", "organisation"}

    def test_ending_a_post_ends_its_authority_the_day_after(self):
        person = person_with("department_clerk")
        post = person.posts.get()
        people.end_post(actor_with("security_admin"), post, last_day=TODAY, reason="调离")
        actor = actor_for(person)
        assert "department_clerk" in actor.roles(TODAY)
        assert "department_clerk" not in actor.roles(TODAY + timedelta(days=1))
        with pytest.raises(BadInput):
            people.end_post(
                actor_with("security_admin"), post, last_day=TODAY + timedelta(days=9), reason="调离"
            )

    def test_hand_over_splits_the_term_and_keeps_the_area(self):
        before, after = person_with("town_clerk", divisions=[town()]), newcomer()
        post = before.posts.get()
        taken = people.hand_over_post(
            actor_with("security_admin"), post, after, from_day=TODAY, note="任免通知"
        )
        post.refresh_from_db()
        assert post.until == TODAY - timedelta(days=1)
        assert (taken.since, taken.until, taken.role) == (TODAY, None, "town_clerk")
        assert [d.code for d in taken.divisions.all()] == [town().code]
        with pytest.raises(BadInput):
            people.hand_over_post(actor_with("security_admin"), post, after, from_day=date(1999, 1, 1))


KINDS = ("system_admin", "security_admin", "auditor")


@pytest.mark.django_db
class TestThreeAdministrators:
    @pytest.mark.parametrize("first", KINDS)
    @pytest.mark.parametrize("second", KINDS)
    def test_no_one_holds_two(self, first, second):
        person = person_with(first)
        with pytest.raises(BadInput) as no:
            people.assign_post(
                actor_with("security_admin"), person, organisation(), role=second, title="x", since=TODAY
            )
        assert "三员分立" in no.value.rule

    def test_the_database_itself_refuses_two(self):
        person, at = person_with("system_admin"), organisation()
        with pytest.raises(IntegrityError, match="one_administrator_post_at_a_time"), transaction.atomic():
            Post.objects.create(
                person=person, organisation=at, title="x", role="auditor", since=TODAY, until=TODAY
            )
        later = Post.objects.create(
            person=person_with("town_clerk"), organisation=at, title="x", role="auditor", since=TODAY
        )
        assert later.pk

    def test_one_after_the_other_is_allowed(self):
        person = person_with("system_admin")
        person_with("system_admin")
        security = actor_with("security_admin")
        people.end_post(security, person.posts.get(), last_day=TODAY - timedelta(days=1), reason="轮岗")
        assert people.assign_post(
            security, person, organisation(), role="auditor", title="审计", since=TODAY
        ).pk

    def test_the_auditor_holds_nothing_else(self):
        security = actor_with("security_admin")
        for role, other in (("auditor", "town_clerk"), ("town_clerk", "auditor")):
            with pytest.raises(BadInput, match="只查阅台账"):
                people.assign_post(
                    security, person_with(role), organisation(), role=other, title="x", since=TODAY
                )

    @pytest.mark.parametrize("role", KINDS)
    def test_the_last_of_a_kind_stays(self, role):
        person = person_with(role)
        by = actor_with("security_admin")
        if role == "security_admin":
            people.deactivate(actor_with("system_admin"), Person.objects.get(pk=by.person), reason="调离")
            by = actor_with("security_admin")
            other = Person.objects.get(pk=by.person)
            people.end_post(by, person.posts.get(), last_day=TODAY, reason="轮岗")
            with pytest.raises(NotNow, match="最后一名"):
                people.deactivate(actor_with("system_admin"), other, reason="调离")
            return
        with pytest.raises(NotNow, match="最后一名"):
            people.end_post(by, person.posts.get(), last_day=TODAY, reason="轮岗")
        with pytest.raises(NotNow, match="最后一名"):
            people.deactivate(by, person, reason="调离")
        person.refresh_from_db()
        assert person.is_active and person.posts.get().until is None

    def test_what_each_may_and_may_not(self):
        system, security, auditor = (actor_with(r) for r in KINDS)
        assert (
            may(system, "accounts.create_person").allowed and not may(system, "accounts.assign_post").allowed
        )
        assert (
            may(security, "accounts.assign_post").allowed
            and not may(security, "accounts.create_person").allowed
        )
        for verb in ("accounts.people", "accounts.create_person", "accounts.assign_post", "accounts.unlock"):
            assert not may(auditor, verb).allowed


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_end_each_other_at_once():
    first, second = person_with("security_admin"), person_with("security_admin")
    start, answers = threading.Barrier(2), []

    def end(by: Person, post: Post) -> None:
        try:
            start.wait()
            people.end_post(actor_for(by), post, last_day=timezone.localdate(), reason="互相")
            answers.append("done")
        except NotNow:
            answers.append("refused")
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=end, args=(a, b.posts.get())) for a, b in ((first, second), (second, first))
    ]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sorted(answers) == ["done", "refused"]


@pytest.mark.django_db
class TestLeave:
    def ask(self, person: Person, deputy: Person, days=(0, 5)) -> Leave:
        today = timezone.localdate()
        return leave.request_leave(
            actor_for(person), person, deputy=deputy, since=today + timedelta(days=days[0]),
            until=today + timedelta(days=days[1]), reason="年休假",
        )  # fmt: skip

    def test_the_deputy_acts_only_once_approved_only_within_the_dates_and_marked(self):
        at = organisation(division=district())
        person, deputy = person_with("department_clerk", at), person_with("town_clerk")
        row = self.ask(person, deputy)
        today = timezone.localdate()
        assert "department_clerk" not in actor_for(deputy).roles(today)
        leave.approve_leave(actor_with("department_chief", at), row)
        actor = actor_for(deputy)
        grant = next(g for g in actor.grants if g.deputy_for)
        assert grant.deputy_for == person.pk and grant.organisation == at.pk
        assert person.pk in actor.stands_for(today)
        assert "department_clerk" in actor.roles(today + timedelta(days=5))
        assert "department_clerk" not in actor.roles(today + timedelta(days=6))
        leave.end_leave(actor_for(person), row)
        assert "department_clerk" not in actor_for(deputy).roles(today)

    def test_the_ledger_shows_for_whom_a_deputy_acted(self):
        at = organisation(division=district())
        chief, deputy = person_with("department_chief", at), person_with("town_clerk")
        colleague = person_with("department_clerk", at)
        leave.approve_leave(actor_with("security_admin"), self.ask(chief, deputy))
        other = self.ask(colleague, person_with("department_clerk", at))
        leave.approve_leave(actor_for(deputy), other)
        entry = Entry.objects.filter(verb="accounts.approve_leave").latest("id")
        assert entry.deputy_for == chief.pk and entry.actor_id == deputy.pk

    def test_nobody_approves_their_own_and_others_departments_may_not(self):
        at = organisation(division=district())
        chief = person_with("department_chief", at)
        row = self.ask(chief, person_with("department_clerk", at))
        with pytest.raises(NotNow):
            leave.approve_leave(actor_for(chief), row)
        with pytest.raises(Refused):
            leave.approve_leave(actor_with("department_chief"), row)

    def test_administrators_seats_are_never_lent_and_the_auditor_stands_in_for_none(self):
        admin = person_with("system_admin")
        with pytest.raises(BadInput) as no:
            self.ask(admin, person_with("town_clerk"))
        assert "管理员岗位不得代理" in no.value.fields["deputy"]
        with pytest.raises(BadInput):
            self.ask(person_with("town_clerk"), person_with("auditor"))

    def test_wrong_dates_and_oneself(self):
        person = person_with("town_clerk")
        for deputy, days, field in (
            (person, (0, 1), "deputy"),
            (person_with("town_clerk"), (3, 1), "until"),
            (person_with("town_clerk"), (-9, -3), "until"),
        ):
            with pytest.raises(BadInput) as bad:
                self.ask(person, deputy, days)
            assert field in bad.value.fields

    def test_a_deputys_deputy_does_not_inherit(self):
        a, b, c = (person_with(r) for r in ("department_clerk", "town_clerk", "duty_officer"))
        security = actor_with("security_admin")
        leave.approve_leave(security, self.ask(a, b))
        leave.approve_leave(security, self.ask(b, c))
        assert "department_clerk" not in actor_for(c).roles(timezone.localdate())
