"""The people on the simulated platform, and the small facts of their days that fill their texts."""

import random
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

HANDLE_LENGTH = 15
OPENERS = (
    "Hallo, ",
    "Goedemorgen, ",
    "Goedemiddag, ",
    "Zeg, ",
    "Even een vraag: ",
    "Sorry hoor, maar ",
    "Nou, ",
    "Pff. ",
)
CLOSERS = (
    " Alvast bedankt.",
    " Graag een reactie.",
    " Groet, {first}",
    " Bedankt!",
    " #{tag}",
    " Hoor het graag.",
    " 🙏",
    " Mvg {first}",
)
OPENERS_EN = ("Hi, ", "Hello, ", "Quick question: ")
CLOSERS_EN = (" Thanks!", " Best, {first}", " Please let me know.", " 🙏")


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    handle: str
    name: str
    followers: int


@dataclass
class Cast:
    """Makes people and fills texts; `dice` decides, so a seed gives the same day again."""

    words: dict[str, list[Any]] = field(default_factory=dict)
    dice: random.Random = field(default_factory=random.Random)
    used: set[str] = field(default_factory=set)

    def person(self) -> Person:
        """Somebody; the same name always has the same handle."""
        first = self._pick("first", "Anna")
        last = self._pick("last", "Jansen")
        name = f"{first} {last}"
        own = random.Random(name)  # noqa: S311  # a name, no secret
        shown = own.choice((name, name, name, name, first, f"{first} {last[0].upper()}.", name.lower()))
        followers = min(90_000, int(own.lognormvariate(5.2, 1.3)))
        return Person(_handle(name, own), shown, followers)

    def fill(self, text: str, *, lang: str = "nl") -> str:
        """The text with its words in braces filled in, never twice the same."""
        made = self._filled(text)
        for attempt in range(12):
            if made not in self.used:
                break
            made = self._varied(self._filled(text), lang, also_opens=attempt > 3)
        self.used.add(made)
        return made

    def _filled(self, text: str) -> str:
        facts = self._facts()
        return re.sub(r"\{(\w+)\}", lambda found: str(facts.get(found[1], found[0])), text)

    def _varied(self, text: str, lang: str, *, also_opens: bool) -> str:
        openers, closers = (OPENERS, CLOSERS) if lang == "nl" else (OPENERS_EN, CLOSERS_EN)
        text += self._filled(self.dice.choice(closers))
        handle, _, rest = text.partition(" ")
        if also_opens and handle.startswith("@"):
            return f"{handle} {self.dice.choice(openers)}{rest[:1].lower()}{rest[1:]}"
        return self.dice.choice(openers) + text[:1].lower() + text[1:] if also_opens else text

    def _facts(self) -> dict[str, object]:
        dice = self.dice
        station, other = dice.sample(self.words.get("places") or ["Waterstad", "Oosterhaven"], 2)
        first = self._pick("first", "Anna")
        return {
            "station": station,
            "station2": other,
            "first": first,
            "tag": self._pick("tags", "spoorlijn"),
            "street": self._pick("streets", "Dorpsstraat"),
            "house": dice.randrange(1, 190),
            "time": f"{dice.randrange(6, 23)}:{dice.randrange(0, 60):02d}",
            "minutes": dice.choice((12, 15, 17, 20, 25, 35, 40, 45, 50)),
            "hours": dice.choice(("twee", "tweeënhalf", "drie")),
            "amount": f"{dice.randrange(3, 64)},{dice.choice(('00', '20', '40', '50', '60', '80', '90'))}",
            "track": dice.randrange(1, 8),
            "track2": dice.randrange(8, 15),
            "number": dice.randrange(100, 999),
            "number2": dice.randrange(1000, 9999),
            "digits": f"{dice.randrange(10_000):04d} {dice.randrange(10_000):04d} {dice.randrange(10_000):04d}",
            "customer_number": f"SL-{dice.randrange(100_000, 999_999)}",
            "birthday": f"{dice.randrange(1, 28)}-{dice.randrange(1, 13)}-{dice.randrange(1948, 2006)}",
            "date": f"{dice.randrange(1, 28)} {dice.choice(('september', 'oktober', 'november'))}",
            "email": f"{_plain(first)}{dice.randrange(60, 99)}@post.example",
        }

    def _pick(self, kind: str, otherwise: str) -> str:
        return str(self.dice.choice(self.words.get(kind) or [otherwise]))


def _handle(name: str, own: random.Random) -> str:
    first, _, last = name.partition(" ")
    first, last = _plain(first), _plain(last)
    digits = str(own.choice((own.randrange(1, 99), own.randrange(1950, 2008))))
    forms = (f"{first}_{last}", f"{first}{last}", f"{first[0]}{last}{digits}", f"{last}{first[0]}", f"{first}{digits}")
    return own.choice(forms)[:HANDLE_LENGTH].rstrip("_")


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.lower())
    return "".join(each for each in letters if each.isascii() and each.isalnum())
