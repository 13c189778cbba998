"""The one function that answers “may this person do this here?”, and its row form."""

from __future__ import annotations

from datetime import date

from .model import Actor, Decision, Policy, Reach, Target


def reaches(policy: Policy, actor: Actor, action: str, day: date) -> tuple[Reach, ...]:
    """How far each of the actor's grants carries for this action on this day. Empty: not at all."""
    rules = policy.rules_for(action)
    persons = actor.stands_for(day)
    return tuple(
        Reach(rule.reach, grant, persons)
        for grant in actor.grants
        if grant.holds(day)
        for rule in rules
        if rule.role == grant.role
    )


def touches(reach: Reach, target: Target) -> bool:
    """Does this reach extend to that target? The meaning of every reach kind, in one place."""
    grant = reach.grant
    in_territory = target.territory is not None and any(
        target.territory.startswith(t) for t in grant.territories
    )
    in_sector = grant.sectors is None or (target.sector is not None and target.sector in grant.sectors)
    match reach.kind:
        case "all":
            return True
        case "territory":
            return in_territory
        case "sector":
            return in_sector
        case "territory+sector":
            return in_territory and in_sector
        case "organisation":
            return grant.organisation is not None and grant.organisation in target.organisations
        case "own":
            return bool(reach.persons & target.persons)


def decide(policy: Policy, actor: Actor, action: str, target: Target | None, day: date) -> Decision:
    """May ``actor`` do ``action`` to ``target`` on ``day``?

    ``target`` None asks only whether the actor may do this somewhere. The reason of a refusal says
    which roles may, and what the actor lacks.
    """
    found = reaches(policy, actor, action, day)
    if not found:
        may = "、".join(dict.fromkeys(policy.labels[r.role] for r in policy.rules_for(action)))
        held = "、".join(sorted(policy.labels.get(r, r) for r in actor.roles(day))) or "无"
        return Decision(False, f"此操作限{may or '（尚未授予任何角色）'}办理；您当前的角色：{held}。")
    for reach in found:
        if target is None or touches(reach, target):
            return Decision(True, "", reach.grant)
    return Decision(False, "该事项不在您的职责范围内（辖区、行业、单位或本人均不相符）。")
