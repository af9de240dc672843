"""Every module says what it is, and shows on top what it stands on."""

from __future__ import annotations

import ast

from tests.house.tree import python_files, read

TREES = {path: ast.parse(read(path)) for path in python_files()}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
IMPORTS = (ast.Import, ast.ImportFrom)


def test_every_module_opens_with_a_sentence() -> None:
    first = {path: (ast.get_docstring(tree) or "").split("\n\n")[0] for path, tree in TREES.items()}
    assert [path for path, sentence in first.items() if not sentence.rstrip().endswith((".", "?", ":"))] == []


def test_no_import_hides_inside_a_function() -> None:
    hidden = [
        f"{path}:{inner.lineno}"
        for path, tree in TREES.items()
        for function in ast.walk(tree)
        if isinstance(function, FUNCTIONS)
        for inner in ast.walk(function)
        if isinstance(inner, IMPORTS)
    ]
    assert hidden == []
