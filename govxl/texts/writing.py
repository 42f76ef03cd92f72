"""What is written: that it cannot be, or was broken off."""


def open_elsewhere(path: str, lock: str) -> str:
    """A file that cannot be replaced because another program has it open, as the system or a lock file says."""
    if lock:
        return f"写不了文件 {path}：它正在别处打开（旁边有 {lock}）。请关闭以后再运行；确实没有打开的，删去 {lock} 再运行。原有的文件没有改动。"
    return f"写不了文件 {path}：它正在别处打开（例如在 Excel、WPS 里），或是只读的。请关闭以后再运行，或换一个文件名；原有的文件没有改动。"


def interrupted() -> str:
    return "已中断，没有做完，没有留下半个文件，请再运行一次。"


def cannot_print(reason: str) -> str:
    """What a command prints went into a file or another program, and could not be written."""
    return f"写不了文件或输出（{reason}），结果不全。请检查磁盘空间，再运行一次。"
