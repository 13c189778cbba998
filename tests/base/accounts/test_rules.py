"""The pure rules: passwords, locks, separation, terms."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanghuo.base.accounts.rules import (
    COMMON,
    Held,
    PasswordRules,
    expired,
    locked_until,
    password_faults,
    tail_of_term,
    why_not_together,
)

RULES = PasswordRules()
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
text = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)


@pytest.mark.parametrize("good", ["Feng7-Lou.Wang9", "tR7!mqVx2#", "山高Yue7小shui-L"])
def test_good_passwords_pass(good):
    assert password_faults(good, RULES, about=["zhangwei", "张伟", "13800001234"]) == []


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("Ab1!", "至少 10 位"),
        ("abcdtuvwkq", "类"),
        ("Aaaaaaaa1!", "重复"),
        ("Qwert!7689mn", "连续排列"),
        ("Mk-98765-zx", "连续排列"),
        ("P@ssw0rd!!77", "常见"),
        ("Xiaofang-2026", "常见"),
        ("Zhangwei-7!k", "登录名"),
        ("k!13800001234Z", "登录名"),
        ("Zw-001234-Hq", "登录名"),
    ],
)
def test_bad_passwords_say_why(bad, why):
    faults = password_faults(bad, RULES, about=["zhangwei", "张伟", "13800001234", "001234"])
    assert any(why in fault for fault in faults), faults


@given(text)
def test_whatever_passes_is_long_mixed_and_free_of_the_name(password):
    if not password_faults(password, RULES, about=["zhangwei"]):
        assert len(password) >= RULES.length
        assert "zhangwei" not in password.lower()
        assert not any(word in password.lower() for word in COMMON)
        kinds = [any(map(f, password)) for f in (str.isupper, str.islower, str.isdigit)]
        kinds.append(any(not c.isalnum() for c in password))
        assert sum(kinds) >= RULES.classes


@given(text, st.integers(8, 20), st.integers(8, 20))
def test_a_stricter_length_never_lets_more_through(password, a, b):
    loose, strict = PasswordRules(length=min(a, b)), PasswordRules(length=max(a, b))
    if not password_faults(password, strict):
        assert not password_faults(password, loose)


@given(st.text(max_size=200))
def test_any_text_is_judged_without_falling_over(password):
    assert isinstance(password_faults(password, RULES, about=[password[:5]]), list)


@given(text.filter(lambda t: len(t) >= 3), text, text)
def test_a_password_around_a_fact_about_the_person_is_refused(fact, before, after):
    assert any("登录名" in f for f in password_faults(before + fact + after, RULES, about=[fact]))


seconds = st.lists(st.integers(0, 7200), max_size=25)


@given(seconds, st.integers(3, 8), st.integers(1, 60))
def test_a_lock_runs_from_the_failure_that_filled_the_window(times, tries, minutes):
    failures = [START + timedelta(seconds=s) for s in times]
    until = locked_until(failures, tries, minutes)
    full = [
        end
        for end in failures
        if sum(end - timedelta(minutes=minutes) <= f <= end for f in failures) >= tries
    ]
    assert until == (max(full) + timedelta(minutes=minutes) if full else None)


@given(seconds, st.randoms(use_true_random=False))
def test_the_order_of_failures_does_not_matter(times, shuffle):
    failures = [START + timedelta(seconds=s) for s in times]
    mixed = list(failures)
    shuffle.shuffle(mixed)
    assert locked_until(failures, 5, 15) == locked_until(mixed, 5, 15)


def test_age():
    assert expired(None, START, RULES)
    assert not expired(START - timedelta(days=90), START, RULES)
    assert expired(START - timedelta(days=90, seconds=1), START, RULES)
    assert not expired(START - timedelta(days=999), START, PasswordRules(max_age=0))


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
roles = st.sampled_from(["system_admin", "security_admin", "auditor", "town_clerk"])


@given(roles, roles, days, days, st.none() | days, st.none() | days)
def test_separation_is_symmetric_and_only_about_overlap(a, b, since_a, since_b, until_a, until_b):
    until_a = until_a and max(until_a, since_a)
    until_b = until_b and max(until_b, since_b)
    one = why_not_together(a, since_a, until_a, [Held(b, since_b, until_b)], {})
    two = why_not_together(b, since_b, until_b, [Held(a, since_a, until_a)], {})
    assert bool(one) == bool(two)
    apart = (until_a and until_a < since_b) or (until_b and until_b < since_a)
    admins = {"system_admin", "security_admin", "auditor"}
    clash = (a in admins and b in admins) or ("auditor" in (a, b))
    assert bool(one) == (clash and not apart)


@given(days, st.none() | days, days)
def test_a_term_is_cut_without_loss_or_doubling(since, until, last):
    until = until and max(until, since)
    tail = tail_of_term(since, until, last)
    if tail is None:
        assert until is not None and until <= last
    else:
        assert tail[0] > last and tail[0] >= since and tail[1] == until
