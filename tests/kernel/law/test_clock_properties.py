"""What holds of every deadline."""

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from wanghuo.kernel.law import SHANGHAI, Extension, Suspension, Term, deadline, working_days_between

from .shipped import calendar

starts = st.datetimes(datetime(2015, 1, 1), datetime(2026, 6, 1), timezones=st.just(SHANGHAI))
day_units = st.sampled_from(["working_day", "calendar_day", "month"])
terms = st.builds(Term, st.integers(1, 40), day_units, st.booleans(), st.booleans())
clock_terms = st.builds(Term, st.integers(1, 500), st.sampled_from(["hour", "minute"]))


@st.composite
def pauses(draw, start):
    since = start + timedelta(hours=draw(st.integers(-100, 1500)))
    return Suspension(since, since + timedelta(hours=draw(st.integers(0, 400))))


@settings(max_examples=150, deadline=None)
@given(starts, terms)
def test_a_working_day_term_is_the_inverse_of_counting(start, term):
    term = Term(term.n, "working_day", False, True)
    found = deadline(start, term, calendar())
    assert calendar().is_working(found.day)
    assert working_days_between(start.date(), found.day, calendar()) == term.n


@settings(max_examples=150, deadline=None)
@given(starts, terms)
def test_longer_is_never_earlier_and_counting_the_first_day_never_later(start, term):
    def day(n, first):
        return deadline(start, Term(n, term.unit, first, term.rolls_off_holiday), calendar()).at

    assert day(term.n, False) <= day(term.n + 1, False)
    assert day(term.n, True) <= day(term.n, False)


@settings(max_examples=150, deadline=None)
@given(starts, terms)
def test_rolling_ends_on_a_working_day_and_never_skips_one(start, term):
    rolled = deadline(start, Term(term.n, term.unit, False, True), calendar())
    plain = deadline(start, Term(term.n, term.unit, False, False), calendar())
    assert calendar().is_working(rolled.day) and rolled.at >= plain.at
    between = [plain.day + timedelta(days=i) for i in range((rolled.day - plain.day).days)]
    assert not any(calendar().is_working(d) for d in between)


@settings(max_examples=200, deadline=None)
@given(st.data(), starts, terms | clock_terms)
def test_a_suspension_never_brings_the_end_forward(data, start, term):
    pause = data.draw(pauses(start))
    free, held = deadline(start, term, calendar()), deadline(start, term, calendar(), [pause])
    assert held.at >= free.at
    if not term.by_day:
        over = max(timedelta(0), pause.until - max(pause.since, start))
        assert held.at - free.at in (timedelta(0), over)


@settings(max_examples=100, deadline=None)
@given(starts, st.integers(1, 30), st.integers(1, 30))
def test_extending_equals_a_longer_term(start, n, more):
    whole = deadline(start, Term(n + more, "working_day"), calendar())
    parts = deadline(
        start, Term(n, "working_day"), calendar(), extensions=[Extension(Term(more, "working_day"))]
    )
    assert whole.at == parts.at


@settings(max_examples=100, deadline=None)
@given(starts, terms | clock_terms)
def test_every_deadline_explains_itself(start, term):
    found = deadline(start, term, calendar())
    said = found.explain()
    assert "届满。" in said and f"{found.day.year}年{found.day.month}月{found.day.day}日" in said


@given(st.dates(date(2015, 1, 1), date(2026, 12, 1)), st.integers(0, 60))
def test_counting_is_additive(day, gap):
    middle, last = day + timedelta(days=gap), day + timedelta(days=2 * gap)
    both = working_days_between(day, middle, calendar()) + working_days_between(middle, last, calendar())
    assert both == working_days_between(day, last, calendar())
