"""The ledger's and the queue's pages on both screens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.base.ledger.conftest import key_place, seal, write  # noqa: F401 - key_place is a fixture
from tests.support.people import person_with
from wanghuo.base.jobs import registry
from wanghuo.base.jobs.models import Failure
from wanghuo.base.ledger import publishing

from .watch import Screen

LABELS = ["接收移交", "下达责令限期改正通知书", "导入重点单位名册", "查看完整手机号", "调整岗位", "签发公文"]


@pytest.fixture
def entries(transactional_db, key_place):  # noqa: F811
    ids = []
    for number in range(60):
        more = {"result": "refused", "reason": "该单位不在您的辖区内。"} if number % 9 == 4 else {}
        ids += write(
            object_type="accounts.organisation",
            object_label="汉丰街道办事处",
            detail={"name": ["汉丰街道", "汉丰街道办事处"], "note": "机构名称变更"},
            label=LABELS[number % 6],
            actor_name=["王小明", "李建国", "系统"][number % 3],
            **more,
        )
    seal()
    publishing.publish_due(timezone.now() + timedelta(days=1), lambda **_: None)
    return ids


def test_list_entry_and_public_heads(screen: Screen, entries):
    screen.sign_in(person_with("auditor", name="周审计"))
    page = screen.go("/ledger/entries/")
    assert page.locator("tbody tr").count() == 50
    screen.check("ledger-entries")
    page.click("text=下一页")
    page.wait_for_selector("text=上一页")
    assert page.locator("tbody tr").count() == 10
    screen.go(f"/ledger/entries/{entries[4]}/")
    assert page.locator("text=已核对，完好").count() == 1
    screen.check("ledger-entry")
    screen.go("/ledger/entries/?actor=无此人")
    screen.check("ledger-none")
    screen.go("/ledger/")
    screen.check("ledger-heads")


def test_jobs(screen: Screen, transactional_db):
    number = registry.JOBS["files.tidy"].defer(now="2020-03-24T00:00:00+08:00")
    from tests.base.jobs.conftest import rows

    rows("UPDATE procrastinate_jobs SET status = 'failed', attempts = 8 WHERE id = %s RETURNING id", number)
    Failure.objects.create(
        job=number,
        task="files.tidy",
        attempt=8,
        error="OSError: [Errno 28] No space left on device",
        trace='  File "upkeep.py", line 40, in drop_orphans',
        at=timezone.now(),
    )
    screen.sign_in(person_with("system_admin", name="王管理"))
    page = screen.go("/jobs/")
    screen.check("jobs")
    page.click("button:has-text('重试')")
    page.wait_for_selector("text=没有失败的任务")
