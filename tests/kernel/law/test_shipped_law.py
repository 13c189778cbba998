"""What the reference gave is in the book, dated, cited, and honest about how sure we are."""

from datetime import date
from decimal import Decimal

import pytest

from wanghuo.kernel.law import Certainty, Kind

from .shipped import book, settings, sources

KAIZHOU = "500154"
NOTICE, TODAY = date(2020, 5, 22), date(2026, 11, 23)


def then_now(parameter_id):
    return [book().at(d, parameter_id, KAIZHOU).shown for d in (NOTICE, TODAY)]


@pytest.mark.parametrize(
    ("parameter_id", "before", "now"),
    [
        ("hazard.standard", "GB 35181-2017《重大火灾隐患判定方法》", "GB 35181-2025《重大火灾隐患判定规则》"),
        ("hazard.procedure_chapter", "是", "否"),
        ("hazard.count", "人员密集场所、易燃易爆场所、人员密集场所、易燃易爆场所、重要场所等4行", "已失效"),
        ("licence.ordinary.inspect", "7个工作日", "10个工作日"),
        ("credit.grades", "未设定", "轻微、一般、严重（3行）"),
        ("fire.death_window", "7日", "30日"),
        ("micro.unit_people", "6人", "已失效"),
        ("penalty.hearing_request", "3日", "5个工作日"),
        ("penalty.on_spot_person", "50元", "200元"),
        ("licence.pledge.available", "未设定", "是"),
        ("investigation.jurisdiction", "未设定", "市、区县、区县可以（3行）"),
    ],
)
def test_the_notice_of_2020_lives_under_rules_replaced_since(parameter_id, before, now):
    assert then_now(parameter_id) == [before, now]


def loss_of(day, parameter_id="fire.grade"):
    return [row.get("loss") for row in book().at(day, parameter_id, KAIZHOU).require().value]


def test_fire_grades_by_loss_then_and_now():
    assert loss_of(date(2025, 4, 30))[:3] == [10000, 5000, 1000]
    assert loss_of(date(2025, 5, 1))[:3] == [30000, 10000, 3000]
    assert loss_of(TODAY, "fire.grade.investigation")[:3] == [10000, 5000, 1000]


def test_the_recheck_has_no_rule_loaded_before_order_120():
    assert book().at(date(2012, 10, 31), "inspection.recheck").state == "not_yet"
    found = book().at(date(2012, 11, 1), "inspection.recheck")
    assert found.shown == "3个工作日" and found.certainty is Certainty.UNVERIFIED
    assert any("待核" in w for w in found.warnings)


def test_a_fire_of_loss_for_referral_changed_in_2015():
    assert book().at(date(2015, 12, 15), "referral.responsibility_loss").value == Decimal(50)
    assert book().at(date(2015, 12, 16), "referral.responsibility_loss").value == Decimal(100)


def test_nothing_shipped_is_verified_and_all_that_is_set_is_cited():
    for parameter in book().parameters.values():
        assert parameter.entries, parameter.id
        for e in parameter.entries:
            assert e.certainty is not Certainty.VERIFIED
            assert bool(e.source) or e.value is None, parameter.id
            assert e.since or e.note, parameter.id


def test_what_nobody_found_is_unset():
    for parameter_id in (
        "reward.amounts", "draw.ratio_by_risk", "draw.visit_cap", "classification.key_unit.grades",
        "classification.district_key_unit", "classification.high_risk_unit.thresholds", "credit.behaviours",
        "brigade.allowance", "rating.fix", "supplies.foam", "town.station_staff",
    ):  # fmt: skip
        assert book().at(TODAY, parameter_id, KAIZHOU).state == "unset", parameter_id


def test_other_places_rules_do_not_reach_kaizhou():
    assert book().at(TODAY, "classification.key_unit.entertainment_area", KAIZHOU).value == 200
    assert book().at(TODAY, "classification.key_unit.entertainment_area", "510100").value == 500
    assert book().at(TODAY, "rating.fix", "510100").shown == "15个工作日"


def test_every_procedure_clock_cites_how_it_is_counted_or_says_it_does_not_know():
    for parameter in book().parameters.values():
        if parameter.kind is Kind.DURATION:
            for e in parameter.entries:
                day = e.since or e.until or TODAY
                if e.value is None:
                    continue
                found = book().at(day, parameter.id, e.jurisdiction)
                rule = found.entry.clock
                known = rule is not None and None not in (rule.first_day_counts, rule.rolls_off_holiday)
                assert known or any("未设定" in w for w in found.warnings), parameter.id


def test_sealing_counts_thirty_calendar_days_and_its_roll_is_open():
    found = book().at(TODAY, "seal.period", KAIZHOU)
    assert found.shown == "30日" and any("顺延未设定" in w for w in found.warnings)


def test_the_changes_between_two_days_are_listed():
    changed = {c.parameter.id for c in book().changes(date(2025, 10, 31), date(2025, 11, 1), KAIZHOU)}
    assert {"hazard.standard", "hazard.count", "hazard.inoperative"} <= changed
    assert book().changes(TODAY, TODAY, KAIZHOU) == ()


def test_history_is_in_order_and_of_this_place():
    entries = book().history("classification.key_unit.entertainment_area", KAIZHOU)
    assert [e.jurisdiction for e in entries] == ["000000"]
    assert [e.value for e in book().history("fire.death_window")] == [7, 30]


def test_replaced_sources_name_their_successor():
    for source in sources().values():
        assert not source.replaced_by or source.replaced_by in sources(), source.key


def test_settings_are_in_range_and_have_somebody_to_change_them():
    assert settings()["cases.receipt_limit"].shown == "2个工作日"
    for one in settings().values():
        assert one.roles and one.help
        if one.kind not in (Kind.TEXT, Kind.BOOLEAN):
            assert one.low is not None and one.high is not None, one.id
