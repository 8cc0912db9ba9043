"""What a home page says about accords and pairings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from concentric.kernel.types import Actor, Role
from concentric.portal import labels
from concentric.portal.types import Part, Task, Tone
from concentric.programmes import api as programmes
from concentric.programmes.types import InvitationState

SHOWN = 5


def tasks(actor: Actor) -> Iterator[Task]:
    """Invitations to sign, or signatures to countersign."""
    waiting = programmes.waiting_for(actor)
    if not waiting:
        return
    if actor.has(Role.SIGNATORY) and not actor.is_convener:
        for one in waiting:
            yield Task(
                title=_("Sign the accord"),
                note=_("The association invited your firm; silence is not consent."),
                act=_("Read and sign"),
                url=reverse("programmes:invitation", args=[one.uuid]),
                state=labels.INVITATION_STATES[one.state],
                tone=Tone.OFFICIAL if one.state is InvitationState.SILENT else Tone.ATTENTION,
            )
        return
    yield Task(
        title=ngettext("Countersign %(n)s signature", "Countersign %(n)s signatures", len(waiting))
        % {"n": len(waiting)},
        note=_("These firms signed the accord and count once you have countersigned."),
        act=_("Open and countersign"),
        url=reverse("programmes:accord", args=[waiting[0].accord]),
        tone=Tone.ATTENTION,
    )


def accord_board(_actor: Actor, _today: date) -> Part | None:
    """How the firms answered the newest accord."""
    newest = programmes.accords()[:1]
    if not newest:
        return None
    sheet = programmes.accord_sheet(newest[0].uuid)
    title = newest[0].title_zh if (get_language() or "").startswith("zh") else newest[0].title_en
    answered = [
        {
            "label": labels.INVITATION_STATES[state],
            "value": count,
            "tone": labels.INVITATION_TONES[state],
        }
        for state, count in sheet.counts.items()
        if count
    ]
    return Part(
        code="accord",
        title=title,
        note=_("Version %(version)s") % {"version": newest[0].version},
        template="portal/parts/counts.html",
        context={"counts": answered, "total": sheet.invited},
        more_label=_("All answers"),
        more_url=reverse("programmes:accord", args=[newest[0].uuid]),
    )


def own_accords(actor: Actor, today: date) -> Part | None:
    """How one's own firm stands in accords and pairings."""
    firm = actor.organisation
    if firm is None:
        return None
    invitations = programmes.invitations_of(firm)
    pairings = programmes.pairings(on=today, firm=firm)
    return Part(
        code="own_accords",
        title=_("Accords and pairings of your firm"),
        template="portal/parts/own_accords.html",
        context={
            "invitations": [
                {
                    "info": one,
                    "url": reverse("programmes:invitation", args=[one.uuid]),
                    "state": labels.INVITATION_STATES[one.state],
                    "tone": labels.INVITATION_TONES[one.state],
                }
                for one in invitations[:SHOWN]
            ],
            "pairings": pairings[:SHOWN],
            "more_pairings": max(0, len(pairings) - SHOWN),
        },
        more_label=_("All pairings"),
        more_url=reverse("programmes:pairings"),
    )
