"""What the team tells whom it asks, and how long that may be on a phone."""

from dataclasses import dataclass

from webcare.errors import BadInput

LONGEST_HEADLINE, LONGEST_TEXT = 120, 2000


@dataclass(frozen=True)
class Brief:
    """What the team tells whom it asks. The customer's own words are shown from the messages, never copied here."""

    headline: str
    what_happened: str
    proposal: str = ""
    tag_id: int | None = None


def check(brief: Brief) -> None:
    """Raises BadInput for a brief without headline or story, or one too long for a phone."""
    for name, longest in (("headline", LONGEST_HEADLINE), ("what_happened", LONGEST_TEXT)):
        if not 0 < len(getattr(brief, name)) <= longest:
            raise BadInput(field=name)
    if len(brief.proposal) > LONGEST_TEXT:
        raise BadInput(field="proposal")
