"""Recording what others' publications state, with its citation; and forgetting a person."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from concentric.audit import api as audit
from concentric.desk.types import ImportProblem, ImportReport
from concentric.kernel.api import Actor, Bound, Invalid, Refused, msgid
from concentric.publications import models, permissions
from concentric.rulebook.types import Localised

MOST_BYTES = 1_000_000


@transaction.atomic
def record_text(
    *, actor: Actor, figure: str, says: Localised, items: Sequence[tuple[Localised, str]], unit: str,
    stated_on: date, source: Mapping[str, Any], bound: Bound = Bound.EQ,
) -> bool:  # fmt: skip
    """Record a text with its items (words and area); whether something was written. Repeating it writes nothing.

    Raises `Invalid` without items, or without the title of the source; a text that is recorded otherwise is replaced
    by its items as given, and the log says so.
    """
    _require_recorder(actor)
    if not items or not str(source.get("title", "")).strip():
        raise Invalid(
            msgid("The text %(figure)s lacks its items or its source."),
            why=msgid("A statement is kept with its citation and counted by its items."),
            figure=figure,
        )
    fields = {
        "says_zh": says.zh, "says_en": says.en, "unit": unit, "bound": str(bound), "stated_on": stated_on,
        "source_title": str(source["title"]), "source_article": str(source.get("article") or ""),
        "source_issued_on": source.get("issued_on"),
        "source_status": str(source.get("status") or "unverified"),
    }  # fmt: skip
    listed = [(one.zh, one.en, area) for one, area in items]
    row = models.RecordedText.objects.select_for_update().filter(figure=figure).first()
    if row is not None and _is_same(row, fields, listed):
        return False
    row, _ = models.RecordedText.objects.update_or_create(figure=figure, defaults=fields)
    row.items.all().delete()
    models.RecordedItem.objects.bulk_create(
        models.RecordedItem(text=row, rank=rank, says_zh=zh, says_en=en, area=area)
        for rank, (zh, en, area) in enumerate(listed, start=1)
    )
    audit.log(
        actor=actor, act="publications.text_recorded", object_kind="recorded_text", object_uuid=row.uuid,
        organisation=actor.organisation, details={"figure": figure, "items": len(listed)},
    )  # fmt: skip
    return True


@transaction.atomic
def import_texts(*, actor: Actor, content: bytes, dry_run: bool) -> ImportReport:
    """Record every statement of a YAML file, or none: `statements` with figure, what, items, source."""
    _require_recorder(actor)
    problems: list[ImportProblem] = []
    created = unchanged = 0
    for place, statement in enumerate(_statements(content), start=1):
        try:
            is_new = record_text(actor=actor, **_arguments(statement))
        except (Invalid, KeyError, TypeError, ValueError) as error:
            says = str(error) if isinstance(error, Invalid) else f"{type(error).__name__}: {error}"
            problems.append(ImportProblem("statements", str(place), says))
        else:
            created, unchanged = created + is_new, unchanged + (not is_new)
    if problems or dry_run:
        transaction.set_rollback(True)
    return ImportReport(
        created=0 if problems else created, unchanged=unchanged, problems=tuple(problems)
    )


@transaction.atomic
def erase_person(actor: Actor, person: UUID) -> int:
    """Take a person off the drafts they wrote; returns the rows changed.

    Signatures stay: who signed a publication must stay answerable.
    """
    if not permissions.may_write(actor) and not permissions.may_withdraw(actor):
        raise Refused(msgid("You may not erase people."))
    rows = models.Chapter.objects.filter(changed_by=person).update(changed_by=None)
    return int(
        rows + models.ChapterRevision.objects.filter(changed_by=person).update(changed_by=None)
    )


def _require_recorder(actor: Actor) -> None:
    if not permissions.may_record_texts(actor):
        raise Refused(msgid("You may not record texts."))


def _statements(content: bytes) -> Sequence[Mapping[str, Any]]:
    if len(content) > MOST_BYTES:
        raise Invalid(msgid("The file is too large."))
    try:
        read = YAML(typ="safe").load(io.BytesIO(content))
    except (YAMLError, UnicodeDecodeError) as error:
        raise Invalid(msgid("The file is not YAML: %(says)s"), says=str(error)[:200]) from error
    if not isinstance(read, dict) or not isinstance(read.get("statements"), list):
        raise Invalid(msgid("The file has no list called statements."))
    return [dict(one) if isinstance(one, dict) else {} for one in read["statements"]]


def _arguments(statement: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "figure": str(statement["figure"]),
        "says": Localised(str(statement["what"]["zh"]), str(statement["what"]["en"])),
        "items": [
            (Localised(str(one["zh"]), str(one["en"])), str(one.get("area") or ""))
            for one in statement["items"]
        ],
        "unit": str(statement["unit"]),
        "stated_on": _day(statement["stated_on"]),
        "source": {**statement["source"], "issued_on": _day(statement["source"]["issued_on"])},
        "bound": Bound(statement.get("bound", "eq")),
    }


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _is_same(
    row: models.RecordedText, fields: Mapping[str, Any], listed: list[tuple[str, str, str]]
) -> bool:
    stands = [(one.says_zh, one.says_en, one.area) for one in row.items.order_by("rank")]
    return stands == listed and all(getattr(row, name) == value for name, value in fields.items())
