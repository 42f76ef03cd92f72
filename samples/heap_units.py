"""The units of the heap: what each of them has declared, before anybody spoilt the file it came in.

The twelve of the county, and eighty more bureaus, townships and services whose figures are those that a unit of the
county has in another year. Nothing here is read from a file of the heap: the expectations rest on these figures.
"""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from govxl.declaration import edition
from govxl.demo.county import SampleUnit, county

YEAR = 2024
REPORTS = Path(__file__).resolve().parents[1] / "tests" / "data"
PLACE = "青禾县"
# fmt: off
BUREAUS = (
    "民政局", "司法局", "财政局", "人力资源和社会保障局", "交通运输局", "水利局", "农业农村局", "商务局",
    "文化和旅游局", "应急管理局", "审计局", "统计局", "林业局", "医疗保障局", "退役军人事务局", "信访局",
    "城市管理局", "科学技术局", "发展和改革局", "工业和信息化局", "生态环境局", "气象局", "税务局", "消防救援大队",
    "行政审批局", "机关事务管理局", "乡村振兴局", "供销合作社", "残疾人联合会", "红十字会", "公积金管理中心",
    "公路管理中心", "疾病预防控制中心", "体育局", "粮食和物资储备局", "国防动员办公室", "政务服务中心",
    "融媒体中心", "不动产登记中心", "投资促进局", "数据局", "金融工作办公室", "民族宗教事务局", "外事办公室",
    "石桥镇人民政府", "双河镇人民政府", "大坪镇人民政府", "梅林镇人民政府", "龙泉镇人民政府", "白沙乡人民政府",
    "松岭乡人民政府", "清水乡人民政府", "河东街道办事处", "河西街道办事处", "青禾湖景区管理委员会",
    "社会保险事业中心", "就业服务中心", "劳动保障监察大队", "农机服务中心", "畜牧兽医中心", "地震办公室",
    "招商服务中心", "环境卫生管理所", "园林管理所", "市政工程管理处", "道路运输事业中心", "住房保障中心",
    "人民医院", "中医院", "第一中学", "职业技术学校", "图书馆", "文化馆", "博物馆", "自来水公司", "公共交通公司",
    "供热公司", "殡仪馆", "水文站", "老龄工作办公室",
)
# fmt: on
# Their figures are those of these units of the county, in years that nobody reports on here.
_MODELS = ("SC005", "SC006", "SC004", "SC007", "SC002", "SC009", "SC003")
APPLICANTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_org")
WAYS = ("review", "lawsuit_direct", "lawsuit_after_review")


def units() -> dict[str, SampleUnit]:
    """All units of the roster by code."""
    known = {unit.code: unit for unit in county(YEAR)}
    for number, name in enumerate(BUREAUS):
        year = 2031 + number // len(_MODELS)
        model = {unit.code: unit for unit in county(year)}[_MODELS[number % len(_MODELS)]]
        code = f"SC{len(known) + 1:03}"
        known[code] = SampleUnit(code, PLACE + name, known[model.code].cover, model.figures, _prose(model.figures))
    return known


def last_year() -> dict[str, SampleUnit]:
    """The county's own units as they reported on the year before."""
    return {unit.code: unit for unit in county(YEAR - 1)}


def named(all_units: dict[str, SampleUnit], name: str) -> SampleUnit:
    """A unit by its name without the county's."""
    (unit,) = (unit for unit in all_units.values() if unit.name == PLACE + name)
    return unit


def published(number: str, unit: SampleUnit) -> dict:
    """A published report under a unit's name, as a report on this year."""
    report = json.loads((REPORTS / f"report_{number}.json").read_text("utf-8"))
    texts = {key: text for key, text in report["texts"].items() if key != "preamble"}
    figures = {key: 0 if value is None else value for key, value in report["figures"].items()}
    for key, value in report["figures"].items():
        if value is None and key.endswith(".total"):  # not filled in, as hardly any was in those years
            row = key.removesuffix("total")
            figures[key] = sum(int(figures[other]) for other in figures if other.startswith(row) and other != key)
    return report | {"agency": unit.name, "year": YEAR, "figures": figures, "texts": texts}


def as_report(unit: SampleUnit, year: int = YEAR) -> dict:
    """A unit's report as the writers of documents take it: totals included, amounts as text."""
    figures = {key: str(value) if isinstance(value, Decimal) else value for key, value in whole(unit.figures).items()}
    return {"agency": unit.name, "year": year, "figures": figures, "texts": dict(unit.texts)}


def changed(unit: SampleUnit, **figures: int) -> SampleUnit:
    """A unit with other figures; ``__`` stands for the dot in their keys."""
    more = {key.replace("__", "."): value for key, value in figures.items()}
    assert more.keys() <= unit.figures.keys()
    return replace(unit, figures={**unit.figures, **more})


def whole(entries: dict[str, int | Decimal]) -> dict[str, int | Decimal]:
    """Entry figures with the totals they make, worked out here and not by govxl."""
    figures: dict[str, int | Decimal] = {}
    rows = list(dict.fromkeys(key.split(".")[1] for key in entries if key.startswith("requests.")))
    outcomes = [row for row in rows if row not in ("received", "carried_in", "carried_out")]
    figures |= {key: value for key, value in entries.items() if key.startswith("disclosure.")}
    for row in [row for row in rows if row != "carried_out"] + ["outcomes_total", "carried_out"]:
        parts = outcomes if row == "outcomes_total" else [row]
        line = {a: sum(entries[f"requests.{part}.{a}"] for part in parts) for a in APPLICANTS}
        figures |= {f"requests.{row}.{a}": value for a, value in line.items()}
        figures[f"requests.{row}.total"] = sum(line.values())
    for way in WAYS:
        line = {key: value for key, value in entries.items() if key.startswith(f"disputes.{way}.")}
        figures |= line | {f"disputes.{way}.total": sum(line.values())}
    return figures


def in_2019(entries: dict[str, int | Decimal]) -> dict[str, int | Decimal]:
    """The same figures in the form of 2019: what both editions have, the rest 0, the rows of （六）其他处理 as one."""
    figures = {figure.address: entries.get(figure.address, 0) for figure in edition("2019").entries}
    for applicant in APPLICANTS:
        parts = (entries[f"requests.other_{row}.{applicant}"] for row in ("not_corrected", "fee_unpaid", "other"))
        figures[f"requests.other_handling.{applicant}"] = sum(parts)
    return figures


def _prose(figures: dict[str, int | Decimal]) -> dict[str, str]:
    """Three sections in plain words, true to the figures."""
    sums = whole(figures)
    new, left, done, over = (
        sums[f"requests.{row}.total"] for row in ("received", "carried_in", "outcomes_total", "carried_out")
    )
    overview = (
        "（一）主动公开情况。坚持公开为常态、不公开为例外，及时公开职责范围内的政府信息。\n"
        f"（二）依申请公开情况。{YEAR}年新收政府信息公开申请{new}件，上年结转{left}件，办结{done}件，结转下年度{over}件。\n"
        "（三）政府信息管理情况。严格执行发布审核制度，未经审核的信息不上网。\n"
        "（四）平台建设情况。按时维护政府网站信息公开专栏。\n"
        "（五）监督保障情况。明确专人负责，定期检查通报。"
    )
    problems = "存在的问题是公开的形式还不够丰富。下一步将加强解读，用图表和问答把政策讲清楚。"
    return {"overview": overview, "problems": problems, "other_matters": f"{YEAR}年度未收取信息处理费。"}
