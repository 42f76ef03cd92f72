"""Marked copies: what was found wrong, written into a copy of the very file, for the unit to correct and send back."""

from govxl.annotate.copies import Outcome, annotate, annotate_all

__all__ = ["Outcome", "annotate", "annotate_all"]
