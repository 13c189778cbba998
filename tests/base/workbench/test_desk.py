"""The desk of the tests' room passes what every desk must pass."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.support.people import organisation, person_with, town
from tests.support.workbench_cases import Seeded, WorkbenchCases


class TestPeopleDesk(WorkbenchCases):
    slug = "testroom"
    filters = {
        "active": ("0", lambda row: not row.is_active),
        "login_from": (
            f"{timezone.localdate() - timedelta(days=2)}",
            lambda r: r.last_login and r.last_login > timezone.now() - timedelta(days=3),
        ),
        "login_to": (
            f"{timezone.localdate() - timedelta(days=5)}",
            lambda r: r.last_login and r.last_login < timezone.now() - timedelta(days=3),
        ),
    }
    search = "消火"
    bad_line = {"登录名": "A坏", "姓名": "", "手机": ""}

    @pytest.fixture
    def desk(self, testroom):
        return testroom

    def seed(self) -> Seeded:
        here, there = town("500154001000", "汉丰街道"), town("500154002000", "文峰街道")
        ours, theirs = organisation(division=here), organisation(division=there)
        viewer = person_with("town_clerk", ours, divisions=[here], name="赵经办", pinyin="zhao")
        now = timezone.now()
        seen = [
            person_with(
                "grid_worker", ours, name="钱消火栓", pinyin="qian", phone="13912345678", last_login=now
            ),
            person_with(
                "grid_worker",
                ours,
                name="孙二",
                pinyin="sun",
                phone="13887654321",
                last_login=now - timedelta(days=9),
            ),
            person_with("grid_worker", ours, name="=HYPERLINK(1)", pinyin="sun", is_active=False),
        ]
        hidden = [person_with("grid_worker", theirs, name="李消火栓", pinyin="li", phone="13700001111")]
        return Seeded(viewer, seen, hidden)
