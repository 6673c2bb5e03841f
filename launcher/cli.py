"""The words after ./portal, and what each does."""

import os
from collections.abc import Callable, Sequence

from launcher import doctor, signals, tasks
from launcher.config import Config, read_config
from launcher.run import run
from launcher.talk import Stopped, Trouble, complain, say

HELP = """\
Usage: ./portal COMMAND

  run [--empty]       start everything on this machine, with demonstration data or without; Ctrl-C stops it
  test [ARGUMENTS]    run all tests, browser journeys included; arguments go to pytest
  check               run every check: style, types, templates, migrations, settings, imports, sizes
  manage COMMAND …    any management command, with the servers up: ./portal manage create_administrator EMAIL
  code EMAIL          the current sign-in code or link of a demonstration person
  doctor              look at this machine and say what is missing
  bench               measure the portal against its speed limits
  pages [PART …]      look at every public page: html and lighthouse; transcript and pictures write to docs/

Settings: PORTAL_PORT (8000), PORTAL_DATA (.portal), DATABASE_URL with DATABASE_OWNER_URL, REDIS_URL."""


def command_run(config: Config, arguments: list[str]) -> int:
    """Start the portal; the only option is --empty. Raises Trouble for anything else."""
    unknown = [word for word in arguments if word != "--empty"]
    if unknown:
        raise Trouble(
            f"./portal run does not know “{unknown[0]}”.", "Use ./portal run or ./portal run --empty."
        )
    return run(config, empty="--empty" in arguments)


COMMANDS: dict[str, Callable[[Config, list[str]], int]] = {
    "run": command_run,
    "test": tasks.test,
    "check": tasks.check,
    "manage": tasks.manage,
    "code": tasks.code,
    "doctor": doctor.doctor,
    "bench": tasks.bench,
    "pages": tasks.pages,
}


def main(arguments: Sequence[str]) -> int:
    """Do what the words say: 0 when all was done, 1 for trouble, 2 for unknown words, 130 when stopped."""
    name, *rest = arguments or ["help"]
    if name in {"help", "-h", "--help"}:
        say(HELP)
        return 0
    if name not in COMMANDS:
        say(f"./portal does not know “{name}”.\n\n{HELP}")
        return 2
    signals.listen()
    os.umask(0o022)
    try:
        return COMMANDS[name](read_config(os.environ), rest)
    except Trouble as trouble:
        complain(trouble)
        return 1
    except Stopped:
        say("\nStopped.")
        return 130
