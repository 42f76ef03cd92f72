"""Rebuild the heap: the worst folder of a career, each file with the fault that its name tells.

``python samples/build_heap.py [DIR] [--office]`` writes ``heap/`` below DIR (without DIR: its own folder). What an
office saves in LibreOffice is saved by LibreOffice, whose bytes are never the same twice: those are made only with
``--office``. How each is made stands in ``heap_cases.py``, what it must be read as in ``heap.toml``.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from heap_books import steady  # noqa: E402
from heap_cases import FILES, Calc, Writer  # noqa: E402


def build(folder: Path, office: bool = False, only: str = "") -> None:
    """Write the heap below a folder, into its ``heap``; ``only`` the files with something in their name."""
    heap = folder / "heap"
    heap.mkdir(parents=True, exist_ok=True)
    chosen = {name: made for name, made in FILES.items() if only in name}
    for name, made in chosen.items():
        if not isinstance(made, (Calc, Writer)):
            made(heap / name)
            steady(heap / name)
    if office:
        with tempfile.TemporaryDirectory() as scratch:
            by_calc(heap, Path(scratch), {name: made for name, made in chosen.items() if isinstance(made, Calc)})
            by_writer(heap, Path(scratch), {name: made for name, made in chosen.items() if isinstance(made, Writer)})


def by_calc(heap: Path, scratch: Path, made: dict[str, Calc]) -> None:
    """What a clerk has opened in LibreOffice Calc, worked on, and saved."""
    from tests.office import Office

    with Office() as clerk:
        for number, (name, one) in enumerate(made.items()):
            start = scratch / f"{number}.xlsx"
            one.start(start)
            operations = [operation(scratch) if callable(operation) else operation for operation in one.operations]
            clerk.open(start)
            if operations:
                clerk.batch([{"op": "unprotect"}, *operations])
            suffix = one.suffix or Path(name).suffix[1:]
            saved = scratch / f"saved.{suffix}"
            if suffix == "pdf":
                clerk.to_pdf(saved)
            else:
                clerk.batch([{"op": "save", "path": str(saved), "password": one.password or None}])
            shutil.copyfile(saved, heap / name)


def by_writer(heap: Path, scratch: Path, made: dict[str, Writer]) -> None:
    """What LibreOffice converted from one format into another."""
    program = shutil.which("soffice") or "libreoffice"
    profile = f"-env:UserInstallation={(scratch / 'profile').as_uri()}"
    for number, (name, one) in enumerate(made.items()):
        begun = scratch / f"w{number}.{one.begun}"
        one.start(begun)
        command = [program, profile, "--headless", "--convert-to", one.target, "--outdir", str(scratch / "out"), begun]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        shutil.copyfile(scratch / "out" / f"w{number}.{one.target.partition(':')[0]}", heap / name)


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    build(Path(arguments[0]) if arguments else HERE, "--office" in sys.argv, *arguments[1:2])
