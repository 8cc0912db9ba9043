"""`concentric compute`."""

from __future__ import annotations

import click

from concentric.portal.cli.output import console, emit, emit_table, json_option, speaks_plainly
from concentric.portal.cli.site import site

COLUMNS = ("indicator", "period", "cell", "value", "unit", "facts", "members", "position")


@click.command(
    epilog="Examples: concentric compute --standing 2019 2020; concentric compute RE-01 RE-02 --period 2020 --by board"
)
@click.argument("indicators", nargs=-1)
@click.option(
    "--period", "periods", multiple=True, help="Period in SDMX form; may be given more than once."
)
@click.option("--by", multiple=True, help="Breakdown; may be given more than once.")
@click.option("--position", type=int, help="As recorded by this sealed position of the facts.")
@click.option(
    "--standing",
    is_flag=True,
    help="Compute everything pages read, for the periods named as arguments.",
)
@json_option
@speaks_plainly
def command(
    indicators: tuple[str, ...],
    periods: tuple[str, ...],
    by: tuple[str, ...],
    position: int | None,
    standing: bool,
    as_json: bool,
) -> None:
    """Compute indicators for periods, divided by breakdowns, as recorded now or by a position."""
    with site():
        if standing:
            _standing(indicators, as_json=as_json)
        else:
            _some(indicators, periods, by, position, as_json=as_json)


def _standing(periods: tuple[str, ...], *, as_json: bool) -> None:
    from concentric.indicators import api
    from concentric.kernel.types import Actor, Period

    written = api.compute_standing(
        actor=Actor.system("concentric compute"),
        periods=[Period.parse(p) for p in periods],
        report=lambda done, total, says: console.print(
            f"{done + 1}/{total} {says}", highlight=False
        ),
    )
    emit({"values": written}, as_json=as_json, says=f"{written} values computed.")


def _some(
    codes: tuple[str, ...],
    periods: tuple[str, ...],
    by: tuple[str, ...],
    position: int | None,
    *,
    as_json: bool,
) -> None:
    from dataclasses import replace

    from concentric.facts import api as facts
    from concentric.indicators import api
    from concentric.kernel.types import Actor, Period

    pin = api.pin_now()
    if position is not None:
        pin = replace(pin, position=position)
    rulebook = facts.catalogue(pin.catalogue)
    found = api.compute(
        actor=Actor.system("concentric compute"),
        indicators=codes or tuple(rulebook.indicators),
        periods=[Period.parse(p) for p in periods],
        by=by,
        pin=pin,
    )
    rows = [
        {
            "indicator": v.indicator,
            "period": str(v.period),
            "cell": dict(v.cell) or None,
            "value": v.rounded,
            "unit": rulebook.indicator(v.indicator, v.period.end).unit,
            "facts": v.facts,
            "members": v.contributors,
            "position": v.pin.position,
            "uuid": str(v.uuid),
        }
        for v in found
    ]
    emit_table(
        rows, as_json=as_json, columns=COLUMNS, right=("value", "facts", "members", "position")
    )
