"""Signing a report: handler, department head, leader in charge; never one person twice."""

from __future__ import annotations

from django.db import transaction

from concentric.access import api as access
from concentric.audit import api as audit
from concentric.kernel.api import Actor, Conflict, Invalid, Refused, Role, msgid
from concentric.publications import models, queries
from concentric.publications.rules.states import Step, after, next_step, standing
from concentric.publications.types import ReportInfo, ReportState, SignDecision


@transaction.atomic
def sign_report(*, actor: Actor, report: str, digest: str) -> ReportInfo:
    """Sign for the step whose turn it is, on the texts and numbers that `digest` names.

    Raises `Conflict` when they changed since, `Refused` for anybody whose turn it is not.
    """
    row, step = _turn(actor, report, digest)
    _write(actor, row, step, digest, SignDecision.SIGNED, "")
    is_last = step == access.CONVENER_CHAIN[-1]
    row.state = after(ReportState(row.state), Step.FINISH if is_last else Step.SIGN)
    row.save()
    return queries.report_info(row)


@transaction.atomic
def send_back(*, actor: Actor, report: str, digest: str, reason: str) -> ReportInfo:
    """Send a report back to its writers with a reason; it begins its chain anew."""
    if not reason.strip():
        raise Invalid(msgid("Say why it is sent back."), remedy=msgid("The writers read it."))
    row, step = _turn(actor, report, digest)
    _write(actor, row, step, digest, SignDecision.SENT_BACK, reason.strip())
    row.state = after(ReportState(row.state), Step.SEND_BACK)
    row.save()
    return queries.report_info(row)


def _turn(actor: Actor, report: str, digest: str) -> tuple[models.Report, Role]:
    """The report, locked, and the step that this actor may take now."""
    row = queries.report_row(report, for_update=True)
    after(ReportState(row.state), Step.SIGN)
    if queries.report_info(row).digest != digest:
        raise Conflict(
            msgid("The report was changed since you opened it."),
            why=msgid("A signature is on exactly the texts and numbers that were shown."),
            remedy=msgid("Open it again."),
        )
    signed = standing(queries.signatures(row), digest)
    step = next_step(access.CONVENER_CHAIN, signed)
    if step is None:
        raise Conflict(msgid("Everybody has signed already."))
    if not access.may_sign(
        actor,
        organisation=access.convener_code(),
        step=step,
        signed_before=[one.person for one in signed],
    ):
        raise Refused(
            msgid("It is not your turn to sign this report."),
            why=msgid(
                "Handler, department head and leader sign in this order, each a different person."
            ),
        )
    return row, step


def _write(
    actor: Actor, row: models.Report, step: Role, digest: str, decision: SignDecision, reason: str
) -> None:
    if actor.person is None:
        raise Refused(msgid("Only a person signs."))
    models.SignOff.objects.create(
        report=row, step=step, person=actor.person, name=actor.name,
        acting_for=actor.acting_for or "", decision=decision, reason=reason, digest=digest,
    )  # fmt: skip
    audit.log(
        actor=actor, act=f"publications.{decision}", object_kind="report", object_uuid=row.uuid,
        organisation=actor.organisation, details={"report": row.code, "step": str(step), "digest": digest},
    )  # fmt: skip
