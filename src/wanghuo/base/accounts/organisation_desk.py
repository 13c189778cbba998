"""The desk of organisations, with the import of a tree from Excel."""

from __future__ import annotations

from django import forms

from wanghuo.base.workbench import Column, Desk, DeskAction, Filter, ImportColumn, Importer, Panel, register

from . import panels as show
from .actions import organisations
from .desk_forms import OrganisationForm, organisation_initial
from .importing import EXAMPLE, HEADINGS
from .models import Organisation
from .sectors import labels as sector_labels


class _RawCell(forms.CharField):
    """A cell judged by ``importing.py``, which sees the whole sheet."""


def _import_columns() -> list[ImportColumn]:
    return [
        ImportColumn(key, heading, _RawCell(required=False, max_length=500), example)
        for (heading, key), example in zip(HEADINGS.items(), EXAMPLE, strict=True)
    ]


def _sectors(row: Organisation) -> str:
    return "、".join(sector_labels().get(s, s) for s in row.sectors)


@register
class OrganisationDesk(Desk):
    model = Organisation
    slug = "organisations"
    title = "单位名录"
    noun = "个单位"
    nav = None
    view = "accounts.organisations"
    columns = [
        Column("short_name", "简称", link=True, value=str, sort="pinyin"),
        Column("name", "全称"),
        Column("kind", "类别"),
        Column("parent", "上级"),
        Column("division", "区划"),
        Column("sectors", "行业", value=_sectors),
        Column(
            "name_checked",
            "全称核实",
            as_="status",
            value=show.checked,
            looks={"已核": "ok", "待核": "unknown"},
        ),
        Column("valid_until", "撤销", sort=True),
    ]
    search = ["name", "short_name", "^pinyin", "^initials"]
    filters = [
        Filter("kind", "类别"),
        Filter("town", "镇街", path="division__code", match="startswith", choices=lambda actor: show.towns()),
        Filter("checked", "全称已核", path="name_checked"),
        Filter("standing", "仅现存", path="valid_until", match="isnull"),
    ]
    order = "pinyin"
    related = ["parent", "division"]
    panels = [
        Panel("沿革", template="accounts/panels/history.html", context=show.history, shown=show.has_history),
        Panel(
            "基本情况",
            fields=[
                "name",
                ("全称核实", show.checked),
                "short_name",
                ("别称", lambda o: "、".join(o.aliases)),
                "kind",
                "parent",
                "division",
                ("所管行业", _sectors),
                "credit_code",
                "valid_from",
                "valid_until",
                "successor",
                "source",
            ],
        ),
        Panel("在任人员", template="accounts/panels/holders.html", context=show.holders, side=True),
        Panel("上下级", template="accounts/panels/family.html", context=show.family, side=True),
    ]
    actions = [
        DeskAction(
            organisations.change_organisation, OrganisationForm, icon="edit", initial=organisation_initial
        ),
    ]
    create = DeskAction(organisations.create_organisation, OrganisationForm, icon="plus")
    importer = Importer(
        columns=_import_columns(),
        run=organisations.import_organisations,
        help="上级单位可以是表中的另一行，也可以是系统中已有的单位；系统中已有的全称不会重复建立。",
    )
    exports = ("xlsx", "csv")
    empty = ("还没有单位", "可下载模板填好后导入，或逐个新建。")
