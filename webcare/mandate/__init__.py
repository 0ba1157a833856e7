"""The mandate: who may do what, where, now. Pure over rows; every look-up of a guarded thing goes through here.

A mandate is a set of grants. The most specific grant wins (a user's own over a team's over a role's, then tag,
channel, audience); at equal rank the stricter. A grant that was withdrawn, or whose team was dissolved, gives nothing,
and goes on capping the less specific grants that stood when it ended: taking a grant back never widens what its holder
may do by another. Reading knows no approval: any grant of it that covers the place lets one read. Limits are separate
rows, applied afterwards, that only narrow the power to answer.
Source: DOMAIN, Mandate.
"""

from webcare.mandate.differing import Rows, differ, redundant, tables
from webcare.mandate.everybody import everybody, who_may
from webcare.mandate.explaining import Reason, explain, explain_at
from webcare.mandate.holding import (
    Mandate,
    MandateRefused,
    channel_for,
    conversation_for,
    decide,
    of,
    permit,
    readable,
)
from webcare.mandate.places import Place, Scope, place_of
from webcare.mandate.reaching import Reach, reach
from webcare.mandate.reading import Readable
from webcare.mandate.weighing import Kind, Verdict, weigh

__all__ = [
    "Kind",
    "Mandate",
    "MandateRefused",
    "Place",
    "Reach",
    "Readable",
    "Reason",
    "Rows",
    "Scope",
    "Verdict",
    "channel_for",
    "conversation_for",
    "decide",
    "differ",
    "everybody",
    "explain",
    "explain_at",
    "of",
    "permit",
    "place_of",
    "reach",
    "readable",
    "redundant",
    "tables",
    "weigh",
    "who_may",
]
