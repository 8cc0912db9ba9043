"""What the acts of this room share: rows to change, checks, the log, dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from concentric.audit import api as audit
from concentric.facts import api as facts
from concentric.kernel.api import Actor, Invalid, Missing, Refused, msgid
from concentric.parties import emits, models, permissions, queries, rules
from concentric.places import api as places

NAME_COLUMNS: Final = ("legal_name", "short_name", "legal_name_en", "short_name_en")


def row_of(code: str) -> models.Organisation:
    """An organisation's row. Raises `Missing`."""
    row = models.Organisation.objects.select_related("parent").filter(code=code).first()
    if row is None:
        raise Missing(msgid("There is no organisation with the code %(code)s."), code=code)
    return row


def site_row(uuid: UUID) -> Any:
    """The row the key to a site points at. Raises `Missing`."""
    places.site(uuid)
    field: Any = models.Organisation._meta.get_field("site")
    return field.related_model.objects.only("id", "uuid").get(uuid=uuid)


def row_to_change(actor: Actor, code: str) -> models.Organisation:
    """An organisation's row, locked, for who may change it. Raises `Missing`, `Refused`."""
    if not permissions.may_change_organisation(actor):
        raise Refused(msgid("You may not change organisations."))
    rows = models.Organisation.objects.select_related("parent").select_for_update(of=("self",))
    row = rows.filter(code=code).first()
    if row is None:
        raise Missing(msgid("There is no organisation with the code %(code)s."), code=code)
    return row


def check_reason(reason: str) -> None:
    """Every act on an organisation says why."""
    if not reason.strip():
        raise Invalid(msgid("Give a reason: it stands with the act."))


def check_places(codes: set[str]) -> None:
    """Codes of places are known, or empty. Raises `Missing`."""
    wanted = codes - {""}
    unknown = sorted(wanted - set(places.places(wanted))) if wanted else []
    if unknown:
        raise Missing(
            msgid("These places are not known: %(codes)s."),
            remedy=msgid("Use the code of a division, or leave the place empty."),
            codes=", ".join(unknown[:10]),
        )


def names_row(row: models.Organisation, since: date) -> models.OrganisationName:
    """A row of the names an organisation has now, valid from a day on; not saved."""
    stated = {name: getattr(row, name) for name in NAME_COLUMNS}
    return models.OrganisationName(organisation=row, valid_from=since, **stated)


def log(actor: Actor, act: str, row: models.Organisation, **details: Any) -> None:
    """Write an act on an organisation into the audit log."""
    audit.log(
        actor=actor,
        act=act,
        object_kind="organisation",
        object_uuid=row.uuid,
        organisation=row.code,
        details=details,
    )


def state(actor: Actor, codes: Sequence[str], since: date | None = None) -> None:
    """State the dimensions of organisations into `facts`, from their beginning or from a day on."""
    rows = queries.organisations_by_code(codes).values()
    parents = queries.parents()
    tops = {row.code: rules.top_parent(row.code, parents) for row in rows}
    provinces = places.provinces_of({row.place for row in rows if row.place})
    statements = emits.organisation_statements(rows, tops, provinces, since)
    facts.state_dimensions(actor=actor, statements=statements)
