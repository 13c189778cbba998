"""Who works with law in these tests."""

from tests.support.people import actor_with, client_of, person_with

from wanghuo.base.accounts.actors import actor_for

ENTRY = {
    "typed": "5",
    "unit": "working_day",
    "jurisdiction": "500154",
    "since": "2021-01-01",
    "until": "",
    "source": "开州府办发〔2020〕1号（测试）",
    "article": "第三条",
    "source_text": "五个工作日内整改完毕",
    "certainty": "secondary",
    "note": "",
}


def two():
    """(proposer, approver): a brigade officer and the committee's office."""
    return actor_with("brigade_officer", name="李提出"), actor_with("committee_office", name="王批准")


def said(**changes):
    """Arguments of the action ``propose``."""
    from datetime import date

    given = {
        **ENTRY,
        "since": date(2021, 1, 1),
        "until": None,
        "first_day_counts": False,
        "rolls_off_holiday": True,
    }
    return {**given, "clock_source": "同上 第四条", **changes}


def signed_in(role, name="张三"):
    person = person_with(role, name=name)
    return client_of(person), actor_for(person)
