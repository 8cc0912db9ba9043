"""What SIGKILL leaves behind: nothing half-recorded, nothing acknowledged and lost, every book still true.

Each process is killed at a moment that is known: another session holds a lock that the process needs late in its
work, so it stands in the middle of its transaction when the signal comes.
"""

from __future__ import annotations

import http.client
import signal
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import psycopg
from django.apps import apps
from django.conf import settings
from django.test import Client

from concentric.access.models import User
from concentric.audit import api as audit
from concentric.audit.models import Entry
from concentric.desk import api as desk
from concentric.desk.models import Job
from concentric.desk.types import JobState
from concentric.facts import api as facts
from concentric.kernel.api import Role
from concentric.members import api as members
from concentric.places import api as places
from concentric.programmes import api as programmes
from concentric.programmes.types import InvitationState
from tests.access import factories as make
from tests.indicators.returns import world as returns_world
from tests.journeys.processes import (
    PATIENCE_SECONDS,
    Environment,
    command,
    held,
    kill,
    process,
    served,
    until,
    verified,
)
from tests.programmes import factories as programme_factories

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

# --- What must hold afterwards ----------------------------------------------------------------


def rows() -> Mapping[str, int]:
    """How many rows every table of the product has."""
    return {
        model._meta.db_table: model._default_manager.count()
        for model in apps.get_models()
        if model.__module__.startswith("concentric.")
    }


# --- An import --------------------------------------------------------------------------------

IMPORT_MEMBERS = """
from pathlib import Path
from concentric.kernel.api import Actor
from concentric.members import api
path = Path({path!r})
report = api.import_members(
    actor=Actor.system("import"), content=path.read_bytes(), filename=path.name, dry_run=False
)
assert report.ok, report.problems
"""


IMPORT_WORKBOOK = """
from pathlib import Path
from uuid import UUID
from concentric.access import api as access
from concentric.indicators import api
report = api.import_workbook(
    actor=access.actor_for_appointment(UUID({appointment!r})), cycle="2020", firm="F001",
    content=Path({path!r}).read_bytes(), dry_run=False,
)
assert report.ok, report.problems
"""


def killed_then_repeated(
    program: str, late_table: str, environment: Environment, owner: psycopg.Connection
) -> Mapping[str, int]:
    """Kill an import where it writes its late table; nothing is left. Repeat it; answers the rows then."""
    before = rows()
    lock = f"LOCK TABLE {late_table} IN SHARE ROW EXCLUSIVE MODE"
    with held(owner, lock) as somebody_waits:
        importing = process(program, environment)
        until(lambda: somebody_waits() or importing.poll() is not None, f"it writes {late_table}")
        assert importing.poll() is None, "the import ended before it could be killed"
        kill(importing)
    assert rows() == before
    assert process(program, environment).wait(PATIENCE_SECONDS) == 0
    after = rows()
    assert after["audit_entry"] > before["audit_entry"]
    verified(environment)
    return after


def test_a_list_import_killed_in_the_middle_leaves_nothing_and_can_be_repeated(
    command_environment: Environment, owner_connection: psycopg.Connection
) -> None:
    places.load_packaged(actor=make.SYSTEM)
    program = IMPORT_MEMBERS.format(path=str(EXAMPLES / "members.xlsx"))
    after = killed_then_repeated(
        program, "members_population_member", command_environment, owner_connection
    )
    assert len(members.members_on(date(2022, 6, 1))) == 140
    assert after["facts_dimension"] > 0


def test_a_return_workbook_killed_in_the_middle_leaves_nothing_and_can_be_repeated(
    command_environment: Environment, owner_connection: psycopg.Connection, tmp_path: Path
) -> None:
    world = returns_world.opened()
    path = tmp_path / "return.xlsx"
    path.write_bytes(world.workbook("F001"))
    appointment = str(world.people["F001"].preparer.appointment)
    program = IMPORT_WORKBOOK.format(appointment=appointment, path=str(path))
    after = killed_then_repeated(program, "audit_entry", command_environment, owner_connection)
    assert after["indicators_entry"] > 60
    assert after["indicators_upload"] == 1


# --- The worker -------------------------------------------------------------------------------


def test_a_job_whose_worker_was_killed_is_run_again_once(
    command_environment: Environment, owner_connection: psycopg.Connection
) -> None:
    auditor = make.acting(Role.AUDITOR, "ASSOC")
    job = desk.start_job(
        actor=auditor, kind="portal.verify", params={"appointment": str(auditor.appointment)}
    )
    lock = "SELECT pg_advisory_xact_lock(hashtext('concentric.audit_seal'), hashtext('facts'))"
    with held(owner_connection, lock) as somebody_waits:
        first = command("worker", environment=command_environment)
        try:
            until(lambda: first.poll() is not None or is_running(job), "the job runs")
            until(somebody_waits, "the job seals")
        finally:
            kill(first)
    assert Job.objects.get(uuid=job).state == JobState.RUNNING
    # The queue believes a silent worker dead after half a minute; here that time has passed.
    owner_connection.execute(
        "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
    )
    owner_connection.commit()
    second = command("worker", environment=command_environment)
    try:
        until(lambda: Job.objects.get(uuid=job).finished_at is not None, "the job is run again")
        time.sleep(1)  # time to run it a second time, if anybody would
    finally:
        second.send_signal(signal.SIGTERM)
        second.wait(PATIENCE_SECONDS)
    row = Job.objects.get(uuid=job)
    assert (row.state, row.failure) == (JobState.DONE, "")
    assert Entry.objects.filter(act="audit.verified").count() == 1
    states = owner_connection.execute(
        "SELECT status FROM procrastinate_jobs WHERE task_name = 'desk.run_job'"
    ).fetchall()
    assert states == [("succeeded",)]
    verified(command_environment)


def is_running(job: UUID) -> bool:
    return Job.objects.get(uuid=job).state == JobState.RUNNING


# --- The web server ---------------------------------------------------------------------------

FIRMS = 40
KILL_AFTER = 8


def cookies_of_leader() -> dict[str, str]:
    """The cookies of the association's leader, signed in."""
    held_by = make.appointed(Role.LEADER, "ASSOC")
    make.account(held_by.person)
    client = Client()
    client.force_login(
        User.objects.get(person__uuid=held_by.person),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return {settings.SESSION_COOKIE_NAME: client.session.session_key, "csrftoken": "k" * 32}


def signed_by_firms() -> tuple[UUID, list[UUID]]:
    """An accord that many firms have signed, and their invitations."""
    programme_factories.catalogue()
    accord = programme_factories.accord().uuid
    codes = [f"F{number:03d}" for number in range(1, FIRMS + 1)]
    signatories = {code: make.acting(Role.SIGNATORY, code) for code in codes}
    programmes.invite(
        actor=make.SYSTEM,
        accord=accord,
        organisations=codes,
        invited_on=programme_factories.INVITED_ON,
    )
    found = []
    for code in codes:
        invitation = programmes.invitations_of(code)[0].uuid
        programmes.sign(
            actor=signatories[code], invitation=invitation, signed_on=date(2021, 10, 20)
        )
        found.append(invitation)
    return accord, found


def post(port: int, address: str, form: Mapping[str, str], cookies: Mapping[str, str]) -> bool:
    """Whether the site acknowledged the act: it answered, and with where to look at the result."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": cookies["csrftoken"],
    }
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            connection.request("POST", address, urlencode(form), headers)
            answer = connection.getresponse()
            said = answer.read()
    except (OSError, http.client.HTTPException):
        return False
    assert answer.status == 302, f"answered {answer.status}: {said[:2000].decode()}"
    return "/accounts/" not in answer.headers["Location"]


def test_no_acknowledged_write_is_lost_when_the_web_server_is_killed(
    command_environment: Environment,
) -> None:
    accord, invitations = signed_by_firms()
    address, cookies = f"/programmes/accords/{accord}/countersign/", cookies_of_leader()
    acknowledged: set[UUID] = set()

    def countersign(invitation: UUID) -> None:
        if post(port, address, {"invitation": str(invitation)}, cookies):
            acknowledged.add(invitation)

    with served(command_environment) as (serving, port), ThreadPoolExecutor(4) as people:
        work = [people.submit(countersign, invitation) for invitation in invitations]
        until(
            lambda: (
                len(acknowledged) >= KILL_AFTER or any(w.done() and w.exception() for w in work)
            ),
            "some are acknowledged",
        )
        kill(serving)
        for one in work:
            one.result()
    assert KILL_AFTER <= len(acknowledged) < FIRMS, "the kill fell beside the work"
    whole = {uuid for uuid in invitations if is_wholly_recorded(uuid)}
    assert acknowledged <= whole
    assert len(whole - acknowledged) <= 4  # written, and killed before the answer
    verified(command_environment)

    again = Client()
    again.cookies.load(cookies)
    for invitation in sorted(set(invitations) - whole):
        assert again.post(address, {"invitation": str(invitation)}).status_code == 302
    assert all(is_wholly_recorded(uuid) for uuid in invitations)
    verified(command_environment)


def is_wholly_recorded(invitation: UUID) -> bool:
    """Row, fact and entry of the log are all there (true) or all missing (false). Anything else is half-recorded."""
    model = apps.get_model("programmes", "Invitation")
    row = model.objects.get(uuid=invitation)
    recorded = facts.facts_of_source("programmes", invitation)
    logged = Entry.objects.filter(
        object_uuid=invitation, act="programmes.accord_countersigned"
    ).count()
    there = (row.state == InvitationState.COUNTERSIGNED, len(recorded) == 1, logged == 1)
    assert len(recorded) <= 1 and logged <= 1
    assert len(set(there)) == 1, f"half recorded: row, fact, log = {there}"
    return there[0]


def test_sealing_goes_on_after_all_of_this(committed_db: str) -> None:
    """What no worker sealed is sealed by the next one who asks: positions have no gap."""
    make.acting(Role.AUDITOR, "ASSOC")
    audit.seal_all()
    book = audit.book("audit")
    assert audit.verify(book).ok and audit.position(book) == Entry.objects.count() > 0
