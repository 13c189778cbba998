"""Actions: the only writers. One transaction, one permission check a target, one ledger entry a target.

A room's ``actions.py`` holds functions decorated with :func:`action`::

    @action("cases.receive", "接收移交")
    def receive(act: Act, case: Case, *, note: str = "") -> Case:
        act.on(case)                       # may this actor do this to this case? raises Refused
        ...
        act.note(note=note)
        return case

    receive(request.actor, case, note="…")  # callers pass the actor where the body takes ``act``
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import models, transaction
from django.utils import timezone

from wanghuo.base.scope.errors import Refused
from wanghuo.base.scope.registry import fields_of, is_declared, target_of
from wanghuo.base.scope.rows import may
from wanghuo.kernel.scope import Actor, Grant, mask_text

from .context import origin
from .models import Entry

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class ActionInfo:
    """What the registry knows of an action: its verb (``room.verb``), Chinese label and function."""

    verb: str
    label: str
    function: Callable


ACTIONS: dict[str, ActionInfo] = {}


@dataclass
class Act:
    """One action under way: who, when, and what it has touched so far."""

    verb: str
    label: str
    actor: Actor
    at: datetime
    touched: list[tuple[models.Model, Grant | None]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def person(self) -> int:
        """The id of the person who acts. Raises Refused where the system or the public tries what only a person may."""
        if self.actor.person is None:
            raise Refused(
                f"{self.label}须由本人登录后办理。", rule="岗位与权限规则", next_step="请登录后再办。"
            )
        return self.actor.person

    @property
    def organisation(self) -> int:
        """The id of the body the actor mainly acts for. Raises Refused where there is none."""
        if self.actor.organisation is None:
            raise Refused(
                f"{self.label}须以单位名义办理。",
                rule="岗位与权限规则",
                next_step="请先由安全管理员任命岗位。",
            )
        return self.actor.organisation

    def on(self, row: models.Model) -> None:
        """Declare what this action is done to, and check that the actor may. Raises Refused (403).

        Call it before writing. A row to be created is given unsaved, with the fields scope asks for set.
        """
        decision = may(self.actor, self.verb, row, day=timezone.localdate(self.at))
        if not decision.allowed:
            self.touched.append((row, None))
            raise Refused(
                f"不能{self.label}：{decision.reason}",
                rule="岗位与权限规则",
                next_step="如确需办理，请联系本单位安全管理员调整岗位，或移交有权单位。",
            )
        self.touched.append((row, decision.grant))

    def note(self, **facts: Any) -> None:
        """Add facts to the ledger entry: JSON values. Personal numbers inside text are masked."""
        self.facts.update({k: _plain(v) for k, v in facts.items()})

    def changed(self, row: models.Model, **after: Any) -> None:
        """Set fields on ``row`` (not saved here) and note each as [before, after]; masked fields stay masked."""
        masked = fields_of(type(row)).masked if is_declared(type(row)) else {}
        for name, value in after.items():
            before = getattr(row, name)
            setattr(row, name, value)
            if before != value:
                pair = [_plain(before), _plain(value)]
                self.facts[name] = ["（已遮蔽）", "（已遮蔽）"] if name in masked else pair


def _plain(value: Any) -> Any:
    """JSON-ready, with identity numbers and phones masked inside text."""
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in value]
    if isinstance(value, models.Model):
        return str(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)


def _entry(act: Act, row: models.Model | None, grant: Grant | None, result: str, reason: str) -> Entry:
    here = origin()
    declared = row is not None and is_declared(type(row))
    return Entry(
        at=act.at,
        actor_id=act.actor.person,
        actor_name=act.actor.name,
        actor_kind=act.actor.kind,
        organisation_id=grant.organisation if grant else act.actor.organisation,
        organisation_name=act.actor.organisation_name,
        role=grant.role if grant else "",
        deputy_for=grant.deputy_for if grant else None,
        verb=act.verb,
        label=act.label,
        object_type=row._meta.label_lower if row is not None else "",
        object_id=str(row.pk) if row is not None and row.pk is not None else "",
        object_label=mask_text(str(row))[:300]
        if row is not None and (row.pk is not None or result == "done")
        else "",
        territory=target_of(row).territory if declared and row is not None else None,
        result=result,
        reason=mask_text(reason),
        detail=act.facts,
        channel=here.channel,
        ip=here.ip,
        request_id=here.request_id,
    )


def _refuse(act: Act, refusal: Refused) -> None:
    row = act.touched[-1][0] if act.touched else None
    with transaction.atomic():
        _entry(act, row, None, Entry.Result.REFUSED, str(refusal)).save(force_insert=True)


def action(
    verb: str, label: str
) -> Callable[[Callable[Concatenate[Act, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Register a writer. The body takes :class:`Act`; callers pass the :class:`Actor` in its place.

    Opens one transaction; a refusal rolls it back and is itself recorded; success writes an entry for
    each row given to ``act.on`` and fails (RuntimeError) when there is none.
    """

    def register(body: Callable[Concatenate[Act, P], R]) -> Callable[Concatenate[Actor, P], R]:
        @wraps(body)
        def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            act = Act(verb, label, actor, timezone.now())
            try:
                with transaction.atomic():
                    result = body(act, *args, **kwargs)
                    if not act.touched:
                        raise RuntimeError(f"action {verb} touched nothing: call act.on(row)")
                    for row, grant in act.touched:
                        _entry(act, row, grant, Entry.Result.DONE, "").save(force_insert=True)
                    return result
            except Refused as refusal:
                _refuse(act, refusal)
                raise

        if verb in ACTIONS and ACTIONS[verb].function.__qualname__ != body.__qualname__:
            raise RuntimeError(f"two actions named {verb}")
        ACTIONS[verb] = ActionInfo(verb, label, run)
        run.verb = verb  # type: ignore[attr-defined]
        return run  # type: ignore[return-value]

    return register
