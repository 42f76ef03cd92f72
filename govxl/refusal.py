"""How it is said that one file cannot be read; everything that opens files of others speaks so."""

from __future__ import annotations


class Refused(Exception):
    """The file cannot be read: ``code`` as in the catalogue of findings, and the sentence for the user."""

    def __init__(self, code: str, message: str):
        self.code, self.message = code, message
        super().__init__(message)

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str]]:
        return Refused, (self.code, self.message)
