"""Task tables: the head of a column gives the role of the bodies below it."""

import re

_HEADS = (
    ("lead", re.compile(r"^(牵头|主办|主责|主要责任)(单位|部门|责任单位|责任部门|科室)?$")),
    ("support", re.compile(r"^(配合|协助|协办|参与|参加|协同)(单位|部门|责任单位|科室)?$")),
    (
        "responsible",
        re.compile(
            r"^(责任|承办|落实|实施|完成|承担|牵头责任|责任科室|主管|实施主体)(单位|部门|主体|科室|分工)?(（.*）)?$"
        ),
    ),
    (
        "person",
        re.compile(r"^(责任人|责任领导|牵头领导|分管领导|联系人|联络员|电话|联系电话|备注|序号|完成情况)$"),
    ),
    (
        "date",
        re.compile(
            r"^(完成|办结|整改)?(时限|时间|期限)(要求|节点)?$|^(完成|时间|整改)(时限|时间|节点|进度)$"
        ),
    ),
    (
        "task",
        re.compile(
            r"(任务|内容|事项|措施|项目|工作|目标|指标|要求|类别|举措|名称|问题|重点|环节|阶段)[^。]{0,6}$"
        ),
    ),
)


def _head(cell: str) -> str | None:
    if len(cell) > 14:
        return None
    for role, pattern in _HEADS:
        if pattern.search(cell):
            return role
    return None


class TableReader:
    """Remembers the column heads of the table being read."""

    def __init__(self) -> None:
        self.columns: list[str] = []

    def roles(self, cells: list[str]) -> list[str] | None:
        """Role of each cell ("" for running text); None when the row is the head of a table."""
        heads = [_head(cell) if cell else None for cell in cells]
        if sum(h is not None for h in heads) >= max(
            2, len([c for c in cells if c]) - 1
        ) and "。" not in "".join(cells):
            self.columns = [h or "task" for h in heads]
            return None
        names = {"task": "", "date": "date", "person": "person"}
        columns = self.columns if len(self.columns) == len(cells) else self._shifted(len(cells))
        return [names.get(column, column) for column in columns]

    def _shifted(self, count: int) -> list[str]:
        """Merged first cells leave a row shorter: its columns count from the right."""
        if self.columns and 1 < count < len(self.columns):
            return self.columns[-count:]
        return (self.columns + ["task"] * count)[:count] if count <= len(self.columns) else ["task"] * count
