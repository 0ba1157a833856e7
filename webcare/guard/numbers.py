"""Numbers that name a person or their money: BSN, card, IBAN. Checksums decide; context where they do not suffice."""

import re
from collections.abc import Iterator

from stdnum import iban, luhn
from stdnum.nl import bsn

from webcare.guard.reading import Reading, Span

_RUN = re.compile(r"(?<![^\W_])\d(?:[ .\-]?\d){7,60}(?![^\W_]|-[^\W\d_])")
_GROUP = re.compile(r"\d+")
_AFTER = re.compile(
    r"\W{0,3}(?:(?:is|was|=)\W{1,3})?(?:(?:mijn|uw|je|jouw|het|zijn|haar|my|your|the|his|her)\W{1,2})?"
    r"(?:b\.?s\.?n\b|burger ?service ?n|sofi\b|sofi[- ]?n|citizen service number)",
    re.IGNORECASE,
)
_AMOUNT_BEFORE = re.compile(r"[€$£]\s?$")
_AMOUNT_AFTER = re.compile(r"\s?(?:[€$£]|[a-z]{0,2}euro|reizigers|mensen|km|keer|people|travell?ers|inwoners)\b", re.I)
_BSN_GROUPS = {(3, 3, 3): " -", (4, 2, 3): " .-", (2, 2, 2, 3): " .-"}  # the last as on old papers

_SERIES = re.compile(r"\b(?:trein|train|rit|sprinter|intercity|ov[- ]?(?:chip|kaart|pas))", re.IGNORECASE)

_CARDS = re.compile(
    r"(?:4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-5]|095|[689]\d)\d{11}"  # Diners
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12}"  # Discover
    r"|35(?:2[89]|[3-8]\d)\d{12}"  # JCB
    r"|62\d{14,17}"  # UnionPay
    r"|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{12,15})"  # Maestro
)
_IBAN = re.compile(r"(?<![^\W_])[a-z]{2} ?\d\d(?=[ .\-]?[a-z0-9])", re.IGNORECASE)
# How long an IBAN of each country is. Source: SWIFT's IBAN registry.
_LENGTHS = {
    country: int(length)
    for length, countries in {
        "15": "NO",
        "16": "BE",
        "18": "DK FI FO GL NL FK SD",
        "19": "MK SI",
        "20": "AT BA EE KZ LT LU XK MN",
        "21": "CH HR LI LV",
        "22": "BG BH CR DE GB GE IE ME RS VA",
        "23": "AE GI IL IQ TL OM SO",
        "24": "AD CZ ES MD PK RO SA SE SK TN VG",
        "25": "LY PT ST",
        "26": "IS TR",
        "27": "FR GR IT MC MR SM BI DJ",
        "28": "AL AZ BY CY DO GT HU LB PL SV NI",
        "29": "BR EG PS QA UA",
        "30": "JO KW MU",
        "31": "MT SC",
        "32": "LC",
        "33": "RU",
    }.items()
    for country in countries.split()
}


def bsns(reading: Reading) -> Iterator[Span]:
    """Nine digits that pass the eleven-test and are said to be a BSN, or are grouped as one."""
    for match in _RUN.finditer(reading.plain):
        if reading.in_url(*match.span()):
            continue
        for start, end, digits, groups in _pieces(match, 8, 9):
            if _is_bsn(reading, start, end, digits, groups):
                yield Span("bsn", start, end, reading.plain[start:end])


def cards(reading: Reading) -> Iterator[Span]:
    """Numbers of a known issuer and length whose check digit is right."""
    for match in _RUN.finditer(reading.plain):
        if reading.in_url(*match.span()):
            continue
        for start, end, digits, groups in _pieces(match, 13, 19):
            if _CARDS.fullmatch(digits) and luhn.is_valid(digits) and not _is_a_list(reading, start, groups):
                yield Span("card", start, end, reading.plain[start:end])


def ibans(reading: Reading) -> Iterator[Span]:
    """Account numbers of any country whose check digits are right."""
    for match in _IBAN.finditer(reading.plain):
        length = _LENGTHS.get(match[0][:2].upper())
        end = _end_of(reading.plain, match.start(), length or 0)
        if end and iban.is_valid(reading.plain[match.start() : end].replace(".", ""), check_country=False):
            yield Span("iban", match.start(), end, reading.plain[match.start() : end])


def _pieces(match: re.Match[str], fewest: int, most: int) -> Iterator[tuple[int, int, str, tuple[int, ...]]]:
    """Stretches of whole groups of a run of digits that together are so long."""
    groups = list(_GROUP.finditer(match[0]))
    for first in range(len(groups)):
        digits = ""
        for last in range(first, len(groups)):
            digits += groups[last][0]
            if len(digits) > most:
                break
            if len(digits) >= fewest:
                sizes = tuple(len(group[0]) for group in groups[first : last + 1])
                yield match.start() + groups[first].start(), match.start() + groups[last].end(), digits, sizes


def _is_bsn(reading: Reading, start: int, end: int, digits: str, groups: tuple[int, ...]) -> bool:
    if not bsn.is_valid(digits.zfill(9)):
        return False
    label = reading.label(start)
    if label == "bsn":
        return True
    if len(digits) < 9 or label is not None:
        return False
    if _AFTER.match(reading.plain, end):
        return True
    return _grouped_as_bsn(reading, start, end, groups)


def _grouped_as_bsn(reading: Reading, start: int, end: int, groups: tuple[int, ...]) -> bool:
    piece = reading.plain[start:end]
    separators = {letter for letter in piece if not letter.isdigit()}
    if len(separators) != 1 or not separators <= set(_BSN_GROUPS.get(groups, "")):
        return False
    if reading.plain[max(0, start - 1) : start] in ("+", "(", "/", "#") or reading.plain[end : end + 1] == "/":
        return False
    if _AMOUNT_BEFORE.search(reading.plain, max(0, start - 2), start) or _AMOUNT_AFTER.match(reading.plain, end):
        return False
    return _alone(reading.plain, start, end)


def _alone(plain: str, start: int, end: int) -> bool:
    """Not a part of a longer run of digits."""
    return not re.search(r"\d[ .\-]$", plain[max(0, start - 2) : start]) and not re.match(r"[ .\-]\d", plain[end:])


def _is_a_list(reading: Reading, start: int, groups: tuple[int, ...]) -> bool:
    """Several numbers in a row, such as those of trains; or one of the national travel card."""
    return len(groups) > 1 and _SERIES.search(reading.plain, max(0, start - 40), start) is not None


def _end_of(plain: str, start: int, length: int) -> int | None:
    """Where so many letters and digits, with at most one mark between any two, come to an end; None if they do not."""
    index, seen, gap = start, 0, 0
    while index < len(plain) and seen < length and gap < 2:
        if plain[index].isascii() and plain[index].isalnum():
            seen, gap = seen + 1, 0
        elif plain[index] in " .-":
            gap += 1
        else:
            return None
        index += 1
    if not length or seen < length or (index < len(plain) and plain[index].isalnum()):
        return None
    return index
