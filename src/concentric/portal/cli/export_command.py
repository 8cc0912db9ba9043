"""`concentric export`: values and facts to open formats."""

from __future__ import annotations

from pathlib import Path

import click

from concentric.portal.cli.output import Group, emit, json_option, speaks_plainly
from concentric.portal.cli.site import site

VALUES = (
    "indicator",
    "name_zh",
    "name_en",
    "period",
    "cell",
    "value",
    "unit",
    "bound",
    "facts",
    "members",
    "position",
)


@click.group(
    cls=Group,
    epilog="Examples: concentric export values values.csv --period 2020; concentric export facts facts.parquet",
)
def command() -> None:
    """Write values or facts to a file."""


@command.command(epilog="Example: concentric export values values.csv --period 2020")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--period",
    "periods",
    multiple=True,
    required=True,
    help="Period in SDMX form, such as 2020 or 2020-Q1; may be given more than once.",
)
@click.option("--by", multiple=True, help="Breakdown; the whole population without it.")
@json_option
@speaks_plainly
def values(path: Path, periods: tuple[str, ...], by: tuple[str, ...], as_json: bool) -> None:
    """Write the newest values of every indicator as csv or xlsx, by the file's ending."""
    kind = path.suffix.lstrip(".")
    if kind not in {"csv", "xlsx"}:
        raise click.BadParameter("end the file name with .csv or .xlsx", param_hint="path")
    with site():
        from concentric.desk.api import table_bytes
        from concentric.facts import api as facts
        from concentric.indicators import api
        from concentric.kernel.api import Missing, msgid
        from concentric.kernel.types import Period

        pin = api.newest_pin()
        if pin is None:
            raise Missing(
                msgid("Nothing is computed yet."),
                remedy=msgid("Run: concentric compute --standing 2020"),
            )
        rulebook = facts.catalogue(pin.catalogue)
        asked = [Period.parse(p) for p in periods]
        found = api.kept(pin, rulebook.indicators, asked, by)
        rows = []
        for v in found:
            one = rulebook.indicator(v.indicator, v.period.end)
            cell = "&".join(f"{name}={code}" for name, code in v.cell)
            rows.append(
                (
                    v.indicator,
                    one.name.zh,
                    one.name.en,
                    str(v.period),
                    cell,
                    v.rounded,
                    one.unit,
                    str(v.bound),
                    v.facts,
                    v.contributors,
                    v.pin.position,
                )
            )
        path.write_bytes(table_bytes(titles=VALUES, rows=rows, kind=kind))
    emit(
        {"file": str(path), "rows": len(rows)},
        as_json=as_json,
        says=f"{len(rows)} values in {path}.",
    )


@command.command(epilog="Example: concentric export facts facts.parquet")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@speaks_plainly
def facts(path: Path, as_json: bool) -> None:
    """Write every sealed fact and reversal, in order, as one Parquet file."""
    with site():
        import pyarrow.parquet as pq

        from concentric.facts import api

        api.seal()
        last, rows = api.position(), 0
        with pq.ParquetWriter(path, api.fact_schema(), compression="zstd") as writer:
            for batch in api.fact_rows(1, last):
                writer.write_batch(batch)
                rows += batch.num_rows
    emit(
        {"file": str(path), "rows": rows, "position": last},
        as_json=as_json,
        says=f"{rows} facts in {path}.",
    )
