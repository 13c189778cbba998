"""Bodies that act in sentences: as subjects, after 由, 会同 and 委托, in 与…协作."""

import re
from typing import Any

from .fact import Context, Piece, sentences, split
from .names import SHORT, Name, enumerate_names, is_body, weak
from .owners import Owners
from .predicates import (
    AFTER,
    AMONG,
    AS,
    BEGINS,
    BY,
    FIRM,
    FREE,
    LEAD_IN,
    LONGER,
    NO_SUBJECT,
    NOMINAL,
    NOT_BY,
    PAST,
    PERMIT,
    PREDICATE,
    STRICT,
    TRADE,
    WITH,
    verbal,
)


class Subjects(Owners):
    """Reads the parties of running text, outside the stretches that name owners."""

    def __init__(self, context: Context, used: list[tuple[int, int]]) -> None:
        super().__init__(context)
        self.taken = used

    def read(self) -> list[dict[str, Any]]:
        for piece in self.context.pieces:
            if piece.owner or (piece.cover and not piece.path):
                continue
            for start, end in sentences(self.context.text, piece):
                if (
                    piece.heading
                    and start == piece.start
                    and len(self.context.text[start:end].split("（")[0]) <= 14
                ):
                    continue
                if any(a <= start and end <= b for a, b in self.taken) or PAST.search(
                    self.context.text[start:end]
                ):
                    continue
                self.sentence(piece, start, end)
        return self.facts

    def sentence(self, piece: Piece, start: int, end: int) -> None:
        previous: tuple[int, int] | None = None
        colon = self.context.text.find("：", start, min(end, start + 26))
        if colon > 0 and not self.subject(piece, start, colon):
            start = colon + 1
        for a, b in split(self.context.text, start, end, "，："):
            if any(u <= a and b <= v for u, v in self.taken):
                continue
            self.part(piece, a, b, previous)
            previous = (a, b)

    def part(self, piece: Piece, start: int, end: int, previous: tuple[int, int] | None) -> None:
        text = self.context.text
        part = text[start:end]
        lead = LEAD_IN.match(part)
        begin = start + (lead.end() if lead else 0)
        self.by(piece, start, end)
        self.met(piece, start, end)
        for found in re.finditer("委托", part) if not FREE.match(part) else ():
            names, _ = self.following(start + found.end(), end)
            self.put(piece, names, "responsible", "party.entrusted", 0.8, (start, end))
        if previous and re.match(r"负责", part) and (serving := AS.search(text, *previous)):
            self.names(piece, serving.start("np"), serving.end("np"), "responsible", "party.serving-as", 0.75)
        if not self.together(piece, begin, end):
            self.subject(piece, begin, end)

    def following(self, start: int, end: int) -> tuple[list[Name], int]:
        """The bodies that stand right after a word such as 委托, and where their predicate begins."""
        for stop in range(start + 2, min(end, start + 120) + 1):
            met = PREDICATE.match(self.context.text, stop, end) or AFTER.match(self.context.text, stop, end)
            if (met or stop == end) and not self._inside(start, stop):
                names = self._bodies(start, stop, "要")
                if names:
                    return names, stop
        return [], end

    def names(self, piece: Piece, start: int, end: int, role: str, rule: str, certainty: float) -> bool:
        found = enumerate_names(self.context.text, start, end)
        found = [n for n in found if is_body(n.name)]
        if found:
            self.put(piece, found, role, rule, certainty, (start, end))
        return bool(found)

    def by(self, piece: Piece, start: int, end: int) -> None:
        text = self.context.text
        for found in BY.finditer(text, start, end):
            names, stop = self.following(found.end(), end)
            rest = text[stop:end]
            if (
                not rest
                or NOT_BY.match(rest)
                or re.match(r"[^，]{0,14}(组成|构成)的|[^，]{0,6}任(组长|召集人|主任)", rest)
            ):
                continue
            if re.match(r"[^，的]{1,10}的[^，]*", rest) and text[:start].endswith(("对", "将")):
                continue
            role = "lead" if re.match("(具体)?牵头", rest) else "responsible"
            self.put(piece, names, role, "party.by", 0.85, (start, end))

    def met(self, piece: Piece, start: int, end: int) -> None:
        text = self.context.text
        for found in re.finditer("会同|联合", text[start:end]):
            before = text[start : start + found.start()]
            if re.search("(鼓励|支持|引导|推动)", before) or (found[0] == "联合" and not before):
                continue
            names, _ = self.following(start + found.end(), end)
            self.put(piece, names, "support", "party.together-with", 0.85, (start, end))
        if among := AMONG.match(text[start:end]):
            self.names(
                piece, start + among.start("b"), start + among.end("b"), "support", "party.cooperates", 0.8
            )

    def together(self, piece: Piece, start: int, end: int) -> bool:
        """A与B协作."""
        found = WITH.match(self.context.text[start:end])
        if not found or NO_SUBJECT.match(found["a"]) or not is_body(found["a"]):
            return False
        if not [
            n
            for n in enumerate_names(self.context.text, start + found.start("b"), start + found.end("b"))
            if is_body(n.name)
        ]:
            return False
        self.names(
            piece, start + found.start("a"), start + found.end("a"), "responsible", "party.cooperates", 0.8
        )
        self.names(
            piece, start + found.start("b"), start + found.end("b"), "support", "party.cooperates", 0.8
        )
        return True

    def subject(self, piece: Piece, start: int, end: int) -> bool:
        """The longest list of bodies at the head of a clause that a predicate follows."""
        text = self.context.text
        if (NO_SUBJECT.match(text[start:end]) or BEGINS.match(text, start, end)) and not TRADE.match(
            text, start, end
        ):
            return False
        for stop in range(start + 2, min(end, start + 140)):
            found = PREDICATE.match(text, stop, end)
            if not found or self._inside(start, stop):
                continue
            names = self._bodies(start, stop, found[0])
            if not names and STRICT.match(found[0]):
                return False
            if names:
                return self._accept(piece, names, start, stop, end, found[0])
        return self._unknown_verb(piece, start, end)

    def _unknown_verb(self, piece: Piece, start: int, end: int) -> bool:
        """A body with its level (区水利局, 各镇人民政府) at the head of a clause acts, even by a verb we do not know."""
        text = self.context.text
        for found in FIRM.finditer(text, start, min(end, start + 140)):
            stop = found.end()
            if end - stop < 4 or self._inside(start, stop) or NOMINAL.match(text, stop, end):
                continue
            names = self._bodies(start, stop, "")
            if names and re.match("[区县市省州镇]|自治区|各", names[0].name):
                return self._accept(piece, names, start, stop, end, "")
        return False

    def _inside(self, start: int, stop: int) -> bool:
        part = self.context.text[start:stop]
        return (
            part.count("（") > part.count("）")
            or part.count("“") > part.count("”")
            or part.count("《") > part.count("》")
        )

    def _bodies(self, start: int, stop: int, predicate: str) -> list[Name]:
        text = self.context.text
        part = text[start:stop]
        closed = re.search(
            r"等[\u4e00-\u9fa5]{0,5}?(部门|单位|机构|企业|机关|组织|院校|媒体|队伍|主体|平台|学校|医院|公司)?$",
            part,
        )
        if not closed and not is_body(
            re.split("[、和及或的]", part)[-1] if "的" not in part[-12:] else part.split("的")[-1]
        ):
            return []
        names = enumerate_names(text, start, stop)
        if (
            not names
            or any(verbal(n.name) for n in names)
            or any(
                NO_SUBJECT.match(n.name)
                and not re.match(r"(有关|各|消防)", n.name)
                and not re.search("(部门|宣传部|组织部)$", n.name)
                for n in names
            )
        ):
            return []
        if LONGER.match(text, stop) or (not closed and SHORT.search(names[-1].name)):
            return []
        strong = re.match(r"要|应|须|必须|需|将|负责|不得|会同|牵头|按", predicate)
        if not strong and (
            (any(weak(n.name) for n in names) and not closed) or any(len(n.name) > 16 for n in names)
        ):
            return []
        return names

    def _accept(
        self, piece: Piece, names: list[Name], start: int, stop: int, end: int, predicate: str
    ) -> bool:
        text = self.context.text
        rest = text[stop:end]
        if PERMIT.match(rest) or re.match(
            r"将(会)?(得到|获得)|应急(?!响应)|对口|在(运营|建|册|校|职|岗|编|售|用)[^，]{0,4}的|[^，的]{2,14}的[^，的]{0,6}(标准|价格|费用|情况|范围|数据|问题|结果|项目|资金|方式)$|(主要|有关|分管|相关)?(负责人|负责同志|领导)|管理(的|制度|人员|办法)|监督管理(的|部门)|检查(站|组)|同意",
            rest,
        ):
            return False
        if not piece.path and not re.match(r"(要|应|须|必须|将|负责|需)", predicate):
            return False
        if re.match("(为|任|担任)(主要)?(成员|副?组长|召集人|副|组员|理事|主任)|组成|构成", rest):
            return False
        role, rule = "responsible", "party.subject"
        if re.match(r"(要|应|应当|负责)?(为|作为)?(具体|统一)?牵头", rest):
            role = "lead"
        elif re.match(
            r"(要|应|应当|等)?(为|作为)?(积极|主动|按职责|予以|密切|做好|依职责|协同)*(配合|协助|参与|支持配合)",
            rest,
        ):
            role = "support"
        self.put(piece, names, role, rule, 0.82, (start, end))
        return True


def read_subjects(context: Context, used: list[tuple[int, int]]) -> list[dict[str, Any]]:
    """Parties that act in sentences."""
    return Subjects(context, used).read()
