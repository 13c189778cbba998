"""Faults found in a flow's declaration, collected so that all are told at once."""

from __future__ import annotations


class FlowError(ValueError):
    """The declaration of a flow cannot be used. `problems` are Chinese sentences for its author."""

    def __init__(self, flow_id: str, problems: tuple[str, ...]) -> None:
        self.flow_id = flow_id
        self.problems = problems
        listed = "\n".join(f"  {index}. {sentence}" for index, sentence in enumerate(problems, 1))
        super().__init__(f"流程“{flow_id}”不能使用，共 {len(problems)} 处问题：\n{listed}")


class Problems:
    def __init__(self) -> None:
        self._sentences: list[str] = []

    def add(self, sentence: str) -> None:
        self._sentences.append(sentence)

    def __bool__(self) -> bool:
        return bool(self._sentences)

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(self._sentences)
