"""The bell, the person's menu, the operator's page."""

from __future__ import annotations

from wanghuo.base.scope.rows import visible
from wanghuo.base.shell.registry import OpsPanel, nav, ops_panel, person_menu, unread
from wanghuo.kernel.scope import Actor

from . import channels, gateways, queries
from .models import Message

nav("系统", "消息发送", "/notify/deliveries/", action="notify.deliveries", order=940, icon="mail")
person_menu("消息接收方式", "/inbox/preferences/", order=30, icon="bell")


@unread("/inbox/")
def count_unread(actor: Actor) -> int:
    if actor.person is None:
        return 0
    return (
        visible(actor, Message.objects.all(), "notify.read")
        .filter(person_id=actor.person, read_at=None)
        .count()
    )


@ops_panel("notify")
def panel() -> OpsPanel:
    counts = queries.counts()
    outside = "、".join(channels.available().values()) or "仅站内（未配置邮件和短信）"
    return OpsPanel(
        "消息发送",
        (
            ("渠道", outside, ""),
            *(("网关文件有误", fault, "bad") for fault in gateways.faults()),
            ("待发", str(counts["waiting"]), "warn" if counts["late"] else "ok"),
            ("发送失败", str(counts["failed"]), "bad" if counts["failed"] else "ok"),
        ),
        link="/notify/deliveries/",
        order=45,
    )
