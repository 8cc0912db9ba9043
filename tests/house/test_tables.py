"""Tables: what names they have, how rows are named, what a model may not do."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.apps import apps
from django.db import models
from django.db.models import Model

from tests.house.rooms import none, room_of

VALIDITY = {"valid_from", "valid_to", "covers_from", "covers_to"}
"""First and last day, both included: the two pairs of days that are not called `_on`."""
REFUSED = {
    "slug",
    "guid",
    "uid",
    "pk",
    "key",
    "identifier",
    "ident",
    "ref",
    "reference",
    "number_code",
}
REFUSED_ENDINGS = ("_id", "_slug", "_guid", "_uid", "_ref", "_no")
POSITIONS = {"row_id"}
"""Columns of the sealing machinery that hold an `id` of a book."""


def ours() -> list[type[Model]]:
    """The models of the product."""
    return [m for m in apps.get_models() if m.__module__.startswith("concentric.")]


def faults_of_field(field: models.Field) -> Iterable[str]:
    """What is wrong with the name or kind of a column."""
    name, kind = field.name, field.get_internal_type()
    if kind == "DateField" and not name.endswith("_on") and name not in VALIDITY:
        yield "is a date: its name ends in _on"
    if kind == "DateTimeField" and not name.endswith("_at") and name != "at":
        yield "is an instant: its name ends in _at"
    if kind != "DateField" and name.endswith("_on"):
        yield "ends in _on and is no date"
    if kind != "DateTimeField" and name.endswith("_at"):
        yield "ends in _at and is no instant"
    if kind == "FloatField":
        yield "is a float: amounts and counts are Decimal or int"
    if field.is_relation:
        return
    if name in REFUSED or (name.endswith(REFUSED_ENDINGS) and name not in POSITIONS):
        yield "is a fourth identifier: there are id, uuid and code"
    if name == "uuid" and not (kind == "UUIDField" and field.unique and field.has_default()):
        yield "is not unique with a default"
    if name == "code" and kind != "TextField":
        yield "is not text"


def inherited(model: type[Model], field: models.Field) -> bool:
    """Whether the column comes from Django's own account."""
    return any(
        base.__module__.startswith("django.")
        and field.name in {f.name for f in base._meta.local_fields}
        for base in model.__mro__
        if base is not model and hasattr(base, "_meta") and base._meta.abstract
    )


def faults_of(model: type[Model]) -> Iterable[str]:
    """What is wrong with a model and its columns."""
    meta, room = model._meta, room_of(model.__module__)
    if (
        not re.fullmatch(rf"{room}_[a-z][a-z_]*", meta.db_table)
        or "db_table" not in meta.original_attrs
    ):
        yield f"{model.__name__}: its table is not called {room}_<thing> by a word of its own"
    if not (model.__dict__.get("__doc__") or "").strip() or model.__doc__.startswith(
        f"{model.__name__}("
    ):
        yield f"{model.__name__}: no docstring says what a row means"
    elif "ritten by" not in model.__doc__ and "ritten with" not in model.__doc__:
        yield f"{model.__name__}: the docstring does not say who writes it"
    for method in ("save", "delete"):
        if method in vars(model):
            yield f"{model.__name__}.{method}: writing is an act of services"
    if not isinstance(meta.pk, models.BigAutoField) or meta.pk.name != "id":
        yield f"{model.__name__}: its key is not a bigint called id"
    for field in meta.local_concrete_fields:
        if not inherited(model, field):
            yield from (
                f"{model.__name__}.{field.name} {fault}" for fault in faults_of_field(field)
            )


def _bad_model() -> type[Model]:
    class BadThing(models.Model):
        slug = models.SlugField()
        day = models.DateField()
        closed_on = models.TextField()
        moment = models.DateTimeField()
        amount = models.FloatField()
        uuid = models.UUIDField()

        class Meta:
            app_label = "house"
            managed = False

        def save(self, *args: object, **kwargs: object) -> None:
            raise NotImplementedError

    apps.all_models.pop("house", None)
    BadThing.__module__ = "concentric.members.models"
    return BadThing


def test_a_bad_table_is_found() -> None:
    found = "\n".join(faults_of(_bad_model()))
    for fault in (
        "table is not called", "no docstring", "save", "slug is a fourth", "day is a date", "closed_on ends",
        "moment is an instant", "amount is a float", "uuid is not unique",
    ):  # fmt: skip
        assert fault in found, fault


def test_tables_keep_the_rules() -> None:
    assert len(ours()) > 25
    none(f"{room_of(m.__module__)}: {fault}" for m in ours() for fault in faults_of(m))


ENUMERATED = {"kind", "state", "status", "level", "bound", "basis", "boundary", "role", "time_kind"}
"""Columns that hold one of a list of words by their name."""


def unchecked(model: type[Model]) -> Iterable[str]:
    """Columns that hold one of a few words, and that no constraint keeps to them."""
    said = " ".join(
        str(c.condition) for c in model._meta.constraints if isinstance(c, models.CheckConstraint)
    )
    for field in model._meta.local_concrete_fields:
        is_word = field.name in ENUMERATED and field.get_internal_type() == "TextField"
        if is_word and not re.search(rf"'{field.name}(?:__\w+)?'", said):
            yield f"{model.__name__}.{field.name} has no CHECK of its words"


def test_columns_of_few_words_are_checked_by_the_database() -> None:
    from concentric.desk.models import Job

    assert not [fault for fault in unchecked(Job) if ".state" in fault]
    kept, Job._meta.constraints = Job._meta.constraints, []
    try:
        assert [fault for fault in unchecked(Job) if ".state" in fault]
    finally:
        Job._meta.constraints = kept
    free = {"Job.kind", "Value.kind"}  # words of a registry, not of a list
    none(
        f"{room_of(m.__module__)}: {fault}"
        for m in ours()
        for fault in unchecked(m)
        if fault.split()[0] not in free
    )
