"""Rendering a conversation after something was done in it: streamed into the open page, or by going back to it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Flask, Response, redirect, render_template, request
from flask_babel import Locale, format_decimal, format_timedelta, get_locale
from werkzeug.wrappers import Response as BaseResponse

from webcare import mandate
from webcare.abuse import is_abusive
from webcare.access import current_user
from webcare.database import session
from webcare.errors import BadInput, WebcareError
from webcare.inbox import filters, replies, timeline
from webcare.inbox.customer import is_stranger
from webcare.inbox.timeline import Entry, Page
from webcare.inbox.wording import HELD, failure, undeleted
from webcare.mandate import Kind, MandateRefused
from webcare.models import Conversation, Power, Reply
from webcare.web import now
from webcare.web.errors import STREAM
from webcare.web.unkeepable import keepable

NEWEST = 8


def register(app: Flask) -> None:
    """What the partials of a conversation need; none of it asks the database."""
    app.jinja_env.tests.update(stranger=is_stranger, abusive=is_abusive)
    app.jinja_env.filters.update(lasted=format_timedelta, language_name=language_name, figure=format_decimal)
    app.jinja_env.globals.update(failure_words=failure, undeleted_words=undeleted)
    app.jinja_env.globals.update(held_words=lambda code: HELD.get(code, code))


def found(conversation_id: int, power: Power = Power.ANSWER) -> Conversation:
    """The conversation, if whoever asks may use this power on it now.

    Who may answer after approval works in it as others do: only what leaves waits for that approval.
    """
    mandated = mandate.of(current_user(), now())
    if power != Power.ANSWER:
        return mandated.conversation_for(conversation_id, power)
    conversation = mandated.conversation_for(conversation_id, Power.READ)
    if mandated.decide(power, conversation).kind == Kind.REFUSED:
        raise MandateRefused(power=power)
    return conversation


def streams() -> bool:
    """Whether the page that asked is open and can be changed in place."""
    return STREAM in request.accept_mimetypes.values()


def changed(
    conversation: Conversation,
    *,
    toast: str | None = None,
    gone: Sequence[str] = (),
    also: Sequence[Entry] = (),
    back: Reply | None = None,
    given: bool = True,
    stays: bool = False,
) -> BaseResponse:
    """How it stands now: streamed to who acted, or 303 back to the conversation.

    `toast` is a partial, `gone` are ids of elements, `also` entries further up; `back` gives its writer a text back,
    or, when it was not `given` since something else stands there, says where it is.
    After a toast the next conversation opens, unless the page `stays`.
    """
    if not streams():
        return redirect(f"/conversations/{conversation.id}", 303)
    session.expire_all()  # rules write with bare statements too: show what is in the database
    conversation = found(conversation.id, Power.READ)
    newest = timeline.entries(conversation, limit=NEWEST)
    shown = {entry.id for entry in newest.entries}
    page = Page([*(entry for entry in also if entry.id not in shown), *newest.entries])
    queued = replies.queued(conversation)
    facts: dict[str, Any] = {
        "conversation": conversation,
        "timeline": page,
        "queued": queued,
        "toast": toast,
        "stays": stays,
    }
    facts |= {"gone": gone, "given": given}
    facts |= {"back": back if back is not None and back.author_id == current_user().id else None}
    return stream(render_template("conversations/_changed.html", **facts))


def refused(
    conversation: Conversation, error: WebcareError, *, audience: str, news: Sequence[Entry] = ()
) -> BaseResponse:
    """Why a text was not taken, beside the text; whoever wrote it keeps it."""
    if not streams():
        raise error
    facts: dict[str, Any] = {"conversation": conversation, "error": error, "news": news, "audience": audience}
    return stream(render_template("conversations/_refused.html", **facts), error.status)


def stream(html: str, status: int = 200) -> BaseResponse:
    """A response that changes the open page."""
    return Response(html, status, content_type=f"{STREAM}; charset=utf-8")


def language_name(code: str) -> str:
    """What a language is called in the reader's: "Dutch"."""
    reader = get_locale() or Locale("en")
    return str(reader.languages.get(code, code))


def number(name: str) -> int | None:
    """A row's id out of a form, or None when nothing was given. Raises BadInput."""
    return number_in(request.form.get(name, "").strip(), name)


def number_in(text: str, name: str) -> int | None:
    """A row's id as the field `name` has it, or None when nothing was given. Raises BadInput."""
    found = filters.number(text)
    if text and found is None:
        raise BadInput(field=name)
    return found


def asked(name: str) -> int | None:
    """A row's id out of the query of an address; anything else is as if it was not asked."""
    return filters.number(request.args.get(name))


def intent() -> str:
    """The UUID that the browser gave one intent to publish. Raises BadInput."""
    try:
        return str(UUID(request.form.get("uuid", "")))
    except ValueError:
        raise BadInput(field="uuid") from None


def words(name: str, *, longest: int) -> str:
    """Some text out of a form, without white space around it. Raises BadInput when empty, too long or unkeepable."""
    value = request.form.get(name, "").replace("\r\n", "\n").strip()
    if not value or len(value) > longest or not keepable(value):
        raise BadInput(field=name)
    return value
