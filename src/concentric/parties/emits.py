"""What this room states into `facts`: no facts, but dimensions of organisations that follow from the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from concentric.facts.api import DimensionStatement
from concentric.parties.types import Attribute, Organisation

ENTITY_KIND = "organisation"


def organisation_statements(
    organisations: Iterable[Organisation],
    top_parents: Mapping[str, str],
    provinces: Mapping[str, str],
    since: date | None = None,
) -> Iterator[DimensionStatement]:
    """Kind, parent, topmost parent and province of organisations, from their beginning or from a day on.

    What an organisation has not is stated as nothing from that day on; before its beginning nothing is stated.
    """
    for row in organisations:
        values: dict[Attribute, str | None] = {
            Attribute.KIND: row.kind,
            Attribute.PARENT: row.parent,
            Attribute.TOP_PARENT: top_parents.get(row.code, row.code),
            Attribute.PROVINCE: provinces.get(row.place or ""),
        }
        for attribute, value in values.items():
            if value is None and since is None:
                continue
            yield DimensionStatement(
                entity_kind=ENTITY_KIND,
                entity=row.code,
                attribute=attribute,
                value=value,
                valid_from=since or row.valid_from,
            )


def merger_statement(code: str, successor: str | None, since: date) -> DimensionStatement:
    """Who carries on for an organisation from a day on; nobody after a separation."""
    return DimensionStatement(
        entity_kind=ENTITY_KIND,
        entity=code,
        attribute=Attribute.MERGED_INTO,
        value=successor,
        valid_from=since,
    )
