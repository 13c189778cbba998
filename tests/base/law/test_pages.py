"""The pages: who sees what, what is said, and nothing typed is lost."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from wanghuo.base.law import actions
from wanghuo.base.law.models import LocalEntry
from wanghuo.base.law.queries import clock, setting

from .people import ENTRY, said, signed_in, two
from .test_calendars import NEXT, TITLE

pytestmark = pytest.mark.django_db
FORM = {**ENTRY, "first_day_counts": "no", "rolls_off_holiday": "yes", "clock_source": "同上"}


def text(response, status=200):
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


@pytest.mark.parametrize(
    "path",
    ["/law/", "/law/changes/", "/law/clock/", "/law/settings/", "/law/calendar/", "/law/p/fire.grade/"],
)
def test_a_clerk_reads_all_and_a_visitor_signs_in(client, path):
    assert "法律参数" in text(signed_in("town_clerk")[0].get(path))
    assert client.get(path).status_code == 302


def test_the_list_shows_the_rules_of_the_day_asked_for():
    client, _ = signed_in("town_clerk")
    old = text(client.get("/law/?asof=2020-05-22&subject=major_hazard"))
    new = text(client.get("/law/?asof=2026-11-23&subject=major_hazard"))
    assert "GB 35181-2017" in old and "已失效</span>" not in old
    assert "GB 35181-2025" in new and "已失效" in new


@pytest.mark.parametrize(
    ("query", "there", "missing"),
    [
        ("state=unset", "举报奖励标准", "限期改正复查时限"),
        ("certainty=unverified", "限期改正复查时限", "举报奖励标准"),
        ("state=expired", "综合判定的要素数", "限期改正复查时限"),
        ("q=复查", "限期改正复查时限", "举报奖励标准"),
        ("q=无此参数", "没有符合的参数", "限期改正复查时限"),
        ("asof=昨天&all=1", "限期改正复查时限", "没有符合的参数"),
        ("", "监督检查与隐患整改", "限期改正复查时限"),
    ],
)
def test_the_list_filters(query, there, missing):
    html = text(signed_in("town_clerk")[0].get(f"/law/?{query}"))
    assert there in html and missing not in html


def test_an_unset_parameter_says_what_to_do():
    html = text(signed_in("committee_office")[0].get("/law/p/reward.amounts/"))
    assert "未设定" in html and "不能据此办理" in html and "/law/p/reward.amounts/propose/" in html


def test_a_clerk_who_may_not_set_sees_no_button_and_is_refused():
    client, _ = signed_in("town_clerk")
    assert "/propose/" not in text(client.get("/law/p/rating.fix/"))
    assert "岗位" in text(client.get("/law/p/rating.fix/propose/"), 403)


def test_setting_an_unset_parameter_with_two_people(settings, tmp_path):
    settings.VAR = tmp_path
    first, _ = signed_in("brigade_officer", "李提出")
    second, _ = signed_in("committee_office", "王批准")
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
    )
    file = SimpleUploadedFile("扫描件.png", png, content_type="image/png")
    done = first.post("/law/p/rating.fix/propose/", {**FORM, "file": file})
    row = LocalEntry.objects.get()
    assert done.status_code == 302 and done.url == f"/law/proposals/{row.pk}/"
    own = text(first.get(done.url))
    assert "须由另一位" in own and "/approve/" not in own
    seen = text(second.get(done.url))
    assert "五个工作日内整改完毕" in seen and "扫描件.png" in seen and "/approve/" in seen
    assert "设定法律参数：差评整改时限" in text(second.get("/desk/"))
    text(first.post(f"/law/proposals/{row.pk}/approve/"), 403)
    assert second.post(f"/law/proposals/{row.pk}/approve/", {"reason": "相符"}).status_code == 302
    assert "5个工作日" in text(second.get("/law/p/rating.fix/"))


def test_what_was_typed_stays_when_it_cannot_be_taken():
    client, _ = signed_in("committee_office")
    html = text(
        client.post("/law/p/rating.fix/propose/", {**FORM, "typed": "五天", "source": "某某办法"}), 422
    )
    assert 'value="五天"' in html and 'value="某某办法"' in html and "应为数字" in html
    html = text(client.post("/law/p/rating.fix/propose/", {**FORM, "clock_source": ""}), 422)
    assert "要写明依据" in html and not LocalEntry.objects.exists()


def test_approving_ones_own_is_refused_on_the_page():
    client, actor = signed_in("committee_office")
    row = actions.propose(actor, "rating.fix", **said())
    html = text(client.post(f"/law/proposals/{row.pk}/approve/"), 409)
    assert "双人复核" in html and "下一步" in html


def test_rejecting_without_a_reason_keeps_the_page():
    proposer, _ = two()
    row = actions.propose(proposer, "rating.fix", **said())
    client, _ = signed_in("committee_office")
    assert "必填" in text(client.post(f"/law/proposals/{row.pk}/reject/", {"reason": ""}), 422)
    assert client.post(f"/law/proposals/{row.pk}/reject/", {"reason": "依据不符"}).status_code == 302
    assert "依据不符" in text(client.get(f"/law/proposals/{row.pk}/"))


def test_withdrawing_and_ending_from_the_page():
    first, proposer = signed_in("brigade_officer")
    row = actions.propose(proposer, "rating.fix", **said())
    assert first.post(f"/law/proposals/{row.pk}/withdraw/").status_code == 302
    _, approver = two()
    row = actions.approve(approver, actions.propose(proposer, "rating.fix", **said()))
    assert f"/law/proposals/{row.pk}/end/" in text(first.get("/law/p/rating.fix/"))
    assert "必填" in text(
        first.post(f"/law/proposals/{row.pk}/end/", {"until": "2026-12-31", "reason": ""}), 422
    )
    done = first.post(f"/law/proposals/{row.pk}/end/", {"until": "2026-12-31", "reason": "文件废止"})
    assert "提议停用" in text(first.get(done.url))


def test_verifying_from_the_page_wants_the_statement():
    from datetime import date

    from wanghuo.base.law.queries import law

    client, _ = signed_in("brigade_chief", "陈支队")
    mark = law.at(date(2026, 11, 23), "seal.period").entry.fingerprint("seal.period")
    url = f"/law/p/seal.period/verify/{mark}/"
    assert "我声明" in text(client.get(url))
    assert "行政强制法单行本" in text(client.post(url, {"text_held": "行政强制法单行本"}), 422)
    assert client.post(url, {"text_held": "行政强制法单行本", "holds_text": "on"}).status_code == 302
    assert "陈支队" in text(client.get("/law/p/seal.period/"))
    assert client.get("/law/p/seal.period/verify/0000000000000000/").status_code == 404


def test_settings_are_marked_and_changed_with_a_reason():
    client, _ = signed_in("committee_office")
    assert "系统默认" in text(client.get("/law/settings/"))
    url = "/law/settings/cases.receipt_limit/"
    html = text(client.post(url + "change/", {"typed": "9999", "unit": "hour", "reason": "试"}), 422)
    assert 'value="9999"' in html and "不能大于" in html
    assert client.post(url + "change/", {"typed": "3", "unit": "hour", "reason": "试运行"}).status_code == 302
    html = text(client.get(url))
    assert "3小时" in html and "试运行" in html and setting("cases.receipt_limit").shown == "3小时"
    assert "必填" in text(client.post(url + "change/", {"reset": "1", "reason": ""}), 422)
    assert client.post(url + "change/", {"reset": "1", "reason": "恢复"}).status_code == 302
    assert setting("cases.receipt_limit").is_default


def test_a_setting_of_others_has_no_form():
    html = text(signed_in("town_clerk")[0].get("/law/settings/accounts.idle_minutes/"))
    assert "由安全管理员修改" in html and "保存" not in html


def test_the_year_is_drawn_with_its_notice():
    html = text(signed_in("town_clerk")[0].get("/law/calendar/?year=2020"))
    assert "国办发明电〔2020〕1号" in html and 'title="2月2日 放假：春节"' in html
    assert 'title="1月19日 调休上班：春节"' in html and "载入放假安排</a>" not in html
    assert "尚未载入" in text(signed_in("town_clerk")[0].get("/law/calendar/?year=2031"))
    assert text(signed_in("town_clerk")[0].get("/law/calendar/?year=abc"))


def test_next_year_is_previewed_then_loaded():
    client, _ = signed_in("committee_office")
    said_ = {"title": TITLE, "number": "〔测试〕", "content": NEXT}
    html = text(client.post("/law/calendar/load/", {**said_, "preview": "1"}))
    assert "2027年1月1日" in html and "确认载入" in html and 2027 not in clock.calendar.years
    assert client.post("/law/calendar/load/", {**said_, "load": "1"}).url == "/law/calendar/?year=2027"
    assert "已是这样" in text(client.post("/law/calendar/load/", {**said_, "load": "1"}), 422)


def test_a_bad_calendar_keeps_what_was_typed():
    client, _ = signed_in("committee_office")
    bad = NEXT.replace("2027-02-20", "2027-02-22")
    html = text(client.post("/law/calendar/load/", {"title": TITLE, "content": bad, "preview": "1"}), 422)
    assert "本来就是工作日" in html and "2027-02-22" in html and "确认载入" not in html


def test_a_file_in_the_clerks_own_encoding_is_read():
    client, _ = signed_in("committee_office")
    file = SimpleUploadedFile("2027.csv", NEXT.encode("gb18030"))
    assert "确认载入" in text(
        client.post("/law/calendar/load/", {"title": TITLE, "file": file, "preview": "1"})
    )
    sample = client.get("/law/calendar/template/?year=2027")
    assert "attachment" in sample["Content-Disposition"] and "2027-01-01" in sample.content.decode()


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("start=2020-09-29T10:00&limit=inspection.recheck", "2020年10月10日"),
        ("start=2020-09-29T10:00&n=2&unit=hour", "12:00"),
        ("start=2020-09-29T10:00", "请选一项时限"),
        ("start=2020-09-29T10:00&limit=rating.fix", "不能据此办理"),
        ("start=2026-12-31T10:00&n=3&unit=working_day", "暂定"),
        ("start=x&n=1", "起算时间"),
        ("start=9999-12-31T10:00&n=30000&unit=year", "期限超出可算的年份"),
    ],
)
def test_the_calculator_counts_and_explains(query, there):
    assert there in text(signed_in("town_clerk")[0].get(f"/law/clock/?{query}"))


def test_the_short_address_and_other_places_rules():
    html = text(signed_in("town_clerk")[0].get("/law/rating.fix/"))
    assert "四川省" in html and "外地规定，仅供对照" in html


def test_unknown_things_are_not_found():
    client, _ = signed_in("committee_office")
    for path in (
        "/law/p/no.such/",
        "/law/p/no.such/propose/",
        "/law/settings/no.such/",
        "/law/proposals/999/",
    ):
        assert client.get(path).status_code == 404, path


def test_changes_between_two_days_are_listed():
    html = text(signed_in("town_clerk")[0].get("/law/changes/?before=2020-05-22&after=2026-11-23"))
    assert "判定依据的标准" in html and "火灾等级：统计" in html
    assert "没有变化" in text(
        signed_in("town_clerk")[0].get("/law/changes/?before=2026-11-22&after=2026-11-23")
    )


def test_the_operator_is_told_of_law_in_use_without_a_value_and_of_the_missing_year():
    from datetime import date

    import time_machine

    from wanghuo.base.law.desk import panel
    from wanghuo.base.law.uses import _USES, uses

    before = dict(_USES)
    try:
        uses("reward.amounts", "举报奖励：金额")
        with time_machine.travel(date(2026, 11, 23), tick=False):
            rows = panel().rows
    finally:
        _USES.clear()
        _USES.update(before)
    assert ("举报奖励标准", "未设定，用于举报奖励：金额", "warn") in rows
    assert any(label == "2027年放假安排" and state == "warn" for label, _, state in rows)


def test_a_flow_that_takes_its_limit_from_the_law_counts_as_a_use():
    html = text(signed_in("town_clerk")[0].get("/law/p/police_station.transfer/"))
    assert "协同移交：派出所移送时限" in html and "5个工作日" in html


def test_the_list_costs_few_queries(django_assert_max_num_queries):
    client, _ = signed_in("committee_office")
    client.get("/law/?all=1")
    with django_assert_max_num_queries(12):
        client.get("/law/?all=1")
