"""The first run of an empty district, from the printed link to the closed door."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from wanghuo.base.accounts.first_run import first_run_links
from wanghuo.base.accounts.models import FirstRun, Organisation, Person, Post
from wanghuo.base.divisions.models import Division
from wanghuo.base.ledger.models import Entry

pytestmark = pytest.mark.django_db
PEOPLE = {
    "operator": "某区消防救援支队",
    "name_system_admin": "张一",
    "username_system_admin": "zhangyi",
    "name_security_admin": "李二",
    "username_security_admin": "lier",
    "name_auditor": "王三",
    "username_auditor": "wangsan",
}
CODES = "代码,名称\n510104000000,锦江区\n510104017000,书院街街道\n510104017001,大慈寺社区居委会\n"


@pytest.fixture
def operator() -> Client:
    client = Client()
    [link] = first_run_links()
    assert client.get(link["url"]).status_code == 200
    assert client.post(link["url"])["Location"] == "/first-run/"
    return client


def sheet(*rows: tuple) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    page = book.active
    page.append(
        ["全称", "简称", "类别", "上级单位", "区划代码", "行业", "别称", "统一社会信用代码", "成立日期"]
    )
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("单位.xlsx", out.getvalue())


def test_without_the_link_nothing_opens():
    assert Client().get("/first-run/").status_code == 403
    assert Client().post("/first-run/", {"step": "administrators", **PEOPLE}).status_code == 403
    assert Person.objects.count() == 0


def test_three_different_people_or_none(operator):
    same = {**PEOPLE, "name_auditor": "张一"}
    page = operator.post("/first-run/", {"step": "administrators", **same})
    assert page.status_code == 422 and "不同的人" in page.content.decode()
    assert 'value="某区消防救援支队"' in page.content.decode(), "what was typed is kept"
    assert Person.objects.count() == 0 and Organisation.objects.count() == 0
    bad = operator.post("/first-run/", {"step": "administrators", **PEOPLE, "username_auditor": "王三"})
    assert bad.status_code == 422 and Person.objects.count() == 0


def test_the_whole_way_with_own_codes_and_sheet(operator):
    page = operator.post("/first-run/", {"step": "administrators", **PEOPLE})
    links = re.findall(r"/link/[\w-]+/", page.content.decode())
    assert len(links) == 3
    assert set(Post.objects.values_list("role", flat=True)) == {"system_admin", "security_admin", "auditor"}

    wrong = SimpleUploadedFile("codes.csv", "代码,名称\n5101,错\n".encode())
    refused = operator.post(
        "/first-run/", {"step": "divisions", "choice": "upload", "source": "统计局2023", "file": wrong}
    )
    assert refused.status_code == 422 and "第 2 行" in refused.content.decode()
    assert Division.objects.count() == 0
    good = SimpleUploadedFile("codes.csv", CODES.encode("gb18030"))
    answer = operator.post(
        "/first-run/", {"step": "divisions", "choice": "upload", "source": "统计局2023", "file": good}
    )
    assert answer.status_code == 302 and Division.objects.count() == 3

    broken = sheet(("锦江区教育局", "教育局", "政府部门", "没有的上级", "510104000000", "教育", "", "", ""))
    page = operator.post("/first-run/", {"step": "organisations", "choice": "upload", "file": broken})
    assert (
        page.status_code == 422
        and "第 2 行" in page.content.decode()
        and "没有的上级" in page.content.decode()
    )
    assert Organisation.objects.count() == 1
    whole = sheet(
        (
            "锦江区教育局",
            "教育局",
            "政府部门",
            "锦江区人民政府",
            "510104000000",
            "教育",
            "",
            "",
            "2019-01-01",
        ),
        ("锦江区人民政府", "区政府", "区政府及办公室", "", "510104000000", "", "", "", ""),
    )
    done = operator.post("/first-run/", {"step": "organisations", "choice": "upload", "file": whole})
    assert done.status_code == 200 and "首次运行已完成" in done.content.decode()
    bureau = Organisation.objects.get(name="锦江区教育局")
    assert bureau.parent.name == "锦江区人民政府" and bureau.sectors == ["education"]

    assert operator.get("/first-run/").status_code == 403
    assert first_run_links() == [] and FirstRun.objects.get().closed_at
    assert Entry.objects.filter(verb="accounts.set_up_administrators", result="done").count() == 1
    newcomer = Client()
    assert newcomer.post(links[0])["Location"] == "/signin/password/"


def test_it_goes_on_where_it_was_left_and_a_new_link_opens_it(operator):
    operator.post("/first-run/", {"step": "administrators", **PEOPLE})
    [again] = first_run_links()
    later = Client()
    later.post(again["url"])
    assert "区划来源" in later.get("/first-run/").content.decode()
    assert later.post("/first-run/", {"step": "administrators", **PEOPLE}).status_code == 302
    assert Person.objects.count() == 3


def test_the_sample_district_can_be_chosen(operator):
    operator.post("/first-run/", {"step": "administrators", **PEOPLE})
    operator.post("/first-run/", {"step": "divisions", "choice": "sample"})
    assert Division.objects.filter(level="town").count() == 41
    assert "template.xlsx" in operator.get("/first-run/").content.decode()
    assert operator.get("/first-run/template.xlsx").content[:2] == b"PK"
    assert operator.post("/first-run/", {"step": "organisations", "choice": "sample"}).status_code == 200
    assert Organisation.objects.filter(kind__in=["village", "community"], valid_until=None).count() == 535
