"""Publishing: a filing as the report that an agency puts before the public, in Word, as a web page or as text."""

from __future__ import annotations

from pathlib import Path

from govxl import texts
from govxl.files import printable, whole
from govxl.filing import Filing
from govxl.publication.blocks import Report, report_of

__all__ = ["PublicationError", "publish", "suffix_of"]


class PublicationError(Exception):
    """Nothing was written; the sentence says why."""


def suffix_of(path: Path) -> str:
    """The kind of report that a file name asks for. Raises PublicationError for one that is none."""
    suffix = path.suffix.lower()
    if suffix not in texts.REPORT_SUFFIXES:
        raise PublicationError(texts.report_suffix(printable(path)))
    return suffix


def publish(filing: Filing, path: Path | str) -> Report:
    """Write the report of a filing: .docx, .html or .txt, as the name ends. Tells what was written.

    What is there already is never replaced: somebody may have worked on it. Where it is what would be written, all is
    well. Raises PublicationError for another name, for another file in that place and for a filing without figures;
    OSError where the file cannot be written.
    """
    path = Path(path)
    suffix = suffix_of(path)
    if filing.form is None or not (filing.figures or filing.typed):
        raise PublicationError(texts.no_figures(printable(filing.file)))
    report = report_of(filing)
    data = _write(report, suffix)
    if path.exists():
        if not path.is_file() or path.read_bytes() != data:
            raise PublicationError(texts.report_exists(printable(path)))
        return report
    with whole(path) as temporary:
        temporary.write_bytes(data)
    return report


def _write(report: Report, suffix: str) -> bytes:
    # What one kind of report needs is not loaded for the others.
    if suffix == ".docx":
        from govxl.publication.word import write
    elif suffix == ".html":
        from govxl.publication.web import write
    else:
        from govxl.publication.plain import write
    return write(report)
