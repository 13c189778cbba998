"""Organisations: what is shipped, the names papers use, the import, reorganising."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from tests.support.people import actor_with, district, organisation, person_with, town

from wanghuo.base.accounts import demo, loaders, reassign
from wanghuo.base.accounts.actions.organisations import (
    change_organisation,
    create_organisation,
    import_organisations,
    reorganise,
)
from wanghuo.base.accounts.actors import actor_for
from wanghuo.base.accounts.importing import check_rows
from wanghuo.base.accounts.models import Organisation, Person, Post, Succession
from wanghuo.base.accounts.queries import as_at, find_organisations, organisation_named, standing
from wanghuo.base.accounts.reorganising import preview
from wanghuo.base.accounts.rules import KEPT_APART
from wanghuo.base.accounts.sectors import labels
from wanghuo.base.divisions import loaders as division_loaders
from wanghuo.base.scope import BadInput, Refused

FOLDER = Path(settings.POLICY_DIR) / "districts" / "kaizhou"


def quiet(text: str) -> None:
    pass


@pytest.fixture(scope="class")
def shipped(django_db_setup, django_db_blocker):
    """Kaizhou once for the class, taken back at its end."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        division_loaders.load(quiet)
        loaders.load_organisations(FOLDER, quiet)
        demo.load_demo(FOLDER, quiet)
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
class TestShipped:
    def test_counts(self, shipped):
        now = standing(Organisation.objects.all(), timezone.localdate())
        count = {k: now.filter(kind=k).count() for k in Organisation.Kind.values}
        assert count["village"] + count["community"] == 535
        assert count["town"] == count["town_emergency"] == count["town_enforcement"] == 40
        of_2020 = standing(Organisation.objects.all(), date(2020, 5, 22))
        assert of_2020.filter(kind__in=["village", "community"]).count() == 535
        assert of_2020.filter(kind="town").count() == 40

    @pytest.mark.parametrize(
        ("said", "full"),
        [
            ("区教委", "重庆市开州区教育委员会"),
            ("教育", "重庆市开州区教育委员会"),
            ("区公安局", "重庆市开州区公安局"),
            ("区住房城乡建委", "重庆市开州区住房和城乡建设委员会"),
            ("区消防救援支队", "重庆市开州区消防救援支队"),
            ("区规划自然资源局", "重庆市开州区规划和自然资源局"),
            ("网信", "中共重庆市开州区委网络安全和信息化委员会办公室"),
            ("消安委办公室", "重庆市开州区消防安全委员会办公室"),
            ("医疗", "重庆市开州区卫生健康委员会"),
            ("临江镇", "重庆市开州区临江镇人民政府"),
            ("汉丰街道", "重庆市开州区汉丰街道办事处"),
        ],
    )
    def test_every_name_the_notice_uses_finds_its_body(self, shipped, said, full):
        assert organisation_named(said).name == full

    def test_only_sure_names_are_marked_checked(self, shipped):
        assert Organisation.objects.get(key="education").name_checked
        for key in ("industry", "publicity", "health", "div:500154001000:emergency"):
            assert not Organisation.objects.get(key=key).name_checked

    def test_a_town_that_became_a_street_is_succeeded_and_its_villages_keep_their_body(self, shipped):
        before = Organisation.objects.get(name="重庆市开州区镇安镇人民政府")
        assert before.valid_until == date(2020, 12, 31) and before.successor.short_name == "正安街道"
        village = Organisation.objects.get(short_name="丰太村")
        assert village.parent == before.successor and village.division.code == "500154008206"
        assert as_at(village, date(2020, 5, 22)) == "重庆市开州区镇安镇丰太村村民委员会"
        assert as_at(village, date(2023, 1, 1)) == "重庆市开州区正安街道丰太村村民委员会"
        changed = Organisation.objects.get(short_name="洪星村")
        assert changed.successor.short_name == "洪星社区"
        assert Succession.objects.count() == 5

    def test_sectors_kinds_and_parents_resolve(self, shipped):
        for row in Organisation.objects.all():
            assert row.kind in Organisation.Kind.values
            assert set(row.sectors) <= set(labels())
            assert row.pinyin
        roots = Organisation.objects.filter(parent=None)
        assert roots.count() < 10

    def test_a_second_load_changes_nothing_and_a_local_correction_stays(self, shipped):
        count = Organisation.objects.count()
        row = Organisation.objects.get(key="industry")
        row.name_checked = True
        row.save()
        assert loaders.load_organisations(FOLDER, quiet) == 0
        loaders.Loaded.objects.filter(name="organisations:kaizhou").delete()
        assert loaders.load_organisations(FOLDER, quiet) == 0
        row.refresh_from_db()
        assert row.name_checked and Organisation.objects.count() == count

    def test_demo_people_are_marked_have_no_password_and_keep_the_three_apart(self, shipped):
        people = Person.objects.filter(demo=True)
        assert people.count() == 21
        for person in people:
            assert person.name.endswith("（演示）") and not person.has_usable_password()
            roles = {p.role for p in person.posts.all()}
            assert len(roles & set(KEPT_APART)) <= 1
        clerk = actor_for(Person.objects.get(username="jiaowei"))
        assert clerk.grants[0].sectors == {"education"} and clerk.grants[0].territories == ("500154",)
        street = actor_for(Person.objects.get(username="zhengan"))
        assert street.grants[0].territories == ("500154008", "500154101"), (
            "rows under the old code stay in reach"
        )

    def test_search_by_pinyin_initials_and_old_name(self, shipped):
        rows = Organisation.objects.all()
        for text in ("qjw", "qu jiao wei", "教育委员会", "区教委"):
            assert organisation_named("区教委") in find_organisations(rows, text), text
        assert Organisation.objects.get(short_name="丰太村") in find_organisations(rows, "镇安镇丰太村")


HEAD = {"kind": "政府部门", "division": "", "sectors": "", "aliases": "", "valid_from": ""}


class TestRows:
    """The pure check of an import."""

    def check(self, *rows, known=None):
        return check_rows([HEAD | r for r in rows], known or {}, {"500154000000": 1}, {"education": "教育"})

    def test_parents_come_before_children_whatever_the_order(self):
        report = self.check(
            {"name": "丙", "parent": "乙"}, {"name": "乙", "parent": "甲"}, {"name": "甲", "short_name": "甲局"},
            {"name": "丁", "parent": "甲局"},
        )  # fmt: skip
        assert not report.faults and [r.name for r in report.rows][:1] == ["甲"]
        assert {r.name: r.parent for r in report.rows} == {"甲": "", "乙": "甲", "丙": "乙", "丁": "甲"}

    def test_everything_wrong_is_reported_by_line_at_once(self):
        report = self.check(
            {"name": "", "kind": "政府部门"},
            {"name": "甲", "kind": "衙门", "division": "999", "sectors": "教育、炼丹", "valid_from": "昨天"},
            {"name": "甲"},
            {"name": "乙", "parent": "没有"},
        )
        by_line = {line: "".join(f.text for f in report.faults if f.line == line) for line in (2, 3, 4, 5)}
        assert "没有填写全称" in by_line[2]
        for part in ("衙门", "999", "炼丹", "昨天"):
            assert part in by_line[3]
        assert "重复" in by_line[4] and "没有" in by_line[5]

    def test_a_circle_is_named(self):
        report = self.check({"name": "甲", "parent": "乙"}, {"name": "乙", "parent": "甲"}, {"name": "丙"})
        assert {f.line for f in report.faults} == {2, 3} and all("成环" in f.text for f in report.faults)

    def test_what_exists_is_known_and_can_be_a_parent(self):
        report = self.check({"name": "甲"}, {"name": "乙", "parent": "区政府"}, known={"甲": 5, "区政府": 7})
        assert report.known == 1 and report.new == 1
        assert report.rows[1].parent_known == 7

    def test_blank_rows_are_passed_over_and_an_empty_sheet_is_said_to_be(self):
        blank = dict.fromkeys(HEAD, "") | {"name": "", "parent": ""}
        assert not check_rows([blank, HEAD | {"name": "甲"}], {}, {}, {}).faults
        assert "没有数据行" in check_rows([blank], {}, {}, {}).faults[0].text


@pytest.mark.django_db
class TestImport:
    def test_all_or_nothing(self):
        rows = [{"name": "甲局", "kind": "政府部门"}, {"name": "乙局", "kind": "衙门"}]
        with pytest.raises(BadInput) as bad:
            import_organisations(actor_with("system_admin"), rows)
        assert list(bad.value.fields) == ["1"]
        assert not Organisation.objects.filter(name="甲局").exists()

    def test_a_tree_is_written_and_a_second_time_adds_nothing(self):
        at = town()
        rows = [
            {"name": "甲站", "kind": "事业单位", "parent": "甲局", "division": at.code, "aliases": "甲、A站"},
            {"name": "甲局", "kind": "政府部门", "sectors": "教育", "valid_from": "2019-01-01"},
        ]
        admin = actor_with("system_admin")
        assert import_organisations(admin, rows) == 2
        child = Organisation.objects.get(name="甲站")
        assert child.parent.name == "甲局" and child.division == at and child.aliases == ["甲", "A站"]
        assert import_organisations(admin, rows) == 0

    def test_only_the_system_administrator(self):
        with pytest.raises(Refused):
            import_organisations(actor_with("security_admin"), [{"name": "甲局", "kind": "政府部门"}])


@pytest.mark.django_db
class TestChanges:
    def test_no_circle_no_twin_no_unknown_sector(self):
        admin = actor_with("system_admin")
        top = create_organisation(admin, name="甲局", kind="department")
        below = create_organisation(admin, name="乙站", kind="institution", parent=top)
        with pytest.raises(BadInput) as bad:
            change_organisation(admin, top, parent=below)
        assert "parent" in bad.value.fields
        with pytest.raises(BadInput) as bad:
            create_organisation(admin, name="甲局", kind="衙门", sectors=["alchemy"])
        assert set(bad.value.fields) == {"name", "kind", "sectors"}

    def prepare(self):
        at = organisation("旧局", division=district())
        clerk, chief = person_with("department_clerk", at), person_with("department_chief", at)
        past = person_with("department_clerk", at)
        past.posts.update(until=date(2010, 1, 1))
        child = organisation("旧局下属站", parent=at)
        return at, clerk, chief, past, child

    def test_a_merger_moves_posts_work_and_children_from_the_effective_day(self, monkeypatch):
        at, clerk, _, past, child = self.prepare()
        after = organisation("新局", division=district())
        moved = []
        monkeypatch.setattr(reassign, "_REGISTERED", {})
        reassign.open_work("案件", count=lambda o: 3 if o.pk == at.pk else 0)(
            lambda act, a, b: moved.append((a.pk, b.pk)) or 3
        )
        effective = timezone.localdate()
        [look] = preview([at], effective)
        assert len(look.posts) == 2 and look.work == {"案件": 3} and look.children == 1
        reorganise(
            actor_with("system_admin"),
            kind="merge",
            befores=[at],
            afters=[after],
            effective=effective,
            basis="机构改革方案",
        )
        at.refresh_from_db()
        child.refresh_from_db()
        assert moved == [(at.pk, after.pk)] and child.parent == after
        assert at.successor == after and at.valid_until == effective - timedelta(days=1)
        assert Post.objects.filter(person=clerk).count() == 2
        assert effective in {p.since for p in clerk.posts.filter(organisation=after)}
        assert actor_for(clerk).organisations(effective) == {after.pk}
        assert actor_for(clerk).organisations(effective - timedelta(days=1)) == {at.pk}
        assert past.posts.get().organisation == at
        assert Succession.objects.get().moved == {"岗位": 2, "案件": 3}

    def test_a_rename_keeps_the_body_and_the_old_name_for_old_papers(self):
        at = organisation("区经济委员会")
        effective = timezone.localdate()
        reorganise(
            actor_with("system_admin"), kind="rename", befores=[at], afters=[], effective=effective,
            basis="更名通知", new_name="区经济和信息化委员会", new_short_name="区经信委",
        )  # fmt: skip
        at.refresh_from_db()
        assert at.valid_until is None and at.name == "区经济和信息化委员会"
        assert as_at(at, effective - timedelta(days=1)) == "区经济委员会"
        assert organisation_named("区经济委员会") == at

    def test_a_split_gives_posts_to_the_first_and_records_both(self):
        at, clerk, *_ = self.prepare()
        one, two = organisation("甲局"), organisation("乙局")
        reorganise(
            actor_with("system_admin"), kind="split", befores=[at], afters=[one, two],
            effective=timezone.localdate(), basis="方案",
        )  # fmt: skip
        assert clerk.posts.filter(organisation=one).exists()
        assert {s.after for s in Succession.objects.all()} == {one, two}

    def test_refusals_name_their_field(self):
        at, *_ = self.prepare()
        admin, tomorrow = actor_with("system_admin"), timezone.localdate() + timedelta(days=1)
        cases = [
            (
                {"kind": "merge", "afters": [], "effective": tomorrow, "basis": ""},
                {"effective", "basis", "afters"},
            ),
            ({"kind": "merge", "afters": [at]}, {"afters"}),
            ({"kind": "rename", "afters": []}, {"new_name"}),
            ({"kind": "split", "afters": [organisation()]}, {"afters"}),
            ({"kind": "abolish", "afters": []}, {"afters"}),
            ({"kind": "war", "afters": []}, {"kind"}),
        ]
        for given, fields in cases:
            values = {"befores": [at], "effective": timezone.localdate(), "basis": "方案"} | given
            with pytest.raises(BadInput) as bad:
                reorganise(admin, **values)
            assert fields <= set(bad.value.fields), given
        at.refresh_from_db()
        assert at.valid_until is None

    def test_only_the_system_administrator_reorganises(self):
        with pytest.raises(Refused):
            reorganise(
                actor_with("security_admin"), kind="rename", befores=[organisation()], afters=[],
                effective=timezone.localdate(), basis="x", new_name="y",
            )  # fmt: skip
