"""How a finding is written: on the terminal, in a list, to a unit, and as the comment of its cell."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from govxl.texts.collecting import to_unit
from govxl.texts.names import SEVERITY
from govxl.texts.waivers import SETTLED

if TYPE_CHECKING:
    from govxl.findings import Finding

NO_FINDINGS = "没有发现问题。"


def _now_standing(finding: Finding) -> str:
    """What the found value is: that of the cell, or the sum of the left side of a rule."""
    return "左边合计" if finding.summed else "现值"


def grade(finding: Finding) -> str:
    """How grave a finding is, or why it no longer is."""
    return SETTLED[finding.settled.kind] if finding.settled else SEVERITY[finding.severity]


def finding_line(finding: Finding) -> str:
    """One finding on the terminal."""
    spot = f"{finding.place.sheet}!{finding.cell} " if finding.place else ""
    values = [f"{_now_standing(finding)} {finding.found}"] if finding.found is not None else []
    values += [f"应为 {finding.expected}"] if finding.expected is not None else []
    return f"  [{grade(finding)}] {spot}{finding.message}{'（' + '，'.join(values) + '）' if values else ''}{finding.todo} [{finding.code}]"


def asked_line(finding: Finding) -> str:
    """One finding in the text sent to a unit: where, what stands there, what should, what to do."""
    spot = f"“{finding.place.sheet}”表 {finding.cell}：" if finding.place else ""
    values = [f"{_now_standing(finding)} {finding.found}"] if finding.found is not None else []
    values += [f"应为 {finding.expected}"] if finding.expected is not None else []
    message = _of_nobody(finding) if finding.code == "copied-return" else finding.message
    return to_unit(f"{spot}{message}{'（' + '，'.join(values) + '）' if values else ''}{finding.todo}")


def _of_nobody(finding: Finding) -> str:
    """A copied return as one unit may be told of it: without the other's name and file."""
    another = "本单位另一年度的" if f"（{finding.unit}，" in finding.message else "另一单位的"
    return re.sub("与“.*完全相同", f"与{another}完全相同", finding.message)


def note(finding: Finding) -> str:
    """One finding as the comment of its cell."""
    values = [f"{_now_standing(finding)}：{finding.found}"] if finding.found is not None else []
    values += [f"应为：{finding.expected}"] if finding.expected is not None else []
    lines = [*values, f"问题：{finding.message}", f"怎么改：{finding.todo}"]
    return "\n".join([f"{grade(finding)}（{finding.code}）", *lines])


ISSUE_HEADS = ("单位", "文件", "程度", "表", "单元格", "现值", "应为", "问题", "怎么改", "代码")
ISSUE_WIDTHS = (26, 28, 8, 8, 14, 12, 12, 60, 46, 20)


def issue_row(finding: Finding) -> tuple[str, ...]:
    """One finding as a row of 问题清单."""
    return (
        finding.unit,
        Path(finding.file).name,
        grade(finding),
        finding.place.sheet if finding.place else "",
        finding.cell or "",
        finding.found or "",
        finding.expected or "",
        finding.message,
        finding.todo,
        finding.code,
    )
