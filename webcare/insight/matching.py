"""Which themes a text belongs to: by its words, and by the tags on its conversation. Pure.

Whole words, any case, accents ignored, as in `webcare.phrases`; a hashtag counts as its word. However many words are
followed, a text costs one walk along its own words.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from webcare import phrases

_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: lower case, without accents and punctuation."""
    return _WORD.findall(phrases.plain(text))


class Matcher:
    """The words and tags of some themes, ready to be asked."""

    def __init__(self, words: Iterable[tuple[int, str]], tags: Iterable[tuple[int, int]] = ()) -> None:
        """`words` and `tags` as pairs: a theme's id, and one of its phrases or tag ids."""
        self._phrases: dict[str, list[tuple[list[str], int]]] = defaultdict(list)
        for theme_id, phrase in words:
            parts = words_of(phrase)
            if parts:
                self._phrases[parts[0]].append((parts, theme_id))
        self._tags: dict[int, set[int]] = defaultdict(set)
        for theme_id, tag_id in tags:
            self._tags[tag_id].add(theme_id)

    def themes(self, text: str | None, tag_ids: Collection[int] = ()) -> set[int]:
        """The ids of the themes that a message belongs to."""
        found = {theme for tag in tag_ids if tag in self._tags for theme in self._tags[tag]}
        if not text or not self._phrases:
            return found
        said = words_of(text)
        for place, word in enumerate(said):
            for parts, theme_id in self._phrases.get(word, ()):
                if said[place : place + len(parts)] == parts:
                    found.add(theme_id)
        return found
