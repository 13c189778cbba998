"""Each registered desk at ``/w/<slug>/``."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import pages, transfers, writes
from .declare import Desk, desks


def _reading(desk: Desk, base: str) -> list[URLPattern]:
    found = [
        path(base, pages.list_page(desk), name=f"w-{desk.slug}"),
        path(f"{base}filters/", writes.save_filter(desk)),
        path(f"{base}filters/<int:pk>/drop/", writes.drop_filter(desk)),
    ]
    if not desk.detail_url:
        found.append(path(f"{base}<int:pk>/", pages.detail_page(desk), name=f"w-{desk.slug}-detail"))
    if desk.geo:
        found += [path(f"{base}map/", pages.map_page(desk)), path(f"{base}map.geojson", pages.map_data(desk))]
    if desk.exports:
        found += [
            path(f"{base}export/", transfers.export_page(desk)),
            path(f"{base}export/<int:pk>/", transfers.export_run_page(desk)),
            path(f"{base}export/<int:pk>/file/", transfers.export_file(desk)),
        ]
    return found


def _writing(desk: Desk, base: str) -> list[URLPattern]:
    found = [path(f"{base}<int:pk>/unmask/<slug:field>/", writes.unmask_page(desk))]
    if desk.create:
        found.append(path(f"{base}new/", writes.create_page(desk, desk.create)))
    for action in desk.actions:
        found.append(path(f"{base}<int:pk>/do/{action.key}/", writes.action_page(desk, action)))
        if action.bulk:
            found.append(path(f"{base}bulk/{action.key}/", writes.bulk_page(desk, action)))
    if desk.importer:
        one = desk.importer
        found += [
            path(f"{base}import/", transfers.import_page(desk, one)),
            path(f"{base}import/template.xlsx", transfers.import_template(desk, one)),
            path(f"{base}import/<int:pk>/", transfers.import_run_page(desk, one)),
            path(f"{base}import/<int:pk>/errors.xlsx", transfers.import_errors(desk, one)),
        ]
    return found


def patterns(desk: Desk) -> list[URLPattern]:
    """All routes of one desk, each guarded by the action it serves."""
    base = f"w/{desk.slug}/"
    return [*_reading(desk, base), *_writing(desk, base)]


urlpatterns = [path("search/", pages.search_page, name="search")]
for _desk in desks():
    urlpatterns += patterns(_desk)
