"""The life of a paper, as data: which verb leads from which state to which. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

STATES = {
    "draft": "拟稿",
    "review": "核稿",
    "countersign": "会签",
    "sign": "待签发",
    "signed": "待编号",
    "numbered": "待用印",
    "sealed": "待印发",
    "issued": "已印发",
    "withdrawn": "已撤稿",
    "void": "已作废",
    "revoked": "已撤销",
}
PATH = ("draft", "review", "countersign", "sign", "signed", "numbered", "sealed", "issued")
STEP_LABELS = ("拟稿", "核稿", "会签", "签发", "编号", "用印", "印发")
EDITABLE = ("draft", "review")
RULE = "公文处理流程：拟稿、核稿、会签、签发、编号、用印、印发"
FROZEN_RULE = "印发的公文自编号起不得改动（公文冻结规则）"

METHODS = {
    "direct": "直接送达",
    "left": "留置送达",
    "post": "邮寄送达",
    "entrusted": "委托送达",
    "notice": "公告送达",
    "electronic": "电子送达",
    "inside": "系统内送达",
}
RESULTS = {"pending": "待签收", "received": "已签收", "refused": "拒收", "left": "已留置", "failed": "未送达"}


@dataclass(frozen=True, slots=True)
class Step:
    """A verb: from which states, what to say when it comes at the wrong time."""

    states: tuple[str, ...]
    next_step: str


STEPS: dict[str, Step] = {
    "edit": Step(EDITABLE, "如需修改，请由核稿人、会签单位或签发人退回拟稿人。"),
    "submit": Step(("draft",), "请等待当前环节办理，或撤回后修改。"),
    "recall": Step(("review", "countersign", "sign"), "签发后的公文不能撤回，可由签发单位作废。"),
    "discard": Step(("draft",), "已送审的公文请先撤回。"),
    "review": Step(("review",), "请先由拟稿人送核稿。"),
    "countersign": Step(("countersign",), "会签只在会签环节办理。"),
    "sign": Step(("sign",), "请先完成核稿和会签。"),
    "send_back": Step(("review", "sign"), "只有核稿、待签发的公文可以退回。"),
    "number": Step(("signed",), "请先由有权的负责人签发。"),
    "seal": Step(("numbered",), "请先编号，打印盖章后上传扫描件。"),
    "issue": Step(("numbered", "sealed"), "请先编号、用印。"),
    "issue_slip": Step(("draft",), "只有拟稿中的简易文书可以一步印发。"),
    "void": Step(("numbered", "sealed"), "未编号的公文请撤稿，已印发的公文请撤销。"),
    "revoke": Step(("issued",), "只有已印发的公文可以撤销。"),
    "serve": Step(("issued",), "公文印发后才能登记送达。"),
}


def allowed(verb: str, state: str) -> bool:
    """Whether the verb may come in this state."""
    return state in STEPS[verb].states


def manifest(body_sha256: str, files: Iterable[tuple[str, str]]) -> dict[str, object]:
    """What is hashed when a paper is frozen: the body and (role, SHA-256) of each file, sorted."""
    return {"body": body_sha256, "files": sorted([role, sha] for role, sha in files)}


def seal_hash(made: dict[str, object]) -> str:
    """SHA-256 of the manifest as canonical JSON (UTF-8, keys sorted, no blanks)."""
    text = json.dumps(made, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without I L O 0 1, which are misread from paper


def code_of(random: bytes) -> str:
    """A verification code ABCD-EFGH-JKMN out of 12 random bytes (59 bits)."""
    letters = "".join(ALPHABET[b % len(ALPHABET)] for b in random[:12])
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
