"""Looks at the pages of a whole installation: ./portal pages [html] [lighthouse] [transcript] [pictures]"""

import sys

from tests.pages import html, lighthouse, pictures, transcript
from tests.pages.front import Missing
from tests.pages.installation import installed

# Each says what it found and returns what is wrong.
PARTS = {
    "html": html.look,
    "lighthouse": lighthouse.look,
    "transcript": transcript.write,
    "pictures": pictures.write,
}
CHECKS = ["html", "lighthouse"]  # the others write documents, when asked to by name


def main(arguments: list[str]) -> int:
    """Do what is named, else the two that check; 1 when something is wrong, 2 when a tool lacks."""
    chosen = arguments or CHECKS
    unknown = [word for word in chosen if word not in PARTS]
    if unknown:
        print(f"./portal pages does not know “{unknown[0]}”: it is {', '.join(PARTS)}.")
        return 2
    try:
        for part in {"html": html, "lighthouse": lighthouse}.items():
            if part[0] in chosen:
                part[1].needed()
    except Missing as missing:
        print(missing)
        return 2
    with installed() as site:
        faults = [f"{name}: {fault}" for name in chosen for fault in PARTS[name](site)]
    print("\n".join(faults) or "Nothing is wrong.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
