"""Collects the texts of the interface into the Dutch catalogue; new ones are left empty, and a test counts them.

English is the language of the code and needs no catalogue.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "webcare/translations/nl/LC_MESSAGES/messages.po"
KEYWORDS = ("_", "gettext", "ngettext:1,2", "lazy_gettext", "lazy_ngettext:1,2")


def extract(template: Path) -> None:
    """Write every text of the code and templates to a template catalogue."""
    keywords = [option for keyword in KEYWORDS for option in ("-k", keyword)]
    options = ["-q", "-F", "babel.cfg", "--no-location", "--sort-output", "--omit-header", *keywords]
    _babel("extract", *options, "-o", str(template), ".")


def main() -> None:
    """Update the catalogue in place."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template)
        options = ("-q", "-N", "--ignore-obsolete", "--omit-header", "-w", "120", "-l", "nl")
        _babel("update", *options, "-i", str(template), "-o", str(CATALOGUE))


def _babel(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
