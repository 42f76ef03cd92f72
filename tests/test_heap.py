"""The heap: every file of folders and zips is one item, and its bytes come when they are asked for."""

import datetime
import io
import os
import pickle
import random
import zipfile
from pathlib import Path

import pytest
from workbooks import pack

from govxl import heap, texts
from govxl.heap import Item, items
from govxl.reading.gate import Refused

SAMPLE = next((Path(__file__).parents[1] / "samples" / "county").glob("SC001*.xlsx")).read_bytes()


def packed(*names: str, encoding: str = "utf-8", flag: bool = False, content: bytes = b"x") -> bytes:
    """A zip whose names are written in a coding, without (or with) the flag that says so."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            info = zipfile.ZipInfo(name, (2025, 1, 15, 10, 30, 0))
            archive.writestr(info, content)
    if flag:
        return made.getvalue()
    data = made.getvalue()
    for name in names:  # the same number of bytes, so that nothing else moves
        raw = name.encode(encoding)
        assert len(raw) == len(name.encode())
        data = data.replace(name.encode(), raw)
    return unflagged(data)


def unflagged(data: bytes) -> bytes:
    made = bytearray(data)
    for magic, at in ((b"PK\3\4", 7), (b"PK\1\2", 9)):
        spot = -1
        while (spot := made.find(magic, spot + 1)) >= 0:
            made[spot + at] &= ~8
    return bytes(made)


def gbk_zip(name: str, content: bytes = b"x") -> bytes:
    """A zip as Windows makes it: the name in GBK, and nothing that says so."""
    raw = name.encode("gbk")
    stand_in = "".join("ABCDEFGHIJKLMNOP"[n % 16] for n in range(len(raw)))
    return packed(stand_in, content=content).replace(stand_in.encode(), raw)


def encrypted(data: bytes) -> bytes:
    made = bytearray(data)
    for magic, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        spot = -1
        while (spot := made.find(magic, spot + 1)) >= 0:
            made[spot + at] |= 1
    return bytes(made)


def found(path: Path) -> dict[str, object]:
    """What lies at a path: the items as shown, with their bytes or the code and sentence."""
    return {item.path.relative_to(path.parent).as_posix(): content(item) for item in items([path])}


def content(item: Item) -> object:
    try:
        return item.data()
    except Refused as refusal:
        return refusal.code, refusal.message


def test_a_zip_in_a_folder_is_walked(tmp_path):
    folder = tmp_path / "收回"
    folder.mkdir()
    (folder / "a.xlsx").write_bytes(b"a")
    inner = pack({"内局.xlsx": b"inner", "子/": b"", "子/~$内局.xlsx": b"lock"})
    (folder / "b.zip").write_bytes(pack({"乙/某局.xlsx": b"outer", "内.zip": inner, "甲.txt": b"text"}))
    assert found(folder) == {
        "收回/a.xlsx": b"a",
        "收回/b.zip/乙/某局.xlsx": b"outer",
        "收回/b.zip/内.zip/内局.xlsx": b"inner",
        "收回/b.zip/甲.txt": b"text",
    }
    assert found(folder / "b.zip").keys() == {"b.zip/乙/某局.xlsx", "b.zip/内.zip/内局.xlsx", "b.zip/甲.txt"}
    assert len(items([folder, folder / "b.zip"])) == 4


def test_a_zip_is_known_by_its_content(tmp_path):
    (tmp_path / "zip.xlsx").write_bytes(pack({"甲局.xlsx": SAMPLE}))
    (tmp_path / "workbook.zip").write_bytes(SAMPLE)
    (tmp_path / "late.zip").write_bytes(pack({"docProps/app.xml": b"", "xl/workbook.xml": b""}))
    assert [str(item.path.relative_to(tmp_path)) for item in items([tmp_path])] == [
        "late.zip",
        "workbook.zip",
        "zip.xlsx/甲局.xlsx",
    ]
    assert [content(item) == SAMPLE for item in items([tmp_path])] == [False, True, True]


@pytest.mark.parametrize("name", ["联通.xlsx", "某局/目录.xlsx", "乗.xlsx", "plain.xlsx", "目录"])
def test_names_in_gbk(tmp_path, name):
    (tmp_path / "z.zip").write_bytes(gbk_zip(name))
    assert list(found(tmp_path / "z.zip")) == [f"z.zip/{name}"]


@pytest.mark.parametrize("flag", [False, True])
def test_names_in_utf8(tmp_path, flag):
    (tmp_path / "z.zip").write_bytes(packed("某局/甲 (1)_最终版2.xlsx", flag=flag))
    assert list(found(tmp_path / "z.zip")) == ["z.zip/某局/甲 (1)_最终版2.xlsx"]


def test_gbk_that_is_valid_utf8(tmp_path):
    """Two signs of GBK that are Latin letters in UTF-8; Chinese never is."""
    name = b"\xc2\xbd\xc4\xbf.txt".decode("gbk")
    (tmp_path / "z.zip").write_bytes(gbk_zip(name))
    assert list(found(tmp_path / "z.zip")) == [f"z.zip/{name}"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../up.xlsx", "z.zip/../../up.xlsx"),
        ("/etc/passwd", "z.zip/etc/passwd"),
        ("C:\\甲\\a.xlsx", "z.zip/C:/甲/a.xlsx"),
        ("a\nb\t'\".xlsx", "z.zip/a\nb\t'\".xlsx"),
    ],
)
def test_odd_names_are_only_text(tmp_path, name, shown):
    (tmp_path / "z.zip").write_bytes(pack({name: b"x"}))
    assert found(tmp_path / "z.zip") == {shown: b"x"}
    assert [path.name for path in tmp_path.iterdir()] == ["z.zip"]


def test_what_programs_leave_behind_is_passed_over(tmp_path):
    junk = ["~$a.xlsx", ".DS_Store", "__MACOSX/._a.xlsx", "d/Thumbs.db", "desktop.ini", ".git/a.xlsx", "d/.~lock.a#"]
    for name in [*junk, "a.xlsx"]:
        path = tmp_path / "f" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert found(tmp_path / "f") == {"f/a.xlsx": b"x"}
    (tmp_path / "z.zip").write_bytes(pack(dict.fromkeys([*junk, "a.xlsx"], b"x")))
    assert found(tmp_path / "z.zip") == {"z.zip/a.xlsx": b"x"}


def test_every_member_is_one_item(tmp_path):
    """Also of two with one name, and a folder that is named like a workbook."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.xlsx", b"first")
        with pytest.warns(UserWarning):
            archive.writestr("a.xlsx", b"second")
        archive.writestr("folder.xlsx/", b"")
        archive.writestr("folder.xlsx/b.txt", b"b")
        archive.writestr("other/", b"")
    (tmp_path / "z.zip").write_bytes(made.getvalue())
    assert [(item.path.name, content(item)) for item in items([tmp_path / "z.zip"])] == [
        ("a.xlsx", b"first"),
        ("a.xlsx", b"second"),
        ("folder.xlsx", ("unreadable", texts.is_directory())),
        ("b.txt", b"b"),
    ]


def test_zips_that_cannot_be_walked_are_told(tmp_path):
    deep = pack({"3.zip": pack({"a.txt": b"x"})})
    inflated = pack({f"{n}.xlsx": bytes(15 << 20) for n in range(2)})
    mixed = pack({"a.txt": b"x"})
    cases = {
        "encrypted.zip": (encrypted(mixed), ("encrypted", texts.archive_encrypted())),
        "empty.zip": (pack({}), ("unreadable", texts.archive_empty())),
        "junk.zip": (pack({"d/": b"", "~$a.xlsx": b""}), ("unreadable", texts.archive_empty())),
        "bomb.zip": (inflated, ("too-large", texts.archive_too_large())),
        "many.zip": (pack({f"{n}.txt": b"" for n in range(5001)}), ("too-large", texts.too_many_parts())),
        "x.rar": (b"Rar!\x1a\x07\x00" + bytes(heap.MAX_FILE), ("unreadable", texts.other_archive("rar"))),
        "x.7z": (b"7z\xbc\xaf'\x1c" + bytes(9), ("unreadable", texts.other_archive("7z"))),
    }
    for name, (data, _) in cases.items():
        (tmp_path / name).write_bytes(data)
    assert found(tmp_path) == {f"{tmp_path.name}/{name}": said for name, (_, said) in cases.items()}
    (tmp_path / "in.zip").write_bytes(pack({"2.zip": deep, "x.rar": b"Rar!\x1a\x07\x00", "e.zip": encrypted(mixed)}))
    assert found(tmp_path / "in.zip") == {
        "in.zip/2.zip/3.zip": ("unreadable", texts.archive_too_deep()),
        "in.zip/x.rar": ("unreadable", texts.other_archive("rar")),
        "in.zip/e.zip": ("encrypted", texts.archive_encrypted()),
    }


def test_zips_in_a_zip_have_one_bound_together(tmp_path, monkeypatch):
    monkeypatch.setattr(heap, "MAX_MEMBERS", 5)
    inner = pack({"a.txt": b"a", "b.txt": b"b"})
    (tmp_path / "z.zip").write_bytes(pack({"1.zip": inner, "2.zip": inner}))
    assert found(tmp_path / "z.zip") == {
        "z.zip/1.zip/a.txt": b"a",
        "z.zip/1.zip/b.txt": b"b",
        "z.zip/2.zip": ("too-large", texts.too_many_parts()),
    }


def test_one_encrypted_member_does_not_hide_the_others(tmp_path):
    data = bytearray(pack({"a.txt": b"a", "b.txt": b"b"}))
    for magic, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.rfind(magic) + at] |= 1
    (tmp_path / "z.zip").write_bytes(bytes(data))
    assert found(tmp_path / "z.zip") == {
        "z.zip/a.txt": b"a",
        "z.zip/b.txt": ("encrypted", texts.archive_encrypted()),
    }


def test_a_damaged_member_is_told_alone(tmp_path):
    data = bytearray(packed("a.txt", "b.txt", content=b"content"))
    data[data.find(b"content")] ^= 1
    (tmp_path / "z.zip").write_bytes(bytes(data))
    assert found(tmp_path / "z.zip") == {
        "z.zip/a.txt": ("unreadable", texts.member_damaged()),
        "z.zip/b.txt": b"content",
    }


def test_a_cut_zip_is_an_item_itself(tmp_path):
    (tmp_path / "z.zip").write_bytes(pack({"a.xlsx": SAMPLE})[:20_000])
    (item,) = items([tmp_path / "z.zip"])
    assert (item.path, len(item.data())) == (tmp_path / "z.zip", 20_000)


def test_the_bound_of_a_file_is_asked_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(heap, "MAX_FILE", 10)
    (tmp_path / "big.txt").write_bytes(b"x" * 11)
    (tmp_path / "z.zip").write_bytes(pack({"big.txt": b"x" * 11, "good.txt": b"x" * 10}))
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail("was read"))
    said = ("too-large", texts.file_too_large(11, 10))
    assert found(tmp_path / "big.txt") == {"big.txt": said}
    assert found(tmp_path / "z.zip") == {"z.zip/big.txt": said, "z.zip/good.txt": b"x" * 10}


def test_a_member_that_lies_about_its_size(tmp_path):
    data = bytearray(pack({"a.txt": b"x" * 5000}))
    at = data.rfind(b"PK\1\2")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    (tmp_path / "z.zip").write_bytes(bytes(data))
    assert found(tmp_path / "z.zip") == {"z.zip/a.txt": ("unreadable", texts.member_damaged())}


def test_when_a_file_was_saved(tmp_path):
    (tmp_path / "z.zip").write_bytes(packed("a.txt"))
    (tmp_path / "b.txt").write_bytes(b"")
    os.utime(tmp_path / "b.txt", (1_700_000_000, 1_700_000_000))
    inside, outside = (*items([tmp_path / "z.zip"]), *items([tmp_path / "b.txt"]))
    assert inside.saved == datetime.datetime(2025, 1, 15, 10, 30).timestamp()
    assert outside.saved == 1_700_000_000


def test_a_date_that_is_none_is_that_of_the_zip(tmp_path):
    data = packed("a.txt")
    at = data.rfind(b"PK\1\2")
    (tmp_path / "z.zip").write_bytes(data[: at + 12] + bytes(4) + data[at + 16 :])
    os.utime(tmp_path / "z.zip", (1_700_000_000, 1_700_000_000))
    assert [item.saved for item in items([tmp_path / "z.zip"])] == [1_700_000_000]


def test_an_item_can_be_sent_to_another_process(tmp_path):
    (tmp_path / "z.zip").write_bytes(pack({"in.zip": pack({"a.txt": b"a"})}))
    (item,) = items([tmp_path / "z.zip"])
    again = pickle.loads(pickle.dumps(item))
    assert (again, again.data()) == (item, b"a")
    refusal = pickle.loads(pickle.dumps(Refused("encrypted", "甲")))
    assert (refusal.code, refusal.message) == ("encrypted", "甲")


def test_the_result_is_skipped(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / "z.zip").write_bytes(pack({"b.txt": b"b"}))
    assert [item.path.name for item in items([tmp_path], skip=tmp_path / "z.zip")] == ["a.txt"]
    with pytest.raises(FileNotFoundError, match="gone"):
        items([tmp_path / "gone"])


def test_damaged_zips_never_raise(tmp_path):
    rng = random.Random(4)
    whole = pack({"甲/a.txt": b"a" * 300, "in.zip": pack({"b.txt": b"b" * 300}), "c.xlsx": b"PK\3\4"})
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(rng.choice([1, 3, 20])):
            data[rng.randrange(len(data))] = rng.randrange(256)
        (tmp_path / "z.zip").write_bytes(bytes(data))
        for item in items([tmp_path / "z.zip"]):
            content(item)
