"""The inbox, how one wants to be told, and what could not be sent."""

from __future__ import annotations

import logging

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wanghuo.base.scope.errors import BadInput
from wanghuo.base.scope.guards import page, public, signed_in
from wanghuo.base.scope.rows import visible

from . import actions, channels, delivering, gateways
from .gateways import GatewayError
from .models import Delivery, Message, Preference
from .sending import modes_of

log = logging.getLogger("wanghuo.notify")
PAGE = 30
_HELP = {
    "now": "消息一到就发（免打扰时段推迟）",
    "digest": "并成一封，每个工作日早上发出",
    "urgent": "只有紧急消息才发",
    "off": "不用这个渠道",
}


def mine(request: HttpRequest):
    """The actor's own messages, whatever its posts."""
    rows = visible(request.actor, Message.objects.all(), "notify.read")  # type: ignore[attr-defined]
    return rows.filter(person_id=request.actor.person)  # type: ignore[attr-defined]


@require_GET
@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    rows = mine(request)
    only_unread = request.GET.get("unread") == "1"
    shown = rows.filter(read_at=None) if only_unread else rows
    before = request.GET.get("before", "")
    if before.isdigit() and len(before) < 19:
        shown = shown.filter(pk__lt=int(before))
    found = list(shown.order_by("-pk").prefetch_related("deliveries")[: PAGE + 1])
    labels = {"inbox": "站内"} | channels.available()
    for message in found:
        message.ways = [(labels.get(d.channel, d.channel), d) for d in message.deliveries.all()]
    return render(
        request,
        "notify/inbox.html",
        {
            "found": found[:PAGE],
            "next": found[PAGE - 1].pk if len(found) > PAGE else None,
            "only_unread": only_unread,
            "unread": rows.filter(read_at=None).count(),
        },
    )


@require_POST
@signed_in
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Opening is a POST, because it leaves a read receipt; then on to what the message is about."""
    message = mine(request).filter(pk=pk).first()
    if message is None:
        raise Http404("没有这条消息")
    delivering.mark_read(mine(request).filter(pk=pk), timezone.now())
    own = url_has_allowed_host_and_scheme(message.link, allowed_hosts=None)
    return HttpResponseRedirect(message.link if message.link and own else f"/inbox/#m{pk}")


@require_POST
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    count = delivering.mark_read(mine(request), timezone.now())
    flash.success(request, f"已标记 {count} 条为已读。" if count else "没有未读消息。")
    return HttpResponseRedirect("/inbox/")


@require_http_methods(["GET", "POST"])
@page("notify.prefer")
def preferences(request: HttpRequest) -> HttpResponse:
    person, outside = request.actor.person, channels.available()  # type: ignore[attr-defined]
    faults: dict[str, str] = {}
    modes = modes_of([person], outside)[person] if person else {}
    if request.method == "POST":
        for channel in outside:
            wanted = request.POST.get(channel, modes[channel])
            if wanted == modes[channel]:
                continue
            try:
                actions.prefer(request.actor, person=person, channel=channel, mode=wanted)  # type: ignore[attr-defined]
            except BadInput as refusal:
                faults |= refusal.fields
        if not faults:
            flash.success(request, "接收方式已保存。")
            return HttpResponseRedirect("/inbox/preferences/")
    choices = [
        {
            "channel": channel,
            "label": label,
            "fault": faults.get(channel, ""),
            "modes": [
                {
                    "value": m.value,
                    "label": m.label,
                    "help": _HELP[m.value],
                    "chosen": modes[channel] == m.value,
                }
                for m in Preference.Mode
                if m != Preference.Mode.DIGEST or channel == channels.MAIL
            ],
        }
        for channel, label in outside.items()
    ]
    return render(request, "notify/preferences.html", {"choices": choices}, status=422 if faults else 200)


@require_GET
@page("notify.deliveries")
def deliveries(request: HttpRequest) -> HttpResponse:
    """For the operator: what waits, what failed and why. No text and no address of anyone is shown."""
    rows = visible(request.actor, Delivery.objects.all(), "notify.deliveries")  # type: ignore[attr-defined]
    labels = channels.available()
    state = request.GET.get("state", "failed")
    state = state if state in Delivery.State.values else "failed"
    found = list(rows.filter(state=state).select_related("message__person").order_by("-pk")[:100])
    counts = {s.value: rows.filter(state=s).count() for s in Delivery.State}
    return render(
        request,
        "notify/deliveries.html",
        {
            "found": [(row, labels.get(row.channel, f"{row.channel}（已停用）")) for row in found],
            "state": state,
            "tabs": [(s.value, s.label, counts[s.value]) for s in Delivery.State],
            "outside": labels,
        },
    )


@require_POST
@page("notify.resend")
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    row = visible(request.actor, Delivery.objects.all(), "notify.resend").filter(pk=pk).first()  # type: ignore[attr-defined]
    if row is None:
        raise Http404("没有这次发送")
    actions.resend(request.actor, row)  # type: ignore[attr-defined]
    flash.success(request, "已重新排队发送。")
    return HttpResponseRedirect("/notify/deliveries/")


@csrf_exempt
@require_POST
@public
def receipts(request: HttpRequest, gateway: str) -> HttpResponse:
    """A gateway's signed delivery report. Without a valid signature nothing is looked at."""
    known = gateways.gateways().get(gateway)
    if known is None or not known.receipt:
        raise Http404
    try:
        reports = gateways.receipt(known, request.headers, request.body[:1_000_000], gateways.environment())
    except GatewayError as fault:
        log.warning("receipt of %s refused: %s", gateway, fault)
        return JsonResponse({"error": "签名不符或内容有误"}, status=403)
    return JsonResponse({"taken": delivering.take_receipts(gateway, reports, timezone.now())})
