"""What several test modules share as fixtures."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from govxl.cli import main


def pytest_configure() -> None:
    """Listen to Ctrl-C, and so do the programs that tests start, also where the tests run in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long is left to the round with LibreOffice, so that ``pytest -m "not office"`` stays quick."""
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.office)


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """A command as its user calls it, in an empty folder: its exit code and all that it says."""
    monkeypatch.chdir(tmp_path)

    def call(*args: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["govxl", *args])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code, said.out + said.err

    return call
