"""Kaizhou in small: a town, three departments, the committee's office, and a case between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.support.people import district, organisation, person_with, town

from wanghuo.base.accounts.actors import actor_for
from wanghuo.base.accounts.models import Organisation, Person, Post
from wanghuo.base.cases import actions
from wanghuo.base.cases.models import Case
from wanghuo.kernel.scope import Actor

FACTS = "现场检查发现农贸市场东侧消防车通道被摊位长期占用，宽度不足三米。"


@dataclass
class Body:
    """An organisation with a clerk and a chief."""

    org: Organisation
    clerk: Person
    chief: Person

    @property
    def actor(self) -> Actor:
        return actor_for(self.clerk)

    @property
    def chief_actor(self) -> Actor:
        return actor_for(self.chief)


def body(name: str, kind: str = "department", **more: Any) -> Body:
    roles = {"department": ("department_clerk", "department_chief"), "town": ("town_clerk", "town_chief")}
    clerk_role, chief_role = roles[kind]
    org = organisation(name, kind=kind, **more)
    return Body(
        org,
        person_with(clerk_role, org, name=f"{name}经办"),
        person_with(chief_role, org, name=f"{name}负责人"),
    )


@dataclass
class Scene:
    town: Body = field(default_factory=lambda: body("汉丰街道办事处", "town", division=town()))
    other_town: Body = field(
        default_factory=lambda: body("郭家镇人民政府", "town", division=town("500154104000", "郭家镇"))
    )
    market: Body = field(
        default_factory=lambda: body("区市场监管局", division=district(), sectors=["market"])
    )
    housing: Body = field(default_factory=lambda: body("区住房城乡建委", division=district()))
    commerce: Body = field(default_factory=lambda: body("区商务委", division=district()))

    def __post_init__(self) -> None:
        office = organisation("区消安委办", kind="committee", division=district())
        self.office = person_with("committee_office", office, name="消安委办经办")
        self.leader = person_with("district_leader", office, name="分管副区长")

    @property
    def office_actor(self) -> Actor:
        return actor_for(self.office)

    def drafted(self, by: Body | None = None, **more: Any) -> Case:
        by = by or self.town
        given = {"title": "某农贸市场占用消防车通道", "facts": FACTS, "owner": by.org, **more}
        return actions.open_case(by.actor, **given)

    def sent(self, to: Body | None = None, by: Body | None = None, **more: Any) -> Case:
        by, to = by or self.town, to or self.market
        return actions.hand_over(by.actor, self.drafted(by, **more), receiver=to.org.pk)

    def received(self, to: Body | None = None, **more: Any) -> Case:
        to = to or self.market
        return actions.receive(to.actor, self.sent(to, **more))


def post(person: Person, role: str, org: Organisation) -> Post:
    return Post.objects.create(
        person=person, organisation=org, role=role, title="兼任", since=date(2000, 1, 1), sectors=[]
    )
