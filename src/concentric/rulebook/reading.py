"""Typed reading of plain data that a schema has already accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from concentric.kernel.api import Invalid, msgid
from concentric.rulebook.types import Json, Localised, ParameterContent, Source, SourceStatus


@dataclass(frozen=True, slots=True)
class Reader:
    """One mapping, asked key by key; a key that is absent or null answers None where it may."""

    content: Mapping[str, Json]

    def text(self, key: str) -> str:
        """The text under a key that the schema requires. Raises Invalid if it is absent."""
        found = self.maybe_text(key)
        if found is None:
            raise Invalid(msgid("The key %(key)s is missing."), key=key)
        return found

    def maybe_text(self, key: str) -> str | None:
        """The text under a key, or None."""
        found = self.content.get(key)
        return None if found is None else str(found)

    def whole(self, key: str, otherwise: int = 0) -> int:
        """The whole number under a key."""
        found = self.content.get(key)
        return found if isinstance(found, int) else otherwise

    def maybe_whole(self, key: str) -> int | None:
        """The whole number under a key, or None."""
        found = self.content.get(key)
        return found if isinstance(found, int) else None

    def number(self, key: str) -> Decimal | None:
        """The exact number under a key, or None."""
        found = self.content.get(key)
        if isinstance(found, int | Decimal):
            return Decimal(found)
        return None

    def flag(self, key: str) -> bool:
        """Whether the key is true; absent means false."""
        return self.content.get(key) is True

    def day(self, key: str) -> date:
        """The day under a key that the schema requires."""
        return date.fromisoformat(self.text(key))

    def maybe_day(self, key: str) -> date | None:
        """The day under a key, or None."""
        found = self.maybe_text(key)
        return date.fromisoformat(found) if found else None

    def words(self, key: str) -> tuple[str, ...]:
        """The list of texts under a key; empty if absent."""
        found = self.content.get(key)
        return tuple(str(item) for item in found) if isinstance(found, list) else ()

    def below(self, key: str) -> Reader:
        """The mapping under a key; empty if absent."""
        found = self.content.get(key)
        return Reader(found if isinstance(found, dict) else {})

    def each(self, key: str) -> Iterator[Reader]:
        """The mappings of the list under a key; none if absent."""
        for item in items(self.content.get(key)):
            yield Reader(item)

    def texts(self, key: str) -> Mapping[str, str]:
        """The mapping of texts under a key, read-only; empty if absent."""
        found = self.below(key).content
        return MappingProxyType({name: code(value) for name, value in found.items()})

    def localised(self, key: str) -> Localised:
        """The text in two languages under a key; a plain text stands for both."""
        found = self.maybe_localised(key)
        if found is None:
            raise Invalid(msgid("The key %(key)s is missing."), key=key)
        return found

    def maybe_localised(self, key: str) -> Localised | None:
        """The text in two languages under a key, or None."""
        found = self.content.get(key)
        if isinstance(found, dict):
            return Localised(str(found.get("zh", "")), str(found.get("en", "")))
        return None if found is None else Localised(str(found), str(found))

    def source(self) -> Source:
        """The official source the object names."""
        found = self.below("source")
        return Source(
            found.maybe_text("title") or "",
            found.maybe_text("article") or "",
            found.maybe_day("issued_on"),
            found.maybe_text("url"),
            SourceStatus(found.maybe_text("status") or SourceStatus.UNVERIFIED),
        )


def items(value: Json) -> list[dict[str, Json]]:
    """The mappings of a list; anything else is no mapping and is left out."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def code(value: Json) -> str:
    """A code as text; YAML's true and false are the codes "true" and "false"."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def parameter_content(value: Json) -> ParameterContent:
    """What a parameter value holds: exact numbers, texts, lists and tables of them."""
    if isinstance(value, list):
        return tuple(_scalar(item) for item in value)
    if isinstance(value, dict):
        return MappingProxyType({key: _scalar(item) for key, item in value.items()})
    return None if value is None else _scalar(value)


def _scalar(value: Json) -> Decimal | str:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    return code(value)
