"""The sample data: one published report, and one imagined county around it.

`county.toml` holds what is written (sizes, sentence patterns, labels, the published report); this module draws the
figures from a fixed seed for each unit, and fills the sentences with them. Nothing depends on the machine, the clock or
the order of a hash: all chance comes from `Random.random`, whose sequence Python promises to keep.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random
from typing import Any

_VALIDITY = 5  # years a normative document is in force; it is repealed in the year after


@dataclass(frozen=True, slots=True)
class SampleUnit:
    """One unit's filled-in report.

    `cover` holds filler, reviewer, telephone and date (ISO 8601). `figures` holds every entry figure by key, zeros
    included, and no derived one: counts are `int`, and `disclosure.fees.amount` is an exact `Decimal` in 万元. `texts`
    holds overview, problems and other_matters, paragraphs separated by a line break.
    """

    code: str
    name: str
    cover: Mapping[str, str]
    figures: Mapping[str, int | Decimal]
    texts: Mapping[str, str]


def county(year: int = 2024) -> tuple[SampleUnit, ...]:
    """The seed and the eleven units of 青禾县, in the order of their codes, as they report on `year`.

    The county's reports of two neighbouring years belong together: what one carries out the next carries in, and the
    stock of normative documents follows. The seed is the same in every year, for there is one report of it.
    """
    data = _load()
    return (_seed(data), *(_unit(data, unit, year) for unit in data["units"]))


def _load() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("county.toml").read_text(encoding="utf-8"))


def _seed(data: dict[str, Any]) -> SampleUnit:
    seed = data["seed"]
    return SampleUnit(seed["code"], seed["name"], seed["cover"], _zeros(data["form"]) | seed["figures"], seed["texts"])


def _unit(data: dict[str, Any], unit: dict[str, Any], year: int) -> SampleUnit:
    figures = _figures(data, unit, year)
    cover = unit["cover"] | {"date": f"{year + 1}-01-{unit['filed_on']:02}"}
    return SampleUnit(unit["code"], unit["name"], cover, figures, _texts(data, unit, year, figures))


def _outcomes(form: dict[str, Any]) -> list[str]:
    return [row for rows in form["outcomes"].values() for row in rows]


def _zeros(form: dict[str, Any]) -> dict[str, int | Decimal]:
    """Every entry figure of the form, in its order, as zero."""
    figures: dict[str, int | Decimal] = {f"disclosure.{key}": 0 for key in form["disclosure"]}
    figures["disclosure.fees.amount"] = Decimal(0)
    for row in ("received", "carried_in", *_outcomes(form), "carried_out"):
        figures |= {f"requests.{row}.{applicant}": 0 for applicant in form["applicants"]}
    for way in form["disputes"]:
        figures |= {f"disputes.{way}.{result}": 0 for result in form["results"].values()}
    return figures


def _about(chance: Random, size: float) -> int:
    """A whole number within a fifth of `size`."""
    return int(size * (0.8 + 0.4 * chance.random()) + 0.5)


def _picked(chance: Random, weights: Mapping[str, int], times: int) -> Iterable[str]:
    """Names drawn `times` over, each as often as its weight."""
    names = [name for name, weight in weights.items() for _ in range(weight)]
    return (names[int(chance.random() * len(names))] for _ in range(times))


def _handed_on(unit: dict[str, Any], year: int) -> tuple[int, dict[str, int], Random]:
    """Documents issued in `year`, requests it leaves over by applicant, and the chance for its other figures."""
    chance = Random(unit["seed"] * 10_000 + year)
    issued = _about(chance, unit["documents"])
    return issued, {applicant: _about(chance, size) for applicant, size in unit["carried"].items()}, chance


def _figures(data: dict[str, Any], unit: dict[str, Any], year: int) -> dict[str, int | Decimal]:
    figures = _zeros(data["form"])
    issued = [_handed_on(unit, year - age)[0] for age in range(_VALIDITY + 1)]
    figures["disclosure.normative_documents.issued"] = issued[0]
    figures["disclosure.normative_documents.repealed"] = issued[_VALIDITY]
    figures["disclosure.normative_documents.in_force"] = sum(issued[:_VALIDITY])
    figures["disclosure.fees.amount"] = Decimal(unit["amount"])

    _, carried_in, _ = _handed_on(unit, year - 1)
    _, carried_out, chance = _handed_on(unit, year)
    figures |= {f"disclosure.{key}": _about(chance, size) for key, size in unit["sizes"].items()}
    for applicant, size in unit["received"].items():
        received = _about(chance, size)
        opening, closing = carried_in.get(applicant, 0), carried_out.get(applicant, 0)
        figures[f"requests.received.{applicant}"] = received
        figures[f"requests.carried_in.{applicant}"] = opening
        figures[f"requests.carried_out.{applicant}"] = closing
        for row in _picked(chance, data["weights"][unit["weights"]], received + opening - closing):
            figures[f"requests.{row}.{applicant}"] += 1
    for way, number in unit["disputes"].items():
        for result in _picked(chance, data["weights"]["disputes"], number):
            figures[f"disputes.{way}.{result}"] += 1
    return figures


def _texts(
    data: dict[str, Any], unit: dict[str, Any], year: int, figures: Mapping[str, int | Decimal]
) -> dict[str, str]:
    values = _values(data, unit, year, figures)
    variant = dict(zip(data["prose"], unit["prose"], strict=True))

    def paragraphs(part: str) -> str:
        variants = data["prose"][part]
        sentences = variants[(variant[part] + year) % len(variants)]
        return "".join(sentence["text"].format_map(values) for sentence in sentences if _said(sentence, values))

    return {section: "\n".join(map(paragraphs, parts)) for section, parts in data["sections"].items()}


def _said(sentence: Mapping[str, Any], values: Mapping[str, object]) -> bool:
    wanted, unwanted = sentence.get("when", ()), sentence.get("unless", ())
    return all(values[name] for name in wanted) and not any(values[name] for name in unwanted)


def _values(
    data: dict[str, Any], unit: dict[str, Any], year: int, figures: Mapping[str, int | Decimal]
) -> dict[str, object]:
    """What the sentences may name: the unit's words, its figures added up, and lists of parts without the zeros."""
    form = data["form"]
    applicants, ways = form["applicants"], form["disputes"]

    def requests(rows: Iterable[str], among: Iterable[str] = applicants) -> int:
        return int(sum(figures[f"requests.{row}.{applicant}"] for row in rows for applicant in among))

    def results(among: Iterable[str]) -> dict[str, int]:
        return {
            label: int(sum(figures[f"disputes.{way}.{result}"] for way in among))
            for label, result in form["results"].items()
        }

    def listed(kind: str, parts: Mapping[str, int | Decimal]) -> str:
        item, separator = data["words"][kind], data["words"]["separator"]
        return str(separator).join(item.format(label=label, count=count) for label, count in parts.items() if count)

    review, lawsuits = results(ways[:1]), results(ways[1:])
    decisions = {label: figures[f"disclosure.{row}.decisions"] for label, row in form["decisions"].items()}
    documents = {part: figures[f"disclosure.normative_documents.{part}"] for part in ("issued", "repealed", "in_force")}
    groups = {label: requests(rows) for label, rows in form["outcomes"].items()}
    answered, granted = sum(groups.values()), requests(["granted"])
    share = Decimal(100 * granted) / max(answered, 1)
    handled = ("received", "carried_in")
    return {
        **unit["words"],
        **documents,
        "year": year,
        "name": unit["name"],
        "documents": any(documents.values()),
        "decisions": listed("decision", decisions),
        "fees": figures["disclosure.fees.amount"],
        "published": sum(unit["published"].values()),
        "published_parts": listed("published", unit["published"]),
        "received": requests(["received"]),
        "persons": requests(["received"], applicants[:1]),
        "organisations": requests(["received"], applicants[1:]),
        "carried_in": requests(["carried_in"]),
        "handled": requests(handled),
        "handled_persons": requests(handled, applicants[:1]),
        "handled_organisations": requests(handled, applicants[1:]),
        "answered": answered,
        "outcomes": listed("outcome", groups),
        "granted": granted,
        "granted_share": share.quantize(Decimal("0.1"), ROUND_HALF_UP),
        "carried_out": requests(["carried_out"]),
        "review": sum(review.values()),
        "review_results": listed("result", review),
        "lawsuits": sum(lawsuits.values()),
        "lawsuit_results": listed("result", lawsuits),
        "charged": sum(unit["charged"].values()),
        "charged_parts": listed("charged", unit["charged"]),
        "unpaid": requests(["other_fee_unpaid"]),
    }
