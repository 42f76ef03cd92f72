"""Many processors and many machines: what a worker died of, and why a cluster could not be used."""

from collections.abc import Sequence


def worker_died() -> str:
    return (
        "读这份文件时，读取程序两次意外中止（文件可能已损坏，或者大得内存放不下），这份文件没有读取，其余文件照常处理。"
    )


def pace(rate: int, seconds: int) -> str:
    """How many files a second, 0 where it is less than one, and how long it still takes."""
    words = f"{seconds // 60} 分 {seconds % 60} 秒" if seconds >= 60 else f"{seconds} 秒"
    return f"每秒 {rate} 份，约剩 {words}" if rate else f"约剩 {words}"


def needs_dask() -> str:
    return "用 Dask 集群要先安装：pip install 'govxl[dask]'。"


def no_scheduler(address: str, seconds: int) -> str:
    return (
        f"{address}：{seconds} 秒内没有连上 Dask 调度器，没有处理。请核对 --dask 后面的地址和端口，看调度器是不是开着。"
    )


def no_address_of_scheduler(address: str) -> str:
    return f"{address}：这不是 Dask 调度器的地址，没有处理。请写成 tcp://主机:端口，如 tcp://10.0.0.1:8786。"


def no_workers(address: str) -> str:
    return f"{address}：Dask 调度器下面没有工作进程，没有处理。请先在各台机器上启动 dask worker。"


def workers_without_us(address: str, version: str, found: Sequence[str]) -> str:
    there = f"装的是 {'、'.join(found)}" if found else "没有装 govxl，或者版本太旧"
    return f"{address}：集群的机器上{there}，这里是 {version}，没有处理。请在各台机器上装同一个版本：pip install govxl=={version}。"


def scheduler_lost(address: str) -> str:
    return f"{address}：和 Dask 调度器的连接中途断了，没有写出任何文件。请等集群恢复后重做一遍。"


def workers_lost(address: str, seconds: int) -> str:
    return (
        f"{address}：集群的工作进程中途都没有了，等了 {seconds} 秒也没有新的，没有写出任何文件。"
        "请重新启动 dask worker 后重做一遍。"
    )


def needs_fsspec(address: str) -> str:
    return f"{address}：读这样的地址要先安装：pip install 'govxl[dask]'。"


def no_such_storage(address: str, reason: str) -> str:
    return f"{address}：读不了这种地址（{reason}）。请核对写法，装上读它的程序包，或者先把文件拷到本机。"


def todo_worker() -> str:
    return "请用 Excel、WPS 或 LibreOffice 打开，另存为新的 .xlsx 再试；仍不行就请单位重交。"
