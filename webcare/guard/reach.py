"""Where a person can be found: phone numbers, e-mail addresses, Dutch postal addresses."""

import re
from collections.abc import Iterator

from webcare.guard import phones as numbers
from webcare.guard.reading import Reading, Span

_PHONE = re.compile(r"(?<![\w@#/.,€$£-])(?:\+|\(\+?)?\d[\d ().\-/]{5,24}\d(?!\w)")
_DATE = re.compile(r"\b\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b")
_TIME_AFTER = re.compile(r"[:.]\d\d\b")

_AMOUNT = re.compile(r"[€$£]\s?$")

_EMAIL = re.compile(
    r"(?<![\w.+@\-])[a-z0-9][\w.+\-]{0,63}@[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){0,4}\.[a-z]{2,24}(?![\w@])", re.I
)
_PROVIDERS = (
    r"gmail|googlemail|hotmail|outlook|live|msn|ziggo|kpnmail|kpnplanet|icloud|yahoo|xs4all|planet|home|upcmail"
    r"|proton|protonmail|hetnet|casema|quicknet|telfort|tele2|online|me|solcon|zonnet|chello"
)
_AT = r"\s?(?:\(at\)|\[at\]|\{at\}|\(apenstaartje\)|\[apenstaartje\])\s?|\s(?:at|apenstaartje|@)\s"
_DOT = r"\s?(?:\(dot\)|\[dot\]|\(punt\)|\[punt\])\s?|\s(?:dot|punt)\s"
_TLD = r"(?:nl|com|net|org|eu|be|de|uk|fr|io|me|info)"
_SPELLED = re.compile(
    rf"(?<![\w@])[a-z0-9][\w.+\-]{{1,63}}(?:{_AT})(?:"
    rf"(?:{_PROVIDERS})\.{_TLD}|[a-z0-9\-]{{2,63}}(?:{_DOT}){_TLD})(?!\w)"
    rf"|(?<![\w@])[a-z0-9][\w.+\-]{{1,63}}\s?(?:\(at\)|\[at\]|apenstaartje|\(apenstaartje\))\s?"
    rf"[a-z0-9\-]{{2,63}}\.{_TLD}(?!\w)",
    re.IGNORECASE,
)
_NOBODY = frozenset(("us", "me", "you", "ons", "kijk", "look", "mail", "kijken", "mailen", "is", "find", "check"))

_UNIT = (
    r"(?!\s?(?:min|minuten|minutes|uur|uren|hours?|euro|eur|km|m\b|meter|mensen|personen|treinen|trein|dagen|days|keer"
    r"|x\b|%|procent|sec|seconden|jaar|weken|maanden|stuks|bussen|halte|perron|spoor|graden|mm|cm|graag|pagina)|[:.,]\d)"
)
_NUMBER = r"\d{1,4}(?:\s?[a-h]\b|\s?(?:bis|hs)\b|-\d{1,3})?(?!\w)"
_HOUSE = rf"(?:nr\.?\s?|nummer\s|no\.?\s|huisnummer\s)?(?!(?:19|20)\d\d\b){_NUMBER}{_UNIT}"
_SURE = r"(?:straat|straatweg|laan|gracht|plein|singel|kade|dreef|steeg|plantsoen|boulevard)"
_LIKELY = r"(?:weg|dijk|markt|wal|erf|oord|veld|akker|waard|meent|haven)"
_NO_STREET = re.compile(
    r"(?:onderweg|snelweg|autoweg|rijksweg|spoorweg|halverweg|supermarkt|arbeidsmarkt|woningmarkt|energiemarkt|wasstraat"
    r"|teststraat|vakantieoord|noord|woord|[a-z]*antwoord|wachtwoord|trefwoord|luchthaven|spoordijk|terugweg|heenweg"
    r"|speelveld|voetbalveld)",
    re.IGNORECASE,
)
_FIRST = (
    r"(?:(?:Nieuwe|Oude|Grote|Kleine|Lange|Korte|Hoge|Lage|Brede|Smalle|Witte|Eerste|Tweede|Derde|[12]e|Prins(?:es)?"
    r"|Koning(?:in)?|Burgemeester|Burg\.|Sint|St\.|Dr\.|Mr\.|Prof\.|Professor|Dokter|President|Generaal|Admiraal|Pastoor"
    r"|Noord|Zuid|Oost|West|Jan|Johan|Karel|Willem) |(?:[A-ZÀ-Þ][\w'\-]{1,20} )?(?:[Vv]an|[Dd]e|[Tt]en|[Tt]er|'t)"
    r"(?: (?:de|der|den|het|'t))? ){0,2}"
)
_STREET = re.compile(
    rf"(?<![\w@#]){_FIRST}"
    rf"(?P<name>[A-ZÀ-Þ]?[a-zà-ÿ'.\-]{{2,30}}{_SURE}|[A-ZÀ-Þ][a-zà-ÿ'\-]{{1,30}}{_LIKELY})\s{_HOUSE}"
    rf"|(?<![\w@#])(?:[A-Z][\w'\-]{{1,20}} (?:Straat|Laan|Gracht|Markt|Weg|Plein|Kade|Singel|Dijk)"
    r"|(?:Laan|Plein|Kade|Weg|Straat|Singel|Hof) (?:van|der|den|de|het|naar|op)(?: (?:de|der|den|het))?"
    r" [A-Z][\w'\-]{1,30})"
    rf"\s{_HOUSE}"
)
_POSTCODE = r"[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}"
_YEAR_THEN_WORD = re.compile(r"(?:19|20)\d\d (?:NS|EN|OF|OP|IC|KM|EU|NL|BE|DE|OM|IN|UK|US|TV)\b")
_BY_POSTCODE = re.compile(
    rf"(?<![\w-]){_POSTCODE}(?!\w)[ ,]{{0,2}}(?:\(?(?:huis)?(?:nummer|nr)\.?:?\s?|no\.?\s?|#)?{_NUMBER}{_UNIT}"
    rf"|(?<![\w.,:-])\d{{1,4}}(?:\s?[a-z]\b|-\d{{1,3}})?,?\s{_POSTCODE}(?!\w)"
)
_LOOSE = re.compile(
    r"\b(?:postcode|pc|postal code|zip)\b[ :]{0,2}(?:is )?(?P<at>[1-9]\d{3} ?[a-z]{2}(?!\w)"
    rf"[ ,]{{0,2}}(?:en |and )?(?:huis)?(?:nummer|nr|house number)?\.?[ :]{{0,2}}{_NUMBER}){_UNIT}",
    re.IGNORECASE,
)
_CITY_AFTER = re.compile(rf",?\s{{1,2}}{_POSTCODE}(?!\w)(?:\s[A-Z][a-zà-ÿ'\-]{{2,30}})?")


def phones(reading: Reading) -> Iterator[Span]:
    """Numbers that a phone would ring at; not those of services, and no dates, times or order numbers."""
    if sum(letter.isdigit() for letter in reading.plain) < 7:
        return
    for match in _PHONE.finditer(reading.plain):
        if reading.in_url(*match.span()):
            continue
        span = _phone(reading, match.start(), match[0])
        if span is not None:
            yield span


def emails(reading: Reading) -> Iterator[Span]:
    """Addresses with an at sign, or with the word for it where nothing else can be meant."""
    if "@" in reading.plain:
        for match in _EMAIL.finditer(reading.plain):
            yield Span("email", match.start(), match.end(), match[0])
    for match in _SPELLED.finditer(reading.plain):
        if match[0].split(maxsplit=1)[0].lower() not in _NOBODY:
            yield Span("email", match.start(), match.end(), match[0])


def addresses(reading: Reading) -> Iterator[Span]:
    """A street with a house number, or a postcode with one."""
    for match in _STREET.finditer(reading.plain):
        if match["name"] and _NO_STREET.fullmatch(match["name"]):
            continue
        after = _CITY_AFTER.match(reading.plain, match.end())
        end = after.end() if after else match.end()
        yield Span("address", match.start(), end, reading.plain[match.start() : end])
    for match in _BY_POSTCODE.finditer(reading.plain):
        if not _YEAR_THEN_WORD.search(match[0]):
            yield Span("address", match.start(), match.end(), match[0])
    for match in _LOOSE.finditer(reading.plain):
        yield Span("address", match.start("at"), match.end("at"), match["at"])


def _phone(reading: Reading, start: int, run: str) -> Span | None:
    label = reading.label(start)
    abroad = run.startswith(("+", "00", "(+"))
    if (label == "other" and not abroad) or _DATE.search(run):
        return None
    if _TIME_AFTER.match(reading.plain, start + len(run)) or _AMOUNT.search(reading.plain, max(0, start - 2), start):
        return None
    for candidate in _shorter(run):
        if numbers.of_a_person(candidate, labelled=label == "phone"):
            return Span("phone", start, start + len(candidate), candidate)
    return None


def _shorter(run: str) -> Iterator[str]:
    """The run of digits, then without its last groups: what follows a number may look like a part of it."""
    while sum(letter.isdigit() for letter in run) >= 7:
        yield run
        run = run.rpartition(" ")[0].rstrip(" -./(")
