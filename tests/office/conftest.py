"""One LibreOffice for all tests of the engines."""

from collections.abc import Iterator

import pytest

from . import Office


@pytest.fixture(scope="session")
def clerk() -> Iterator[Office]:
    """LibreOffice as a clerk has it: it does not recalculate on opening."""
    with Office() as running:
        yield running
