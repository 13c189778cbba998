"""Every model says what scope asks of it, and every reader goes through the one function."""

from __future__ import annotations

import ast

from django.apps import apps

from wanghuo.base.scope.registry import is_declared

from .house import modules

SCOPED_BY = {"visible", "mine", "in_scope"}


def test_every_model_of_a_room_is_scoped():
    bare = [
        model._meta.label
        for config in apps.get_app_configs()
        if config.name.startswith("wanghuo.")
        for model in config.get_models(include_auto_created=False)
        if not is_declared(model)
    ]
    assert not bare, bare


def _unscoped(tree: ast.Module) -> list[int]:
    """Lines of ``X.objects`` in functions that never call ``visible`` (or a helper that does)."""
    found = []
    for function in [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]:
        names = {
            n.func.id if isinstance(n.func, ast.Name) else getattr(n.func, "attr", "")
            for n in ast.walk(function)
            if isinstance(n, ast.Call)
        }
        if names & SCOPED_BY:
            continue
        found += [
            n.lineno for n in ast.walk(function) if isinstance(n, ast.Attribute) and n.attr == "objects"
        ]
    return found


def test_pages_desks_and_api_read_through_visible():
    offenders = [
        f"{where}:{line}"
        for where, tree in modules("pages", "api", "desk")
        if "/base/" in where
        for line in _unscoped(tree)
    ]
    assert not offenders, offenders


def test_the_lint_sees_a_bypass_and_lets_a_scoped_reader_pass():
    bad = ast.parse("def view(request):\n    return Case.objects.all()\n")
    good = ast.parse(
        "def view(request):\n    return visible(request.actor, Case.objects.all(), 'cases.view')\n"
    )
    assert _unscoped(bad) == [2] and not _unscoped(good)
