"""Entering organisations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from concentric.kernel.api import Actor, Conflict, Missing, Refused, msgid
from concentric.parties import models, permissions, queries, rules
from concentric.parties.services import rows as shared
from concentric.parties.types import ActKind, Organisation, OrganisationDraft
from concentric.places import api as places


def register_organisation(*, actor: Actor, draft: OrganisationDraft) -> Organisation:
    """Enter an organisation. Raises `Conflict` when its code or credit code is taken, `Invalid`, `Refused`."""
    return register_organisations(actor=actor, drafts=(draft,))[0]


@transaction.atomic
def register_organisations(
    *, actor: Actor, drafts: Iterable[OrganisationDraft]
) -> tuple[Organisation, ...]:
    """Enter many organisations in a few statements, all or none; a parent may stand in the same list.

    Raises `Conflict` when a code or credit code is taken, `Missing` for an unknown parent or place, `Invalid`
    for what cannot be stored, `Refused`.
    """
    wanted = [rules.tidy(draft) for draft in drafts]
    if not wanted:
        return ()
    for draft in wanted:
        if not permissions.may_register_organisation(actor, draft.kind, draft.parent):
            raise Refused(msgid("You may not register this organisation."))
    _check_free(wanted)
    shared.check_places({d.place for d in wanted})
    parents = _parents_of(wanted)
    rows = _create(wanted, parents)
    models.OrganisationName.objects.bulk_create(
        shared.names_row(row, row.valid_from) for row in rows
    )
    models.OrganisationAct.objects.bulk_create(
        models.OrganisationAct(
            kind=ActKind.REGISTERED,
            organisation=row,
            acted_on=row.valid_from,
            recorded_by=actor.person,
        )
        for row in rows
    )
    codes = [row.code for row in rows]
    shared.log(actor, "parties.organisations_registered", rows[0], codes=codes)
    shared.state(actor, codes)
    found = queries.organisations_by_code(codes)
    return tuple(found[code] for code in codes)


def _check_free(drafts: Sequence[OrganisationDraft]) -> None:
    again = rules.twice(d.code for d in drafts)
    taken = models.Organisation.objects.filter(code__in=[d.code for d in drafts])
    used = sorted({*again, *taken.values_list("code", flat=True)})
    if used:
        raise Conflict(
            msgid("These codes are taken: %(codes)s."),
            remedy=msgid("Choose other codes; a code is never given again."),
            codes=", ".join(used[:10]),
        )
    credit = {d.uscc: d.code for d in drafts if d.uscc}
    if len(credit) < sum(bool(d.uscc) for d in drafts):
        raise Conflict(msgid("A social credit code stands in the list twice."))
    known = models.Organisation.objects.filter(uscc__in=credit).values_list("uscc", flat=True)
    if known:
        raise taken_uscc(credit[known[0]])


def taken_uscc(code: str) -> Conflict:
    """The refusal of a credit code that another organisation has."""
    return Conflict(
        msgid("The social credit code stated for %(code)s belongs to another organisation."),
        code=code,
    )


def _parents_of(drafts: Sequence[OrganisationDraft]) -> dict[str, models.Organisation]:
    listed = {d.code: d.parent or None for d in drafts}
    for code in listed:
        rules.top_parent(code, listed)
    outside = {d.parent for d in drafts if d.parent} - listed.keys()
    found = {row.code: row for row in models.Organisation.objects.filter(code__in=outside)}
    unknown = sorted(outside - found.keys())
    if unknown:
        raise Missing(
            msgid("These parents are not known: %(codes)s."), codes=", ".join(unknown[:10])
        )
    return found


def _create(
    drafts: Sequence[OrganisationDraft], known: Mapping[str, models.Organisation]
) -> list[models.Organisation]:
    """Parents before parts: one statement for each depth of the list, not for each row."""
    waiting, made = {d.code: d for d in drafts}, dict(known)
    created: dict[str, models.Organisation] = {}
    while waiting:
        ready = [d for d in waiting.values() if d.parent not in waiting]
        rows = [_organisation(d, made.get(d.parent)) for d in ready]
        models.Organisation.objects.bulk_create(rows)
        created |= {row.code: row for row in rows}
        made |= created
        for draft in ready:
            del waiting[draft.code]
    return [created[d.code] for d in drafts]


def _organisation(
    draft: OrganisationDraft, parent: models.Organisation | None
) -> models.Organisation:
    return models.Organisation(
        code=draft.code,
        kind=str(draft.kind),
        legal_name=draft.legal_name,
        short_name=draft.short_name,
        legal_name_en=draft.legal_name_en,
        short_name_en=draft.short_name_en,
        sort_key=places.sort_key(draft.short_name),
        uscc=draft.uscc,
        stock_code=draft.stock_code,
        parent=parent,
        place=draft.place,
        valid_from=draft.valid_from,
    )
