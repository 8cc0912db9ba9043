"""To whom a reminder goes."""

from __future__ import annotations

from concentric.indicators.returns.types import ChaseStep


def step_after(earlier: int) -> ChaseStep:
    """The step of a firm's next reminder: its contact first, from the second on its signatory too."""
    return ChaseStep.CONTACT if earlier == 0 else ChaseStep.SIGNATORY
