"""What colleagues said of the tone of messages, to train a model with. Public messages only: a DM never leaves so."""

import re
from collections.abc import Iterator
from typing import TypedDict

from sqlalchemy import func, select

from webcare.database import session
from webcare.models import Audience, Channel, Message, ToneCorrection

_HANDLE = re.compile(r"@\w+")


class Corrected(TypedDict):
    """One text with what was said of it last; who wrote it, and to whom, is left out."""

    text: str
    sentiment: str
    language: str | None


def corrected() -> Iterator[Corrected]:
    """Every corrected message of which the words are still there, by the newest correction."""
    newest = select(func.max(ToneCorrection.id)).group_by(ToneCorrection.message_id)
    rows = (
        select(Message.text, ToneCorrection.sentiment, ToneCorrection.language)
        .join(Message, Message.id == ToneCorrection.message_id)
        .join(Channel, Channel.id == Message.channel_id)
        .where(ToneCorrection.id.in_(newest), Message.text.is_not(None), Message.audience == Audience.PUBLIC)
        .where(Channel.training.is_(False), Message.sentiment_by_id.is_not(None))
        .order_by(ToneCorrection.id)
    )
    for text, sentiment, language in session.execute(rows):
        yield Corrected(text=_HANDLE.sub("@", text or ""), sentiment=sentiment, language=language)
