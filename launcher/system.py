"""What the operating system must bring: Pango for PDF, and for the tests Chromium and poppler."""

import ctypes.util
import os
import pwd
import shutil
import sys
from pathlib import Path

from launcher import steps
from launcher.processes import Account
from launcher.talk import Trouble, say

PANGO = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
CHROMIUM_ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def is_root() -> bool:
    """Whether root runs the launcher."""
    return os.geteuid() == 0


def is_root_on_debian() -> bool:
    """Whether missing system packages may be installed without asking."""
    return is_root() and Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def server_account() -> Account | None:
    """`nobody` when root runs the launcher, since PostgreSQL refuses root; else None, the person's own."""
    if not is_root():
        return None
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def install_debian(packages: list[str], why: str) -> None:
    """Install system packages as root. Raises Trouble when that fails."""
    say(f"    installing {' '.join(packages)}, {why}")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if steps.watched(command, environment, Path("/"))[0] == 0:
        return
    # A machine straight from the box has no package lists yet.
    steps.watched(["apt-get", "update"], environment, Path("/"))
    status, lines = steps.watched(command, environment, Path("/"))
    if status:
        for line in lines[-10:]:
            say(f"    {line}")
        raise Trouble(
            f"apt-get could not install {' '.join(packages)}.", f"Run it by hand: {' '.join(command)}"
        )


def missing_pango() -> list[str]:
    """Debian names of the libraries that WeasyPrint needs and that are not there."""
    return [package for library, package in PANGO.items() if ctypes.util.find_library(library) is None]


def pango_line(packages: list[str]) -> str:
    """The exact line to type."""
    if sys.platform == "darwin":
        return "brew install pango"
    return f"sudo apt-get install {' '.join(packages)}   (Debian, Ubuntu; elsewhere whatever brings Pango)"


def ensure_pango(*, needed: bool) -> None:
    """Install Pango as root on Debian; elsewhere print the line, and stop only if it is `needed`."""
    packages = missing_pango()
    if packages and is_root_on_debian():
        install_debian(packages, "which draw the text of PDF files")
        packages = missing_pango()
    if packages and needed:
        raise Trouble("Pango is missing; PDF files cannot be made.", pango_line(packages))
    if packages:
        say(f"    Pango is missing: all pages work, PDF files do not. To add it: {pango_line(packages)}")


def find_chromium() -> str | None:
    """Path of a browser that the journeys can drive, or None."""
    named = os.environ.get("PORTAL_CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    on_path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    return on_path or (str(CHROMIUM_ON_MACOS) if CHROMIUM_ON_MACOS.exists() else None)


def ensure_test_tools() -> str:
    """Install browser and PDF tools as root on Debian; the browser's path. Raises Trouble if one lacks."""
    if is_root_on_debian():
        wanted = [] if find_chromium() else ["chromium"]
        wanted += [] if shutil.which("pdftotext") else ["poppler-utils"]
        if wanted:
            install_debian(wanted, "which the tests drive")
    chromium = find_chromium()
    if chromium is None:
        remedy = (
            "Debian: sudo apt-get install chromium; elsewhere name one: PORTAL_CHROMIUM=/path/to/chromium"
        )
        raise Trouble("The browser journeys need Chromium, and it is not here.", remedy)
    if shutil.which("pdftotext") is None:
        raise Trouble(
            "The tests need pdftotext.",
            "Debian: sudo apt-get install poppler-utils; macOS: brew install poppler",
        )
    return chromium
