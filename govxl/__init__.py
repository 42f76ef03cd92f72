"""govxl: collect, check and consolidate the yearly 政府信息公开工作年度报告 with spreadsheets.

The library says what the commands say::

    govxl.write_template("空白表.xlsx")
    filing = govxl.read("某局.xlsx")
    for finding in govxl.check(filing): print(finding.place, finding.message)
    result = govxl.consolidate(["收回"], "汇总.xlsx")

Names are imported when they are first used, so that ``import govxl`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govxl.aggregate import Consolidation
    from govxl.checks import check
    from govxl.cluster import Cluster, ClusterError
    from govxl.consolidation import NothingToAddUp, consolidate
    from govxl.conversion import Conversion, ConversionError, Converted, convert
    from govxl.declaration import FormError, edition, editions, load
    from govxl.distribution import Distribution, distribute
    from govxl.filing import Filing, Unit
    from govxl.findings import Finding
    from govxl.form import Form
    from govxl.publication import PublicationError, publish
    from govxl.reading import read
    from govxl.returns import Collection, gather
    from govxl.roster import Roster, RosterError, read_roster
    from govxl.status import write_status
    from govxl.template import Content, write_template
    from govxl.waiver_list import WaiverError, read_waivers
    from govxl.waivers import Waivers
    from govxl.workers import Workers

__version__ = "0.1.0"

_HOMES = {
    "check": "checks",
    "Cluster": "cluster",
    "ClusterError": "cluster",
    "Collection": "returns",
    "consolidate": "consolidation",
    "Consolidation": "aggregate",
    "NothingToAddUp": "consolidation",
    "Distribution": "distribution",
    "convert": "conversion",
    "Conversion": "conversion",
    "ConversionError": "conversion",
    "Converted": "conversion",
    "distribute": "distribution",
    "FormError": "declaration",
    "edition": "declaration",
    "editions": "declaration",
    "load": "declaration",
    "Filing": "filing",
    "Unit": "filing",
    "Finding": "findings",
    "Form": "form",
    "publish": "publication",
    "PublicationError": "publication",
    "read": "reading",
    "gather": "returns",
    "Roster": "roster",
    "RosterError": "roster",
    "read_roster": "roster",
    "read_waivers": "waiver_list",
    "WaiverError": "waiver_list",
    "Waivers": "waivers",
    "write_status": "status",
    "Content": "template",
    "write_template": "template",
    "Workers": "workers",
}
__all__ = [
    "Cluster",
    "ClusterError",
    "Collection",
    "Consolidation",
    "Content",
    "Conversion",
    "ConversionError",
    "Converted",
    "Distribution",
    "Filing",
    "Finding",
    "Form",
    "FormError",
    "NothingToAddUp",
    "PublicationError",
    "Roster",
    "RosterError",
    "Unit",
    "WaiverError",
    "Waivers",
    "Workers",
    "check",
    "consolidate",
    "convert",
    "distribute",
    "edition",
    "editions",
    "gather",
    "load",
    "publish",
    "read",
    "read_roster",
    "read_waivers",
    "write_status",
    "write_template",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'govxl' has no attribute {name!r}")
    return getattr(import_module(f"govxl.{_HOMES[name]}"), name)
