"""What the commands of files share: reading them from disk, telling refusals."""

from pathlib import Path

from django.core.management.base import CommandError

from charter.faults import Refused


def files_named(names: list[str]) -> list[tuple[str, bytes]]:
    """Each file's name and content. Raises CommandError for one that cannot be read."""
    return [(Path(name).name, content_of(name)) for name in names]


def content_of(name: str) -> bytes:
    """A file's content. Raises CommandError when it cannot be read."""
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise cannot_read(name, error) from error


def cannot_read(name: str, error: OSError) -> CommandError:
    """The sentence for a file that is not there."""
    return CommandError(f"The file {name} cannot be read: {error.strerror}. Check the path.")


def refusal_text(refusal: Refused) -> str:
    """Every fault on a line of its own, with their number, and that nothing was written."""
    if not refusal.faults:
        return f"{refusal} Nothing was written."
    count = len(refusal.faults)
    listed = "\n".join(f"  {number}. {fault}" for number, fault in enumerate(refusal.faults, 1))
    return f"{count} {'fault' if count == 1 else 'faults'}. Nothing was written.\n{listed}"
