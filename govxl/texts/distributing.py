"""Handing out: the roster and its faults, the campaign, last year's figures, the covering notes."""

from collections.abc import Sequence

from govxl.texts.years import prior_refused

# the roster

CODE_SEPARATORS = ";；、,，/|+"


def roster_faults(file: str, faults: Sequence[str]) -> str:
    """All faults of a roster."""
    return f"单位名单 {file} 有 {len(faults)} 处问题，没有生成任何文件：\n" + "\n".join(
        f"  {fault}" for fault in faults
    )


def roster_row(row: int, fault: str) -> str:
    return f"第 {row} 行：{fault}"


def roster_too_large(size: int, limit: int) -> str:
    return f"文件有 {size / 1048576:.0f} MB，超过 {limit >> 20} MB 的上限，没有打开。"


def roster_undecodable() -> str:
    return "读不出文字。请存成 .xlsx，或者 UTF-8、GBK 编码的 .csv。"


def roster_no_table() -> str:
    return "没有找到写着“单位代码”“单位名称”的表头，不是单位名单。"


def roster_empty() -> str:
    return "名单里一个单位也没有。"


def roster_column_missing(name: str) -> str:
    return f"没有“{name}”这一列。"


def roster_column_twice(name: str) -> str:
    return f"“{name}”这一列有两个，请删去一个。"


def roster_column_unknown(name: str, known: Sequence[str]) -> str:
    return f"不认识“{name}”这一列，请删去或改名；可以有的列：{'、'.join(known)}。"


def roster_column_unnamed(letter: str) -> str:
    return f"{letter} 列有内容，但没有列名。"


def roster_blank(column: str) -> str:
    return f"“{column}”是空的。"


def roster_invisible(column: str, sign: str) -> str:
    return f"“{column}”里有看不见的字符（{sign}），如换行或零宽字符，请重新输入。"


def roster_too_long(column: str, length: int, limit: int) -> str:
    return f"“{column}”有 {length} 个字，最多 {limit} 个。"


def roster_code_damaged(column: str, found: str, damage: str) -> str:
    """A code that a spreadsheet took for something else."""
    what = {
        "digits": f"是 {found}：长数字被 Excel 改写过，末尾的数字已经丢失",
        "zeros": f"是数字 {found}，比别的代码短：开头的 0 可能被 Excel 去掉了",
        "date": f"是日期 {found}：代码被 Excel 改成了日期",
    }[damage]
    return f"“{column}”{what}。请把这一列设成“文本”格式，再重新输入。"


def roster_itself(column: str, code: str) -> str:
    return f"“{column}”就是本单位的代码 {code}，请删去或改正。"


def roster_code_twice(code: str, row: int) -> str:
    return f"单位代码 {code} 与第 {row} 行重复。"


def roster_same_file(file: str, row: int) -> str:
    return f"工作簿的文件名“{file}”会与第 {row} 行的相同，请改一个代码或名称。"


# the campaign

ISSUED_LIST, NOTES_FOLDER, ARCHIVES_FOLDER = "发放清单", "通知", "压缩包"
ISSUED_HEADS = ("序号", "单位代码", "单位名称", "文件", "编号", "发放日期", "上年数", "联系人", "电话")
ISSUED_WIDTHS = (6, 14, 30, 46, 8, 12, 8, 12, 16)
HAS_PRIOR, NO_PRIOR = "有", "无"


def campaign_unreadable(path: str) -> str:
    return f"发放记录 {path} 读不出来，没有做任何改动。请从备份恢复，或换一个文件夹。"


def campaign_other(folder: str, found: str, wanted: str) -> str:
    return f"{folder} 里发放的是 {found}，不是 {wanted}，没有做任何改动。请换一个文件夹。"


def wrong_edition_to_send(edition: str, year: int, others: Sequence[str]) -> str:
    use = f"，或用 --edition {'、'.join(others)}" if others else ""
    return f"{year} 年度的报告不能用 {edition} 版的表式，没有生成任何文件。请核对年度{use}。"


def campaign_name(year: int, form: str, edition: str) -> str:
    return f"{year} 年{form}（{edition} 版）"


def campaign_key_lost(path: str) -> str:
    return f"密钥 {path} 不见了或不完整，新旧工作簿的签名会对不上，没有做任何改动。请从备份恢复，或换一个文件夹。"


# last year's figures


def prior_none(year: int, refused: Sequence[tuple[str, str]]) -> str:
    lines = [f"上年的文件里没有一份 {year} 年的报告能用，没有生成任何文件："]
    return "\n".join([*lines, *(f"  {file}　{reason}" for file, reason in refused)])


def prior_no_units() -> str:
    return "里面没有写明单位的数据。"


def prior_blank() -> str:
    return "一个数也没有。"


def prior_twice(unit: str, file: str) -> str:
    return f"{unit}的上年数与 {file} 里的不同，采用那里的。"


def prior_split() -> str:
    return "拆分，上年数不能自动带入。"


def prior_not_given() -> str:
    return "原来的有，这次没有用 --prior 给出上年的文件。"


def prior_incomplete(codes: Sequence[str]) -> str:
    return f"原代码 {'、'.join(codes)} 没有上年数，合并数不全。"


# what was made


def distributed(folder: str, made: Sequence[str], there: int, again: Sequence[str], issued_list: str) -> str:
    """What a run of ``distribute`` made."""
    lines = [f"新生成 {len(made)} 个单位的工作簿，在 {folder}；已有 {there} 个，没有动。"]
    lines += _units(made)
    if again:
        lines += [f"补做 {len(again)} 个（文件不见了，编号不变）：", *_units(again)]
    return "\n".join([*lines, f"清单：{issued_list}"])


def _units(names: Sequence[str]) -> list[str]:
    shown = [f"  {name}" for name in names[:20]]
    return shown + ([f"  等 {len(names)} 个，见清单。"] if len(names) > 20 else [])


def distribution_notes(
    new: Sequence[str],
    without: Sequence[tuple[str, str]],
    renamed: Sequence[tuple[str, str]],
    vanished: Sequence[str],
    blocked: Sequence[tuple[str, str]],
    refused: Sequence[tuple[str, str]],
    unclaimed: Sequence[str],
) -> list[str]:
    """What the central office should look at, one line each."""
    return [
        *(f"没有上年数：{unit}" for unit in new),
        *(f"没有带入上年数：{unit}，{reason}" for unit, reason in without),
        *(f"没有重发：{unit}，名单里的名称现在是“{name}”。要重发请换一个新代码。" for unit, name in renamed),
        *(f"名单里没有了：{unit}，已发的没有动。" for unit in vanished),
        *(f"没有生成：{unit}，已经有一个不是这里发的 {file}，不覆盖。" for unit, file in blocked),
        *(prior_refused(file, reason) for file, reason in refused),
        *(f"上年有数、名单里没有的单位：{unit}" for unit in unclaimed),
    ]


def distribution_interrupted() -> str:
    return "已中断。做好的工作簿都在，再运行一次就接着做。"


def notice(unit: str, code: str, year: int, form: str, deadline: str, file: str) -> str:
    """The covering note of a unit, as lines of a text file."""
    return f"""关于填报 {year} 年{form}的通知

{unit}（{code}）：

随本通知发去填报工作簿“{file}”，单位名称、代码和年度已经填好。

一、填什么：先填“封面”，再填“二”“三”“四”三张表，最后写“一”“五”“六”三部分文字。只填浅黄色的格，没有的填 0；填法见“填报说明”。
二、怎么交：“校验”显示“校验通过”，经单位负责人审核后，把工作簿原样交回，不要另做表。
三、期限：{deadline}前报送主管部门并向社会公布。交回日期：请填写
四、交到哪里：请填写
五、咨询：联系人：请填写　电话：请填写
"""
