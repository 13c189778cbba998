"""When messages may leave: quiet hours, digest, waiting. Pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from wanghuo.base.notify import rules

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = (time(22, 0), time(7, 30))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)).map(lambda d: d.replace(tzinfo=ZONE))
times = st.times().map(lambda t: t.replace(second=0, microsecond=0))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_examples() -> None:
    assert rules.earliest(at("2026-11-23 21:59"), *NIGHT, urgent=False) == at("2026-11-23 21:59")
    assert rules.earliest(at("2026-11-23 22:00"), *NIGHT, urgent=False) == at("2026-11-24 07:30")
    assert rules.earliest(at("2026-11-24 03:00"), *NIGHT, urgent=False) == at("2026-11-24 07:30")
    assert rules.earliest(at("2026-11-24 07:30"), *NIGHT, urgent=False) == at("2026-11-24 07:30")
    assert rules.earliest(at("2026-11-24 03:00"), *NIGHT, urgent=True) == at("2026-11-24 03:00")


@given(moments, times, times)
def test_never_in_the_quiet_hours_and_never_a_day_late(now: datetime, begin: time, end: time) -> None:
    then = rules.earliest(now, begin, end, urgent=False)
    assert now <= then <= now + timedelta(days=1)
    assert not rules.is_quiet(then, begin, end)
    if not rules.is_quiet(now, begin, end):
        assert then == now


@given(moments, times)
def test_the_digest_is_later_at_its_time_on_a_working_day(now: datetime, moment: time) -> None:
    def works(day: date) -> bool:
        return day.weekday() < 5

    then = rules.digest_moment(now, moment, works)
    assert now < then <= now + timedelta(days=4)
    assert then.time() == moment and works(then.date())


def test_without_any_working_day_the_digest_still_comes() -> None:
    now = at("2026-02-14 09:00")
    assert rules.digest_moment(now, time(8, 30), lambda day: False) == at("2026-02-15 08:30")


def test_waits_grow_to_a_limit() -> None:
    waits = [rules.wait(n) for n in range(1, 12)]
    assert waits[:3] == [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=8)]
    assert waits == sorted(waits) and waits[-1] == rules.LONGEST_WAIT
