"""Owners named in brackets, after labels and in the columns of a table."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

from .fact import Context, Piece, split
from .names import Name, enumerate_names, is_body

_LABEL = re.compile(
    r"(?P<kind>牵头|主办|主责|主要责任|第一责任|牵头责任|配合|协助|协办|参与|参加|协同|支持配合|责任|承办|落实|实施|完成|承担|主管|监管|指导|督导|责任分工|分工|组织)(?P<noun>单位|部门|主体|机构|科室|责任单位|责任部门|责任主体|地区)(?P<and>及分工)?："
    r"|(?P<bare>牵头|配合|责任分工|分工|落实)：|(?P<other>责任人|责任领导|牵头领导|分管领导|联系人|联络员|完成时限|完成时间|时间要求|时限|时间节点|进度安排|完成期限|实施时间|整改时限|办理时限|备注|期限|时间|资金来源|工作目标)："
)
_ROLE = (
    ("lead", re.compile(r"^(牵头|主办|主责)")),
    ("support", re.compile(r"^(配合|协助|协办|参与|参加|协同|支持配合)")),
)
_VERB = re.compile(
    r"(?P<lead>(按职责(分工)?)?(负责)?(具体|共同|联合)?牵头(负责|组织|落实|推进|实施|抓总|办理)?)|(?P<support>(按职责(分工)?|积极|协同|予以|做好)?(支持配合|参与配合|配合|参与|协助|协同|支持)(落实|实施|推进|负责|做好)?)|"
    r"(?P<own>(按照?(各自)?(职责|任务|职能)(分工|范围|权限)?|根据职责(分工)?|分别|分工|具体|共同|依职责|依职责分工|各负其责)*(负责|落实|承担|组织实施|实施|推进|负责落实|抓好落实|组织落实|分工负责))$"
)
FIRST = re.compile(
    r"(列|排|位于|排在|列在)(首|第一)(位|个)?(者|的|单位|部门)?[^，。；]{0,6}(为|是|负责)?牵头|第一(个)?(责任)?单位(为|是)?牵头|首位(者|单位)?(为|是)?牵头|第一位(者|的)?(为|是)?牵头|排名第一的?[^，。；]{0,4}(为|是)牵头|首个单位为牵头"
)
_BRACKET = re.compile(r"[（【〔]((?:[^（）【】〔〕\n]|（[^（）\n]*）)*)[）】〕]")


def _role(word: str) -> str:
    return next((role for role, pattern in _ROLE if pattern.match(word)), "responsible")


class Owners:
    """Collects the owners of one notice."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.facts: list[dict[str, Any]] = []
        self.used: list[tuple[int, int]] = []

    def put(
        self,
        piece: Piece,
        names: list[Name],
        role: str,
        rule: str,
        certainty: float,
        quote: tuple[int, int],
        lead: bool = False,
    ) -> None:
        for i, name in enumerate(names):
            given = "lead" if lead and i == 0 and len(names) > 1 and role == "responsible" else role
            fact = self.context.fact(
                piece, name.start, name.end, rule, certainty, name=self._printed(name), role=given
            )
            span = self.context.folded.span(*quote)
            fact["quote"] = " ".join(self.context.folded.raw[slice(*span)].split())
            self.facts.append(fact)

    def _printed(self, name: Name) -> str:
        text = self.context.text[name.start : name.end]
        if name.name == text:
            return "".join(
                self.context.folded.raw[slice(*self.context.folded.span(name.start, name.end))].split()
            )
        return name.name

    def labelled(self, piece: Piece, start: int, end: int) -> bool:
        """责任单位：A、B；配合单位：C within text[start:end]."""
        text = self.context.text
        labels = list(_LABEL.finditer(text, start, end))
        for found, following in zip(labels, [*labels[1:], None], strict=False):
            stop = following.start() if following else end
            if found["other"]:
                continue
            stop = next(
                (
                    i
                    for i in range(found.end(), stop)
                    if text[i] in "。\n）】" and self._level(found.end(), i) == 0
                ),
                stop,
            )
            role = _role(found["kind"] or found["bare"])
            names = self._list(found.end(), stop)
            joint = (found["kind"], found["noun"]) == ("责任", "单位") or (found["kind"] or "") == "责任"
            both = found["kind"] in ("牵头责任",)
            self.put(
                piece,
                names,
                "lead" if both else role,
                "party.label",
                0.97,
                (found.start(), stop),
                joint and self.context.first_leads,
            )
        return bool(labels) and not all(row["other"] for row in labels)

    def _level(self, start: int, place: int) -> int:
        part = self.context.text[start:place]
        return part.count("（") - part.count("）")

    def _list(self, start: int, stop: int) -> list[Name]:
        """Names parted by 、，； or blanks; within them 牵头 and 配合 may stand too."""
        text, names = self.context.text, []
        for a, b in split(text, start, stop, "，；、"):
            cuts = [
                a,
                *sorted(g for g in self.context.folded.gaps if a + 2 < g < b - 1 and is_body(text[a:g])),
                b,
            ]
            for c, d in itertools.pairwise(cuts):
                names.append((c, d))
        if (
            any(
                re.match(r".*等(部门|单位|有关|相关)", text[c:d]) or text[c:d].endswith("部门")
                for c, d in names
            )
            or len(names) < 2
        ):
            return [
                n
                for a, b in split(text, start, stop, "，；")
                for n in enumerate_names(text, a, b, "、", True)
            ]
        return [n for c, d in names for n in enumerate_names(text, c, d, "、", True)]

    def verbs(self, piece: Piece, start: int, end: int) -> bool:
        """A牵头，B、C按职责分工负责 within text[start:end]; False when it is no such list."""
        text = self.context.text
        waiting: list[Name] = []
        done: list[tuple[list[Name], str]] = []
        for a, b in split(text, start, end, "，；。"):
            found = next(
                (m for m in _VERB.finditer(text, a, b) if m.end() == b or m["lead"] or m["support"]), None
            )
            a += len(re.match(r"(并|由|具体由|分别由|其中)*", text[a:b])[0])  # type: ignore[index]
            if FIRST.search(text[a:b]) or text[a:b] in ("下同", "以下同", "后同"):
                continue
            if not found:
                names = enumerate_names(text, a, b, "、", True)
                if not names or not all(is_body(n.name) for n in names):
                    return self._flush(piece, done, (start, end), strict=True) if done else False
                waiting += names
                continue
            if found.start() <= a:
                if not waiting:
                    continue
                names = []
            else:
                names = enumerate_names(text, a, found.start(), "、", True)
            role = "lead" if found["lead"] else "support" if found["support"] else "responsible"
            done.append((waiting + names, role))
            waiting = []
        if waiting:
            done.append((waiting, "responsible"))
        return self._flush(piece, done, (start, end))

    def _flush(
        self, piece: Piece, done: list[tuple[list[Name], str]], quote: tuple[int, int], strict: bool = False
    ) -> bool:
        for names, role in done:
            lead = self.context.first_leads and not any(r == "lead" for _, r in done)
            self.put(piece, names, role, "party.bracket-verb", 0.95, quote, lead)
        return bool(done)

    def bracket(self, piece: Piece, start: int, end: int, last: bool) -> bool:
        """One bracket's inside. ``last``: it closes a sentence."""
        text = self.context.text
        inside = text[start:end]
        if self.labelled(piece, start, end):
            return True
        if (
            re.search(r"(负责|牵头|配合|落实|参与|协助)(。|，|；|$)", inside)
            and not re.match(r"含|包括|不含|以下|即", inside)
            and self.verbs(piece, start, end)
        ):
            return True
        if last and not re.search(r"[：“”《]|含|包括|以下|即|例如|如", inside) and len(inside) > 2:
            names = [n for a, b in split(text, start, end, "，；") for n in enumerate_names(text, a, b, "、")]
            levelled = re.match("[区县市省州各镇乡团]", names[0].name) if names else None
            if names and (len(names) > 1 or levelled) and all(len(n.name) > 2 for n in names):
                self.put(
                    piece,
                    names,
                    "responsible",
                    "party.bracket-names",
                    0.85,
                    (start, end),
                    self.context.first_leads,
                )
                return True
        return False

    def piece(self, piece: Piece) -> None:
        text = self.context.text
        if piece.owner in ("lead", "support", "responsible"):
            if not self.verbs_cell(piece):
                lead = piece.owner == "responsible" and self.context.first_leads
                self.put(
                    piece,
                    self._list(piece.start, piece.end),
                    piece.owner,
                    "party.table-column",
                    0.95,
                    (piece.start, piece.end),
                    lead,
                )
            self.used.append((piece.start, piece.end))
            return
        if piece.owner == "person":
            self.used.append((piece.start, piece.end))
            return
        for found in _BRACKET.finditer(text, piece.start, piece.end):
            after = text[found.end() : found.end() + 1]
            last = found.end() >= piece.end or after in "。；\n\t" or text[found.start() - 1] in "。；"
            if self.bracket(piece, found.start(1), found.end(1), last):
                self.used.append(found.span())
        line = _LABEL.match(text, piece.start, piece.end)
        if line and self.labelled(piece, piece.start, piece.end):
            self.used.append((piece.start, piece.end))
        else:
            self._inline(piece)

    def _inline(self, piece: Piece) -> None:
        """…。责任单位：A、B without a bracket, at the end of a paragraph."""
        for found in _LABEL.finditer(self.context.text, piece.start, piece.end):
            if any(a <= found.start() < b for a, b in self.used) or found["other"]:
                continue
            if found.start() > piece.start and self.context.text[found.start() - 1] not in "。；，\n":
                continue
            self.labelled(piece, found.start(), piece.end)
            self.used.append((found.start(), piece.end))
            return

    def verbs_cell(self, piece: Piece) -> bool:
        """A cell may say 区教委牵头，区民政局配合, or 牵头单位：…"""
        inside = self.context.text[piece.start : piece.end]
        if _LABEL.search(inside):
            return self.labelled(piece, piece.start, piece.end)
        return bool(re.search(r"牵头|配合", inside)) and self.verbs(piece, piece.start, piece.end)


def read_owners(context: Context) -> tuple[list[dict[str, Any]], list[tuple[int, int]]]:
    """Parties named as owners, and the stretches of text so used."""
    context.first_leads = any(FIRST.search(context.text, p.start, p.end) for p in context.pieces)
    owners = Owners(context)
    for piece in context.pieces:
        owners.piece(piece)
    return owners.facts, owners.used


def brackets(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The brackets within text[start:end]."""
    for found in _BRACKET.finditer(text, start, end):
        yield found.span()
