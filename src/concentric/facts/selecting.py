"""Selectors as SQL: the facts behind a number at a sealed position."""

from __future__ import annotations

from typing import Any

from concentric.facts.types import Selector

_LIVE = (
    "FROM facts_fact f JOIN facts_position p ON p.row_id = f.id "
    "WHERE p.position <= %(at)s AND f.reverses IS NULL AND NOT EXISTS ("
    "SELECT 1 FROM facts_fact r JOIN facts_position q ON q.row_id = r.id "
    "WHERE r.reverses = f.uuid AND q.position <= %(at)s)"
)
_SUBJECT = "f.organisation, f.place, f.person_key, f.object_kind, f.object_uuid, f.dims"

WORD_1 = "('x' || encode(substring(f.digest FROM 1 FOR 4), 'hex'))::bit(32)::bigint"
WORD_2 = "('x' || encode(substring(f.digest FROM 5 FOR 4), 'hex'))::bit(32)::bigint"


def matching(selector: Selector, position: int) -> tuple[str, dict[str, Any]]:
    """A query for `row_id, position, digest` of the facts that a selector finds at a position, and
    its parameters.
    """
    conditions, params = _conditions(selector)
    params["at"] = position
    where = "".join(f" AND {condition}" for condition in conditions)
    if not selector.latest:
        return f"SELECT f.id AS row_id, p.position, f.digest {_LIVE}{where}", params
    return (
        f"SELECT DISTINCT ON ({_SUBJECT}) f.id AS row_id, p.position, f.digest {_LIVE}{where} "
        f"ORDER BY {_SUBJECT}, f.covers_to DESC, p.position DESC"
    ), params


def _conditions(selector: Selector) -> tuple[list[str], dict[str, Any]]:
    """One condition per part that is set. The names are ours, every value is a parameter."""
    parts: dict[str, tuple[str, Any]] = {
        "fact_type": ("f.fact_type = %(fact_type)s", selector.fact_type),
        "covers_from": ("f.covers_from >= %(covers_from)s", selector.covers_from),
        "covers_to": ("f.covers_to <= %(covers_to)s", selector.covers_to),
        "organisations": (
            "f.organisation = ANY (%(organisations)s)",
            _list(selector.organisations),
        ),
        "places": ("coalesce(f.place, '') = ANY (%(places)s)", _list(selector.places)),
        "objects": ("f.object_uuid = ANY (%(objects)s)", _list(selector.objects)),
        "basis": ("f.basis = %(basis)s", selector.basis),
        "boundary": ("f.boundary = %(boundary)s", selector.boundary),
        "confirmation": ("f.confirmation = %(confirmation)s", selector.confirmation),
    }
    for number, (dimension, codes) in enumerate(selector.where):
        name, wanted = f"dim_{number}", f"codes_{number}"
        parts[wanted] = (
            f"coalesce(f.dims ->> %({name})s, '') = ANY (%({wanted})s)",
            list(codes),
        )
        parts[name] = ("", dimension)
    set_parts = {name: part for name, part in parts.items() if part[1] is not None}
    conditions = [condition for condition, _ in set_parts.values() if condition]
    return conditions, {name: value for name, (_, value) in set_parts.items()}


def _list(values: tuple[Any, ...] | None) -> list[Any] | None:
    return None if values is None else list(values)
