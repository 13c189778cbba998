"""后台任务: depths, errors in words, retry and give up, by the system administrator alone."""

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone
from procrastinate.jobs import Status
from tests.support import people

from wanghuo.base.jobs import registry
from wanghuo.base.jobs.desk import queue_panel
from wanghuo.base.jobs.models import Failure
from wanghuo.base.ledger.models import Entry

from .conftest import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return people.client_of(people.person_with("system_admin"))


@pytest.fixture
def failed():
    number = registry.JOBS["files.tidy"].defer(now="2020-03-24T00:00:00+08:00")
    async_to_sync(registry.manager().finish_job_by_id_async)(number, Status.FAILED, False)
    Failure.objects.create(job=number, task="files.tidy", attempt=8, error="磁盘已满", at=timezone.now())
    return number


def status(number):
    return rows("SELECT status::text FROM procrastinate_jobs WHERE id = %s", number)[0][0]


def test_the_page_tells_what_failed_and_why(admin, failed):
    page = admin.get("/jobs/").content.decode()
    for shown in ("磁盘已满", "清理无主附件", "封存台账", "接续中断的任务", "重试", "放弃"):
        assert shown in page
    assert ("失败", "1 个", "warn") in queue_panel().rows


def test_without_failures_it_says_so(admin):
    assert "没有失败的任务" in admin.get("/jobs/").content.decode()


def test_retry(admin, failed):
    assert admin.post(f"/jobs/{failed}/retry/").status_code == 302
    assert status(failed) == "todo"
    assert Entry.objects.get(verb="jobs.retry").detail == {"task": "files.tidy", "job": failed}
    rows("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s RETURNING id", failed)
    assert admin.post(f"/jobs/{failed}/retry/").status_code == 409


def test_give_up(admin, failed):
    admin.post(f"/jobs/{failed}/dismiss/", {"reason": "已人工处理"})
    assert status(failed) == "cancelled"
    assert "没有失败的任务" in admin.get("/jobs/").content.decode()


def test_nobody_else(failed):
    clerk = people.client_of(people.person_with("town_clerk"))
    assert clerk.get("/jobs/").status_code == 403
    assert clerk.post(f"/jobs/{failed}/retry/").status_code == 403
    assert status(failed) == "failed"
    assert people.client_of(people.person_with("system_admin")).post("/jobs/999999/retry/").status_code == 404
