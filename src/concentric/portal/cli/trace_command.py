"""`concentric trace`: a number down to its facts and evidence, and a fact up to the numbers that count it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import click

from concentric.portal.cli.output import DIFFERENCE, emit, emit_table, json_option, speaks_plainly
from concentric.portal.cli.site import site

FACTS = (
    "position",
    "fact_type",
    "organisation",
    "covers",
    "value",
    "attributed",
    "share",
    "object",
    "record",
    "fact",
)


@click.command(
    epilog="Examples: concentric trace RE-01 2020 --where board=star; concentric trace --statement S3-30; "
    "concentric trace --fact 01a2278c-b11e-760c-b19c-e3b9cd625de2"
)
@click.argument("indicator", required=False)
@click.argument("period", required=False)
@click.option(
    "--where", default="", help="Cell, such as board=star or organisation=F001; parts joined by &."
)
@click.option("--statement", help="A recorded text instead of a number: the figure it stands for.")
@click.option(
    "--fact",
    "fact",
    type=click.UUID,
    help="A fact instead of a number: its record, and the values and publications that count it.",
)
@click.option("--after", type=int, default=0, help="Continue the facts behind this position.")
@json_option
@speaks_plainly
def command(
    indicator: str | None,
    period: str | None,
    where: str,
    statement: str | None,
    fact: UUID | None,
    after: int,
    as_json: bool,
) -> None:
    """Open a number: value, rule, inputs, facts, evidence, and whether the same facts are still found."""
    if statement is None and fact is None and not (indicator and period):
        raise click.UsageError("Name an indicator and a period, or --statement, or --fact.")
    with site():
        if statement is not None:
            _statement(statement, as_json=as_json)
            return
        if fact is not None:
            _used(fact, as_json=as_json)
            return
        _number(str(indicator), str(period), where, after, as_json=as_json)


def _statement(figure: str, *, as_json: bool) -> None:
    from concentric.publications import api as publications

    text = publications.statement(figure)
    items = [{"zh": zh, "en": en} for zh, en in text.items]
    emit(
        {
            "figure": figure,
            "says": {"zh": text.says_zh, "en": text.says_en},
            "stated_on": text.stated_on,
            "source": text.source_title,
            "items": items,
        },
        as_json=as_json,
        says="\n".join(
            [
                f"{text.says_zh} · {text.says_en} ({text.stated_on}, {text.source_title})",
                *(f"- {item['zh']} · {item['en']}" for item in items),
            ]
        ),
    )


def _used(uuid: UUID, *, as_json: bool) -> None:
    from concentric.indicators import api
    from concentric.kernel.types import Actor

    opened = api.opened_fact(actor=Actor.system("concentric trace"), uuid=uuid)
    uses = [{"kind": use.kind, "used_by": use.label, "page": use.url or ""} for use in opened.uses]
    row = _fact(opened.fact)
    beside = [str(other.fact.uuid) for other in opened.of_the_same_record]
    if as_json:
        emit({**row, "of_the_same_record": beside, "uses": uses}, as_json=True, says="")
        return
    click.echo("\n".join(f"{name}: {value}" for name, value in row.items()))
    emit_table(uses, as_json=False, columns=("kind", "used_by", "page"))


def _number(indicator: str, period: str, where: str, after: int, *, as_json: bool) -> None:
    from concentric.indicators import api
    from concentric.kernel.api import Missing, msgid
    from concentric.kernel.types import Actor, Period

    pin = api.newest_pin()
    if pin is None:
        raise Missing(
            msgid("Nothing is computed yet."),
            remedy=msgid("Run: concentric compute --standing 2020"),
        )
    value = api.value_of(pin, indicator, Period.parse(period), where)
    opened = api.trace(actor=Actor.system("concentric trace"), uuid=value.uuid, after=after)
    rows = [_fact(one) for one in opened.facts]
    inputs = [
        {
            "role": i.role,
            "indicator": i.value.indicator,
            "period": str(i.value.period),
            "value": i.value.rounded,
        }
        for i in opened.inputs
    ]
    if as_json:
        emit(
            {**_value(opened), "inputs": inputs, "facts": rows, "next_after": opened.next_after},
            as_json=True,
            says="",
        )
    else:
        _say(opened, inputs)
        emit_table(rows, as_json=False, columns=FACTS, right=("position", "value", "attributed"))
        if opened.next_after:
            click.echo(f"More: add --after {opened.next_after}")
    if not opened.is_unchanged:
        raise SystemExit(DIFFERENCE)


def _value(opened: Any) -> dict[str, Any]:
    value = opened.value
    return {
        "indicator": value.indicator,
        "name": opened.definition.name.en,
        "period": str(value.period),
        "value": value.rounded,
        "exact": None if value.exact is None else str(value.exact),
        "unit": opened.definition.unit,
        "counting_rule": opened.definition.counting_rule.en,
        "facts_behind": value.facts,
        "members": value.contributors,
        "confirmed_share": value.confirmed_share,
        "position": value.pin.position,
        "catalogue": value.pin.catalogue,
        "unchanged": opened.is_unchanged,
        "selectors": [s.to_json() for s in opened.selectors],
        "uuid": UUID(str(value.uuid)),
    }


def _say(opened: Any, inputs: list[dict[str, Any]]) -> None:
    value, rule = opened.value, opened.definition
    click.echo(
        f"{value.indicator} {rule.name.zh} · {rule.name.en}, {value.period}: {value.rounded} {rule.unit}"
    )
    click.echo(f"{rule.counting_rule.zh}\n{rule.counting_rule.en}")
    for one in inputs:
        click.echo(f"{one['role']}: {one['indicator']} {one['period']} = {one['value']}")
    if not inputs:
        click.echo(
            f"{value.facts} facts of {value.contributors} members at position {value.pin.position}; "
            + ("found again unchanged." if opened.is_unchanged else "NOT the facts of then.")
        )


def _fact(one: Any) -> dict[str, Any]:
    fact = one.fact
    return {
        "position": fact.position,
        "fact_type": fact.fact_type,
        "organisation": fact.organisation,
        "covers": str(fact.covers_from)
        if fact.covers_from == fact.covers_to
        else f"{fact.covers_from}/{fact.covers_to}",
        "value": fact.value,
        "attributed": fact.attributed,
        "share": f"{fact.share_num}/{fact.share_den}",
        "object": fact.object_uuid and str(fact.object_uuid),
        "record": one.label,
        "evidence": list(one.evidence),
        "fact": str(fact.uuid),
    }
