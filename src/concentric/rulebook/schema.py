"""What the JSON Schemas say about a file, as problems with lines; and the canonical order of keys.

The order of ``properties`` in a schema *is* the canonical order, so there is one place to change
it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from concentric.kernel.api import msgid
from concentric.rulebook.parsing import Parsed
from concentric.rulebook.problems import problem
from concentric.rulebook.types import Json, Problem

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError
    from referencing import Registry

KINDS: Mapping[str, str] = {
    "calendar": "calendar",
    "cases": "case",
    "code_lists": "code_list",
    "fact_types": "fact_type",
    "forms": "form",
    "indicators": "indicator",
    "parameters": "parameters",
    "populations": "population",
    "reports": "report",
}
"""Folder of a pack → name of the schema of its files. Other folders are carried, not interpreted.
"""

_SENTENCES: Mapping[str, tuple[str, str]] = {
    "required": (
        msgid("At %(where)s a key is missing: %(said)s."),
        msgid("Add the key."),
    ),
    "additionalProperties": (
        msgid("At %(where)s a key is not known: %(said)s."),
        msgid("Correct the spelling, or remove the key."),
    ),
    "enum": (
        msgid("At %(where)s the value is not one of those allowed: %(said)s."),
        msgid("Choose one of the allowed values."),
    ),
    "format": (
        msgid("At %(where)s the value has the wrong form: %(said)s."),
        msgid("Write days as 2020-12-31 and addresses with https://."),
    ),
}
_OTHERWISE = (
    msgid("At %(where)s the value does not fit: %(said)s."),
    msgid("Compare with the schema; quote codes that look like numbers."),
)


@cache
def schema(name: str) -> dict[str, Any]:
    """The JSON Schema with this name."""
    text = files(__package__).joinpath("schemas", f"{name}.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _validator(name: str) -> Draft202012Validator:
    # Here, as most processes check no catalogue: they have the rulebook's kept text.
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry, Resource

    shared = Resource.from_contents(schema("common"))
    registry: Registry[Any] = Registry().with_resource("common.json", shared)
    return Draft202012Validator(
        schema(name), registry=registry, format_checker=FormatChecker(["date"])
    )


def schema_problems(file: str, name: str, parsed: Parsed) -> Iterator[Problem]:
    """Every fault of one file against its schema, with the line it is on."""
    for line, key in parsed.duplicates:
        yield problem(
            file,
            line,
            msgid("The key %(key)s is written twice."),
            msgid("Only one of the two can be meant."),
            msgid("Remove one."),
            key=key,
        )
    for error in _validator(name).iter_errors(parsed.content):
        yield _as_problem(file, parsed, _deepest(error))


def _deepest(error: ValidationError) -> ValidationError:
    """Inside an alternative, the fault of the branch that fits best."""
    from jsonschema.exceptions import best_match

    inner = best_match(error.context) if error.context else None
    return inner if inner is not None else error


def _unknown_keys(error: ValidationError) -> list[str]:
    known = error.schema.get("properties", {})
    return [str(key) for key in error.instance if key not in known]


def _as_problem(file: str, parsed: Parsed, error: ValidationError) -> Problem:
    pointer = "".join(f"/{part}" for part in error.absolute_path)
    if error.validator == "additionalProperties":
        pointer = f"{pointer}/{_unknown_keys(error)[0]}"
    what, remedy = _SENTENCES.get(str(error.validator), _OTHERWISE)
    return problem(
        file,
        parsed.line(pointer),
        what,
        msgid("Files of the catalogue have one shape, so that all can read them."),
        remedy,
        where=pointer or "/",
        said=error.message,
    )


def order_problems(file: str, name: str, parsed: Parsed) -> Iterator[Problem]:
    """Mappings whose keys are not in the canonical order."""
    for pointer, expected in _misordered(parsed.content, schema(name), "", name):
        yield problem(
            file,
            parsed.line(pointer),
            msgid("At %(where)s the keys are not in the canonical order."),
            msgid("One order makes differences between versions readable."),
            msgid("Write them as: %(order)s."),
            where=pointer or "/",
            order=", ".join(expected),
        )


def _misordered(
    value: Json, described: Mapping[str, Any], pointer: str, name: str
) -> Iterator[tuple[str, list[str]]]:
    described, name = resolved(described, name, value)
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _misordered(item, described.get("items", {}), f"{pointer}/{index}", name)
    if not isinstance(value, dict):
        return
    expected = in_order(value, described)
    if list(value) != expected:
        yield pointer, expected
    for key, item in value.items():
        below = property_schema(described, key)
        yield from _misordered(item, below, f"{pointer}/{key}", name)


def in_order(keys: Iterable[str], described: Mapping[str, Any]) -> list[str]:
    """Keys in the order of the schema's properties; unknown ones keep their place at the end."""
    properties = list(described.get("properties", {}))
    known = [key for key in properties if key in set(keys)]
    return known + [key for key in keys if key not in properties]


def property_schema(described: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The schema of one property, or of the map's values."""
    found = described.get("properties", {}).get(key, described.get("additionalProperties"))
    return found if isinstance(found, dict) else {}


def resolved(described: Mapping[str, Any], name: str, value: Json) -> tuple[Mapping[str, Any], str]:
    """A schema with its reference followed and the alternative for this kind of value chosen."""
    reference = described.get("$ref")
    if reference:
        definition = str(reference).rsplit("/", 1)[1]
        return resolved(schema("common")["$defs"][definition], "common", value)
    kind = "object" if isinstance(value, dict) else "array" if isinstance(value, list) else None
    for branch in described.get("anyOf", ()) if kind else ():
        below, source = resolved(branch, name, value)
        if below.get("type") == kind:
            return below, source
    return described, name
