"""One filing as a page of text."""

from __future__ import annotations

from collections.abc import Sequence

from govxl import texts
from govxl.filing import Filing
from govxl.findings import Finding, grouped


def show_filing(filing: Filing, findings: Sequence[Finding]) -> str:
    """Unit, the figures that are not zero, the prose and the findings."""
    form = filing.form
    assert form is not None
    lines = [
        texts.show_head(str(filing.file), filing.unit.name, filing.unit.code, filing.year, filing.scope, form.edition)
    ]
    if saved := texts.saved_by(filing.format, filing.modified, filing.program, filing.authors):
        lines.append(saved)
    for part in form.parts:
        lines.append("")
        lines.append(part.title)
        if part.id in {prose.id for prose in form.prose}:
            lines.append(filing.texts.get(part.id, texts.NOT_WRITTEN))
            continue
        known = {
            figure: filing.figures[figure.address]
            for figure in form.figures
            if figure.table is part and figure.address in filing.figures
        }
        for figure, value in known.items():
            if value:
                label = "　".join(text for text in (figure.row_label, figure.column_label) if text)
                lines.append(texts.show_figure(label, texts.number(value)))
        zeros = sum(not value for value in known.values())
        absent = sum(figure.table is part for figure in form.figures) - len(known)
        lines.append(texts.show_rest(zeros, absent))
    lines.append("")
    lines += [texts.finding_line(finding) for finding in grouped(findings)] or [texts.NO_FINDINGS]
    return "\n".join(lines)
