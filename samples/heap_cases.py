"""The files of the heap: how each is made. Its name tells its fault, heap.toml what it must be read as."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import heap_books as books
import heap_units as source
from heap_books import same, wide
from heap_units import as_report, changed, named, published

from tests import documents

Maker = Callable[[Path], object]
Operation = dict[str, object] | Callable[[Path], dict[str, object]]

UNITS = source.units()
ROSTER = "单位名单.csv"


def unit(name: str):
    """A unit by code or by name."""
    return UNITS[name] if name in UNITS else named(UNITS, name)


def own(name: str, cells: dict[str, object] | None = None, **more: object) -> Maker:
    """Our own workbook, filled in, and cells changed in the file itself."""
    return lambda path: books.write_own(path, unit(name), cells or {}, **more)


def hand(name: str, **variants: object) -> Maker:
    """A workbook that somebody made: the sections on sheets of its own, or on one."""
    return lambda path: books.write_hand_made(path, as_report(unit(name)), **variants)


def document(write: Callable[..., object], name: str, report: str = "", **variants: object) -> Maker:
    """A document with a unit's figures, or with those of a published report under its name."""
    made = published(report, unit(name)) if report else as_report(unit(name))
    return lambda path: write(path, made, **variants)


def raw(data: bytes) -> Maker:
    """Bytes as they are."""
    return lambda path: path.write_bytes(data)


def altered(maker: Maker, change: Callable[[bytes], bytes]) -> Maker:
    """What a maker makes, with its bytes changed."""

    def make(path: Path) -> None:
        maker(path)
        books.steady(path)
        path.write_bytes(change(path.read_bytes()))

    return make


def packed(members: dict[str, Maker], encoding: str = "utf-8") -> Maker:
    """A zip of what makers make, its names in an encoding."""

    def make(path: Path) -> None:
        with tempfile.TemporaryDirectory() as folder:
            inside = {}
            for name, maker in members.items():
                maker(Path(folder, Path(name).name))
                books.steady(Path(folder, Path(name).name))
                inside[name] = Path(folder, Path(name).name).read_bytes()
        path.write_bytes(books.zip_of(inside, encoding))

    return make


def as_folder(maker: Maker, name: str) -> Maker:
    """A folder with a file in it."""

    def make(path: Path) -> None:
        path.mkdir(exist_ok=True)
        maker(path / name)

    return make


@dataclass(frozen=True, slots=True)
class Calc:
    """A workbook that LibreOffice Calc opens, works on and saves in the format of the file's suffix."""

    start: Maker
    operations: tuple[Operation, ...] = ()
    suffix: str = ""  # of the format, where the file's own does not tell it
    password: str = ""


@dataclass(frozen=True, slots=True)
class Writer:
    """A file that LibreOffice converts from one format into another."""

    start: Maker
    begun: str
    target: str


def saved(start: Maker, *operations: Operation | list[Operation], **how: str) -> Calc:
    """What an office worked on in LibreOffice Calc, after lifting the protection, and saved."""
    flat = [one for part in operations for one in (part if isinstance(part, list) else [part])]
    return Calc(start, tuple(flat), **how)


def do(op: str, sheet: str = "", **arguments: object) -> dict[str, object]:
    """One operation of the clerk (tests/office/driver.py)."""
    return {"op": op, **({"sheet": sheet} if sheet else {}), **arguments}


def enter(sheet: str, **cells: str) -> list[Operation]:
    """Type into cells."""
    return [do("enter", sheet, cell=cell, text=text) for cell, text in cells.items()]


def formula(sheet: str, **cells: str) -> list[Operation]:
    """Set formulas or texts, past the locks."""
    return [do("formula", sheet, cell=cell, formula=text) for cell, text in cells.items()]


def from_other(op: str, name: str, **arguments: object) -> Operation:
    """An operation that takes something out of another unit's workbook."""

    def made(scratch: Path) -> dict[str, object]:
        path = scratch / f"{unit(name).code}.xlsx"
        books.write_own(path, unit(name), {})
        return {"op": op, "source_path": str(path), **arguments}

    return made


def swap_rows(sheet: str, row: int, first: str, last: str) -> list[Operation]:
    """Exchange a row with the next, between two columns."""
    return [
        do("insert_rows", sheet, row=row + 2),
        do("move", sheet, range_ref=f"{first}{row}:{last}{row}", cell=f"{first}{row + 2}"),
        do("remove_rows", sheet, row=row),
    ]


def subtotals(row: int, label: str, first: int, last: int) -> list[Operation]:
    """A row of sums below a group of table 三."""
    sums = {f"{column}{row}": f"=SUM({column}{first}:{column}{last})" for column in "DEFGHIJ"}
    return [do("insert_rows", "三", row=row), *formula("三", **{f"C{row}": label}, **sums)]


NOTHING = {f"四!{column}5": lambda value: value or None for column in "ABCDFGHIKLMN"}
DIRTY = {
    "三!D5": wide,
    "三!D6": "+{}".format,
    "三!J5": "{}件".format,
    "二!B5": "{}（其中修订1件）".format,
    "二!C5": "{} \xa0".format,
    "二!B8": "{:,}".format,
    "二!B15": "{}万元".format,
}

# file -> how it is made
FILES: dict[str, Maker | Calc | Writer] = {
    ROSTER: lambda path: books.write_roster(path, UNITS.values()),
    # our own workbook, as it went out, and saved in every format
    "SC002_青禾县公安局_2024.xlsx": own("SC002"),
    "年报（内容相同，又发了一次）.xlsx": own("SC002"),
    "新建 Microsoft Excel 工作表.xlsx": saved(own("SC003")),
    "住建局2024(老版本Excel).xls": saved(own("SC004")),
    "教育局政府信息公开年报.et": saved(own("SC005"), suffix="xls"),
    "卫健委(1).ods": saved(own("SC006")),
    "市场监管局.et": saved(own("SC007"), suffix="xlsx"),
    "云溪镇年报_带宏.xlsm": altered(own("SC008"), books.with_macro),
    "新建 Microsoft Excel 工作表 (2).xls": own("SC009"),
    # numbers as people write them
    "民政局_数字带单位和说明.xlsx": saved(own("民政局", DIRTY)),
    "应急局_收费填成了元.xlsx": own("应急管理局", {"二!B15": lambda value: f"{value * 10000:.0f}元"}),
    "财政局_横线斜杠和无.xlsx": saved(
        own("财政局", {"二!B4": "-", "二!C4": "—", "二!D4": "/", "三!F5": "无", "四!F5": "　"})
    ),
    "人社局_猜不出的数.xlsx": own(
        "人力资源和社会保障局", {"三!D5": "1,23,4", "三!D6": "3-4", "二!B8": "约40", "二!B11": True, "二!B12": "95%"}
    ),
    "交通运输局_负数和小数.xlsx": own("交通运输局", {"三!D5": -1, "三!E5": 1.5, "二!B15": -0.5, "二!B12": 3e15}),
    "水利局_错误值.xlsx": saved(own("水利局", {"三!D7": "#REF!", "二!B15": "#N/A", "三!J28": "#VALUE!"})),
    "农业农村局_尾差和科学记数.ods": saved(
        own("农业农村局", {"二!B8": "1e3", "三!E5": 22.0000000001, "二!D5": "１0.0"})
    ),
    "科技局_表内填公式.xlsx": saved(own("科学技术局"), enter("三", D5="=40+9", E5="=SUM(F5:H5)+12")),
    "社保中心_文本型数字.xlsx": saved(own("社会保险事业中心"), enter("三", D5="'201", D6="'15")),
    "就业中心_变成日期.xlsx": saved(own("就业服务中心"), enter("三", D5="1-22"), enter("二", B8="2月3日")),
    "监察大队_漏填几格.xlsx": saved(own("劳动保障监察大队"), enter("三", D6="", F9=""), enter("四", A5="")),
    "商务局_本表未填均为0.xlsx": saved(own("商务局", {**NOTHING, "四!Q4": "是"})),
    # totals
    "文旅局_合计改成相同的数.xlsx": saved(own("文化和旅游局", {"三!J5": same, "三!J28": same, "四!E5": same})),
    "司法局_合计改成别的数.xlsx": saved(own("司法局", {"三!J5": 99})),
    "审计局_合计没有重算.xlsx": own("审计局", {"三!D5": lambda value: value + 1, "三!D7": lambda value: value + 1}),
    "统计局_程序填的没有算过.xlsx": lambda path: books.fill_with_openpyxl(path, unit("统计局")),
    "林业局_合计公式被删.xlsx": own("林业局", {"三!J7": None, "四!E5": None}),
    # the structure of our own workbook
    "农机中心_工作表改了名.xlsx": saved(own("农机服务中心"), do("rename_sheet", "三", name="申请情况表")),
    "畜牧中心_工作表顺序乱了.xlsx": saved(
        own("畜牧兽医中心"), do("move_sheet", "四", position=0), do("move_sheet", "封面", position=6)
    ),
    "地震办_插入一行.xlsx": saved(
        own("地震办公室"),
        do("insert_rows", "三", row=11),
        formula("三", C11="2-1.其中：党内文件", D11="1", E11="0", J11="1"),
    ),
    "招商中心_删了一行.xlsx": saved(own("招商服务中心"), do("remove_rows", "三", row=9)),
    "环卫所_两行调换.xlsx": saved(own("环境卫生管理所"), swap_rows("三", 11, "C", "J")),
    "园林所_插入一列.xlsx": saved(own("园林管理所"), do("insert_columns", "三", column="F")),
    "市政处_两列调换.xlsx": saved(
        own("市政工程管理处"),
        do("insert_columns", "三", column="H"),
        do("move", "三", range_ref="F4:F29", cell="H4"),
        do("remove_columns", "三", column="F"),
    ),
    "运输中心_自己加了小计.xlsx": saved(
        own("道路运输事业中心"), subtotals(17, "小计", 9, 16), subtotals(21, "小计", 18, 20)
    ),
    "住房中心_自己加的小计不对.xlsx": saved(own("住房保障中心"), subtotals(17, "小计", 9, 16), formula("三", D17="7")),
    "人民医院_少了一张表.xlsx": saved(own("人民医院"), do("remove_sheet", "四")),
    "中医院_标签打错字.xlsx": saved(own("中医院"), formula("三", C10="2.其他法律行政止公开")),
    "第一中学_标签分不清.xlsx": saved(own("第一中学"), formula("三", C10="其他")),
    "职业学校_从别的单位粘贴.xlsx": saved(
        own("职业技术学校"),
        from_other("paste", "第一中学", source_sheet="三", source_range="D5:I6", sheet="三", cell="D5"),
    ),
    "图书馆_写了批注.xlsx": saved(own("图书馆"), do("comment", "三", cell="D5", text="这个数要再问一下法规科")),
    "文化馆_藏了一张表.xlsx": saved(
        own("文化馆"), do("add_sheet", name="底稿", position=3, visible=False), formula("底稿", A1="手工台账", B1="12")
    ),
    "博物馆_藏了几行.xlsx": saved(own("博物馆"), do("hide_rows", "三", row=10, count=3)),
    "自来水公司_链接别的文件.xlsx": saved(own("自来水公司"), formula("三", D5="='file:///tmp/台账.xlsx'#$Sheet1.A1")),
    "公交公司_拷进别家的表.xlsx": saved(
        own("公共交通公司"),
        do("remove_sheet", "三"),
        from_other("import_sheet", "供热公司", sheet="三", position=4),
    ),
    "供热公司_表头上加了三行.xlsx": saved(
        own("供热公司"), do("insert_rows", "二", row=1, count=3), formula("二", A1="附件1")
    ),
    "气象局_表格旁边写了字.xlsx": saved(own("气象局"), formula("三", M9="以法规科为准"), formula("二", F9="12")),
    "税务局_文字没写.xlsx": own("税务局", texts={}),
    # whose it is
    "医保局_封面改了年度.xlsx": own("医疗保障局", {"封面!B6": "2023"}),
    "退役军人局_填在信访局的表里.xlsx": own("信访局", {"封面!B4": "青禾县退役军人事务局"}),
    "城管局_三表从科技局拷来.xlsx": own("城市管理局", {"三!L5": "govxl|2021|2024|SC030|"}),
    "发改局_识别表被删.xlsx": altered(own("发展和改革局"), books.without_identity),
    "数据局_只发来一张表.xlsx": altered(own("数据局"), lambda data: books.only_sheet(data, "三")),
    "工信局_更新版表式.xlsx": altered(own("工业和信息化局"), lambda data: books.patched(data, "edition", "2027")),
    "工信局_没见过的表式.xlsx": altered(
        own("工业和信息化局"), lambda data: books.patched(data, "form", "执法统计年报")
    ),
    "工信局_旧得不认识的表式.xlsx": altered(own("工业和信息化局"), lambda data: books.patched(data, "edition", "2015")),
    "生态环境局_2019版工作簿.xlsx": lambda path: books.write_2019(path, unit("生态环境局"), source.YEAR),
    "教育局去年的又发来.xlsx": lambda path: books.write_own(path, source.last_year()["SC005"], {}, year=2023),
    "不在名单的_青禾县城关街道办.xlsx": lambda path: books.write_own(
        path, replace(unit("园林管理所"), code="SC909", name="青禾县城关街道办"), {"三!D29": 3}
    ),
    # versions and copies
    "消防大队_最终版.xlsx": altered(
        own("消防救援大队", {"三!D29": lambda value: value + 3}), books.saved_at("2025-01-10T08:00:00Z")
    ),
    "消防大队_最终版2.xlsx": altered(own("消防救援大队"), books.saved_at("2025-01-12T08:00:00Z")),
    "消防大队_最终版2 - 副本.xlsx": altered(own("消防救援大队"), books.saved_at("2025-01-13T08:00:00Z")),
    "审批局_初稿.xlsx": altered(own("行政审批局"), books.saved_at("2025-01-08T01:30:00Z")),
    "审批局_改后有错.xlsx": altered(own("行政审批局", {"三!D29": 9}), books.saved_at("2025-01-20T01:30:00Z")),
    "机关事务局_照抄乡村振兴局.xlsx": lambda path: books.write_own(
        path, replace(unit("机关事务管理局"), figures=unit("乡村振兴局").figures), {}
    ),
    "乡村振兴局.xlsx": own("乡村振兴局"),
    # workbooks made by hand
    "供销社_三张表挤在一张纸上.xlsx": saved(hand("供销合作社", together="tables")),
    "残联_全文在一张表里.xlsx": saved(hand("残疾人联合会", together="all")),
    "红十字会_加了小计28乘8.xlsx": saved(hand("红十字会", subtotal_rows=True, subtotal_columns=True)),
    "公积金中心_小计加错.xlsx": hand("公积金管理中心", subtotal_rows=True, wrong={"小计": 3}),
    "公路中心_表头没有合并.xlsx": hand("公路管理中心", spans=False),
    "疾控中心_错别字和合计.xls": saved(
        hand("疾病预防控制中心", misspelt=True, brackets="(", ordinal="、", total="合计")
    ),
    "体育局_只写其他不写大类.xlsx": hand("体育局", relabel={"（六）其他处理": "", "3.其他": "其他"}),
    "粮食局_两项写得一样.xlsx": saved(
        hand("粮食和物资储备局", relabel={"1.本机关不掌握相关政府信息": "2.没有现成信息需要另行制作"})
    ),
    "人防办_少一张表.xlsx": hand("国防动员办公室", without="disputes"),
    "政务中心_表三有两份数字不同.xlsx": hand(
        "政务服务中心", again=changed(unit("政务服务中心"), disputes__review__upheld=8)
    ),
    "融媒体中心_空着很多.xlsx": hand("融媒体中心", zeros=""),
    "不动产中心_没写年度.xlsx": hand(
        "不动产登记中心", title="青禾县不动产登记中心政府信息公开工作年度报告", undated=True
    ),
    "投促局_旧表一.xlsx": saved(lambda path: books.write_hand_made(path, published("06", unit("投资促进局")))),
    "水文站_手工表.ods": saved(hand("水文站")),
    "殡仪馆_手工表带横线.xls": saved(hand("殡仪馆", zeros="-", broken="\n")),
    # documents
    "金融办年度报告.docx": document(documents.write_docx, "金融工作办公室"),
    "民宗局年度报告_自动编号.docx": document(documents.write_docx, "民族宗教事务局", numbered=True, brackets="㈠"),
    "外事办年报_旧格式.docx": document(documents.write_docx, "外事办公室", "02"),
    "石桥镇年报_新旧混用.docx": Writer(document(documents.write_docx, "石桥镇人民政府", "05"), "docx", "docx"),
    "清水乡年报.docx": Writer(document(documents.write_docx, "清水乡人民政府", total="合计"), "docx", "docx"),
    "双河镇_网站下载.html": document(documents.write_html, "双河镇人民政府", site=True),
    "大坪镇_网页存成文档.doc": document(documents.write_html, "大坪镇人民政府", word=True, encoding="gbk"),
    "梅林镇_网页存成表格.xls": Writer(document(documents.write_docx, "梅林镇人民政府"), "docx", "html"),
    "龙泉镇_从网页粘贴的.txt": document(documents.write_text, "龙泉镇人民政府", form="bars"),
    "景区管委会_粘贴的带小计列.txt": document(
        documents.write_text, "青禾湖景区管理委员会", form="bars", subtotal_columns=True
    ),
    "退役军人局_粘贴的改了表头.txt": altered(
        document(documents.write_text, "退役军人事务局", form="bars"),
        lambda data: data.replace("商业企业".encode(), "个体工商户".encode()),
    ),
    "工信局_粘贴的表头没合并还错字.html": altered(
        document(documents.write_html, "工业和信息化局", spans=False),
        lambda data: data.replace("社会公益组织".encode(), "社会益组织".encode()),
    ),
    "白沙乡_制表符.txt": document(documents.write_text, "白沙乡人民政府", form="tabs", encoding="gbk"),
    "松岭乡_逗号分隔.csv": document(documents.write_text, "松岭乡人民政府", form="csv", encoding="gbk"),
    "老龄办_另存的.csv": Writer(
        hand("老龄工作办公室", together="all"), "xlsx", "csv:Text - txt - csv (StarCalc):44,34,76"
    ),
    # zips
    "汇集_乡镇.zip": packed({"乡镇/SC010_柳湾乡.xlsx": own("SC010"), "乡镇/~$SC010_柳湾乡.xlsx": raw(b"\x05admin")}),
    "汇集_街道（GBK文件名）.zip": packed({"街道\\河东街道.xlsx": own("河东街道办事处")}, "gbk"),
    "汇集_套着压缩包.zip": packed(
        {"第二批.zip": packed({"河西街道.xlsx": own("河西街道办事处")}), "说明.txt": raw("表见附件。".encode())}
    ),
    # what holds no report
    "档案馆_没有下载完.xlsx": altered(own("SC011"), lambda data: data[:20_000]),
    "档案馆_空文件.xlsx": raw(b""),
    "档案馆_拍的照片.jpg": raw(bytes.fromhex("FFD8FFE000104A46494600010100000100010000FFD9")),
    "档案馆_加了密码.xlsx": saved(own("SC011"), suffix="xlsx", password="123456"),
    "档案馆_打印成的.pdf": saved(own("SC011")),
    "档案馆文件夹.xlsx": as_folder(raw("这里是一个文件夹\n".encode()), "说明.txt"),
    "青禾县地方志编纂中心_旧版文档.doc": Writer(document(documents.write_docx, "SC012"), "docx", "doc"),
    "青禾县地方志编纂中心_写字板.rtf": Writer(document(documents.write_docx, "SC012"), "docx", "rtf"),
    "青禾县地方志编纂中心.odt": Writer(document(documents.write_docx, "SC012"), "docx", "odt"),
    "~$SC012_青禾县地方志编纂中心_2024.xlsx": raw(b"\x05admin" + bytes(159)),
    "催报通知.txt": raw("请各单位于1月20日前报送年报。\n".encode("gbk")),
    "单位名单_旧.xlsx": lambda path: books.write_roster_workbook(path, UNITS.values()),
    "发放清单.xlsx": lambda path: books.write_issued(path, UNITS.values()),
    "职工花名册.xlsx": lambda path: books.write_rows(path, [["姓名", "职务", "电话"], ["张三", "科员", "0000-1"]]),
    "汇总_乡村振兴局和气象局.xlsx": lambda path: books.write_sum(path, [unit("乡村振兴局"), unit("气象局")]),
}
