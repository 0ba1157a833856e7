"""What X does to a text: shortens links, finds mentions and hashtags, escapes HTML, and counts its weight."""

import hashlib
import html
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

MENTION = re.compile(r"(?<![\w@/.])@([A-Za-z0-9_]{1,15})(?![A-Za-z0-9_@])")
HASHTAG = re.compile(r"(?<![\w&#])#(\w*[^\W\d_]\w*)")
LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]']")
LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))  # X's own ranges that weigh one
LINK_WEIGHT = 23
LIMIT = 280
LIMIT_DM = 10_000
EMOJI_PARTS = frozenset({0x200D, 0xFE0F, 0x20E3, *range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080)})


@dataclass(frozen=True)
class Worded:
    """A text as X stores it. Indices count code points, in the escaped text, as X's answers do."""

    text: str
    entities: dict[str, Any]
    handles: tuple[str, ...]


def weight(text: str) -> int:
    """How long X says a text is: 280 at most. Most of Latin weighs one, the rest two; a link weighs 23."""
    text = unicodedata.normalize("NFC", text)
    links = LINK.findall(text)
    return sum(_weights(LINK.sub("", text))) + LINK_WEIGHT * len(links)


def _weights(text: str) -> list[int]:
    """Weights per visible sign: an emoji of several code points counts as one of two."""
    weights: list[int] = []
    joined = flag = False
    for point in map(ord, text):
        second_of_flag = flag and _is_flag(point)
        if joined or (point in EMOJI_PARTS and weights) or second_of_flag:
            joined, flag = point == 0x200D, False
            if point == 0xFE0F and weights:
                weights[-1] = 2
            continue
        flag = _is_flag(point)
        weights.append(1 if any(low <= point <= high for low, high in LIGHT) else 2)
    return weights


def _is_flag(point: int) -> bool:
    return 0x1F1E6 <= point <= 0x1F1FF


def word(text: str) -> Worded:
    """Store a text as X does."""
    short: dict[str, str] = {}
    stored = html.escape(LINK.sub(lambda found: _shorten(found[0], short), text), quote=False)
    mentions = [(m.start(), m.end(), {"username": m[1]}) for m in MENTION.finditer(stored)]
    hashtags = [(m.start(), m.end(), {"tag": m[1]}) for m in HASHTAG.finditer(stored)]
    urls = [
        (at, at + len(url), {"url": url, "expanded_url": whole, "display_url": whole.split("://")[1][:26]})
        for url, whole in short.items()
        for at in [stored.index(url)]
    ]
    found = {"mentions": mentions, "hashtags": hashtags, "urls": urls}
    entities = {
        kind: [{"start": start, "end": end, **facts} for start, end, facts in each]
        for kind, each in found.items()
        if each
    }
    return Worded(stored, entities, tuple(dict.fromkeys(m[2]["username"].lower() for m in mentions)))


def _shorten(url: str, short: dict[str, str]) -> str:
    made = "https://t.co/" + hashlib.blake2b(f"{url}{len(short)}".encode(), digest_size=5).hexdigest()
    short[made] = url
    return made
