"""What every desk must do. A room gets these tests by naming its desk::

class TestCaseDesk(WorkbenchCases):
    slug = "cases"
    filters = {"state": ("handed", lambda row: row.state == "handed")}
    search = "消火栓"

    def seed(self) -> Seeded:
        ...
        return Seeded(viewer, seen=[...], hidden=[...])
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest
from django.db import models
from django.test import Client
from openpyxl import Workbook, load_workbook

from tests.support.baselines import query_count
from tests.support.people import client_of
from wanghuo.base.accounts.models import Person
from wanghuo.base.ledger.models import Entry
from wanghuo.base.scope.registry import fields_of
from wanghuo.base.workbench.cells import export_value
from wanghuo.base.workbench.declare import Desk, desk_for
from wanghuo.base.workbench.exports import columns_of, harmless, headings


@dataclass
class Seeded:
    """``viewer`` may see ``seen`` (at least two rows) and not ``hidden`` (empty for reference data)."""

    viewer: Person
    seen: list[models.Model]
    hidden: list[models.Model] = field(default_factory=list)


@pytest.mark.django_db
class WorkbenchCases:
    slug: ClassVar[str]
    # filter name → (value in the address, which rows it keeps). A range filter is given by its _from or _to name.
    filters: ClassVar[dict[str, tuple[str, Callable[[Any], bool]]]] = {}
    search: ClassVar[str] = ""  # words that find some but not all of ``seen``
    bad_line: ClassVar[dict[str, str]] = {}  # heading → cell: a line that the import must refuse

    def seed(self) -> Seeded:
        raise NotImplementedError

    @pytest.fixture
    def desk(self) -> Desk:
        return desk_for(self.slug)

    @pytest.fixture
    def seeded(self, desk: Desk) -> Seeded:
        return self.seed()

    @pytest.fixture
    def client(self, seeded: Seeded) -> Client:
        return client_of(seeded.viewer)

    def listed(self, client: Client, desk: Desk, **query: str) -> list[models.Model]:
        """All rows of the list, page after page."""
        found, at = [], desk.base
        response = client.get(at, query)
        while True:
            assert response.status_code == 200
            found += [row for row, _ in response.context["lines"]]
            if not response.context["next"]:
                return found
            response = client.get(at + response.context["next"])

    def test_the_list_shows_what_is_in_scope_and_nothing_else(self, client, desk, seeded):
        found = {r.pk for r in self.listed(client, desk)}
        assert {r.pk for r in seeded.seen} <= found
        assert not {r.pk for r in seeded.hidden} & found

    def test_a_visitor_is_sent_to_sign_in(self, desk, seeded):
        response = Client().get(desk.base)
        assert response.status_code == 302
        assert response["Location"].startswith("/signin/")

    def test_a_hidden_row_is_as_if_it_were_not_there(self, client, desk, seeded):
        if desk.detail_url:
            pytest.skip("the room draws its own detail page")
        assert client.get(desk.url_of(seeded.seen[0])).status_code == 200
        for row in seeded.hidden:
            assert client.get(desk.url_of(row)).status_code == 404

    def test_every_filter_is_tried_and_keeps_what_it_says(self, client, desk, seeded):
        tried = {name.removesuffix("_from").removesuffix("_to") for name in self.filters}
        assert {f.name for f in desk.filters} == tried, "give a case for each filter"
        for name, (value, keeps) in self.filters.items():
            everything = self.listed(client, desk)
            expected = {r.pk for r in everything if keeps(r)}
            assert expected, f"{name}={value} keeps nothing: no proof"
            assert len(expected) < len(everything), f"{name}={value} keeps everything: no proof"
            assert {r.pk for r in self.listed(client, desk, **{name: value})} == expected

    def test_a_filter_value_nobody_understands_is_told_not_thrown(self, client, desk, seeded):
        for one in desk.filters:
            name = f"{one.name}_from" if one.match == "range" else one.name
            assert client.get(desk.base, {name: "’;无此值\u0000"}).status_code == 200

    def test_search_finds_some_and_not_all(self, client, desk, seeded):
        if not desk.search:
            pytest.skip("the desk has no search")
        found = self.listed(client, desk, q=self.search)
        assert found and len(found) < len(self.listed(client, desk))
        assert not {r.pk for r in seeded.hidden} & {r.pk for r in found}

    def test_each_sort_goes_both_ways_over_the_same_rows(self, client, desk, seeded):
        everything = {r.pk for r in self.listed(client, desk)}
        for column in (c for c in desk.columns if c.sort):
            up = [r.pk for r in self.listed(client, desk, sort=column.name)]
            down = [r.pk for r in self.listed(client, desk, sort=f"-{column.name}")]
            assert up == down[::-1]
            assert set(up) == everything

    def test_an_export_equals_the_list(self, client, desk, seeded):
        if not desk.exports:
            pytest.skip("the desk exports nothing")
        expected = [
            ["" if v is None else str(v) for v in (harmless(export_value(r, c)) for c in columns_of(desk))]
            for r in self.listed(client, desk)
        ]
        before = Entry.objects.filter(verb="workbench.export").count()
        for format in set(desk.exports) & {"csv", "xlsx"}:
            response = client.post(f"{desk.base}export/", {"format": format, "query": ""})
            assert response.status_code == 200
            content = b"".join(response.streaming_content) if response.streaming else response.content
            head, *lines = _read(content, format)
            assert head == headings(desk)
            assert lines == expected
        assert Entry.objects.filter(verb="workbench.export").count() > before

    def test_masked_fields_stay_masked_everywhere(self, client, desk, seeded):
        secrets = {
            str(getattr(r, name))
            for name in fields_of(desk.model).masked
            for r in seeded.seen
            if getattr(r, name)
        }
        pages = [desk.base] if desk.detail_url else [desk.base, desk.url_of(seeded.seen[0])]
        texts = [client.get(p).content.decode() for p in pages]
        for format in desk.exports:
            response = client.post(f"{desk.base}export/", {"format": format, "query": ""})
            content = b"".join(response.streaming_content) if response.streaming else response.content
            texts.append(
                "\n".join(map(str, _read(content, format))) if format == "xlsx" else content.decode()
            )
        for secret in secrets:
            texts.append(
                client.get("/search/", {"q": secret})
                .content.decode()
                .replace(f'value="{secret}"', "")
                .replace(f"“{secret}”", "")
            )
        assert not [s for s in secrets if any(s in text for text in texts)]

    def test_reading_writes_nothing(self, client, desk, seeded):
        """ReadOnlyGetMiddleware stops a write at the database: the page would not be 200."""
        before = Entry.objects.count()
        addresses = [desk.base]
        if desk.geo:
            addresses += [f"{desk.base}map/", f"{desk.base}map.geojson"]
        for address in addresses:
            assert client.get(address).status_code == 200, address
        assert Entry.objects.count() == before

    def test_the_list_asks_few_questions(self, client, desk, seeded):
        client.get(desk.base)
        with query_count(f"list {self.slug}"):
            client.get(desk.base)

    def test_htmx_gets_the_results_alone(self, client, desk, seeded):
        text = client.get(desk.base, headers={"HX-Request": "true"}).content.decode()
        assert 'id="results"' in text
        assert "<html" not in text

    def test_an_import_with_a_bad_line_writes_nothing(self, client, desk, seeded):
        if not desk.importer:
            pytest.skip("the desk imports nothing")
        assert self.bad_line, "give a line that the import must refuse"
        before = desk.model._default_manager.count()
        response = client.post(f"{desk.base}import/", {"file": sheet([self.bad_line])}, follow=True)
        run = response.context["run"]
        assert run.state == "refused" and response.context["errors"]
        client.post(f"{desk.base}import/{run.pk}/")
        assert desk.model._default_manager.count() == before
        marked = client.get(f"{desk.base}import/{run.pk}/errors.xlsx")
        assert marked.status_code == 200
        assert load_workbook(io.BytesIO(marked.content)).active.cell(2, len(self.bad_line) + 1).value


def _read(content: bytes, format: str) -> list[list[str]]:
    if format == "csv":
        assert content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(content), read_only=True)
    return [["" if v is None else str(v) for v in row] for row in book.active.iter_rows(values_only=True)]


def sheet(lines: list[dict[str, Any]]) -> io.BytesIO:
    """An .xlsx upload with these lines, headings from the first."""
    book = Workbook()
    book.active.append(list(lines[0]))
    for one in lines:
        book.active.append(list(one.values()))
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "导入.xlsx"
    return out
