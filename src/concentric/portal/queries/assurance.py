"""What a home page says to those who audit and those who run the installation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from concentric.desk.api import registered
from concentric.desk.types import HealthCheck
from concentric.kernel.api import shanghai_day
from concentric.kernel.types import Actor, Role
from concentric.portal import labels, permissions
from concentric.portal.queries import books, log
from concentric.portal.types import Checked, Part, Task, Tone

VERIFY_EVERY = timedelta(days=7)
SHOWN = 6
BEHIND_THE_SCENES = ("facts.", "desk.", "evidence.", "access.signed_in")
"""Acts that follow from another one, or change nothing: the log itself shows them."""


def tasks(actor: Actor, today: date) -> Iterator[Task]:
    """What waits for an auditor: a verification that is due, or one that found something false."""
    if not actor.has(Role.AUDITOR):
        return
    newest = books.newest_verification(actor)
    address = reverse("portal:verification")
    if newest is not None and not newest.ok:
        yield Task(
            title=_("The books do not agree with their seals"),
            note=_("The last verification named what is false."),
            act=_("Look at the findings"),
            url=address,
            state=_("Found false"),
            tone=Tone.OFFICIAL,
        )
    elif newest is None or today - shanghai_day(newest.at) >= VERIFY_EVERY:
        yield Task(
            title=_("Verify the books"),
            note=_("Every digest and every seal is recomputed; it takes a minute or two."),
            act=_("Go to verification"),
            url=address,
            state=_("Never verified") if newest is None else _("Last done a week ago or longer"),
            tone=Tone.ATTENTION,
        )


def health_tasks(actor: Actor) -> Iterator[Task]:
    """Checks of the installation that are not well, for its administrators."""
    if not permissions.may_see_health(actor):
        return
    for one in health():
        if not one.ok:
            yield Task(
                title=one.says,
                note=one.remedy,
                act=_("See all checks"),
                url=reverse("portal:health"),
                state=_("Not well"),
                tone=Tone.OFFICIAL,
            )


def health() -> tuple[Checked, ...]:
    """Every registered health check with what it finds now."""
    found = ((check.code, check.run()) for check in registered(HealthCheck))
    return tuple(
        Checked(code, one.ok, _(one.says), _(one.remedy) if one.remedy else "")
        for code, one in found
    )


def seals(actor: Actor, _today: date) -> Part | None:
    """The newest seals and the newest verification."""
    return Part(
        code="seals",
        title=_("The sealed books"),
        template="portal/parts/seals.html",
        context={"books": books.newest_seals(), "verification": books.newest_verification(actor)},
        more_label=_("Verification"),
        more_url=reverse("portal:verification"),
    )


def newest_acts(actor: Actor, _today: date) -> Part | None:
    """The newest entries of the log this actor may know of."""
    return Part(
        code="log",
        title=_("Newest acts"),
        template="portal/parts/acts.html",
        context={"acts": _acts(actor, None)},
        more_label=_("The whole log"),
        more_url=reverse("portal:log"),
    )


def own_acts(actor: Actor, _today: date) -> Part | None:
    """What changed lately in the matters of one's own firm, whoever did it."""
    if actor.organisation is None:
        return None
    return Part(
        code="own_acts",
        title=_("Changed lately"),
        note=_("What was done in your firm's matters, whoever did it"),
        template="portal/parts/acts.html",
        context={"acts": _acts(actor, actor.organisation)},
    )


def _acts(actor: Actor, organisation: str | None) -> Sequence[Mapping[str, object]]:
    return [
        {
            "label": labels.act_label(entry.act),
            "at": entry.at,
            "organisation": "" if organisation else entry.organisation or "",
        }
        for entry in log.newest_entries(actor, SHOWN * 4, organisation)
        if not entry.act.startswith(BEHIND_THE_SCENES)
    ][:SHOWN]
