"""Writes ROWS invented rows to a workbook: ``python -m benchmarks.export ROWS``; prints JSON."""

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryFile

FIRST_DAY = date(2021, 1, 1)


def rows(count: int) -> Iterator[tuple[object, ...]]:
    """Yield what a list of agreements has: codes, names, days, numbers."""
    for number in range(count):
        day = FIRST_DAY + timedelta(days=number % 2000)
        yield (
            f"演示-{number:07d}",
            "演示合作协议",
            f"演示第{number}医院",
            day,
            number % 5,
            f"12999000Y{number:07d}",
        )


def highest_mb() -> float:
    """Return the most memory this process ever held, in megabytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 / 1_000_000 if found else 0.0


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from niukou.core.excel import write_xlsx

    start = time.perf_counter()
    headings = ["编号", "标题", "医院", "签署日期", "签约组", "代码"]
    with TemporaryFile() as book:
        write_xlsx(book, name="演示", headings=headings, rows=rows(int(sys.argv[1])))
    seconds = time.perf_counter() - start
    json.dump({"seconds": seconds, "highest_mb": highest_mb()}, sys.stdout)


if __name__ == "__main__":
    main()
