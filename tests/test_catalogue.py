"""The page of rules is generated; a hand that changes it, or a rule changed without it, is noticed."""

from pathlib import Path

import govxl
from govxl.catalogue import catalogue

PAGE = Path(__file__).parents[1] / "docs" / "规则目录.md"


def test_the_page_of_rules_is_that_of_the_declaration() -> None:
    """``govxl rules --format markdown`` of both editions, one after the other."""
    pages = [catalogue(govxl.edition(name), markdown=True) + "\n" for name in ("2021", "2019")]
    assert PAGE.read_text("utf-8") == "\n".join(pages)


def test_a_rule_across_years_is_told_in_words() -> None:
    page = catalogue(govxl.edition("2021"))
    assert "  公式：现行有效件数＋本年废止件数 ＝ 上年的现行有效件数＋本年制发件数\n" in page
    assert "carry-over　[提醒，总计为错误] 上年结转＝上年报告的结转下年度\n" in page
    assert "  公式：本年制发件数＋本年废止件数＋现行有效件数 ＝ 0\n" in page
