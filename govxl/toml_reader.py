"""Taking values out of TOML tables, with every fault noted at its key path instead of raised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from govxl import texts

T = TypeVar("T", str, int, bool, list[Any])
Name = TypeVar("Name", str, tuple[str, ...])


def length(text: str) -> int:
    """The length of a text as Excel counts it: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


class Item:
    """One TOML table at a key path. Each method takes a key out and notes a fault where it is missing or ill-typed."""

    def __init__(self, data: Any, path: str, faults: list[str]):
        self._path, self._faults = path, faults
        self._bad: set[str] = set()
        self._rest: dict[str, Any] = dict(data) if isinstance(data, dict) else {}
        if not isinstance(data, dict):
            self._faults.append(f"{path}: {texts.fault_type('table')}")

    def fault(self, key: str, text: str) -> None:
        """Note a fault at a key, one a key: what follows from the first is no news."""
        if key not in self._bad:
            self._bad.add(key)
            self._faults.append(f"{self._at(key)}: {text}")

    def _at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _take(self, key: str, kind: type[T], default: T | None) -> T:
        if key not in self._rest:
            if default is None:
                self.fault(key, texts.fault_missing())
            return kind() if default is None else default
        value = self._rest.pop(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fault(key, texts.fault_type(kind.__name__))
            return kind()
        return value

    def text(
        self, key: str, default: str | None = None, *, limit: int = 0, spelt: re.Pattern[str] | None = None
    ) -> str:
        """A text, not empty unless it has a default, of a length and spelling."""
        value = self._take(key, str, default)
        if not value and default is None:
            self.fault(key, texts.fault_empty())
        elif limit and length(value) > limit:
            self.fault(key, texts.fault_too_long(length(value), limit))
        elif spelt is not None and not spelt.fullmatch(value):
            self.fault(key, texts.fault_spelling(value))
        return value

    def path(self, key: str) -> tuple[str, ...]:
        """A label path: a text whose steps are parted by "/", or a list of steps, in which "/" is a letter."""
        if not isinstance(self._rest.get(key), list):
            text = self.text(key)
            steps = tuple(text.split("/")) if text else ()
        else:
            steps = self.names(key)
        if not all(steps):
            self.fault(key, texts.fault_empty_step("/".join(steps)))
        return steps

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> Any:
        """One of some words."""
        value = self.text(key, default)
        if value not in allowed:
            self.fault(key, texts.fault_choice(value, allowed))
            return allowed[0]
        return value

    def flag(self, key: str) -> bool:
        """A truth value, false unless given."""
        return self._take(key, bool, False)

    def number(self, key: str, lowest: int, highest: int, default: int | None = None) -> int:
        """A whole number within bounds."""
        value = self._take(key, int, default)
        if not lowest <= value <= highest:
            self.fault(key, texts.fault_range(value, lowest, highest))
        return value

    def mapping(self, key: str, allowed: tuple[str, ...]) -> dict[str, Any]:
        """A table of choices by name."""
        values = self._rest.pop(key, {})
        if not isinstance(values, dict):
            self.fault(key, texts.fault_type("table"))
            return {}
        for name, value in values.items():
            if value not in allowed:
                self.fault(f"{key}.{name}", texts.fault_choice(str(value), allowed))
        return {name: value for name, value in values.items() if value in allowed}

    def names(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """A list of texts."""
        values = self._take(key, list, [] if optional else None)
        for index, value in enumerate(values):
            if not isinstance(value, str):
                self.fault(f"{key}[{index}]", texts.fault_type("str"))
        if not values and not optional:
            self.fault(key, texts.fault_empty())
        return tuple(value for value in values if isinstance(value, str))

    def texts(self, key: str) -> dict[str, str]:
        """A table of texts and whole numbers by name, all as text. It need not be there."""
        values = self._rest.pop(key, {})
        if not isinstance(values, dict):
            self.fault(key, texts.fault_type("table"))
            return {}
        for name, value in values.items():
            if isinstance(value, bool) or not isinstance(value, (str, int)):
                self.fault(f"{key}.{name}", texts.fault_type("str"))
        return {name: str(value) for name, value in values.items()}

    def groups(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts, none of them empty."""
        values = self._take(key, list, None)
        inner = Item({str(index): value for index, value in enumerate(values)}, self._at(key), self._faults)
        return tuple(inner.names(str(index)) for index in range(len(values)))

    def lists(self, key: str) -> dict[str, tuple[str, ...]]:
        """A table of lists of texts; none of them may be empty. The table itself need not be there."""
        values = self._rest.pop(key, {})
        inner = Item(values, self._at(key), self._faults)
        return {name: inner.names(name) for name in values} if isinstance(values, dict) else {}

    def table(self, key: str) -> Item:
        """A table at a key; without it one that is empty."""
        return Item(self._rest.pop(key, {}), self._at(key), self._faults)

    def items(self, key: str, *, optional: bool = False) -> Iterator[Item]:
        """A list of tables, each at its own key path."""
        values = self._take(key, list, [] if optional else None)
        if not values and not optional:
            self.fault(key, texts.fault_empty())
        for index, value in enumerate(values):
            yield Item(value, f"{self._at(key)}[{index}]", self._faults)

    def end(self) -> None:
        """Whatever was not taken is a misspelt or unknown key."""
        for key in self._rest:
            self.fault(key, texts.fault_unknown_key())


def repeated(names: Iterable[Name]) -> list[Name]:
    """What stands more than once among names."""
    seen: set[Name] = set()
    again = []
    for name in names:
        if name in seen and name:
            again.append(name)
        seen.add(name)
    return again
