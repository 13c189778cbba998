"""What people do here by will: choose how to be told, send a failed delivery once more."""

from __future__ import annotations

from wanghuo.base.ledger.record import Act, action
from wanghuo.base.scope.errors import BadInput, NotNow

from . import channels
from .models import Delivery, Preference


@action("notify.prefer", "设置消息接收方式")
def prefer(act: Act, *, person: int, channel: str, mode: str) -> Preference:
    """How this person is told by a channel from now on. Raises BadInput for a channel or mode there is not."""
    if channel not in channels.available():
        raise BadInput("没有这个渠道。", fields={channel: "该渠道未启用。"})
    allowed = [Preference.Mode.NOW, Preference.Mode.URGENT, Preference.Mode.OFF]
    if channel == channels.MAIL:
        allowed.append(Preference.Mode.DIGEST)
    if mode not in allowed:
        raise BadInput("没有这种接收方式。", fields={channel: "请从列出的方式中选择。"})
    row = Preference.objects.filter(person_id=person, channel=channel).first() or Preference(
        person_id=person, channel=channel, mode=""
    )
    act.on(row)
    act.changed(row, mode=mode)
    row.save()
    act.note(channel=channel)
    return row


@action("notify.resend", "重新发送")
def resend(act: Act, delivery: Delivery) -> Delivery:
    """A failed delivery goes into the queue again, with its attempts counted anew."""
    act.on(delivery)
    if delivery.state != Delivery.State.FAILED:
        raise NotNow(f"该次发送{delivery.get_state_display()}，无须重发。")
    act.changed(delivery, state=Delivery.State.WAITING, attempts=0, next_at=act.at, error="")
    delivery.save(update_fields=["state", "attempts", "next_at", "error"])
    return delivery
