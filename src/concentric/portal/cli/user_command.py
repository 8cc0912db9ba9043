"""`concentric user`: people, their accounts and appointments."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from concentric.portal.cli.output import Group, emit, emit_table, json_option, speaks_plainly
from concentric.portal.cli.site import site


@click.group(
    cls=Group,
    epilog="Examples: concentric user list ASSOC; concentric user add --help",
)
def command() -> None:
    """Create people, their sign-in and their appointments."""


@command.command(
    epilog="Example: concentric user add --name Zhang --email z@firm.example --organisation F001 --role contact"
)
@click.option("--name", required=True, help="Name of the person.")
@click.option("--email", required=True, help="Address they sign in with.")
@click.option("--organisation", required=True, help="Code of the organisation.")
@click.option(
    "--role",
    required=True,
    help="Such as officer, contact, preparer, checker, signatory, administrator.",
)
@click.option(
    "--from", "starts_on", type=click.DateTime(["%Y-%m-%d"]), help="First day; today without it."
)
@json_option
@speaks_plainly
def add(
    name: str, email: str, organisation: str, role: str, starts_on: datetime | None, as_json: bool
) -> None:
    """Appoint a person; somebody unknown is registered and gets an account with a link to set the password."""
    with site():
        from concentric.access import api as access
        from concentric.kernel.api import shanghai_day
        from concentric.kernel.types import Actor, Role

        if role not in set(Role):
            raise click.BadParameter(
                f"choose one of {', '.join(sorted(Role))}", param_hint="--role"
            )
        given = access.open_access(
            actor=Actor.system("concentric user"),
            name=name,
            email=email,
            organisation=organisation,
            role=Role(role),
            starts_on=starts_on.date() if starts_on else shanghai_day(datetime.now(UTC)),
        )
    result = {
        "appointment": str(given.uuid),
        "organisation": organisation,
        "role": role,
        "email": email,
    }
    emit(
        result, as_json=as_json, says=f"{email} is {role} of {organisation} from {given.starts_on}."
    )


@command.command(name="list", epilog="Example: concentric user list F001")
@click.argument("organisation")
@json_option
@speaks_plainly
def people(organisation: str, as_json: bool) -> None:
    """List who acts for an organisation today."""
    with site():
        from concentric.access import api as access
        from concentric.kernel.types import Actor

        found = access.people_of(actor=Actor.system("concentric user"), organisation=organisation)
    rows = [
        {"name": a.person_name, "role": str(a.role), "from": a.starts_on, "until": a.ends_on}
        for a in found
    ]
    emit_table(rows, as_json=as_json, columns=("name", "role", "from", "until"))
