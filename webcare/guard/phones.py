"""Phone numbers, as people write them: Dutch ones with their zero, others with a plus or two zeros."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

HOME = "NL"
NEIGHBOURS = ("BE", "DE", "GB", "FR", "US")
# Numbers of nobody: services that are published by their nature.
_PUBLISHED = (
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
    PhoneNumberType.VOICEMAIL,
)


def international(text: str, region: str = HOME) -> str | None:
    """A written number as +31612345678; None when it is none, or a service's."""
    if text.startswith("00"):
        text = "+" + text[2:]
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    if phonenumbers.number_type(number) in _PUBLISHED:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def of_a_person(text: str, *, labelled: bool) -> bool:
    """Whether this is somebody's number. Without "call" or "tel." before it only Dutch ones go without a plus."""
    if text.startswith(("+", "00", "(+", "(00")):
        return international(text.replace("(0)", "").strip("(")) is not None
    if not text.startswith(("0", "(0")) and not labelled:
        return False
    if international(text) is not None:
        return True
    return labelled and any(international(text, region) is not None for region in NEIGHBOURS)
