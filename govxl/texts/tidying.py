"""The long form for analysts."""


def tidy_suffix(path: str) -> str:
    return f"{path} 不是 .csv 或 .parquet 文件名。长表只有这两种格式。"


def tidy_needs_pyarrow() -> str:
    return "写 .parquet 要先安装 pyarrow：pip install govxl[parquet]；或改写 .csv。"


def tidy_not_ours(path: str) -> str:
    return f"{path} 已经存在，而且不是以前的长表，不覆盖。请换一个文件名。"


def tidy_is_output(path: str) -> str:
    return f"--tidy 和 -o 不能是同一个文件：{path}"


def tidy_written(path: str, included: int, others: int) -> str:
    """What a long form holds: reports that are in the sum, and others that could be read."""
    rest = f"，另有没有计入的 {others} 份（included 为 false）" if others else ""
    return f"已写出长表 {path}：计入的 {included} 份报告{rest}，一个指标一行"
