"""The plan of the house, as a table that fails when a wall moves: which module may import which."""

import ast
import re
from functools import cache
from pathlib import Path

import govxl

HOUSE = Path(govxl.__file__).parent
READING_OF_FORMS = "form layout rules findings filing texts declaration hybrid"
MAY_IMPORT = {
    "texts": "findings texts",  # findings for its types alone
    "form": "",
    "shelf": "form",
    "waivers": "",
    "toml_reader": "texts",
    "relations": "form",
    "declared_checks": "form relations texts toml_reader",
    "declared_claims": "form texts toml_reader",
    "declared_headlines": "form texts toml_reader",
    "declaration": "declared_checks declared_claims declared_headlines form relations texts toml_reader",
    "hybrid": "declaration form relations",
    "layout": "form texts",
    "findings": "form layout shelf waivers",
    "rules": "form layout findings texts",
    "filing": "files form findings layout rules shelf texts waivers",
    "files": "texts",
    "workbook": "files",
    "drawing": "layout rules texts workbook",
    "check_sheet": "drawing form layout rules texts workbook",
    "template": f"{READING_OF_FORMS} check_sheet drawing workbook",
    "reading": f"{READING_OF_FORMS} archives files heap reading refusal",
    "checks": "checks files filing findings form layout rules shelf texts waivers",
    "examples": "checks family filing findings form roster rules texts",
    "refusal": "",
    "archives": "refusal texts",
    "heap": "archives refusal texts",
    "belonging": "files filing findings form layout roster texts",
    "levels": "belonging files filing findings texts",
    "changes": "belonging files filing form heap layout reading rules shelf texts",
    "copies": "files filing findings form rules shelf texts",
    "family": "files filing findings form layout roster rules shelf texts",
    "paperwork": "heap layout reading texts",
    "seals": "campaign files filing findings form texts",
    "collect": "belonging checks copies declaration family files filing findings heap layout levels paperwork reading "
    "roster seals shelf spreading texts waivers waiving",
    "spreading": "checks files filing findings heap reading shelf texts",
    "workers": "spreading",
    "cluster": "texts",
    "check_report": "checks collect files findings texts",
    "returns": "belonging collect declaration files filing findings form heap layout roster texts waivers",
    "status": "collect files findings heap lists paperwork reading remarks returns texts workbook",
    "remarks": "findings lists texts workbook",
    "annotate": "annotate checks collect files filing findings form layout reading rules template texts",
    "lists": "files findings layout texts workbook",
    "aggregate": "belonging changes collect files filing findings form last_year returns rules shelf texts",
    "summary": "aggregate changes collect drawing files filing findings form layout lists remarks rules shelf summary "
    "template texts workbook",
    "consolidation": "aggregate belonging changes checks collect declaration family files filing findings form heap "
    "last_year layout levels reading refusal returns roster rules summary texts tidy waivers workbook",
    "tidy": "aggregate collect files form lists paperwork texts",
    "carrying": "filing findings form layout reading rules template texts",
    "conversion": "belonging carrying checks collect conversion_record declaration files filing findings form heap "
    "layout paperwork reading refusal roster seals template texts",
    "conversion_record": "carrying conversion files findings lists texts workbook",
    "publication": "files filing form layout publication rules texts",
    "catalogue": "examples findings form layout texts",
    "show": "filing findings texts",
    "demo": "annotate checks collect consolidation declaration demo files filing findings form heap reading returns "
    "roster rules status template texts",
    "office_list": "layout reading texts",
    "roster": "files filing office_list reading texts",
    "waiver_list": "files office_list reading rules texts waivers",
    "waiving": "belonging files filing findings form roster texts waivers",
    "campaign": "files form texts",
    "last_year": "belonging collect files filing form heap layout reading roster rules shelf texts",
    "series": "files filing form template",
    "distribution": "campaign declaration files filing form last_year lists roster series template texts workbook",
    "terminal": "files texts",
    "arguments": "cluster declaration files form heap reading roster spreading terminal texts waiver_list waivers "
    "workers",
    "options": "files terminal texts",
    "cli": "annotate arguments campaign catalogue check_report checks collect consolidation conversion declaration "
    "demo distribution files filing findings last_year lists options publication reading returns roster show status "
    "template terminal texts tidy waivers",
}
LIBRARIES = {
    "xlsxwriter": {"workbook", "drawing", "check_sheet", "template", "summary", "lists", "status", "remarks"},
    "openpyxl": {"reading"},
    "docx": {"publication"},
    "lxml": {"annotate", "publication", "reading"},
    "python_calamine": {"reading"},
    "typer": {"cli", "options", "terminal"},
    "rich": {"terminal"},
    "pyarrow": {"tidy"},
    "multiprocessing": {"workers"},
    "distributed": {"cluster"},
    "upath": {"files"},
}


def _modules() -> dict[str, list[Path]]:
    """The rooms: a module, or a package as a whole."""
    rooms: dict[str, list[Path]] = {}
    for path in sorted(HOUSE.rglob("*.py")):
        room = path.relative_to(HOUSE).parts[0].removesuffix(".py")
        rooms.setdefault(room, []).append(path)
    return rooms


@cache
def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_every_module_imports_only_what_it_may() -> None:
    rooms = _modules()
    assert set(rooms) - {"__init__", "__main__"} == set(MAY_IMPORT)
    wrong = []
    for room, allowed in MAY_IMPORT.items():
        for path in rooms[room]:
            used = {name.split(".")[1] for name in _imports(path) if name.startswith("govxl.")}
            wrong += [f"{path.name} imports {name}" for name in used & set(rooms) if name not in allowed.split()]
    assert wrong == []


def test_libraries_are_imported_where_they_are_used() -> None:
    for library, homes in LIBRARIES.items():
        users = {
            room
            for room, paths in _modules().items()
            for path in paths
            for name in _imports(path)
            if name.split(".")[0] == library
        }
        assert users <= homes, library


def test_chinese_sentences_stand_in_one_package() -> None:
    """Outside :mod:`govxl.texts` no string is Chinese, but for docstrings, fonts, signs and words sought in files."""
    allowed = re.compile(r"[＋、（）　…。]*|宋体|黑体|仿宋|楷体|方正小标宋简体|华文中宋|无|——?|–|－|／")
    wrong = []
    for path in HOUSE.rglob("*.py"):
        room = path.relative_to(HOUSE).parts[0]
        if room in ("texts", "demo") or path.name == "words.py":
            continue
        tree = ast.parse(path.read_text("utf-8"))
        notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
                chinese = "".join(re.findall(r"[^\x00-\x7f]+", node.value))
                if chinese and not allowed.fullmatch(chinese):
                    wrong.append(f"{path.name}:{node.lineno} {node.value}")
    assert wrong == []


def test_no_public_name_is_hidden_by_its_module() -> None:
    assert not set(govxl.__all__) & set(_modules())
    assert set(govxl.__all__) == set(govxl._HOMES)
    for name in govxl.__all__:
        assert getattr(govxl, name).__name__ == name


def test_modules_are_small_enough_to_hold_in_the_head() -> None:
    sizes = {str(path.relative_to(HOUSE)): len(path.read_text("utf-8").splitlines()) for path in HOUSE.rglob("*.py")}
    assert {name: size for name, size in sizes.items() if size > 480} == {}
