"""The registry is complete: facts open, files have gates, people can be forgotten, every word leads somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db.models import Field, Model
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse

from concentric.desk.api import registered, registered_one
from concentric.desk.types import (
    DemoLoader,
    FileGate,
    Health,
    HealthCheck,
    JobKind,
    MenuItem,
    Panel,
    PersonData,
    TraceResolver,
)
from concentric.rulebook.api import default_paths, load
from tests.house.rooms import SOURCE, none, python_files, room_of, shown

# --- Facts open -------------------------------------------------------------------------------

SPOKEN_FOR = {"returns": ("returns", "indicators")}
"""Rooms of fact types that a part of another room answers for."""


def without_resolver(codes: Iterable[str], resolvers: set[str]) -> list[str]:
    """Fact types whose source rows nobody can open."""
    return [
        f"{code}: no TraceResolver for {code.split('.')[0]}"
        for code in codes
        if not resolvers & set(SPOKEN_FOR.get(code.split(".")[0], (code.split(".")[0],)))
    ]


def test_every_fact_type_can_be_opened() -> None:
    assert without_resolver(["giving.money_given"], {"programmes"})
    assert without_resolver(["returns.ipo_declared"], {"indicators"}) == []
    codes = set(load(default_paths()).fact_types)
    assert len(codes) > 50
    faults = without_resolver(sorted(codes), {r.room for r in registered(TraceResolver)})
    none(sorted({fault.partition(": ")[2] for fault in faults}))


# --- Files have a gate ------------------------------------------------------------------------


def named_kinds(source: str, function: str, argument: str) -> list[tuple[int, str]]:
    """What calls of a function give for an argument, where it is a text or a constant of the same module."""
    tree = ast.parse(source)
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = []
    for node in ast.walk(tree):
        if (
            not isinstance(node, ast.Call)
            or getattr(node.func, "attr", getattr(node.func, "id", "")) != function
        ):
            continue
        for keyword in node.keywords:
            value = keyword.value
            if keyword.arg == argument and isinstance(value, ast.Constant):
                found.append((node.lineno, str(value.value)))
            elif keyword.arg == argument and isinstance(value, ast.Name) and value.id in constants:
                found.append((node.lineno, str(constants[value.id])))
            elif keyword.arg == argument and isinstance(value, ast.Attribute):
                found.append((node.lineno, f"({ast.unparse(value)})"))
    return found


def test_every_kind_of_attachment_has_a_gate() -> None:
    source = 'KIND = "deal"\nevidence.attach(object_kind=KIND)\nevidence.attach(object_kind="form")'
    assert [kind for _, kind in named_kinds(source, "attach", "object_kind")] == ["deal", "form"]
    gates = {gate.kind for gate in registered(FileGate)}
    assert "nobody's" not in gates
    none(
        f"{shown(path)}:{line} attaches to {kind}: no FileGate"
        for path in python_files()
        if SOURCE in path.parents and "evidence" not in path.parts
        for line, kind in named_kinds(path.read_text(encoding="utf-8"), "attach", "object_kind")
        if not {kind, f"{path.relative_to(SOURCE).parts[0]}.{kind}"} & gates
    )


def test_every_job_that_is_started_has_a_kind() -> None:
    kinds = {kind.code for kind in registered(JobKind)}
    assert "nobody's" not in kinds
    none(
        f"{shown(path)}:{line} starts {kind}: no JobKind"
        for path in python_files()
        for line, kind in named_kinds(path.read_text(encoding="utf-8"), "start_job", "kind")
        if kind not in kinds and not kind.startswith("(")
    )


# --- People can be forgotten ------------------------------------------------------------------

PERSONS = {"parties.Person", "access.User", "access.Appointment"}
PSEUDONYMS = {
    "facts_fact": "the ledger outlives erasure: it holds a pseudonym that the erased key cannot be found by",
    "audit_entry": "the log outlives erasure: it holds uuids, never names",
}
"""Books that keep a person's uuid or pseudonym, and why."""


def is_about_a_person(field: Field) -> bool:
    """Whether a column leads to a person: a key, a uuid called so, or the pseudonym."""
    if field.is_relation:
        return field.related_model._meta.label in PERSONS
    if field.get_internal_type() == "UUIDField":
        return field.name == "person" or field.name.endswith(("_by", "_person"))
    return field.name in {"person_key", "work_mail", "work_phone", "email"}


def person_columns(models: Iterable[type[Model]]) -> dict[str, list[str]]:
    """Tables of the product with a column about a person."""
    found = {
        m._meta.db_table: [f.name for f in m._meta.local_concrete_fields if is_about_a_person(f)]
        for m in models
    }
    return {table: columns for table, columns in found.items() if columns}


def test_every_table_about_people_has_a_holder() -> None:
    ours = {
        m._meta.db_table: m for m in apps.get_models() if m.__module__.startswith("concentric.")
    }
    assert "parties_person" in person_columns([ours["parties_person"]])
    assert "access_appointment" in person_columns([ours["access_appointment"]])
    assert person_columns([ours["places_division"]]) == {}
    held = {table for holder in registered(PersonData) for table in holder.tables}
    none(
        f"{room_of(ours[table].__module__)}: {table} ({', '.join(columns)}) has no PersonData holder"
        for table, columns in person_columns(ours.values()).items()
        if table not in held and table not in PSEUDONYMS
    )
    none(f"{table} is held and does not exist" for table in held if table not in ours)


def test_no_column_holds_what_the_product_must_not_know() -> None:
    refused = re.compile(r"identity_number|id_card|passport|birth|gender_of|home_address|private_")
    assert refused.search("identity_number") and not refused.search("work_phone")
    none(
        f"{model._meta.db_table}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("concentric.")
        for field in model._meta.local_concrete_fields
        if refused.search(field.name)
    )


# --- What is registered leads somewhere -------------------------------------------------------


def dead_ends(items: Iterable[MenuItem], icons: str) -> list[str]:
    """Menu items without a page or without a picture."""
    found = []
    for item in items:
        try:
            reverse(item.url_name)
        except NoReverseMatch:
            found.append(f"menu {item.code}: no page is called {item.url_name}")
        if f'id="{item.icon}"' not in icons:
            found.append(f"menu {item.code}: no icon is called {item.icon}")
    return found


def test_every_line_of_the_menu_leads_to_a_page_and_has_its_icon() -> None:
    from dataclasses import replace

    icons = (SOURCE / "desk/static/desk/build/icons.svg").read_text(encoding="utf-8")
    home = registered_one(MenuItem, "home")
    assert home is not None and dead_ends([home], icons) == []
    assert len(dead_ends([replace(home, url_name="portal:nowhere", icon="nothing")], icons)) == 2
    none(dead_ends(registered(MenuItem), icons))


def test_panels_have_their_templates() -> None:
    for panel in registered(Panel):
        get_template(panel.template)


def test_the_order_of_the_menu_and_the_demo_is_stated() -> None:
    places = [(item.group, item.order) for item in registered(MenuItem)]
    none(
        f"two lines of the menu stand at {place}"
        for place in {p for p in places if places.count(p) > 1}
    )
    orders = [loader.order for loader in registered(DemoLoader)]
    assert len(orders) == len(set(orders))


@pytest.mark.django_db
@pytest.mark.parametrize("check", registered(HealthCheck), ids=lambda check: check.code)
def test_every_health_check_answers_and_names_a_remedy(check: HealthCheck) -> None:
    found = check.run()
    assert isinstance(found, Health) and found.says
    assert found.ok or found.remedy


def test_every_room_with_pages_or_figures_registers_something() -> None:
    """A room that nobody meets through the registry is met nowhere."""
    kinds = (MenuItem, Panel, TraceResolver, PersonData, HealthCheck, DemoLoader)
    owners = {
        word
        for kind in kinds
        for item in registered(kind)
        for word in (getattr(item, "url_name", "").partition(":")[0], getattr(item, "room", ""))
    }
    assert owners >= {"portal", "members", "programmes", "access", "parties", "places"}
