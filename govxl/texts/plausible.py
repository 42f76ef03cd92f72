"""What is hard to believe: shares, jumps since last year, words that are missing or copied."""

from collections.abc import Sequence

from govxl.texts.names import label


def cell_words(row_path: Sequence[str], column_path: Sequence[str]) -> str:
    """A figure in words: its row and its column."""
    return "，".join(label(path) for path in (row_path, column_path) if path)


def large_share(figure: str, part: str, whole: str, limit: int) -> str:
    return f"“{figure}”{part} 超过总计 {whole} 的 {limit}%，几乎都是同一种结果。"


def jumped(figure: str, new: str, old: str, times: int, wrong_unit: bool) -> str:
    """A figure that is many times last year's, or a small part of it."""
    much = "变化过大。" if "0" in (new, old) else f"相差超过 {times} 倍。"
    text = f"“{figure}”本年 {new}，上年 {old}，{much}"
    return text + "像是把元当成了万元，或者相反。" if wrong_unit else text


def unsaid(figure: str, cell: str, sections: Sequence[str], word: str) -> str:
    return f"“{figure}”{cell} 大于 0，但“{'”“'.join(sections)}”里没有写到“{word}”。"


def copied_prose(section: str, percent: int, origin: str) -> str:
    return f"“{section}”有 {percent}% 的文字和上年报告（{origin}）一字不差（数字不计）。"
