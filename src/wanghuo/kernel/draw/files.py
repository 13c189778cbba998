"""The draw file: JSON in, commitment or result out, and the replay that says what differs (docs/draws.md §5)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .draw import Result, Round, draw
from .roster import FORMAT, BadDraw, Roster, read_roster, text_of, whole


def _skips(row: dict, key: str, number: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for skip in row.get(key, []):
        if not isinstance(skip, dict):
            raise BadDraw(f"第 {number} 轮 {key} 应为 {{id, reason}} 的列表")
        name = text_of(skip.get("id"), f"第 {number} 轮 {key} 的 id")
        if name in found:
            raise BadDraw(f"第 {number} 轮 {key} 中“{name}”重复")
        found[name] = text_of(skip.get("reason"), f"第 {number} 轮跳过“{name}”的 reason（理由）")
    return found


def read_rounds(data: Any) -> tuple[Round, ...]:
    """The ``rounds`` list: numbered 1, 2, 3 …, no seed used twice. Raises BadDraw."""
    rounds: list[Round] = []
    for expected, row in enumerate(data or [], start=1):
        if not isinstance(row, dict):
            raise BadDraw("rounds 应为对象的列表")
        number = whole(row.get("round"), "round（轮次）", 1, 10**6)
        if number != expected:
            raise BadDraw(f"轮次应依次编号：此处应为 {expected}，而不是 {number}")
        seed = text_of(row.get("seed"), f"第 {number} 轮 seed（随机种子）")
        if any(r.seed == seed for r in rounds):
            raise BadDraw(f"第 {number} 轮沿用了前面的种子：每一轮都要用新的公开随机源")
        source = text_of(row.get("seed_source"), f"第 {number} 轮 seed_source（种子的公开来源）")
        again = row.get("draw_again", False)
        if not isinstance(again, bool):
            raise BadDraw(f"第 {number} 轮 draw_again 应为 true 或 false")
        skips = (_skips(row, "skip_subjects", number), _skips(row, "skip_inspectors", number))
        rounds.append(Round(number, seed, source, *skips, again))
    return tuple(rounds)


def _opened(data: Any) -> tuple[Roster, tuple[Round, ...]]:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise BadDraw(f"文件应是 JSON 对象，且 format 为 {FORMAT!r}")
    return read_roster(data.get("roster")), read_rounds(data.get("rounds"))


def result_rows(results: tuple[Result, ...]) -> list[dict[str, Any]]:
    """Results as plain JSON values, in the form of docs/draws.md §5.2."""
    return [
        {
            "round": r.number,
            "chosen": [asdict(c) | {"team": list(c.team)} for c in r.chosen],
            "skipped": [asdict(s) for s in r.skipped],
            "short": r.short,
        }
        for r in results
    ]


def make(data: Any) -> dict[str, Any]:
    """Complete a draw file: without rounds the commitment alone, with rounds the results too. Raises BadDraw.

    A ``roster_hash`` already in the file must agree: a roster may not change after it was committed.
    """
    roster, rounds = _opened(data)
    committed = data.get("roster_hash")
    if committed is not None and committed != roster.hash:
        raise BadDraw(f"名册与已公布的哈希不符：公布 {committed}，现为 {roster.hash}。名册公布后不得改动。")
    if rounds and committed is None:
        raise BadDraw(f'先公布名册哈希再录入种子：请在文件中写入 "roster_hash": "{roster.hash}" 并公布。')
    done = {k: data[k] for k in ("format", "roster", "rounds") if k in data} | {"roster_hash": roster.hash}
    if rounds:
        done["results"] = result_rows(draw(roster, rounds))
    return done


def replay(data: Any) -> list[str]:
    """Draw again from the file's own roster and seeds; every difference from its claims, in words. Empty: all agree.

    Raises BadDraw when the file cannot be read as a draw at all.
    """
    roster, rounds = _opened(data)
    said = []
    if data.get("roster_hash") != roster.hash:
        said.append(f"名册哈希不符：文件写 {data.get('roster_hash')}，按名册计算为 {roster.hash}")
    if not rounds:
        said.append("文件没有任何一轮种子，尚未抽取，无从复核")
    claimed = data.get("results")
    if not isinstance(claimed, list):
        return [*said, "文件没有 results（抽取结果）"]
    actual = result_rows(draw(roster, rounds))
    if len(claimed) != len(actual):
        said.append(f"轮数不符：文件有 {len(claimed)} 轮结果，应为 {len(actual)} 轮")
    for want, have in zip(actual, claimed, strict=False):
        said += _round_differences(want, have)
    return said


def _round_differences(want: dict[str, Any], have: Any) -> list[str]:
    if want == have:
        return []
    number = want["round"]
    if not isinstance(have, dict) or set(have) != set(want):
        return [f"第 {number} 轮结果的字段不符：应有 {'、'.join(want)}"]
    said = []
    for key, label in (("chosen", "抽中"), ("skipped", "跳过")):
        rows = have[key] if isinstance(have[key], list) else []
        if len(rows) != len(want[key]):
            said.append(f"第 {number} 轮{label}数不符：文件 {len(rows)}，应为 {len(want[key])}")
        for place, (a, b) in enumerate(zip(want[key], rows, strict=False), start=1):
            if a != b:
                said.append(f"第 {number} 轮{label}第 {place} 名不符：文件写 {_brief(b)}，应为 {_brief(a)}")
                break
    if have["short"] != want["short"]:
        said.append(f"第 {number} 轮缺额不符：文件 {have['short']}，应为 {want['short']}")
    return said or [f"第 {number} 轮结果不符：round 字段应为 {number}"]


def _brief(row: Any) -> str:
    return (
        f"{row.get('subject')}（{row.get('ticket', '')[:12]}…）" if isinstance(row, dict) else repr(row)[:60]
    )
