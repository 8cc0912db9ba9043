"""The command line as a stranger meets it: help with examples, JSON, exit codes, sentences instead of tracebacks."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from concentric.kernel.api import Conflict, Missing, Unavailable
from concentric.portal import guard, serving
from concentric.portal.cli import demo_command
from concentric.portal.cli.main import COMMANDS, main
from concentric.portal.cli.output import json_option, speaks_plainly

LONG_ENOUGH_SECONDS = 60
"""A process that is not gone by then stays."""


def every_command(
    command: click.Command = main, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, groups before their members."""
    if path:
        yield " ".join(path), command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from every_command(found, (*path, name))


EVERY = list(every_command())
LEAVES = [(name, one) for name, one in EVERY if not isinstance(one, click.Group)]


def test_the_commands_of_the_product_are_all_there() -> None:
    words = "demo serve worker migrate doctor catalogue import compute trace verify report publish export user"
    assert " ".join(sorted(COMMANDS)) == " ".join(sorted(words.split()))


@pytest.mark.parametrize(("name", "command"), EVERY)
def test_help_shows_an_example_that_calls_the_command(name: str, command: click.Command) -> None:
    assert f"concentric {name}" in (command.epilog or "")
    assert command.help
    options = [one for one in command.params if isinstance(one, click.Option)]
    assert [one.name for one in options if not one.help] == []


@pytest.mark.parametrize(("name", "command"), LEAVES)
def test_every_command_speaks_json(name: str, command: click.Command) -> None:
    assert "--json" in [flag for one in command.params for flag in one.opts], name


@pytest.mark.parametrize("group", [name for name, one in EVERY if isinstance(one, click.Group)])
def test_the_list_of_a_group_cuts_no_sentence_off(group: str) -> None:
    listed = CliRunner().invoke(main, [*group.split(), "--help"]).output.partition("Commands:")[2]
    assert listed
    assert "..." not in listed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("brew", "No such command 'brew'"),
        ("serve --port ninety", "'ninety' is not a valid integer"),
        ("serve --port 70000", "70000 is not in the range"),
        ("demo --examples /nowhere", "'/nowhere' does not exist"),
        ("export values figures.pdf --period 2020", ".csv or .xlsx"),
        ("import members /nowhere.xlsx", "'/nowhere.xlsx' does not exist"),
        ("publish sign csr-2020", "Missing option '--as'"),
    ],
)
def test_wrong_usage_is_a_sentence_and_code_2(typed: str, said: str) -> None:
    result = CliRunner().invoke(main, typed.split())
    assert result.exit_code == 2
    assert said in result.output


def failing(error: BaseException) -> click.Command:
    @click.command()
    @json_option
    @speaks_plainly
    def command(as_json: bool) -> None:
        raise error

    return command


def test_a_refusal_is_a_sentence_and_code_3_in_both_forms() -> None:
    command = failing(Missing("There is no %(x)s.", remedy="Look again.", x="[red]one[/red]"))
    said = CliRunner().invoke(command, [])
    assert said.exit_code == 3
    assert "There is no [red]one[/red]. Look again." in said.stderr
    told = CliRunner().invoke(command, ["--json"])
    assert told.exit_code == 3
    assert json.loads(told.stdout) == {"error": "There is no [red]one[/red]. Look again."}


def test_a_folder_that_cannot_be_written_is_named_with_what_mends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CONCENTRIC_VAR", "/closed")
    result = CliRunner().invoke(failing(PermissionError(13, "Permission denied", "/closed/x")), [])
    assert result.exit_code == 3
    assert "/closed/x: Permission denied." in result.stderr
    assert "CONCENTRIC_VAR" in result.stderr.replace("\n", " ")
    elsewhere = CliRunner().invoke(failing(FileNotFoundError(2, "No such file", "/a/b.csv")), [])
    assert "CONCENTRIC_VAR" not in elsewhere.stderr


def test_ctrl_c_says_so_and_ends_as_every_program_does() -> None:
    result = CliRunner().invoke(failing(KeyboardInterrupt()), [])
    assert result.exit_code == 130
    assert "Stopped." in result.stderr


def test_a_port_in_use_is_named() -> None:
    taken = serving.free_port()
    with socket.socket() as other:
        other.bind((serving.LOOPBACK, taken))
        other.listen()
        with pytest.raises(Unavailable, match=f"Port {taken} is in use"):
            serving.free_port(taken)


def test_two_demos_do_not_load_into_one_folder(tmp_path: Path, settings: object) -> None:
    settings.CONCENTRIC_VAR = tmp_path  # type: ignore[attr-defined]  # pytest-django's settings
    with (tmp_path / "demo.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(Conflict, match="Another"), demo_command._alone():
            pass
    with demo_command._alone():
        pass


def gone(pid: int) -> bool:
    """Whether a process ends by itself within the time that is long enough."""
    until = time.monotonic() + LONG_ENOUGH_SECONDS
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_the_guard_insists_on_what_does_not_listen() -> None:
    deaf = (
        "import signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('deaf', flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", deaf], stdout=subprocess.PIPE, start_new_session=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"deaf\n"
        guard.stop_groups({child.pid}, within=0.2)
        assert child.wait() == -signal.SIGKILL


def test_kill_9_of_the_starter_leaves_none_of_its_children() -> None:
    starter = (
        "import subprocess, sys, time\n"
        "from concentric.portal import serving\n"
        "with serving.guarded() as tell:\n"
        "    child = subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
        "    tell(child.pid)\n"
        "    print(child.pid, flush=True)\n"
        "    time.sleep(600)\n"
    )
    environment = {
        **os.environ,
        "CONCENTRIC_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "CONCENTRIC_EMBEDDED": "0",
    }
    with subprocess.Popen(
        [sys.executable, "-c", starter], stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        process.kill()
        assert gone(child)
