"""Steps shared by the room's actions."""

from __future__ import annotations

import uuid

from wanghuo.base.ledger.record import Act
from wanghuo.base.scope.errors import Refused

from ..models import Revision
from ..state import forget


def touch(act: Act) -> None:
    """Take the room's write lock and give the law a new token: what processes hold in memory is stale at commit."""
    Revision.objects.get_or_create(pk=1, defaults={"token": ""})
    row = Revision.objects.select_for_update().get(pk=1)
    row.token = uuid.uuid4().hex
    row.save(update_fields=["token"])
    forget()


def person(act: Act) -> int:
    """The acting person's id. Law is changed by persons, never by the system on its own."""
    if act.actor.person is None:
        raise Refused("法律参数只能由人设定。", next_step="请由有权的人员登录办理。")
    return act.actor.person
