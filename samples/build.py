"""Rebuild the samples: the twelve reports of an imagined county, and three of them with one known fault each.

``python samples/build.py [DIR]`` writes ``county/`` and ``faulty/`` below DIR. Without DIR it writes into its own
folder, and the blank workbook of each edition of the form beside its declaration as well.
"""

import sys
from pathlib import Path

from govxl.declaration import edition, editions
from govxl.demo import YEAR, content, faulty
from govxl.demo.county import county
from govxl.template import write_template
from govxl.texts import workbook_name

HERE = Path(__file__).resolve().parent
BLANKS = HERE.parent / "workbook_templates"


def build(folder: Path) -> None:
    """Write all samples below a folder. A faulty one carries the name of its fault at the end of its own."""
    good, bad = folder / "county", folder / "faulty"
    for place in (good, bad):
        place.mkdir(parents=True, exist_ok=True)
    units = county(YEAR)
    names = {unit.code: workbook_name(unit.code, unit.name, YEAR) for unit in units}
    for unit in units:
        write_template(good / names[unit.code], content(unit))
    for code, (fault, wrong) in faulty(units).items():
        write_template(bad / names[code].replace(".xlsx", f"_{fault}.xlsx"), wrong)


def build_blanks(folder: Path) -> None:
    """Write the blank workbook of every edition."""
    for name in editions():
        write_template(folder / f"annual_report_{name}.xlsx", form=edition(name))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        build(Path(sys.argv[1]))
    else:
        build(HERE)
        build_blanks(BLANKS)
