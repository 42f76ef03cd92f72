"""What a file tells of itself beside its figures: who saved it with what, and what is hidden in it."""

from __future__ import annotations

from dataclasses import dataclass

from govxl import texts
from govxl.findings import Finding
from govxl.layout import IDENTITY
from govxl.reading.gate import Package


@dataclass(frozen=True, slots=True)
class About:
    """Facts of one file. ``hidden_sheets`` are those hidden that a workbook of ours does not hide."""

    format: str
    program: str = ""
    author: str = ""
    last_author: str = ""
    modified: str = ""
    macros: bool = False
    external_links: bool = False
    hidden_sheets: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()
    hidden_rows: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()

    def findings(self, *, ours: bool) -> list[Finding]:
        """What of it somebody should look at."""
        found = []
        if self.macros:
            found.append(Finding("macro", "warning", texts.has_macros(), texts.todo_macros()))
        if self.external_links:
            found.append(Finding("external-link", "warning", texts.has_external_links(), texts.todo_external_links()))
        if self.hidden_sheets:
            message = texts.hidden_sheets(self.hidden_sheets)
            found.append(Finding("hidden-content", "warning", message, texts.todo_hidden()))
        if self.hidden_rows:
            message = texts.hidden_rows(self.hidden_rows)
            found.append(Finding("hidden-content", "warning", message, texts.todo_hidden()))
        if self.comments:
            found.append(Finding("hidden-content", "info", texts.comments(self.comments), texts.todo_comments()))
        if ours and self.other_sheets:
            message = texts.other_sheets(self.other_sheets)
            found.append(Finding("hidden-content", "info", message, texts.todo_hidden()))
        return found


def about_package(package: Package, format: str) -> About:
    """The facts of a workbook."""
    said = package.properties()
    hidden = tuple(name for name, state in package.visibility.items() if state == "hidden" and name != IDENTITY)
    program = f"{said.application} {said.app_version}".strip()
    return About(
        format=format,
        program=program,
        author=said.creator,
        last_author=said.last_modified_by,
        modified=said.modified,
        macros=package.macros,
        external_links=bool(package.external_links),
        hidden_sheets=hidden,
    )
