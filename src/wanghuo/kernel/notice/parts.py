"""The way through the lines below the title: covering letter, signature, plans, attachments."""

import re

from .layout import ADDRESSEE, ATTACHED, ISSUED, OFFICE_LINE, TITLE_END, Layout, Line, is_addressee


def key(title: str) -> str:
    """A title without marks, to compare two printings of it."""
    return re.sub(r"[^\w]", "", title)


class Walk:
    """State of the walk: are we in the letter, in a plan, among attachments?"""

    def __init__(self, layout: Layout, body: list[Line]) -> None:
        self.layout, self.body = layout, body
        self.titles: set[str] = set()
        self.plan = 0
        self.signed = False
        self.attached = False
        self.listing = False
        self.seen_text = False

    def run(self) -> None:
        ordered = [
            row
            for row in self.layout.lines
            if row in self.body or row.kind in ("date", "signature", "closing")
        ]
        start = self.body[0].start if self.body else 0
        ordered = [row for row in ordered if row.start >= start]
        for i, line in enumerate(ordered):
            self.step(line, ordered[i + 1 :])

    def step(self, line: Line, after: list[Line]) -> None:
        if line.kind == "plan-title":
            return
        if line.kind in ("date", "signature"):
            self.listing = False
            self.signed = self.signed or line.kind == "date" or line.read is not None
            return
        if line.kind == "closing":
            return
        line.plan = self.plan
        if is_addressee(line.text) and not self.seen_text and not line.marker:
            line.kind = "addressee"
        elif ATTACHED.match(line.text):
            self.attachment(line, after)
        elif self.opens(line, after):
            return
        elif self.attached or self.listing:
            line.kind = "attachment"
        else:
            self.content(line)

    def attachment(self, line: Line, after: list[Line]) -> None:
        """An attachment begins, or a list of them; the plan itself printed as 附件 is no attachment."""
        line.kind = "attachment"
        if "：" in line.text.rstrip("：") or (
            any(row.kind == "signature" for row in after[:6]) and not self.signed
        ):
            self.listing = True
            listed = key(line.text.split("：", 1)[-1]).lstrip("0123456789")
            if not any(listed == t for t in self.titles):
                self.layout.absent.append(line)
            return
        ahead = key("".join(row.text for row in after[:3] if not row.marker)[:80])
        if any(ahead.startswith(t) for t in self.titles):
            self.attached = False
        else:
            self.attached = True
            self.layout.absent.append(line)

    def opens(self, line: Line, after: list[Line]) -> bool:
        """Does a plan begin here? Its title stands after the signature, or repeats a title of the letter."""
        if line.marker or line.kind == "row" or "。" in line.text:
            return False
        group = [line]
        for following in after[:3]:
            if (
                following.kind
                or following.marker
                or "。" in following.text
                or ADDRESSEE.match(following.text)
            ):
                break
            group.append(following)
        best: list[Line] = []
        for size in range(1, len(group) + 1):
            if key("".join(row.text for row in group[:size])) in self.titles:
                best = group[:size]
        fresh = self.signed and not self.layout.plan_titles and not self.attached
        if not best and fresh:
            for size in range(1, len(group) + 1):
                if TITLE_END.search(group[size - 1].text) or re.match(
                    r"^（\d{4}[^日]*）$", group[size - 1].text
                ):
                    best = group[:size]
                elif best:
                    break
        if not best:
            return False
        self.begin(best)
        return True

    def begin(self, group: list[Line]) -> None:
        self.plan = len(self.layout.plan_titles)
        self.layout.plan_titles.append(group)
        self.attached = self.listing = False
        self.seen_text = True
        for line in group:
            line.kind, line.plan = "plan-title", self.plan

    def content(self, line: Line) -> None:
        if (
            self.layout.plan_titles
            and re.match(r"^（[^）]{4,40}日[^）]*）$|^（[^（）]{2,12}）$", line.text)
            and not line.marker
        ):
            line.kind = "head"
            return
        if (
            self.layout.plan_titles
            and OFFICE_LINE.match(line.text)
            and not line.marker
            and len(line.text) < 30
        ):
            line.kind = "head"
            return
        self.seen_text = True
        if not self.layout.plan_titles:
            self.titles |= (
                {key(t) for t in ISSUED.findall(line.text)}
                if "印发" in line.text or "转发" in line.text
                else set()
            )
        line.kind = line.kind or ("heading" if line.marker else "text")


def walk(layout: Layout, body: list[Line]) -> None:
    """Give every line below the title its kind."""
    Walk(layout, body).run()
    for group in layout.plan_titles:
        for line in group:
            line.kind = "plan-title"
