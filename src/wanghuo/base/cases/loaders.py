"""Demonstration cases (only with ``settings.DEMO``): between real bodies of Kaizhou, invented, marked 演示.

They happened over the last days, so the past is told to the actions instead of the present; one has run past its
receipt clock and is escalated by the ordinary sweep as soon as a worker runs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from wanghuo.base.accounts.actors import actor_for
from wanghuo.base.accounts.models import Organisation, Person
from wanghuo.base.divisions.models import Division
from wanghuo.base.law.queries import clock as working_day_clock
from wanghuo.base.ledger.record import ACTIONS, Act
from wanghuo.kernel.law import SHANGHAI

from . import actions
from .models import Case

DISTRICT_DATA = True
MARK = "（演示）"


def load(progress: Callable[[str], None]) -> None:
    """Load the demonstration's cases once. Does nothing without demo people."""
    if not settings.DEMO or Case.objects.filter(demo=True).exists():
        return
    if not Person.objects.filter(username="hanfeng", demo=True).exists():
        return
    progress("装载演示事项（均标“演示”）")
    with transaction.atomic():
        for tell in (_not_received, _unlicensed, _in_hand, _answered, _archived, _returned, _today, _draft):
            tell()


def _did(action: Callable[..., Any], username: str, when: datetime, *args: Any, **kwargs: Any) -> Any:
    """The action as it was done then: its body with an act of that time. The past gets no ledger entry invented for it."""
    actor = actor_for(Person.objects.get(username=username))
    info = ACTIONS[action.verb]  # type: ignore[attr-defined]
    return action.__wrapped__(Act(info.verb, info.label, actor, when), *args, **kwargs)  # type: ignore[attr-defined]


def _on(working_days_ago: int, hour: int, minute: int = 0) -> datetime:
    """That time of day, so many working days ago."""
    day, left = timezone.localdate(), working_days_ago
    while left:
        day -= timedelta(days=1)
        left -= working_day_clock.working_days_between(day - timedelta(days=1), day)
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def _body(key: str) -> Organisation:
    return Organisation.objects.get(key=key)


def _opened(username: str, owner: str, when: datetime, title: str, facts: str, **more: Any) -> Case:
    division = Division.objects.filter(code=more.pop("town", "")).first()
    return _did(
        actions.open_case,
        username,
        when,
        title=title + MARK,
        facts=facts,
        owner=_body(owner),
        division=division,
        demo=True,
        **more,
    )


def _sent(case: Case, username: str, when: datetime, to: str, **more: Any) -> Case:
    return _did(actions.hand_over, username, when, case, receiver=_body(to).pk, **more)


def _not_received() -> None:
    """Past its receipt clock of two working days: the sweep reports it to the leader and the committee's office."""
    case = _opened(
        "hanfeng",
        "div:500154001000",
        _on(4, 9, 40),
        "某商业广场二层疏散通道堆放货物",
        "巡查发现广场二层东侧疏散通道被商户货物占用约六米，安全出口指示灯不亮。涉嫌违反消防法第二十八条。商场经营管理属商务主管部门行业监管，现场已劝导，商户未清理。",
        requirement="请督促经营单位限期清理，反馈整改照片。",
        town="500154001000",
        sector="commerce",
        source="grid",
        priority="urgent",
    )
    _sent(case, "hanfeng", _on(4, 10, 5), "commerce")


def _unlicensed() -> None:
    case = _opened(
        "paichusuo",
        "demo-police",
        _on(1, 15, 20),
        "某棋牌室未经消防安全检查擅自营业",
        "日常消防监督检查发现该棋牌室已营业十余日，面积约三百二十平方米，不能出示公众聚集场所消防安全检查手续。",
        requirement="请依法处理并反馈。",
        town="500154001000",
        source="police_unlicensed",
    )
    _sent(case, "paichusuo", _on(1, 16, 10), "brigade")


def _in_hand() -> None:
    case = _opened(
        "hanfeng",
        "div:500154001000",
        _on(6, 10, 15),
        "某民办养老机构消防控制室无人值班",
        "联合检查发现该机构消防控制室夜间无人值班，值班记录缺三日。",
        requirement="请按行业标准化管理要求督促整改。",
        town="500154001000",
        sector="civil_affairs",
        source="inspection",
    )
    case = _sent(case, "hanfeng", _on(6, 11, 0), "civil-affairs")
    case = _did(actions.receive, "minzheng", _on(5, 9, 10), case)
    _did(actions.assign, "minzheng", _on(5, 9, 30), case, assignee=Person.objects.get(username="minzheng").pk)


def _answered() -> None:
    case = _opened(
        "linjiang",
        "div:500154117000",
        _on(8, 9, 0),
        "临江镇某在建工地临时消防给水未接通",
        "工地已施工至五层，临时消防竖管未接通，现场仅有八具灭火器。",
        town="500154117000",
        sector="housing",
        source="inspection",
    )
    case = _sent(case, "linjiang", _on(8, 9, 30), "housing")
    case = _did(actions.receive, "zhujian", _on(7, 14, 0), case)
    _did(
        actions.give_result,
        "zhujian",
        _on(2, 16, 40),
        case,
        outcome="rectified",
        result="已责令停工整改，临时消防给水于次日接通，经现场放水试验合格。",
    )


def _archived() -> None:
    case = _opened(
        "zhengan",
        "div:500154008000",
        _on(15, 9, 0),
        "某小学周边占用消防车通道停车",
        "校门外消防车通道长期停放机动车，上下学时段尤甚。",
        town="500154008000",
        sector="education",
        source="tip",
    )
    case = _sent(case, "zhengan", _on(15, 9, 20), "education")
    case = _did(actions.receive, "jiaowei", _on(14, 10, 0), case)
    case = _did(
        actions.give_result,
        "jiaowei",
        _on(9, 11, 0),
        case,
        outcome="rectified",
        result="已协调施划禁停标线，安排护学岗劝导，连续一周未再发现占用。",
    )
    _did(actions.confirm_close, "zhengan", _on(8, 15, 0), case)


def _returned() -> None:
    case = _opened(
        "linjiang",
        "div:500154117000",
        _on(5, 9, 0),
        "临江镇某沿街餐饮店液化气瓶间与厨房连通",
        "沿街餐饮店六只液化气瓶存放间与厨房之间无分隔，无可燃气体报警装置。",
        town="500154117000",
        source="inspection",
    )
    case = _sent(case, "linjiang", _on(5, 9, 30), "housing")
    suggested = Organisation.objects.filter(key="commerce").values_list("pk", flat=True).first()
    _did(
        actions.return_back,
        "zhujian",
        _on(4, 15, 0),
        case,
        reason="该店为餐饮经营场所，不属于燃气工程管理，建议移交商务主管部门。",
        suggested=suggested,
    )


def _today() -> None:
    """Handed over just now, so that its letter is issued under today's date by the ordinary job."""
    actor = actor_for(Person.objects.get(username="hanfeng"))
    case = actions.open_case(
        actor,
        title="某农贸市场占用消防车通道" + MARK,
        facts="市场东侧消防车通道被固定摊位占用，最窄处约二点六米，消防车无法通行；已当场告知市场开办方。",
        ground="消防车通道被占用涉嫌违反消防法第二十八条，由消防救援机构依法查处。",
        requirement="请依法处理，并反馈结果。",
        owner=_body("div:500154001000"),
        division=Division.objects.filter(code="500154001000").first(),
        source="grid",
        demo=True,
    )
    actions.hand_over(actor, case, receiver=_body("brigade").pk)


def _draft() -> None:
    _opened(
        "hanfeng",
        "div:500154001000",
        _on(0, 8, 30),
        "某老旧小区高层住宅消火栓无水",
        "三号楼十八层消火栓试水无压，物业称水泵损坏已两月。",
        town="500154001000",
        sector="housing",
        source="grid",
    )
