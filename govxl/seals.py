"""The seals of our workbooks: whether the identity in a returned one is what the campaign wrote into it.

A campaign is found by its folder ``.govxl``: beside the roster, one folder below it, or beside the files. Where there
is none nothing can be verified, and nothing is said.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from govxl import texts
from govxl.campaign import HOME, KEY, STATE, Issued, verify
from govxl.files import printable
from govxl.filing import Filing
from govxl.findings import Finding
from govxl.form import Severity


@dataclass(frozen=True, slots=True)
class Campaign:
    """What was sent out from one folder: for which form, edition and year, to whom (by code), under which key."""

    form: str
    edition: str
    year: int
    issued: dict[str, Issued]
    key: bytes


def find_campaigns(folders: Iterable[Path]) -> tuple[Campaign, ...]:
    """The campaigns in some folders and one folder below each; a damaged record is passed over here."""
    homes: dict[Path, None] = {}
    for folder in dict.fromkeys(folder.resolve() for folder in folders):
        records = (folder / HOME / STATE, *sorted(folder.glob(f"*/{HOME}/{STATE}")))
        homes |= dict.fromkeys(record.parent for record in records)
    return tuple(campaign for home in homes if (campaign := _load(home)))


def _load(home: Path) -> Campaign | None:
    try:
        data = json.loads((home / STATE).read_text("utf-8"))
        issued = {one["code"]: Issued(**one) for one in data["units"]}
        return Campaign(data["form"], str(data["edition"]), int(data["year"]), issued, (home / KEY).read_bytes())
    except (OSError, ValueError, TypeError, KeyError):
        return None


def verified(filing: Filing, campaigns: Sequence[Campaign]) -> Finding | None:
    """What is wrong with the seal of a unit's workbook; None where it is right or nothing is known of it."""
    form, unit, year = filing.form, filing.unit, filing.year
    if filing.source != "template" or form is None or year is None:
        return None
    known = [one for one in campaigns if (one.form, one.edition, one.year) == (form.name, form.edition, year)]
    if not known:
        return None
    for one in known:
        parts = {"form": one.form, "edition": one.edition, "code": unit.code, "name": unit.name}
        if filing.signature and verify(one.key, filing.signature, year=year, serial=filing.serial, **parts):
            return None
    sent = next((one.issued[unit.code] for one in known if unit.code in one.issued), None)
    if filing.signature:
        return _mismatch(filing, "error", texts.seal_broken())
    return _mismatch(filing, "info", texts.not_the_copy_sent(sent.file)) if sent else None


def _mismatch(filing: Filing, severity: Severity, message: str) -> Finding:
    file, unit = printable(filing.file), filing.label
    return Finding("identity-mismatch", severity, message, texts.todo_seal(), file=file, unit=unit)
