"""Prose against tables: what a sentence says and a cell does not."""

from collections.abc import Sequence


def prose_cell(cell: str, label: str, value: str) -> str:
    """A cell that a sentence was held against."""
    return f"{cell}（{label}）是 {value}"


def prose_sum(name: str, cells: Sequence[str], value: str) -> str:
    """Several cells that a sentence was held against, as their sum."""
    shown = "＋".join(cells[:6]) + ("＋…" if len(cells) > 6 else "")
    return f"{name}（{shown}）是 {value}"


def prose_figure(quote: str, name: str, said: str, readings: Sequence[str], own: bool) -> str:
    """A number in a sentence that no reading of the tables agrees with."""
    tried = "，".join(readings) + ("，都不是这个数" if len(readings) > 1 else "")
    scope = "这句话说的可能只是本机关，表里统计的范围更大。" if own else ""
    return f"文字“{quote}”里的{name}是 {said}，表里 {tried}。{scope}"


def prose_zero(quote: str, name: str, readings: Sequence[str]) -> str:
    """A sentence that says that there was nothing of the kind."""
    return f"文字“{quote}”说{name}的数应为 0，表里 {'，'.join(readings)}。"


def prose_percent(quote: str, said: str, right: str, count: str, base: str, value: str) -> str:
    """A share that fits none of the totals."""
    return f"文字“{quote}”里的占比 {said}% 算不出来：{count} 占{base}（{value}）的 {right}%。"


def prose_breakdown(quote: str, whole: str, total: str, parts: Sequence[str], difference: str) -> str:
    """Parts that do not make up their total."""
    return f"文字“{quote}”里说共 {whole}，各项相加（{'＋'.join(parts)}）是 {total}，相差 {difference}。"


def prose_duplicate(quote: str, name: str, values: Sequence[str]) -> str:
    """A name that comes twice in a breakdown."""
    return f"文字“{quote}”里“{name}”列了 {len(values)} 次（{'、'.join(values)}）。"


def prose_fee_sum(quote: str, whole: str, total: str) -> str:
    return f"文字“{quote}”里的信息处理费共 {whole} 元，分项相加是 {total} 元。"


def prose_fee_none(quote: str, amount: str) -> str:
    return f"文字里说没有收取信息处理费，又写了收取 {amount} 元：“{quote}”。"


def prose_fee_step(quote: str, amount: str) -> str:
    return f"文字“{quote}”里的信息处理费 {amount} 元不是 10 元的整数倍（国办函〔2020〕109号，按件按页收费都是 10 元的整数倍）。"


def prose_year(quote: str, year: int, report: int) -> str:
    """A year told as the period of the report."""
    return f"文字“{quote}”里写的是 {year} 年，这份报告是 {report} 年的。"
