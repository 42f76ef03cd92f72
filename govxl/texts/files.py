"""What a file is, and why one is not read."""

import errno


def is_directory() -> str:
    return "这是一个文件夹，不是文件。"


def not_a_file() -> str:
    return "这不是普通文件，没有打开。"


def file_too_large(size: int, limit: int) -> str:
    return f"文件有 {size / 1048576:.0f} MB，超过 {limit >> 20} MB 的上限，没有打开。正常的报告不到 1 MB，请检查是不是插入了图片或附件。"


def cannot_open(number: int | None, reason: str) -> str:
    return f"打不开这个文件（{os_reason(number, reason)}）。"


def empty_file() -> str:
    return "文件是空的（0 字节）。请让单位重新发送。"


def truncated() -> str:
    return "文件不完整，可能没有下载完或传输中断。请重新下载，或让单位重新发送。"


def damaged(detail: str) -> str:
    return f"文件已损坏，读不出来（{detail}）。请让单位重新发送，或用 Excel、WPS 打开后另存一份。"


def encrypted() -> str:
    return "文件加了打开密码，读不出来。请让单位取消密码后重新发送。"


def todo_file(code: str) -> str:
    return {
        "foreign": "放错了地方的文件，移出即可。",
        "newer-edition": "不要让单位改。",
        "old-edition": "请让单位改用当年有效的表式重新填报。",
    }.get(code, "换好以后放回文件夹，再核对一次。")


# kinds of file


def pdf() -> str:
    return "这是 PDF，读不出表里的数。请交填好的工作簿。"


def picture() -> str:
    return "这是图片，读不出表里的数。请交填好的工作簿。"


def no_report(what: str) -> str:
    """A file of a kind that holds no report which could be read."""
    return {
        "picture": picture(),
        "program": "这是程序，没有打开，也请不要打开。请让单位交填好的工作簿。",
        "shortcut": "这是快捷方式，只指向单位电脑上的文件，里面没有报表。请让单位发送文件本身。",
        "archive": "这是压缩包，govxl 只会打开 zip。请先解压，把里面的文件放进来。",
        "ofd": "这是 OFD 版式文件，读不出表里的数。请交填好的工作簿，或 Word 格式（.docx）的报告。",
        "slides": "这是幻灯片，不是报表。请交填好的工作簿。",
        "odt": "这是 .odt 文字文件。请用 Word、WPS 或 LibreOffice 打开，另存为 .docx 再交。",
        "doc": "这是旧的 Word 或 WPS 文字格式（.doc、.wps）。请打开后另存为 .docx 再交，最好交填好的工作簿。",
        "rtf": "这是 RTF 文字文件。请用 Word 或 WPS 打开，另存为 .docx 再交。",
        "xml": "这是 XML 格式的表格或文档。请用 Excel、WPS 打开，另存为 .xlsx（文档另存为 .docx）再交。",
    }[what]


def unknown_file() -> str:
    return "认不出这是什么文件，可能已损坏或不是报表。请交填好的工作簿。"


def not_a_workbook() -> str:
    return "这不是 Excel 工作簿（可能是压缩包或 Word 文件）。请交 .xlsx 格式的报表。"


def is_archive() -> str:
    return "这是 zip 压缩包，里面不是一份报表。请解压，或用 check、collect、consolidate 处理整个压缩包。"


def other_archive(kind: str) -> str:
    return f"这是 {kind} 压缩包，govxl 只会打开 zip。请先解压，把里面的文件放进来。"


# zips


def archive_empty() -> str:
    return "压缩包里没有文件。请让单位重新发送。"


def archive_encrypted() -> str:
    return "压缩包加了密码，打不开。请先解压，把里面的文件放进来。"


def archive_too_deep() -> str:
    return "压缩包套了三层以上，没有打开。请先解压，把里面的文件放进来。"


def archive_too_large() -> str:
    return "压缩包解压后异常地大，没有打开。请先解压，只把报表放进来。"


def member_damaged() -> str:
    return "压缩包里的这个文件已损坏或不完整，解压不出来。请重新下载压缩包，或让单位重新发送。"


# workbooks

SAME_PART_TWICE = "同一部件有两份"


def unpacks_too_large() -> str:
    return "文件解压后异常地大，可能不是正常的工作簿，没有打开。"


def too_many_parts() -> str:
    return "里面的文件或工作表太多，没有打开。正常的报表只有几张工作表；压缩包请解压成文件夹，分批放进来。"


def unsafe_xml(part: str) -> str:
    return f"文件里的 {part} 写法不安全，没有读取。请用 Excel、WPS 打开后另存一份再交。"


def far_cells(sheet: str) -> str:
    return f"工作表“{sheet}”在很远的行或列里有内容，撑得过大，没有读取。请删去表格以外的行列后另存一份。"


def many_cells() -> str:
    return "工作表撑得过大，没有读取。请删去表格以外的行列后另存一份。"


def too_slow() -> str:
    return "读了很久也没有读完，已放弃这个文件。请用 Excel 或 WPS 打开后另存为 .xlsx 再交。"


def reader_died() -> str:
    return "文件已损坏或写法异常，读取时出错。请用 Excel 或 WPS 打开后另存为 .xlsx 再交。"


def reader_missing(reason: str) -> str:
    return f"读取旧格式的程序没有启动（{reason}）。请用 Excel 或 WPS 打开后另存为 .xlsx 再交。"


# documents


def document_too_large() -> str:
    return "文件里的内容多得不像一份报告，没有读取。请只保留报告正文和三张表，另存一份再交。"


def document_too_deep() -> str:
    return "文件里的表格或段落一层套一层，套得太深，没有读取。请用 Word、WPS 打开后另存为 .docx 再交。"


def document_empty() -> str:
    return "文件打开了，但里面没有文字（可能只有图片，或者正文在另一个文件里）。请交能选中文字的报告。"


def document_not_text() -> str:
    return "这不是文字文件，或者文字的编码认不出来。请用记事本打开，另存为 UTF-8 编码再交。"


def document_no_body() -> str:
    return "这不是 Word 文档（.docx），里面没有正文。请用 Word、WPS 打开后另存为 .docx 再交。"


# the system

_REASONS = {
    errno.ENOENT: "文件或文件夹不存在",
    errno.EACCES: "没有权限，或文件正在别处打开",
    errno.EPERM: "没有权限",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EFBIG: "文件超过系统允许的大小",
    errno.EPIPE: "接收输出的程序已经关闭",
    errno.EROFS: "磁盘是只读的",
    errno.EBUSY: "正在别处使用",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "上一级不是文件夹",
    errno.ENAMETOOLONG: "文件名太长",
}


def os_reason(number: int | None, reason: str) -> str:
    """What the system says, in Chinese where it is one of the usual things."""
    return _REASONS.get(number or 0, reason)
