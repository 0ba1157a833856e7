"""What is wrong whoever reads it: a placeholder left open, somebody else's handle, a promise that nobody wrote down."""

import re
from collections.abc import Iterator

from webcare.guard.reading import Reading, Span

_PLACEHOLDER = re.compile(
    r"\{\{?\s?[^\W\d_][\w .\-]{0,40}\}?\}"  # {naam}
    r"|\[[^\W\d_][^\W\d_]*(?:[ _\-][^\W\d_]+){0,4}\]"  # [naam]
    r"|<[^\W\d_][\w \-]{0,40}>"  # <order>
    r"|(?<!\w)X{3,}(?!\w)"  # XXX; kisses are small
    r"|(?<![\w%])%[a-z_]{3,30}%"  # %naam%
    r"|(?<!\w)_{3,}(?!\w)"
    r"|(?<!\w)(?:NOG )?INVULLEN(?!\w)|(?<!\w)TODO(?!\w)"
    r"|\((?:naam|name|ordernummer|order number|datum|date|tijd|time|station|klantnaam|bedrag|amount|link)\)"
)
_BRACKETED = frozenset(("update", "edit", "sic", "red", "video", "foto", "photo", "thread", "draadje", "deleted"))
_HANDLE = re.compile(r"(?<![\w@/.+\-])@([A-Za-z0-9_](?:[\w.\-]{0,60}\w)?(?:@[\w.\-]{1,60}\w)?)")

_WE = r"(?:we|wij|ik|mijn collega(?:'?s)?|onze collega(?:'?s)?|een collega|collega's|iemand van ons)"
_YOU = r"(?:u|je|jou|jullie)"
_DUTCH_TIME = (
    r"(?:vandaag|vanavond|vanmiddag|straks|(?<!goede )(?<!goeden )morgen(?:ochtend|middag|avond|vroeg)?|overmorgen"
    r"|binnen (?:\d{1,3}|een|één|twee|drie|enkele|het) (?:half )?"
    r"(?:minuten|uur|uren|dag|dagen|werkdagen|week|weken|kwartier)"
    r"|(?:deze|volgende|komende) week|over (?:een|\d{1,2}) (?:half )?(?:uur|minuten|kwartier|dagen)"
    r"|(?:maan|dins|woens|donder|vrij|zater|zon)dag|(?:eind|einde) van de (?:dag|middag|week)"
    r"|zo (?:snel|spoedig) mogelijk|uiterlijk|voor \d{1,2}(?:[:.]\d\d)? ?uur)"
)
_DUTCH_DEED = (
    r"(?:bel|bellen|belt|mail|mailen|mailt|app|appen|stuur|sturen|stuurt|verstuur|versturen|regel|regelen|regelt|los"
    r"|lossen|betaal|betalen|vergoed|vergoeden|stort|storten|maak|maken|zoek|zoeken|zoekt|controleer|controleren"
    r"|reageer|reageren|reageert|geef|geven|antwoord|antwoorden|informeer|informeren|spreek|spreken|check|checken)"
)
_MY = r"(?:{we} (?:{short})|(?:{short}) {we})".replace("{we}", _WE)
_FAR = r"[^.!?\n]{0,50}?"
_HEARS = r"(?:(?:u|je) hoort|hoort u|hoor je|horen jullie|jullie horen)"
_DUTCH = re.compile(
    r"\b(?:"
    + "|".join(
        (
            _MY.replace("{short}", "kom|komt|komen") + rf"\b{_FAR}\b(?:hier|er|daar)?(?:op|bij {_YOU}) terug",
            _MY.replace("{short}", "laat|laten") + rf"\b{_FAR}\b{_YOU}\b{_FAR}\bweten",
            _MY.replace("{short}", "houd|houdt|houden") + rf" {_YOU}\b{_FAR}\bop de hoogte",
            _MY.replace("{short}", "neem|neemt|nemen") + rf"\b{_FAR}\bcontact\b{_FAR}\bop",
            _MY.replace("{short}", "bel|belt|bellen|mail|mailt|mailen|app|appen") + rf" {_YOU}\b{_FAR}\bterug",
            rf"{_HEARS}\b{_FAR}\bvan (?:ons|mij|me|mijn collega|een collega)",
            rf"{_WE} (?:zal|zullen|ga|gaan|gaat)\b{_FAR}\b(?:terugbellen|terugmailen|laten weten|terugkomen)",
        )
    )
    + r")\b",
    re.IGNORECASE,
)
_DUTCH_BY_TIME = re.compile(
    r"\b(?:" + _MY.replace("{short}", _DUTCH_DEED) + rf"|{_WE} (?:zal|zullen|ga|gaan)\b{_FAR}\b{_DUTCH_DEED})\b", re.I
)
_I_WILL = (
    r"(?:(?:we|i)(?:'ll| will| shall| are going to|'re going to| am going to|'m going to)"
    r"|(?:a|my|one of (?:our|my)) colleagues?(?:'ll| will)|someone will|our team will)(?: also| then| certainly| be)?"
)
_ENGLISH = re.compile(
    rf"\b{_I_WILL} (?:\w+ (?:it |this |that )?and )?"
    r"(?:get back to|let you know|keep you|follow up|(?:be )?in touch|come back to|contact you|call you"
    r"|reach out|ring you|update you|write back|in contact|getting back to|calling you|e?-?mail you)\b"
    r"|\byou(?:'ll| will) hear (?:back )?(?:\w+ )?from (?:us|me)\b",
    re.IGNORECASE,
)
_ENGLISH_BY_TIME = re.compile(
    rf"\b{_I_WILL} (?:\w+ )?(?:call|e?-?mail|send|refund|check|fix|sort|arrange|transfer|reply|respond|answer|look|pay"
    r"|resolve|phone|have|investigate|find out|post)\b",
    re.IGNORECASE,
)
_ENGLISH_TIME = (
    r"(?:today|tonight|tomorrow|this (?:afternoon|evening|week)|next week|within (?:\d{1,3}|an|a|the|one|two) "
    r"|in (?:\d{1,3}|an|a|one|two) (?:minutes?|hours?|days?)|by (?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|the end"
    r"|noon|\d{1,2})|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|as soon as possible|asap|shortly)"
)
_TIME = re.compile(rf"\b(?:{_DUTCH_TIME}|{_ENGLISH_TIME})", re.IGNORECASE)
_TAKEN_BACK = re.compile(
    r"\b(?:nooit|never|niet beloven|(?:can't|cannot|can not) promise|hebben we|had we)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"[^\s.!?][^\n]*?(?:[.!?]+(?=\s|$)|(?=\n)|$)", re.MULTILINE)


def placeholders(reading: Reading) -> Iterator[Span]:
    """What should have been filled in."""
    for match in _PLACEHOLDER.finditer(reading.plain):
        if match[0].strip("[]").lower() in _BRACKETED or reading.in_url(*match.span()):
            continue
        yield Span("placeholder", match.start(), match.end(), match[0])


def handles(reading: Reading, welcome: frozenset[str]) -> Iterator[Span]:
    """Handles of people who are not in this conversation."""
    if "@" not in reading.plain:
        return
    for match in _HANDLE.finditer(reading.plain):
        name = match[1].lower()
        short = re.split(r"[.\-@]", name, maxsplit=1)[0]
        if name.isdigit() or {name, short} & welcome or reading.in_url(*match.span()):
            continue
        yield Span("handle", match.start(), match.end(), match[0])


def promises(reading: Reading) -> Iterator[Span]:
    """Sentences that say that more will follow. A question is an offer, no promise."""
    for match in _SENTENCE.finditer(reading.plain):
        sentence = match[0].rstrip()
        if sentence.endswith("?") or not _promises(sentence):
            continue
        yield Span("promise", match.start(), match.start() + len(sentence), sentence)


def _promises(sentence: str) -> bool:
    if _TAKEN_BACK.search(sentence):
        return False
    if _DUTCH.search(sentence) or _ENGLISH.search(sentence):
        return True
    timely = _DUTCH_BY_TIME.search(sentence) or _ENGLISH_BY_TIME.search(sentence)
    return timely is not None and _TIME.search(sentence) is not None
