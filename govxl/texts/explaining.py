"""Where a unit explains a warning: in which cell, and what is said where there is none."""

import re

ON_CHECK_SHEET = "在校验表写明"  # so a declaration says it
_CLAUSE = re.compile(f"[；。][^；。]*{ON_CHECK_SHEET}[^；。]*")


def todo_explain_at(todo: str, cell: str) -> str:
    """With the cell of the check sheet in which the unit explains this very finding."""
    if ON_CHECK_SHEET in todo:
        return todo.replace(ON_CHECK_SHEET, f"在校验表 {cell} 写明")
    return f"{todo}确实没有错的，在校验表 {cell} 写明原因。"


def todo_explain_elsewhere(todo: str) -> str:
    """For a report that has no check sheet."""
    return todo.replace(ON_CHECK_SHEET, "向主管部门写明")


def todo_not_to_explain(todo: str) -> str:
    """For an error, which no words of the unit settle."""
    return _CLAUSE.sub("", todo)
