"""Words of abuse, Dutch and English: a picture that comes with them stays blurred until somebody opens it. Pure.

Nothing else follows from them: no mark, no count, no place in a list. Who is angry about a train is no abuser, so plain
swearing is not among them. Source: DOMAIN, Safety.
"""

from webcare import phrases

WORDS = (
    "kankerlijer", "kankerlijers", "kankerhoer", "kankerhond", "tyfuslijer", "tyfushoer", "teringlijer", "kutwijf",
    "hoer", "hoeren", "slet", "klootzak", "klootzakken", "eikel", "mongool", "mongolen", "flikker op", "vieze hond",
    "hoerenjong", "hoerenzoon", "ik maak je af", "ik maak jullie af", "ik maak je dood", "ik vermoord je",
    "ik vermoord jullie", "ik weet waar je woont", "ik weet jullie te vinden", "ga dood", "sterf", "verkracht",
    "verkrachten", "fuck you", "fuck jou", "fuck jullie", "bitch", "cunt", "whore", "slut", "motherfucker", "retard",
    "i will kill you", "i ll kill you", "i'll kill you", "i will find you", "i know where you live", "go die",
    "hope you die", "kill yourself", "rape", "rape you",
)  # fmt: skip
_find = phrases.finder(WORDS)


def is_abusive(text: str | None) -> bool:
    """Whether words of abuse stand in it: whole words, any case, accents ignored."""
    return bool(text) and _find(text or "") is not None
