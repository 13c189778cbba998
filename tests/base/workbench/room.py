"""A room for the tests: people, in scope by town, with a masked phone, an import, a button and a map."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django import forms

from wanghuo.base.accounts.models import Organisation, Person, Post
from wanghuo.base.ledger.record import ACTIONS, Act, action
from wanghuo.base.scope.errors import BadInput, NotNow
from wanghuo.base.workbench import Column, Desk, DeskAction, Filter, ImportColumn, Importer, Panel, declare

POLICY = {
    "may": [
        {"roles": ["town_clerk"], "actions": ["testroom.*", "workbench.unmask"], "reach": "territory"},
        {"roles": ["auditor"], "actions": ["testroom.view"], "reach": "territory"},
    ]
}


class RenameForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=40)


def _actions() -> dict:
    @action("testroom.rename", "改名")
    def rename(act: Act, person: Person, *, name: str) -> Person:
        act.on(person)
        if name == "不可":
            raise BadInput("这个名字不能用。", fields={"name": "请换一个名字。"}, rule="测试规则")
        if not person.is_active:
            raise NotNow("停用的人员不能改名。", rule="测试规则", next_step="请先启用。")
        act.changed(person, name=name)
        person.save(update_fields=["name"])
        return person

    @action("testroom.disable", "停用")
    def disable(act: Act, person: Person) -> Person:
        act.on(person)
        if not person.is_active:
            raise NotNow("已经停用。")
        act.changed(person, is_active=False)
        person.save(update_fields=["is_active"])
        return person

    @action("testroom.import_people", "导入人员")
    def import_people(act: Act, rows: list[dict]) -> int:
        at = Organisation.objects.get(name="导入单位")
        refused = {}
        for i, row in enumerate(rows):
            if Person.objects.filter(username=row["username"]).exists():
                refused[str(i)] = f"登录名 {row['username']} 已有人使用。"
                continue
            person = Person.objects.create(username=row["username"], name=row["name"], phone=row["phone"])
            Post.objects.create(
                person=person, organisation=at, title="经办", role="grid_worker", since=date(2020, 1, 1)
            )
            act.on(person)
        if refused:
            raise BadInput("有的行不能导入。", fields=refused)
        return len(rows)

    return {"rename": rename, "disable": disable, "import_people": import_people}


def make_desk() -> type[Desk]:
    run = _actions()

    class PeopleDesk(Desk):
        model = Person
        slug = "testroom"
        title = "测试人员"
        noun = "人"
        view = "testroom.view"
        columns = [
            Column("name", "姓名", link=True, sort="pinyin"),
            Column("username", "登录名", sort=True, as_="mono"),
            Column("phone", "手机"),
            Column("is_active", "启用"),
            Column("last_login", "最近登录", sort=True),
        ]
        search = ["name", "^username"]
        filters = [
            Filter("active", "启用", path="is_active"),
            Filter("login", "最近登录", path="last_login", match="range"),
        ]
        panels = [
            Panel("基本情况", fields=["name", "username", "phone"]),
            Panel("岗位", fields=[("岗位数", lambda row: row.posts.count())], side=True),
        ]
        actions = [
            DeskAction(run["rename"], form=RenameForm, initial=lambda row: {"name": row.name}),
            DeskAction(run["disable"], bulk=True, danger=True, confirm="确定停用？"),
        ]
        importer = Importer(
            columns=[
                ImportColumn(
                    "username",
                    "登录名",
                    forms.RegexField(
                        r"^[a-z]\w{2,19}$", error_messages={"invalid": "只能用小写字母开头的字母和数字。"}
                    ),
                    "zhangsan",
                ),
                ImportColumn("name", "姓名", forms.CharField(max_length=40), "张三"),
                ImportColumn("phone", "手机", forms.CharField(required=False, max_length=20), "13800000000"),
            ],
            run=run["import_people"],
            unique=("username",),
        )
        exports = ("xlsx", "csv", "geojson")
        map_note = "示意,非行政界线"

        @staticmethod
        def geo(row):
            return {"type": "Point", "coordinates": [108.4, 31.2]} if row.is_active else None

    return PeopleDesk


@contextmanager
def open_room() -> Iterator[Desk]:
    """The room stands while the tests run, and is gone after: no other test meets it."""
    before = dict(ACTIONS)
    desk = make_desk()()
    declare._DESKS[desk.slug] = desk
    try:
        yield desk
    finally:
        declare._DESKS.pop(desk.slug)
        for verb in set(ACTIONS) - set(before):
            ACTIONS.pop(verb)
