"""Import from Excel: judged, tried, confirmed; all lines or none; nothing uploaded is lost."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from tests.support.jobs import run_jobs
from tests.support.people import client_of, organisation, person_with, town
from tests.support.workbench_cases import sheet

from wanghuo.base.accounts.models import Person
from wanghuo.base.ledger.models import Entry
from wanghuo.base.scope.errors import BadInput
from wanghuo.base.workbench import imports, jobs, sheets
from wanghuo.base.workbench.models import ImportRun

pytestmark = pytest.mark.django_db


def lines(*names: str) -> list[dict]:
    return [{"登录名": n, "姓名": f"姓名{n}", "手机": "13800000000"} for n in names]


@pytest.fixture
def client(testroom):
    here = town("500154001000", "汉丰街道")
    organisation("导入单位", division=here)
    return client_of(person_with("town_clerk", organisation(division=here), divisions=[here], name="赵经办"))


def upload(client, *rows: dict) -> ImportRun:
    response = client.post("/w/testroom/import/", {"file": sheet(list(rows))}, follow=True)
    assert response.status_code == 200, response.content.decode()
    return ImportRun.objects.get(pk=response.context["run"].pk)


def test_a_good_sheet_is_written_only_when_confirmed(client):
    run = upload(client, *lines("wang01", "wang02"))
    assert run.state == "ready"
    assert not Person.objects.filter(username="wang01").exists()
    client.post(f"/w/testroom/import/{run.pk}/")
    assert Person.objects.filter(username__startswith="wang0").count() == 2
    run.refresh_from_db()
    assert (run.state, run.done) == ("done", 2)
    assert Entry.objects.filter(verb="testroom.import_people").count() == 2


def test_confirming_twice_writes_once(client):
    run = upload(client, *lines("wang01"))
    client.post(f"/w/testroom/import/{run.pk}/")
    client.post(f"/w/testroom/import/{run.pk}/")
    assert Person.objects.filter(username="wang01").count() == 1


def test_all_errors_of_all_lines_are_found_at_once(client):
    run = upload(client, {"登录名": "A", "姓名": "", "手机": ""}, *lines("li01", "li01"))
    errors = run.report["errors"]
    assert set(errors) == {"2", "4"}
    assert len(errors["2"]) == 2
    assert "与第 3 行重复" in errors["4"][0]
    assert not Person.objects.filter(username="li01").exists()


def test_what_the_room_refuses_is_known_before_confirming(client):
    Person.objects.create(username="zhou01", name="周一")
    run = upload(client, *lines("zhou00", "zhou01"))
    assert run.state == "refused"
    assert "已有人使用" in run.report["errors"]["3"][0]
    assert not Person.objects.filter(username="zhou00").exists()


def test_what_changed_since_the_check_stops_the_whole_import(client):
    run = upload(client, *lines("wu01", "wu02"))
    Person.objects.create(username="wu02", name="吴二")
    client.post(f"/w/testroom/import/{run.pk}/")
    run.refresh_from_db()
    assert run.state == "refused"
    assert not Person.objects.filter(username="wu01").exists()


def test_the_annotated_sheet_keeps_what_was_typed(client):
    run = upload(client, {"登录名": "A", "姓名": "郑一", "手机": "1"}, *lines("zheng2"))
    content = client.get(f"/w/testroom/import/{run.pk}/errors.xlsx").content
    page = load_workbook(io.BytesIO(content)).active
    assert [c.value for c in page[2]][:3] == ["A", "郑一", "1"]
    assert "登录名" in page.cell(2, 4).value
    assert page.cell(3, 4).value is None


def test_a_corrected_annotated_sheet_can_be_uploaded_again(client):
    run = upload(client, {"登录名": "A", "姓名": "郑一", "手机": "1"})
    book = load_workbook(io.BytesIO(client.get(f"/w/testroom/import/{run.pk}/errors.xlsx").content))
    book.active["A2"] = "zheng1"
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "改好.xlsx"
    response = client.post("/w/testroom/import/", {"file": out}, follow=True)
    assert response.context["run"].state == "ready"


def test_a_long_sheet_is_judged_and_written_by_jobs(client, monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    run = upload(client, *lines("feng01", "feng02"))
    assert run.state == "working"
    url = f"/w/testroom/import/{run.pk}/"
    assert "<progress" in client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert run_jobs() == ["workbench.check"]
    assert client.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    client.post(url)
    assert not Person.objects.filter(username="feng01").exists()
    assert run_jobs() == ["workbench.write"]
    assert Person.objects.filter(username__startswith="feng").count() == 2


def test_another_person_does_not_see_the_upload(client):
    run = upload(client, *lines("chen01"))
    here = town("500154001000", "汉丰街道")
    other = client_of(person_with("town_clerk", divisions=[here]))
    assert other.get(f"/w/testroom/import/{run.pk}/").status_code == 404
    assert other.post(f"/w/testroom/import/{run.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"not a zip", "Excel"), (b"PK\x03\x04broken", "Excel"), (b"", "没有选择文件")],
)
def test_what_is_no_workbook_is_told(client, content, says):
    file = io.BytesIO(content)
    file.name = "x.xlsx"
    response = client.post("/w/testroom/import/", {"file": file} if content else {})
    assert response.status_code == 422
    assert says in response.content.decode()


def test_a_missing_column_is_named(client):
    response = client.post("/w/testroom/import/", {"file": sheet([{"登录名": "wei01"}])}, follow=True)
    assert "缺少这些列：姓名" in response.content.decode()


def test_the_template_reads_back_as_an_empty_sheet(testroom, client):
    content = client.get("/w/testroom/import/template.xlsx").content
    head = [c.value for c in load_workbook(io.BytesIO(content)).worksheets[0][1]]
    assert head == ["登录名", "姓名", "手机"]
    with pytest.raises(BadInput, match="没有要导入的行"):
        sheets.count_lines(content)


def test_long_numbers_that_excel_has_spoiled_are_refused(testroom):
    book = Workbook()
    book.active.append(["登录名", "姓名", "手机"])
    book.active.append(["yang01", 500101199001011234, 13800000000.0])
    out = io.BytesIO()
    book.save(out)
    found = sheets.judge(testroom.importer, out.getvalue())
    assert "文本格式" in found.errors[2][0]
    assert found.rows[0]["phone"] == "13800000000"


def test_a_written_sheet_is_not_kept(client):
    run = upload(client, *lines("jin01"))
    client.post(f"/w/testroom/import/{run.pk}/")
    run.refresh_from_db()
    assert bytes(run.content) == b""
    assert client.get(f"/w/testroom/import/{run.pk}/errors.xlsx").status_code == 404


def test_old_sheets_are_cleared_away_and_the_record_stays(client):
    old, new = upload(client, {"登录名": "A", "姓名": "", "手机": ""}), upload(client, *lines("tao01"))
    ImportRun.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    jobs.tidy(timezone.now())
    old.refresh_from_db(), new.refresh_from_db()
    assert bytes(old.content) == b"" and bytes(new.content)
    assert old.total == 1


def test_a_mistake_of_ours_ends_the_bar_with_a_sentence(client, monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 0)
    run = upload(client, *lines("qi01"))
    run_jobs()
    client.post(f"/w/testroom/import/{run.pk}/")
    ImportRun.objects.filter(pk=run.pk).update(content=b"spoiled on the disk")
    run_jobs()
    run.refresh_from_db()
    assert run.state in ("failed", "refused")
    assert not Person.objects.filter(username="qi01").exists()
