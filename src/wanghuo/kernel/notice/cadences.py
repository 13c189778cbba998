"""Recurring actions: 每年1次评估, 季度例会, 定期."""

import re
from collections.abc import Iterator
from typing import Any

from .fact import Context, Piece, sentences
from .numbers import NUMBER, value

_PERIODS = (
    ("half-year", r"半年"), ("quarter", r"(?:个)?季度?"), ("month", r"(?:个)?月"), ("week", r"周|星期"), ("year", r"年度?"),
    ("unspecified", r"日|天|学期|学年|两年|三年|两周|两月|[二两三四五六]个月|[2-9]年|[2-9]个月|[2-9]周|旬|逢[^，。]{1,8}"),
)  # fmt: skip
_EVERY = re.compile(
    "每(?:" + "|".join(f"(?P<{k.replace('-', '_')}>{p})" for k, p in (_PERIODS[-1], *_PERIODS[:-1])) + ")"
)
_TIMES = re.compile(
    rf"(?:(?P<floor>不少于|不低于|至少|最少|各|共|不得少于)?(?P<n>{NUMBER})(?:—{NUMBER})?(?:次|轮|遍|回|场次?|期|个轮次)(?:以上)?)"
)
_NOUNS = (
    r"例会|会议|会商|联席会|调度|通报|考核|考评|评估|评价|评议|报告|报表|报送|检查|督查|督导|巡查|巡检|抽查|检测|监测|总结|述职|审计|点评|分析|研判|演练|演习|培训|体检|"
    r"排名|晾晒|公布|公示|发布|复核|核查|盘点|清查|维护|测试|通气会|碰头会|清零|轮训|排查|走访|统计|推进会|督办|会诊|整治|开放日|活动日|年检|年报|评定|验收|测评|监督检查|学习日|座谈"
)
_NAMED = re.compile(
    rf"(?<![每一两半双隔])(?P<p>季度|月度|年度|年终|半年度|半年|周|月|季)(?P<mid>[\u4e00-\u9fa5]{{0,8}}?)(?P<noun>{_NOUNS})"
)
_DAILY = re.compile(rf"(?<=[、，“‘（：行])日(?P<noun>{_NOUNS})")
_BY = re.compile(r"(?:按|逐|实行|实施)(?P<p>月度?|季度?|周|年度?|半年)(?!龄|级|份)")
_ONCE = re.compile(
    rf"(?<![每第])(?P<p>一?年|一?月|一周|一季度?|一?季|半年|一个月|一个季度|一?周)(?P<n>一|两|{NUMBER})(?:次|例会|调度|通报|总结|考核|检查|督查|报告|研判|巡查|轮)"
)
_PER = re.compile(rf"(?P<n>{NUMBER})次[/每](?P<p>年|月|季度?|周|半年)")
_WHOLE = re.compile(rf"(?:全年|一年内|年度内)(?P<mid>[^，。；]{{0,16}}?)(?P<n>{NUMBER})(?:次|轮|场)")
_LOOSE = re.compile(r"双月|隔月|双周|隔周|不定期|定期不定期|(?<!不)定期(?!存款|限)|周期性")
_SHORT = {"季": "quarter", "月": "month", "周": "week", "年": "year"}
_BAD = re.compile(r"计划|任务|指标|目标(?!责任|考核|管理)|预算|人均|以来|龄|薪|末|底|前|内")


def _every(label: str) -> str:
    if "半年" in label:
        return "half-year"
    return next((name for char, name in _SHORT.items() if char in label), "unspecified")


def _counts(text: str, start: int, end: int) -> list[tuple[int, float]]:
    """(place, times) of the counts that belong to a period: 1次评估、1次体检."""
    stop = next((m.start() for m in _EVERY.finditer(text, start, end)), end)
    found = []
    for count in _TIMES.finditer(text, start, stop):
        if count["n"] == "一" and text[count.end() - 1 : count.end() + 1] == "次性":
            continue
        number = value(count["n"])
        if number:
            found.append((count.start(), float(number)))
    return found


def _from_every(context: Context, piece: Piece, begin: int, end: int) -> Iterator[dict[str, Any]]:
    text = context.text
    for found in _EVERY.finditer(text, begin, end):
        group = found.lastgroup or "year"
        every = group.replace("_", "-")
        after = text[found.end() : end]
        if re.match(
            r"(增长|递增|增加|减少|下降|降低|压减|提高|增幅|户|人(?!次)|亩|个百分点|\d+(\.\d+)?(%|元|万元))",
            after,
        ):
            continue
        if re.match("每(公里|亩|人|户|床|平方米|吨|名|张)", after) or re.search(
            r"每[亩人户吨名间套]$", text[begin : found.start()]
        ):
            continue
        if group == "unspecified" and found[0] in ("每日", "每天") and re.match(r"(人均|[产耗])", after):
            continue
        counts = _counts(text, found.end(), end) if every != "unspecified" else []
        comma = re.search("[，]", after)
        near = [c for c in counts if not comma or c[0] < found.end() + comma.start() + 12] if counts else []
        if every == "unspecified":
            yield context.fact(
                piece,
                found.start(),
                end,
                "cadence.every-other",
                0.85,
                text=found[0],
                every=every,
                times=None,
                action=_action(after),
            )
        elif near:
            for place, times in near:
                yield context.fact(piece, found.start(), end, "cadence.every-times", 0.95, text=f"{found[0]}{text[place:place+4]}",
                                   every=every, times=int(times) if times == int(times) else times, action=_action(text[place:end]))  # fmt: skip
        else:
            yield context.fact(
                piece,
                found.start(),
                end,
                "cadence.every-once",
                0.9,
                text=found[0],
                every=every,
                times=1,
                action=_action(after),
            )


def _action(text: str) -> str:
    text = re.sub(rf"^(至少|不少于|召开|组织|开展|{NUMBER}次)*", "", text)
    return re.split("[，、。；）]", text)[0][:24]


def _others(context: Context, piece: Piece, begin: int, end: int) -> Iterator[dict[str, Any]]:
    text = context.text
    taken: list[tuple[int, int]] = []
    for rule, pattern in (
        ("per", _PER),
        ("whole-year", _WHOLE),
        ("once", _ONCE),
        ("named", _NAMED),
        ("by", _BY),
    ):
        for found in pattern.finditer(text, begin, end):
            if any(a < found.end() and found.start() < b for a, b in taken) or text[
                found.start() - 1 : found.start()
            ] in tuple("每0123456789零〇"):
                continue
            label = found["p"] if rule != "whole-year" else "年"
            if rule == "named":
                if (
                    _BAD.search(found["mid"])
                    or (label in ("月", "周", "季") and found["mid"])
                    or re.search(
                        r"[\d一二三四五六七八九十本当上下第该全百前个边]$", text[begin : found.start()]
                    )
                ):
                    continue
                if (label == "年度" and re.match(r"(计划|任务|指标|方案)", text[found.end() :])) or text[
                    found.start() - 2 : found.start()
                ] in ("今年", "本年"):
                    continue
            if rule == "whole-year" and "每" in found["mid"]:
                continue
            times = value(found["n"]) if rule not in ("named", "by") else 1
            if (
                rule == "once"
                and re.match(r"\d", found["n"])
                and found[0][0] in "年月季周"
                and text[found.start() - 1].isdigit()
            ):
                continue
            if not times:
                continue
            taken.append(found.span())
            yield context.fact(
                piece,
                found.start(),
                found.end(),
                f"cadence.{rule}",
                0.88,
                text=found[0],
                every=_every(label),
                times=times,
                action=_action(text[found.start() : end]),
            )
    for found in _DAILY.finditer(text, begin, end):
        yield context.fact(
            piece,
            found.start(),
            end,
            "cadence.daily",
            0.8,
            text=found[0],
            every="unspecified",
            times=None,
            action=found["noun"],
        )
    for found in _LOOSE.finditer(text, begin, end):
        yield context.fact(
            piece,
            found.start(),
            end,
            "cadence.loose",
            0.95,
            text=found[0],
            every="unspecified",
            times=None,
            action=_action(text[found.end() : end]),
        )


def read_cadences(context: Context) -> list[dict[str, Any]]:
    """Facts ``{path, text, every, times, action, quote}``."""
    facts: list[dict[str, Any]] = []
    for piece in context.pieces:
        if piece.owner in ("lead", "support", "responsible", "person"):
            continue
        for begin, end in sentences(context.text, piece):
            if "近年来" in context.text[begin:end]:
                continue
            for fact in (*_from_every(context, piece, begin, end), *_others(context, piece, begin, end)):
                where = context.folded.index(fact["span"][0])
                if context.text.rfind("《", begin, where) <= context.text.rfind("》", begin, where):
                    facts.append(fact)
    return facts
