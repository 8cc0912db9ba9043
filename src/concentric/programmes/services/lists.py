"""Accord signatures from a list: what was signed on paper, entered by staff with its evidence, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from concentric.audit import api as audit
from concentric.desk import api as desk
from concentric.desk.types import ImportColumn, ImportProblem, ImportReport, ImportRow
from concentric.evidence import api as evidence
from concentric.facts import api as facts
from concentric.kernel.api import Actor, ConcentricError, Refused, msgid
from concentric.programmes import emits, labels, models, permissions, queries, rules
from concentric.programmes.services.papers import ACCORD, attach_paper
from concentric.programmes.types import InvitationState, Paper

S = InvitationState
TITLES = {
    "code": msgid("Code"),
    "state": msgid("Answer"),
    "invited_on": msgid("Invited on"),
    "signed_on": msgid("Date of signature"),
    "signatory_title": msgid("Signed by"),
    "countersigned_on": msgid("Countersigned on"),
    "declined_on": msgid("Declined on"),
    "decline_reason": msgid("Reason"),
}
REQUIRED = frozenset({"code", "state", "invited_on"})
EXAMPLES = {
    "code": "F001",
    "state": "countersigned",
    "invited_on": "2021-10-08",
    "signed_on": "2021-10-20",
    "countersigned_on": "2021-10-29",
}
DAYS = ("invited_on", "signed_on", "countersigned_on", "declined_on")
NEEDED = {
    S.INVITED: (),
    S.SILENT: (),
    S.SIGNED: ("signed_on",),
    S.COUNTERSIGNED: ("signed_on", "countersigned_on"),
    S.DECLINED: ("declined_on",),
}
"""The dates an answer must have; it has no other ones."""
KEPT = ("state", *DAYS, "signatory_title", "decline_reason")


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """One row of the list, understood."""

    code: str
    values: Mapping[str, Any]
    source: ImportRow


def signature_columns() -> tuple[ImportColumn, ...]:
    """The columns of the signature list, titled in the reader's language and found in both."""
    return tuple(
        ImportColumn(
            code=code,
            titles=_in_both(title, code),
            required=code in REQUIRED,
            example=EXAMPLES.get(code, ""),
        )
        for code, title in TITLES.items()
    )


def import_signatures(
    *, actor: Actor, accord: UUID, content: bytes, filename: str, dry_run: bool
) -> ImportReport:
    """Bring in who was invited and what they answered on paper. Rows say that staff entered them, and from which
    list: the list itself is kept and attached to the accord.

    What is new is created, an invitation without an answer takes the one listed, what stands equal is passed
    over; anything else is a problem. With any problem, or in a dry run, nothing is written. Raises `Refused`,
    and `Invalid` for a file that cannot be read at all.
    """
    if not permissions.may_manage_programme(actor):
        raise Refused(
            msgid("You may not bring in signatures."), why=msgid("The association's officers do.")
        )
    row = queries.accord_row(accord)
    table = desk.read_table(content, filename, signature_columns())
    problems = list(table.problems)
    rows: list[SignatureRow] = []
    for source in table.rows:
        understood, faults = _understood(table.sheet, source)
        problems.extend(faults)
        if understood is not None:
            rows.append(understood)
    standing = {i.organisation.code: i for i in row.invitations.select_related("organisation")}
    problems.extend(_cross_problems(table.sheet, rows, standing))
    if problems:
        return ImportReport(problems=tuple(problems))
    try:
        with transaction.atomic():
            paper = "" if dry_run else _kept_list(actor, row, content, filename)
            report = _apply(actor, row, rows, standing, paper)
            transaction.set_rollback(dry_run)
    except ConcentricError as error:
        said = desk.said(error)
        problem = ImportProblem(table.sheet, "", said["what"], said["remedy"] or said["why"])
        return ImportReport(problems=(problem,))
    return report


def _kept_list(actor: Actor, accord: models.Accord, content: bytes, filename: str) -> str:
    """Keep the list as the paper behind the answers it brings; its hash."""
    name = PurePath(filename).name
    stored = evidence.store(actor=actor, name=name, content=BytesIO(content))
    return attach_paper(actor, Paper(stored.sha256, name), ACCORD, accord.uuid)


def _in_both(text: str, *others: str) -> tuple[str, ...]:
    """A word in the reader's language first, then in every language, then other forms."""
    found = [_(text)]
    for language in ("zh-hans", "en"):
        with override(language):
            found.append(_(text))
    return tuple(dict.fromkeys([*found, *others]))


def _states() -> dict[str, InvitationState]:
    """The words and codes by which a list may name an answer."""
    words: dict[str, InvitationState] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            words |= {str(word).lower(): state for state, word in labels.INVITATION_STATES.items()}
    return words | {str(state): state for state in InvitationState}


def _understood(sheet: str, row: ImportRow) -> tuple[SignatureRow | None, list[ImportProblem]]:
    faults: list[ImportProblem] = []

    def fault(column: str, says: str, remedy: str = "") -> None:
        faults.append(ImportProblem(sheet, row.cells.get(column, ""), says, remedy))

    state = _states().get(row.values.get("state", "").lower())
    if state is None:
        fault("state", _("There is no such answer."), ", ".join(InvitationState))
        return None, faults
    values: dict[str, Any] = {"state": state}
    for column in DAYS:
        text = row.values.get(column, "")
        values[column] = _day(text)
        if text and values[column] is None:
            fault(column, _("This is no date."), _("Write it as 2020-01-31."))
    for column in DAYS[1:]:
        is_needed = column in NEEDED[state]
        if is_needed and not row.values.get(column, ""):
            fault(column, _("This answer needs a date."))
        if not is_needed and values[column] is not None:
            fault(column, _("This answer has no such date."), _("Clear the cell."))
    values["signatory_title"] = row.values.get("signatory_title", "")
    values["decline_reason"] = row.values.get("decline_reason", "")
    if not faults:
        _check_order(values, fault)
    is_usable = bool(row.values.get("code")) and not faults
    return (SignatureRow(row.values["code"], values, row) if is_usable else None), faults


def _check_order(values: Mapping[str, Any], fault: Any) -> None:
    today = queries.today()
    signed_on, countersigned_on = values["signed_on"], values["countersigned_on"]
    if signed_on is not None:
        problem = rules.signature_problem(
            invited_on=values["invited_on"], signed_on=signed_on, today=today
        )
        if problem:
            fault("signed_on", _(problem))
    if signed_on is not None and countersigned_on is not None:
        problem = rules.countersignature_problem(
            signed_on=signed_on, countersigned_on=countersigned_on, today=today
        )
        if problem:
            fault("countersigned_on", _(problem))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None


def _cross_problems(
    sheet: str, rows: Iterable[SignatureRow], standing: Mapping[str, models.Invitation]
) -> Iterable[ImportProblem]:
    listed: set[str] = set()
    for row in rows:
        cell = row.source.cells["code"]
        if row.code in listed:
            yield ImportProblem(sheet, cell, _("This code stands in the list twice."))
        listed.add(row.code)
        held = standing.get(row.code)
        if held is None or _is_equal(held, row) or _may_follow(held, row):
            continue
        yield ImportProblem(
            sheet,
            row.source.cells["state"],
            _("The register has another answer of this firm."),
            _(
                "Take back the signature that was entered wrongly, with a reason, then import again."
            ),
        )


def _is_equal(held: models.Invitation, row: SignatureRow) -> bool:
    return all(getattr(held, name) == row.values[name] for name in KEPT)


def _may_follow(held: models.Invitation, row: SignatureRow) -> bool:
    """Whether the listed answer continues what stands: an answer where there was none, a countersignature."""
    state, following = S(held.state), row.values["state"]
    if held.invited_on != row.values["invited_on"]:
        return False
    if state in (S.INVITED, S.SILENT):
        return following != S.INVITED
    is_same_signature = held.signed_on == row.values["signed_on"]
    return state == S.SIGNED and following == S.COUNTERSIGNED and is_same_signature


def _apply(
    actor: Actor,
    accord: models.Accord,
    rows: list[SignatureRow],
    standing: Mapping[str, models.Invitation],
    paper: str,
) -> ImportReport:
    organisations = queries.organisation_rows(row.code for row in rows)
    fresh: list[models.Invitation] = []
    changed: list[models.Invitation] = []
    for row in rows:
        held = standing.get(row.code)
        if held is not None and _is_equal(held, row):
            continue
        target = held or models.Invitation(accord=accord, organisation=organisations[row.code])
        for name in KEPT:
            setattr(target, name, row.values[name])
        target.by_staff = row.values["state"] != S.INVITED
        target.evidence = paper if target.by_staff else ""
        (fresh if held is None else changed).append(target)
    models.Invitation.objects.bulk_create(fresh)
    models.Invitation.objects.bulk_update(changed, [*KEPT, "by_staff", "evidence"])
    signed = [i for i in (*fresh, *changed) if i.state == S.COUNTERSIGNED]
    for invitation in signed:
        invitation.accord = accord
    facts.record_many(actor=actor, drafts=[emits.accord_signed(i) for i in signed])
    if fresh or changed:
        audit.log(
            actor=actor,
            act="programmes.signatures_imported",
            object_kind="accord",
            object_uuid=accord.uuid,
            details={
                "created": len(fresh),
                "changed": len(changed),
                "countersigned": len(signed),
            },
        )
    return ImportReport(
        created=len(fresh),
        changed=len(changed),
        unchanged=len(rows) - len(fresh) - len(changed),
    )
