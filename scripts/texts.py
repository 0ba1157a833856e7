"""Collects the texts of the interface into the Dutch catalogue; new ones are left empty, and a test counts them.

English is the language of the code and needs no catalogue.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "webcare/translations/nl/LC_MESSAGES/messages.po"
KEYWORDS = {"_": None, "_n": (1, 2), "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2)}
SOURCES = (("webcare", "**.py", "python"), ("templates", "**.html", "jinja2"), ("templates", "**.txt", "jinja2"))


def in_code() -> Catalog:
    """Every text that code and templates ask for."""
    found = Catalog(locale="nl")
    for folder, pattern, method in SOURCES:
        options = {pattern: {"silent": "false"}} if method == "jinja2" else None
        texts = extract_from_dir(
            ROOT / folder, [(pattern, method)], options, keywords=KEYWORDS, directory_filter=lambda _name: True
        )
        for _file, _line, text, _comments, context in texts:
            found.add(text, context=context)
    return found


def translated() -> Catalog:
    """The catalogue as it is kept."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="nl")


def missing() -> list[str]:
    """The texts that have no Dutch yet, or not every plural form of it."""
    return [str(message.id) for message in translated() if message.id and not all(forms(message.string))]


def build() -> None:
    """Compile the catalogue, as `make` does before it runs anything."""
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, translated())


def main() -> None:
    """Update the catalogue in place: sorted, without places and dates, so that it merges well."""
    kept = translated() if CATALOGUE.exists() else Catalog(locale="nl", fuzzy=False)
    kept.update(in_code(), no_fuzzy_matching=True)
    kept.obsolete.clear()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        file.write(b'msgid ""\nmsgstr ""\n"Language: nl\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n')
        file.write(f'"Plural-Forms: {kept.plural_forms}\\n"\n\n'.encode())
        write_po(file, kept, width=120, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    print(f"{len(kept)} texts, {len(missing())} without Dutch")


def forms(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """A text as the tuple of its plural forms; one, where it has none."""
    return (string,) if isinstance(string, str) else tuple(string or ("",))


if __name__ == "__main__":
    main()
