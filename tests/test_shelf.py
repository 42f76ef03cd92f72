"""The shelf: what filings hold lies on the disk, is what it was when it is asked for, and is gone when nobody asks."""

import gc
import os
import pickle
import sys
import tempfile
import threading
import tracemalloc
from decimal import Decimal
from pathlib import Path

import pytest

import govxl
from govxl.aggregate import add_up
from govxl.checks import check
from govxl.collect import judge
from govxl.declaration import edition
from govxl.demo import content
from govxl.demo.county import county
from govxl.filing import Filing, Prior, shelved
from govxl.findings import AllFindings, Finding, count, count_settled, grouped, pack_findings
from govxl.form import Address
from govxl.heap import Item, items
from govxl.layout import Place
from govxl.reading import read
from govxl.shelf import Shelf, Shelved, keep, opened, pack, unpack

SAMPLES = Path(__file__).parents[1] / "samples" / "heap"
MAPPINGS = ("cover", "entries", "typed", "figures", "shown", "texts", "explanations", "unfilled", "places", "lines")
FORM = edition("2021")


@pytest.fixture(scope="module")
def filing(tmp_path_factory: pytest.TempPathFactory) -> Filing:
    path = tmp_path_factory.mktemp("one") / "one.xlsx"
    govxl.write_template(path, content(county()[1]))
    return read(path)


def test_a_mapping_comes_back_as_it_was() -> None:
    spots = list(FORM.by_address)[5::-1]
    for mapping in (
        {},
        {spot: index for index, spot in enumerate(spots)},
        {spots[0]: Decimal("1.50"), FORM.prior[0]: -3},
        {Address("no.such.figure"): 1, spots[0]: 2},
        {("rule", "line"): "话", ("rule", ""): ""},
        {spots[1]: Place("三", 1, 2)},
        {"overview": (Place("一", 3, 0, 1, 5),)},
    ):
        for form in (FORM, None):
            again = unpack(pack(mapping, form), form)
            assert again == mapping
            assert list(again) == list(mapping)
    amount = unpack(pack({spots[0]: Decimal("1.50")}, FORM), FORM)[spots[0]]
    assert str(amount) == "1.50"


def test_addresses_are_the_forms_own_and_short() -> None:
    mapping = {Address("".join(spot)): 0 for spot in FORM.by_address}
    assert all(one is other for one, other in zip(unpack(pack(mapping, FORM), FORM), FORM.by_address, strict=True))
    assert len(pack(mapping, FORM)) < 5 * len(mapping)


def test_on_the_shelf_a_mapping_does_what_a_dict_does() -> None:
    plain = {spot: index for index, spot in enumerate(FORM.by_address)}
    kept = keep(pack(plain, FORM), FORM, Shelf())
    first = next(iter(plain))
    assert isinstance(kept, Shelved)
    assert kept == plain
    assert plain == kept
    assert kept != {}
    assert kept == keep(pack(plain, FORM), FORM, Shelf())
    assert (len(kept), bool(kept), first in kept, "x" in kept) == (len(plain), True, True, False)
    assert (kept[first], kept.get(first), kept.get("x"), kept.get("x", 7)) == (0, 0, None, 7)
    assert [*kept] == [*plain]
    assert [*kept.items()] == [*plain.items()]
    assert [*kept.values()] == [*plain.values()]
    assert kept | {"x": 1} == {"x": 1} | kept == {**kept, "x": 1}
    assert opened(kept) == dict(kept) == plain
    assert repr(kept) == repr(plain)
    assert pickle.loads(pickle.dumps(kept)) == plain
    with pytest.raises(KeyError):
        kept["x"]
    assert keep(pack({}, FORM), FORM, Shelf()) == {}


def test_many_mappings_lie_beside_each_other_and_none_is_taken_for_another() -> None:
    shelf = Shelf()
    kept = [keep(pack({"n": number, "text": "字" * number}, None), None, shelf) for number in range(50)]
    wanted = {number: {"n": number, "text": "字" * number} for number in range(50)}
    assert dict(enumerate(kept)) == wanted
    wrong = []

    def look(step: int) -> None:
        for _ in range(20):
            wrong.extend(n for n in range(0, 50, step) if kept[n] != wanted[n])

    threads = [threading.Thread(target=look, args=(step,)) for step in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_filing_on_the_shelf_is_the_filing(filing: Filing, tmp_path: Path) -> None:
    kept = filing.packed().filing(Shelf())
    assert kept == filing
    assert filing == kept
    for name in MAPPINGS:
        assert list(getattr(kept, name)) == list(getattr(filing, name)), "in the same order"
        assert isinstance(getattr(kept, name), Shelved) is bool(getattr(filing, name))
    assert kept.entries is not kept.figures
    assert check(kept) == check(filing)
    assert kept.packed() == filing.packed(), "for which nothing is unpacked"
    assert not any(isinstance(getattr(kept.whole, name), Shelved) for name in MAPPINGS)
    assert filing.whole is filing
    again = pickle.loads(pickle.dumps(kept))
    assert again == filing
    assert type(again.entries) is dict
    assert add_up(FORM, [kept, filing]) == add_up(FORM, [filing, filing])
    assert kept.to_json(check(kept)) == filing.to_json(check(filing))


def test_files_of_all_kinds_are_what_they_were() -> None:
    heap = items([path for path in sorted(SAMPLES.iterdir())[::11] if path.is_file()])
    for item in heap:
        one = read(item)
        assert one.packed().filing(Shelf()) == one


def test_last_years_report_lies_on_the_shelf_too(filing: Filing) -> None:
    prior = Prior(filing.figures, filing.texts, FORM, "last.xlsx")
    kept = shelved(prior, FORM, Shelf())
    assert kept == prior
    assert isinstance(kept.figures, Shelved)
    assert isinstance(shelved(kept, FORM, Shelf()).figures, Shelved)
    assert pickle.loads(pickle.dumps(kept)) == prior


def test_findings_on_the_shelf_are_counted_without_a_look(filing: Filing) -> None:
    said = (
        Finding("blank", "error", "甲", "乙", Place("三", 1, 2), (Address("a.b.c"),), file="x"),
        Finding("cleaned", "info", "丙", "丁", file="x"),
        Finding("blank", "error", "甲", "乙", Place("三", 1, 3), file="x"),
        Finding("sum", "warning", "戊", "己", file="y"),
    )
    shelf = Shelf()
    kept = pack_findings(said).findings(shelf)
    assert kept == said
    assert (len(kept), bool(kept), kept[0], kept[1:], *kept) == (4, True, said[0], said[1:], *said)
    assert [count(kept, severity) for severity in ("error", "warning", "info")] == [2, 1, 1]
    assert count_settled(kept) == (0, 0)
    assert grouped(kept) == grouped(said)
    assert pickle.loads(pickle.dumps(kept)) == said
    assert pack_findings(kept) == pack_findings(said)
    assert pack_findings(()).findings(shelf) == ()
    every = AllFindings((kept, (), said[:1]))
    assert (len(every), [*every], [*every]) == (5, [*said, said[0]], [*said, said[0]])
    assert said[3] in every


def test_a_judged_file_holds_little_whatever_is_in_it(filing: Filing) -> None:
    packed = pickle.dumps((filing.packed(), pack_findings(check(filing))))
    shelf, kept = Shelf(held=0), []
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(300):
            one, findings = pickle.loads(packed)
            kept.append((one.filing(shelf, file=filing.file), findings.findings(shelf)))
        gc.collect()
        size = (tracemalloc.get_traced_memory()[0] - before) / len(kept)
    finally:
        tracemalloc.stop()
    assert all(one == (filing, check(filing)) for one in kept[::100])
    assert 500 < size < 2_000


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_file_is_gone_with_the_last_thing_on_it() -> None:
    def open_ones() -> int:
        links = [str(one.readlink()) for one in Path("/proc/self/fd").iterdir() if os.path.lexists(one)]
        return sum(link.startswith(tempfile.gettempdir()) and "deleted" in link for link in links)

    before = open_ones()
    kept = keep(pack({"a": 1}, None), None, Shelf(held=6))
    assert open_ones() == before + 1
    del kept
    gc.collect()
    assert open_ones() == before


@pytest.mark.skipif(not hasattr(os, "pread"), reason="only where processes can be forked")
def test_a_look_does_not_move_the_file_which_forked_processes_share() -> None:
    shelf = Shelf(held=0)
    kept = [keep(pack({"n": number}, None), None, shelf) for number in range(20)]
    file = shelf._file
    assert file is not None
    file.seek(0)
    assert kept == [{"n": number} for number in range(20)]
    assert file.tell() == 0


@pytest.mark.parametrize("fault", ["none", "full"])
def test_without_room_on_the_disk_it_stays_in_memory(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    class Full:
        """A file that takes the first bytes and then no more."""

        def __init__(self, file):
            self.file, self.room = file, 1

        def __getattr__(self, name):
            return getattr(self.file, name)

        def write(self, data):
            if not self.room:
                raise OSError(28, "No space left on device")
            self.room -= 1
            return self.file.write(data)

    make = tempfile.TemporaryFile

    def temporary(*args: object, **more: object):
        if fault == "none":
            raise OSError(28, "No space left on device")
        return Full(make(*args, **more))

    monkeypatch.setattr(tempfile, "TemporaryFile", temporary)
    shelf = Shelf(held=0)
    kept = [keep(pack({"n": number}, None), None, shelf) for number in range(4)]
    assert kept == [{"n": number} for number in range(4)]


def test_equal_bytes_of_two_forms_are_two_things() -> None:
    """An address is its number among those of the form: packed, the first of each form look the same."""
    old, new = edition("2019"), edition("2021")
    theirs, ours = next((one, two) for one, two in zip(old.by_address, new.by_address, strict=False) if one != two)
    packed = [pack({theirs: 1}, old), pack({ours: 1}, new)]
    assert packed[0] == packed[1]
    for held in (0, 1 << 20):
        shelf = Shelf(held)
        kept = [keep(one, form, shelf) for one, form in zip(packed, (old, new), strict=True)]
        assert [dict(kept[0]), dict(kept[1]), dict(kept[0])] == [{theirs: 1}, {ours: 1}, {theirs: 1}]


def test_judging_puts_filings_on_the_shelf(filing: Filing) -> None:
    (one,) = judge([Item(filing.file)], 2024)
    assert isinstance(one.filing.entries, Shelved)
    assert (one.filing, one.findings) == (filing, check(filing))
