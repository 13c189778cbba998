"""Actions are the only writers, each is in the ledger, and somebody may do it."""

from __future__ import annotations

import ast
import importlib

from wanghuo.base.ledger.record import ACTIONS
from wanghuo.base.scope.policy import policy

from .house import calls, modules

WRITERS = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
# Bookkeeping that is no act of a person: outbox, queue, sessions, sealing, reference data, the engine room.
ENGINE_ROOM = (
    "ledger/",
    "jobs/",
    "files/",
    "notify/",
    "indicators/jobs",
    "accounts/sessions",
    "accounts/backend",
    "loaders",
    "demo",
    "first_run",
)
NOT_ROWS = {
    "hashlib",
    "session",
    "files",
    "cache",
    "self",
    "cls",
    "digest",
    "hasher",
    "context",
    "facts",
    "super",
}


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _writes(tree: ast.Module) -> list[int]:
    """Lines where a queryset or a row is written: ``X.objects….update(…)`` or ``row.save(…)``."""
    found = []
    for call in calls(tree):
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITERS:
            text = ast.unparse(call.func)
            if ".objects" in text or (
                call.func.attr == "save" and not call.args and _root(call.func) not in NOT_ROWS
            ):
                found.append(call.lineno)
    return found


def test_only_actions_write():
    offenders = []
    for where, tree in modules():
        if "/base/" not in where or "actions" in where or any(e in where for e in ENGINE_ROOM):
            continue
        offenders += [f"{where}:{line}" for line in _writes(tree)]
    assert not offenders, offenders


def test_the_lint_sees_a_write_outside_actions():
    bad = ast.parse("def view(request):\n    Case.objects.filter(pk=1).update(state='x')\n    case.save()\n")
    assert _writes(bad) == [2, 3]
    assert not _writes(ast.parse("digest.update(b'x'); context.update(a=1)"))


def _functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [n for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]


def _is_step(function: ast.FunctionDef) -> bool:
    """A public step shared by actions: it takes the act under way, or writes nothing."""
    takes_act = bool(function.args.args) and function.args.args[0].arg == "act"
    return takes_act or not _writes(ast.Module([function], []))


def test_every_writer_in_actions_is_in_the_ledger():
    bare = []
    for where, tree in modules("actions"):
        if not where.startswith("wanghuo/base/"):
            continue
        module = importlib.import_module(
            where.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        )
        for function in _functions(tree):
            if not _is_step(function) and not hasattr(getattr(module, function.name), "verb"):
                bare.append(f"{where}: {function.name}")
    assert not bare, bare


def test_every_action_can_be_done_by_somebody():
    nobody = [verb for verb in ACTIONS if not policy().rules_for(verb)]
    assert not nobody, f"no role may do: {nobody}"


def test_every_verb_is_named_room_dot_verb_and_labelled_in_chinese():
    for info in ACTIONS.values():
        room, _, verb = info.verb.partition(".")
        assert room.isidentifier() and verb.replace(".", "_").isidentifier(), info.verb
        assert any("\u4e00" <= c <= "\u9fff" for c in info.label), info.verb
