"""Where divisions appear in the shell, and as a table with export and the grids' import."""

from __future__ import annotations

from django import forms

from wanghuo.base.shell.registry import base_map, home, nav
from wanghuo.base.workbench import Column, Desk, Filter, ImportColumn, Importer, register

from . import actions, queries, tiles
from .coordinates import Datum
from .models import Division

nav("区划与单位", "区划地图", "/divisions/", action="divisions.view", order=60, icon="map")


@base_map
def for_every_map() -> dict[str, str]:
    """Tiles beneath maps that draw stored WGS-84 as it is: those in another datum would lie beside it."""
    found = tiles.tiles()
    fits = found.datum in (Datum.WGS84, Datum.CGCS2000)
    return {"tiles": found.address if fits else "", "attribution": found.attribution if fits else ""}


@home
def own_name() -> str:
    """What a district that brought its own divisions is called on every page."""
    found = queries.home()
    return (found.full_name or found.name) if found else ""


@register
class DivisionDesk(Desk):
    """Every division of every edition; the way in for grids by Excel."""

    model = Division
    slug = "divisions"
    title = "区划表"
    noun = "个"
    view = "divisions.view"
    related = ("parent", "successor")
    columns = (
        Column("name", "名称", link=True),
        Column("code", "统计代码", as_="mono", sort=True),
        Column("level", "层级"),
        Column("kind", "类别", value=lambda row: row.kind_label),
        Column("parent__name", "上级"),
        Column("valid_from", "启用", value=lambda row: row.since_label),
        Column("valid_until", "停用", as_="date"),
        Column("successor__name", "继任单位"),
    )
    search = ("name", "full_name", "^code", "^pinyin", "^initials")
    filters = (
        Filter("level", "层级"),
        Filter("code", "代码开头", match="startswith"),
        Filter("valid_until", "现行", match="isnull"),
    )
    order = "code"
    exports = ("xlsx", "csv", "geojson")
    geo = ("lon", "lat")
    map_note = "驻地点误差可达 3 公里"
    importer = Importer(
        columns=(
            ImportColumn(
                "village",
                "村（社区）代码",
                forms.RegexField(r"^\d{12}$", error_messages={"invalid": "应为 12 位统计代码"}),
                "500154001001",
            ),
            ImportColumn("name", "网格名称", forms.CharField(max_length=40), "第一网格"),
            ImportColumn(
                "number", "网格号", forms.IntegerField(required=False, min_value=1, max_value=999), "1"
            ),
        ),
        run=actions.import_grids,
        help="每行一个网格；网格号不填则取该村（社区）下一个空号。",
    )

    def url_of(self, row: Division) -> str:  # type: ignore[override]
        return row.get_absolute_url()
