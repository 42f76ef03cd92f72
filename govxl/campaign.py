"""A campaign: one year's form sent to the units from one folder, its key, and who was given which copy.

It is kept in ``.govxl`` in that folder: ``key``, 32 random bytes that seal the copies, and ``campaign.json``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from govxl import texts
from govxl.files import printable, write_bytes, write_text
from govxl.form import Form

HOME, KEY, STATE = ".govxl", "key", "campaign.json"
_KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Issued:
    """A unit with its copy: file name and serial. ``date`` (ISO 8601) is empty until the workbook is made.

    ``prior`` tells whether last year's figures stand in it. A serial is never given twice.
    """

    code: str
    name: str
    file: str
    serial: str
    date: str = ""
    prior: bool = False


class CampaignError(Exception):
    """Nothing can be issued; the sentence says why. Nothing was changed."""


def load_campaign(folder: Path, form: Form, year: int) -> dict[str, Issued]:
    """The units by code, in the order of their serials; none where the folder has no campaign yet.

    Raises CampaignError where the folder belongs to another form, edition or year, or its record or key is damaged.
    """
    path = folder / HOME / STATE
    if not path.exists():
        return {}
    try:
        data = json.loads(path.read_text("utf-8"))
        found = (data["form"], str(data["edition"]), int(data["year"]))
        issued = {one["code"]: Issued(**one) for one in data["units"]}
    except (ValueError, TypeError, KeyError) as error:
        raise CampaignError(texts.campaign_unreadable(printable(path))) from error
    if found != (form.name, form.edition, year):
        names = [texts.campaign_name(year, *names) for *names, year in (found, (form.name, form.edition, year))]
        raise CampaignError(texts.campaign_other(printable(folder), *names))
    if issued and not (folder / HOME / KEY).exists():
        raise CampaignError(texts.campaign_key_lost(printable(folder / HOME / KEY)))
    return issued


def save_campaign(folder: Path, form: Form, year: int, issued: Iterable[Issued]) -> None:
    """Write the record, whole or not at all."""
    data = {"form": form.name, "edition": form.edition, "year": year, "units": [asdict(one) for one in issued]}
    write_text(folder / HOME / STATE, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def next_serial(issued: Iterable[Issued]) -> int:
    """The serial after the highest that was ever given."""
    return max((int(one.serial) for one in issued), default=0) + 1


def campaign_key(folder: Path) -> bytes:
    """The key of the folder's campaign, made on first use and readable by its owner alone. Raises CampaignError."""
    path = folder / HOME / KEY
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, secrets.token_bytes(_KEY_LENGTH), private=True)
    key = path.read_bytes()
    if len(key) != _KEY_LENGTH:
        raise CampaignError(texts.campaign_key_lost(printable(path)))
    return key


def sign(key: bytes, *, form: str, edition: str, code: str, name: str, year: int, serial: str) -> str:
    """The seal of one copy: HMAC-SHA256 over ``form|edition|code|name|year|serial``, its first 32 hexadecimal digits.

    A ``|`` or ``\\`` within a part is written with a ``\\`` before it, so that no two identities read the same.
    """
    parts = (form, edition, code, name, str(year), serial)
    text = "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def verify(
    key: bytes, signature: str, *, form: str, edition: str, code: str, name: str, year: int, serial: str
) -> bool:
    """Whether the seal is this key's for this identity."""
    right = sign(key, form=form, edition=edition, code=code, name=name, year=year, serial=serial)
    return hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace"))
