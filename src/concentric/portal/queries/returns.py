"""What a home page says about the yearly returns: to the firm what to do, to the association how far all are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from concentric.indicators import api as indicators
from concentric.indicators.types import OpenQueries, ReturnInfo, ReturnState, ThreadState
from concentric.kernel.types import Actor, Role
from concentric.portal import labels, rules
from concentric.portal.types import Part, Task, Tone, Words

LATE_SHOWN = 6
CHANGED_SHOWN = 5
S = ReturnState
NOT_SUBMITTED = frozenset({S.OPEN, S.PREPARING, S.PREPARED, S.CHECKED})
SETTLED = frozenset({S.ACCEPTED, S.LOCKED})
REVIEWERS = (Role.OFFICER, Role.DEPARTMENT_HEAD)
ANSWERERS = (Role.CONTACT, Role.PREPARER)


@dataclass(frozen=True, slots=True)
class Settling:
    """How a query that waits for the association is spoken of."""

    state: Words
    note: Words


SETTLING = {
    ThreadState.ANSWERED: Settling(
        gettext_lazy("Answered"), gettext_lazy("The firm answered; close it, or ask again")
    ),
    ThreadState.PROPOSED: Settling(
        gettext_lazy("Resolution proposed"), gettext_lazy("A way to settle it was proposed")
    ),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn a return is in a state, and what they are asked to do."""

    roles: frozenset[Role]
    title: Words
    act: Words
    page: str = "indicators:return"
    is_back: bool = False
    """Whether it came back, which presses however far the date is."""


_FILLERS = frozenset({Role.PREPARER, Role.CONTACT})
TURNS = {
    S.OPEN: Turn(_FILLERS, gettext_lazy("Fill in the return of %(cycle)s"), gettext_lazy("Begin")),
    S.PREPARING: Turn(
        _FILLERS, gettext_lazy("Finish the return of %(cycle)s"), gettext_lazy("Go on")
    ),
    S.PREPARED: Turn(
        frozenset({Role.CHECKER}),
        gettext_lazy("Check the return of %(cycle)s"),
        gettext_lazy("Check it"),
        page="indicators:sign",
    ),
    S.CHECKED: Turn(
        frozenset({Role.SIGNATORY}),
        gettext_lazy("Sign the return of %(cycle)s"),
        gettext_lazy("Read and sign"),
        page="indicators:sign",
    ),
    S.SENT_BACK: Turn(
        _FILLERS,
        gettext_lazy("Mend the return of %(cycle)s"),
        gettext_lazy("See what is asked"),
        is_back=True,
    ),
    S.REOPENED: Turn(
        _FILLERS,
        gettext_lazy("Correct the return of %(cycle)s"),
        gettext_lazy("Open it"),
        is_back=True,
    ),
}
"""In the other states it is the association's turn, or nobody's."""


def tasks(actor: Actor, today: date) -> Iterator[Task]:
    """What this actor can do about returns now."""
    if actor.is_convener:
        if actor.has(*REVIEWERS):
            yield from _review_tasks(_newest_returns(actor), today)
            yield from _queries_to_close(actor)
        return
    if actor.has(*ANSWERERS):
        yield from _queries_to_answer(actor)
    for one in indicators.returns_of(actor):
        turn = TURNS.get(one.state)
        if turn is not None and not actor.roles.isdisjoint(turn.roles):
            yield _own_task(one, turn, today)


def _own_task(one: ReturnInfo, turn: Turn, today: date) -> Task:
    tone = Tone.OFFICIAL if turn.is_back else rules.tone_of_date(one.due_on, today)
    is_overdue = not turn.is_back and today > one.due_on
    return Task(
        title=turn.title % {"cycle": one.cycle},
        note=one.organisation_name,
        act=turn.act,
        url=reverse(turn.page, args=[one.uuid]),
        state=_("Overdue") if is_overdue else labels.RETURN_STATES[one.state],
        tone=tone,
        due_on=None if turn.is_back else one.due_on,
    )


def _queries_to_answer(actor: Actor) -> Iterator[Task]:
    """What checks and officers asked the firm and nobody of it has answered yet."""
    for found in indicators.open_queries(actor):
        if found.state is not ThreadState.NEW:
            continue
        yield Task(
            title=ngettext("Answer %(n)s query", "Answer %(n)s queries", found.count)
            % {"n": found.count},
            note=_("On lines of the return of %(cycle)s") % {"cycle": found.cycle},
            act=_("Read and answer"),
            url=_queries(found),
            tone=Tone.ATTENTION,
        )


def _queries_to_close(actor: Actor) -> Iterator[Task]:
    """What firms answered, or proposed to settle, and the association has not taken further."""
    for found in indicators.open_queries(actor):
        words = SETTLING.get(found.state)
        if words is None:
            continue
        yield Task(
            title=ngettext(
                "Decide %(n)s query of %(cycle)s", "Decide %(n)s queries of %(cycle)s", found.count
            )
            % {"n": found.count, "cycle": found.cycle},
            note=words.note,
            act=_("Read and close"),
            url=_queries(found),
            state=words.state,
            tone=Tone.ATTENTION,
        )


def _queries(found: OpenQueries) -> str:
    """The query itself where there is one, else the list of those that wait in the same state."""
    if found.count == 1:
        return reverse("indicators:thread", args=[found.first])
    return f"{reverse('indicators:queries', args=[found.cycle])}?state={found.state}"


def _review_tasks(found: tuple[ReturnInfo, ...], today: date) -> Iterator[Task]:
    waiting = sum(one.state is S.SIGNED for one in found)
    begun = sum(one.state is S.UNDER_REVIEW for one in found)
    late = _late(found, today)
    if late:
        yield Task(
            title=ngettext("Chase %(n)s late firm", "Chase %(n)s late firms", len(late))
            % {"n": len(late)},
            note=_named(late),
            act=_("Open and chase"),
            url=_board(found),
            state=_("Overdue"),
            tone=Tone.OFFICIAL,
        )
    if waiting:
        yield Task(
            title=ngettext("Review %(n)s return", "Review %(n)s returns", waiting) % {"n": waiting},
            note=_("Signed by their firms and not taken up yet"),
            act=_("Take them up"),
            url=_board(found),
            tone=Tone.ATTENTION,
        )
    if begun:
        yield Task(
            title=ngettext(
                "Decide %(n)s return under review", "Decide %(n)s returns under review", begun
            )
            % {"n": begun},
            note=_("Accept, or send back with what is to be mended"),
            act=_("Go on"),
            url=_board(found),
            tone=Tone.ACTIVE,
        )


def progress(actor: Actor, today: date) -> Part | None:
    """How far the newest cycle is: every state with its count, who is late, what changed last."""
    found = _newest_returns(actor)
    if not found:
        return None
    counted = Counter(one.state for one in found)
    late = _late(found, today)
    return Part(
        code="cycle",
        title=_("Returns of %(cycle)s") % {"cycle": found[0].cycle},
        note=_("%(done)s of %(total)s accepted")
        % {"done": sum(counted[state] for state in SETTLED), "total": len(found)},
        template="portal/parts/cycle.html",
        context={
            "counts": [
                {
                    "label": labels.RETURN_STATES[state],
                    "value": counted[state],
                    "tone": labels.RETURN_TONES[state],
                }
                for state in S
                if counted[state]
            ],
            "total": len(found),
            "late": late[:LATE_SHOWN],
            "more_late": max(0, len(late) - LATE_SHOWN),
            "changed": _changed(found),
        },
        more_label=_("The whole board"),
        more_url=_board(found),
    )


def _changed(found: Iterable[ReturnInfo]) -> list[dict[str, object]]:
    """The returns somebody worked on last, the newest first."""
    begun = [one for one in found if one.state is not S.OPEN]
    newest = sorted(begun, key=lambda one: one.changed_at, reverse=True)[:CHANGED_SHOWN]
    return [
        {
            "one": one,
            "state": labels.RETURN_STATES[one.state],
            "tone": labels.RETURN_TONES[one.state],
        }
        for one in newest
    ]


CHAIN: tuple[tuple[Words, frozenset[ReturnState]], ...] = (
    (gettext_lazy("Filled in"), frozenset({S.OPEN, S.PREPARING, S.SENT_BACK, S.REOPENED})),
    (gettext_lazy("Checked"), frozenset({S.PREPARED})),
    (gettext_lazy("Signed"), frozenset({S.CHECKED})),
    (gettext_lazy("Reviewed"), frozenset({S.SIGNED, S.UNDER_REVIEW})),
    (gettext_lazy("Accepted"), SETTLED),
)
"""The steps of a return, each with the states in which it is the one that is waited for."""


def own_return(actor: Actor, _today: date) -> Part | None:
    """Where the newest return of one's own firm stands."""
    found = [one for one in indicators.returns_of(actor) if actor.acts_for(one.organisation)]
    if not found:
        return None
    newest = found[0]
    return Part(
        code="own_return",
        title=_("Return of %(cycle)s") % {"cycle": newest.cycle},
        template="portal/parts/own_return.html",
        context={
            "one": newest,
            "state": labels.RETURN_STATES[newest.state],
            "tone": labels.RETURN_TONES[newest.state],
            "steps": _steps(newest.state),
            "earlier": [
                {
                    "one": one,
                    "state": labels.RETURN_STATES[one.state],
                    "tone": labels.RETURN_TONES[one.state],
                }
                for one in found[1:4]
            ],
        },
        more_label=_("Open it"),
        more_url=reverse("indicators:return", args=[newest.uuid]),
        is_wide=True,
    )


def _steps(state: ReturnState) -> list[dict[str, object]]:
    now = next(number for number, (_label, states) in enumerate(CHAIN) if state in states)
    is_back = state in {S.SENT_BACK, S.REOPENED}
    is_over = state in SETTLED
    return [
        {"label": str(label), "state": _step(number, now, is_back=is_back, is_over=is_over)}
        for number, (label, _states) in enumerate(CHAIN)
    ]


def _step(number: int, now: int, *, is_back: bool, is_over: bool) -> str:
    if number < now or is_over:
        return "done"
    if number > now:
        return "next"
    return "back" if is_back else "now"


def _newest_returns(actor: Actor) -> tuple[ReturnInfo, ...]:
    """The returns of the newest cycle; two queries."""
    newest = indicators.cycles()[:1]
    return indicators.returns_of(actor, newest[0].code) if newest else ()


def _late(found: Iterable[ReturnInfo], today: date) -> list[ReturnInfo]:
    return [one for one in found if one.state in NOT_SUBMITTED and today > one.due_on]


def _named(late: list[ReturnInfo]) -> str:
    names = _(", ").join(one.organisation_name for one in late[:3])
    return names if len(late) <= 3 else _("%(names)s and others") % {"names": names}


def _board(found: tuple[ReturnInfo, ...]) -> str:
    return reverse("indicators:board", args=[found[0].cycle])
