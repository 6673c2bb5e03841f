"""Commands that run to their end: tools, package installation, management commands."""

import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from launcher.processes import LIBC, PARENT_DEATH_SIGNAL, Account
from launcher.talk import Trouble, say


def _end_with_launcher() -> None:
    if LIBC is not None:
        LIBC.prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


@contextmanager
def _ended_on_leaving(popen: "subprocess.Popen[str]") -> Iterator[None]:
    try:
        yield
    except BaseException:
        popen.terminate()
        try:
            popen.wait(20)
        except subprocess.TimeoutExpired:
            popen.kill()
            popen.wait()
        raise


def interactive(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> int:
    """Run with this terminal's input and output; the exit status."""
    popen = subprocess.Popen(
        list(command), env=dict(environment), cwd=folder, text=True, preexec_fn=_end_with_launcher
    )
    with _ended_on_leaving(popen):
        return popen.wait()


def watched(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    each_line: Callable[[str], None] = lambda line: None,
) -> tuple[int, list[str]]:
    """Run and hand every line of output to `each_line`; exit status and the lines."""
    lines: list[str] = []
    popen = subprocess.Popen(
        list(command),
        env=dict(environment),
        cwd=folder,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=_end_with_launcher,  # the launcher has one thread
    )
    with _ended_on_leaving(popen):
        assert popen.stdout is not None  # noqa: S101  # asked for above
        for line in popen.stdout:
            lines.append(line.rstrip("\n"))
            each_line(lines[-1])
        return popen.wait(), lines


def must(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, what: str, remedy: str
) -> list[str]:
    """Run quietly; the lines of output. Raises Trouble, after printing the output, when it fails."""
    status, lines = watched(command, environment, folder)
    if status:
        for line in lines[-30:]:
            say(f"    {line}")
        raise Trouble(what, remedy)
    return lines


def quick(
    command: Sequence[str], account: Account | None = None, text: str = "", folder: Path = Path("/")
) -> tuple[int, str]:
    """Run a short tool, perhaps under another user, with `text` on its input; exit status and all output."""
    try:
        done = subprocess.run(
            list(command),
            input=text,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            errors="replace",
            cwd=folder,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    except OSError as error:
        return 127, str(error)
    return done.returncode, done.stdout
