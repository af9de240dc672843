"""Nothing that people edit is written past its history: each place that writes without a line is known, and why it may."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from django.apps import apps

from leads.models import Lead, Stint
from leads.operations import passing, timing
from tests.house.tree import python_files, read

#: Writes to tracked models that leave no line of history, each with the reason why it need not.
WITHOUT_A_LINE = {
    # The number by which an agreement is held for a transaction; history leaves it out.
    ("agreements/operations/holding.py", "Agreement.update"): 2,
    # A forecast is kept beside a draft and may be made again; history leaves it out.
    ("agreements/operations/forecasting.py", "Version.update"): 1,
    # Columns that history leaves out: passing._UNTOLD, held below.
    ("leads/operations/passing.py", "Lead.update"): 1,
    # What follows from touches and clocks: timing.STINT_FIELDS, held below. A plan that goes with it has its own line.
    ("leads/operations/following_up.py", "statements.update"): 1,
    ("leads/operations/timing/queue.py", "statements.update"): 1,
    # Turns of the rotation are dealt by the portal; no person edits them.
    ("leads/operations/assigning.py", "statements.update"): 1,
    # Clocks are no model that people edit; each step has its event.
    ("leads/operations/timing/book.py", "statements.update"): 1,
    # History itself, which writes the line with the row.
    ("slaportal/audit/history.py", "statements.update"): 1,
    # The people of the demo are made by their operations; only their password is set beside.
    ("leads/management/demo/people.py", "User.update"): 1,
    # Superusers from the command line, whom simple-history signs by itself.
    ("slaportal/accounts/models.py", "User.save"): 1,
}
WRITES = {
    "update",
    "bulk_create",
    "bulk_update",
    "create",
    "get_or_create",
    "update_or_create",
    "delete",
    "save",
}


def tracked() -> set[str]:
    """The models whose history is kept."""
    return {model.__name__ for model in apps.get_models() if hasattr(model, "history")}


def root_of(node: ast.expr) -> str:
    """The name a chain of attributes and calls begins with."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def writes(path: str, models: set[str]) -> Iterator[str]:
    """Every write in a file to a tracked model, by its class, by a name that holds its rows, or through ``statements``."""
    tree = ast.parse(read(path))
    names = {model.lower(): model for model in models} | {model: model for model in models}
    held: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            root = root_of(node.value)
            if root in models and ".objects" in ast.unparse(node.value):
                held[node.targets[0].id] = root
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        root, verb = root_of(node.func), node.func.attr
        if root == "statements" and verb == "update":
            yield "statements.update"
        elif verb in WRITES and (model := names.get(root) or held.get(root)):
            if verb == "update" and node.args and not node.keywords:
                continue  # a dictionary's
            yield f"{model}.{verb}"


def test_what_people_edit_is_written_with_its_line_of_history() -> None:
    models = tracked()
    assert {"Agreement", "Version", "Lead", "Stint", "Touch", "Channel", "User", "Team"} <= models
    found = Counter(
        (path, write)
        for path in python_files()
        if path.startswith(("agreements/", "leads/", "slaportal/"))
        for write in writes(path, models)
    )
    assert dict(found) == WITHOUT_A_LINE


def test_what_is_written_without_a_line_is_nothing_that_history_keeps() -> None:
    kept = {
        model: {field.name for field in model.history.model.tracked_fields}  # type: ignore[attr-defined]
        for model in (Lead, Stint)
    }
    assert kept[Lead].isdisjoint(passing._UNTOLD)
    assert kept[Stint].isdisjoint(timing.STINT_FIELDS)
