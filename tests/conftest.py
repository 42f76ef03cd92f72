"""What several test modules share as fixtures."""

from collections.abc import Callable
from pathlib import Path

import pytest

from govxl.cli import main


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
