"""Dated acts on organisations: renamed, merged, separated, moved, closed; and mended codes."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from concentric.facts import api as facts
from concentric.kernel.api import Actor, Conflict, Invalid, msgid
from concentric.parties import emits, models, queries, rules
from concentric.parties.services import registering
from concentric.parties.services import rows as shared
from concentric.parties.types import ActKind, Organisation, OrganisationDraft
from concentric.places import api as places


@transaction.atomic
def rename_organisation(
    *,
    actor: Actor,
    code: str,
    legal_name: str,
    acted_on: date,
    reason: str,
    short_name: str = "",
    legal_name_en: str = "",
    short_name_en: str = "",
) -> Organisation:
    """Give an organisation new names from a day on. The code stays, so that past numbers do not move.

    Raises `Invalid` without a name or reason, or for a day not after the last rename.
    """
    row = shared.row_to_change(actor, code)
    shared.check_reason(reason)
    if not legal_name.strip():
        raise Invalid(msgid("The organisation %(code)s needs a legal name."), code=code)
    current = models.OrganisationName.objects.select_for_update().filter(
        organisation=row, valid_to=None
    )
    since = current.values_list("valid_from", flat=True).first() or row.valid_from
    if acted_on <= since:
        raise Invalid(
            msgid("A rename must be later than %(since)s."),
            why=msgid("Since then the organisation has its present names."),
            since=since.isoformat(),
        )
    if not current.exists():
        shared.names_row(row, row.valid_from).save()
    current.update(valid_to=acted_on - timedelta(days=1))
    row.legal_name = legal_name.strip()
    row.short_name = short_name.strip() or row.legal_name
    row.legal_name_en = legal_name_en.strip()
    row.short_name_en = short_name_en.strip() or row.legal_name_en
    row.sort_key = places.sort_key(row.short_name)
    row.save(update_fields=[*shared.NAME_COLUMNS, "sort_key"])
    shared.names_row(row, acted_on).save()
    _act(actor, row, ActKind.RENAMED, acted_on, reason)
    return queries.organisation(code)


@transaction.atomic
def merge_organisations(
    *, actor: Actor, code: str, successor: str, acted_on: date, reason: str
) -> Organisation:
    """Let a successor carry on for an organisation from a day on; it exists until the day before.

    What it did stays counted under its own code. Its parts get the successor as parent. Raises `Invalid` or
    `Conflict` for a merger that cannot be.
    """
    row = shared.row_to_change(actor, code)
    shared.check_reason(reason)
    target = shared.row_of(successor)
    if target.pk == row.pk or queries.successor_of(successor) == code:
        raise Invalid(msgid("An organisation cannot be merged into itself."))
    if target.valid_to is not None and target.valid_to < acted_on:
        raise Invalid(
            msgid("%(code)s no longer existed on that day."),
            remedy=msgid("Name the organisation that carried on for it."),
            code=successor,
        )
    _end(row, acted_on)
    row.successor = target
    row.save(update_fields=["valid_to", "successor"])
    parts = list(models.Organisation.objects.filter(parent=row).exclude(pk=target.pk))
    models.Organisation.objects.filter(pk__in=[p.pk for p in parts]).update(parent=target)
    if target.parent_id == row.pk:
        models.Organisation.objects.filter(pk=target.pk).update(parent=row.parent)
    _act(actor, row, ActKind.MERGED, acted_on, reason, target)
    facts.state_dimensions(
        actor=actor, statements=[emits.merger_statement(code, target.code, acted_on)]
    )
    moved = {target.code, *(p.code for p in parts)}
    below = set().union(*(queries.parts_within(c) for c in moved))
    shared.state(actor, sorted(moved | below), since=acted_on)
    return queries.organisation(code)


@transaction.atomic
def separate_organisation(*, actor: Actor, code: str, acted_on: date, reason: str) -> Organisation:
    """Let a merged organisation stand by itself again from a day on: the answer to a merger that did not last.

    What was counted for the successor in between stays there. Its former parts stay with the successor until
    they are moved. Raises `Conflict` for what was never merged, `Invalid` for a day not after the merger.
    """
    row = shared.row_to_change(actor, code)
    shared.check_reason(reason)
    if row.successor_id is None or row.valid_to is None:
        raise Conflict(msgid("%(code)s is not merged into another organisation."), code=code)
    first = row.valid_to + timedelta(days=1)
    if acted_on <= first:
        raise Invalid(
            msgid("The separation must be later than the merger of %(day)s."), day=first.isoformat()
        )
    row.valid_to, row.successor = None, None
    row.save(update_fields=["valid_to", "successor"])
    _act(actor, row, ActKind.SEPARATED, acted_on, reason)
    facts.state_dimensions(actor=actor, statements=[emits.merger_statement(code, None, acted_on)])
    return queries.organisation(code)


@transaction.atomic
def move_organisation(
    *, actor: Actor, code: str, parent: str | None, acted_on: date, reason: str
) -> Organisation:
    """Give an organisation another parent, or none, from a day on. Raises `Invalid` for a circle of parents."""
    row = shared.row_to_change(actor, code)
    shared.check_reason(reason)
    above = shared.row_of(parent) if parent else None
    below = queries.parts_within(code)
    if above is not None and (above.pk == row.pk or above.code in below):
        raise Invalid(msgid("The parents of %(code)s lead back to itself."), code=code)
    draft = OrganisationDraft(
        code=row.code,
        kind=queries.organisation_of(row).kind,
        legal_name=row.legal_name,
        parent=parent or "",
        valid_from=row.valid_from,
    )
    rules.tidy(draft)
    row.parent = above
    row.save(update_fields=["parent"])
    _act(actor, row, ActKind.MOVED, acted_on, reason)
    shared.state(actor, [code, *sorted(below)], since=acted_on)
    return queries.organisation(code)


@transaction.atomic
def close_organisation(*, actor: Actor, code: str, acted_on: date, reason: str) -> Organisation:
    """Record that an organisation ended: the day is the first on which it no longer exists."""
    row = shared.row_to_change(actor, code)
    shared.check_reason(reason)
    _end(row, acted_on)
    row.save(update_fields=["valid_to"])
    _act(actor, row, ActKind.CLOSED, acted_on, reason)
    return queries.organisation(code)


@transaction.atomic
def update_codes(
    *,
    actor: Actor,
    code: str,
    uscc: str,
    stock_code: str,
    place: str,
    seen: tuple[str, str, str] | None = None,
) -> Organisation:
    """Mend the public codes and the place of an organisation.

    `seen` are credit code, stock code and place as they stood when the change was begun. Raises `Conflict` when a
    credit code is taken, or when somebody changed them since.
    """
    row = shared.row_to_change(actor, code)
    if seen is not None and seen != (row.uscc, row.stock_code, row.place):
        raise Conflict(
            msgid("Somebody changed this organisation in the meantime."),
            why=msgid("Now it has: %(standing)s."),
            remedy=msgid("What you typed still stands here; save again if it is right."),
            standing=", ".join(filter(None, (row.uscc, row.stock_code, row.place))) or "-",
        )
    stated = rules.tidy(
        OrganisationDraft(
            code=code,
            kind=queries.organisation_of(row).kind,
            legal_name=row.legal_name,
            parent=row.parent.code if row.parent else "",
            uscc=uscc,
            stock_code=stock_code,
            place=place,
            valid_from=row.valid_from,
        )
    )
    shared.check_places({stated.place})
    row.uscc, row.stock_code, row.place = stated.uscc, stated.stock_code, stated.place
    try:
        with transaction.atomic():
            row.save(update_fields=["uscc", "stock_code", "place"])
    except IntegrityError as error:
        raise registering.taken_uscc(code) from error
    shared.log(actor, "parties.organisation_codes_updated", row)
    shared.state(actor, [code])
    return queries.organisation(code)


@transaction.atomic
def place_at_site(*, actor: Actor, code: str, site: UUID | None) -> Organisation:
    """Say at which site an organisation is, or at none. Raises `Missing` for an unknown site."""
    row = shared.row_to_change(actor, code)
    row.site = shared.site_row(site) if site else None
    row.save(update_fields=["site"])
    shared.log(actor, "parties.organisation_placed", row, site=site)
    return queries.organisation(code)


def _end(row: models.Organisation, acted_on: date) -> None:
    if row.valid_to is not None:
        raise Conflict(
            msgid("%(code)s ended on %(day)s already."), code=row.code, day=row.valid_to.isoformat()
        )
    if acted_on <= row.valid_from:
        raise Invalid(
            msgid("%(code)s began on %(day)s; it cannot end before that."),
            code=row.code,
            day=row.valid_from.isoformat(),
        )
    row.valid_to = acted_on - timedelta(days=1)


def _act(
    actor: Actor,
    row: models.Organisation,
    kind: ActKind,
    acted_on: date,
    reason: str,
    successor: models.Organisation | None = None,
) -> None:
    models.OrganisationAct.objects.create(
        kind=str(kind),
        organisation=row,
        successor=successor,
        acted_on=acted_on,
        reason=reason.strip(),
        recorded_by=actor.person,
    )
    named = {"successor": successor.code} if successor else {}
    shared.log(actor, f"parties.organisation_{kind}", row, acted_on=acted_on, **named)
