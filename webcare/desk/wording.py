"""The words of an answer before they leave: can anybody read them, who signs them, are they short enough."""

from flask_babel import lazy_gettext as _

from webcare.desk import editing
from webcare.errors import BadInput, WebcareError
from webcare.exchange import TextRules
from webcare.models import Audience, User


class ReplyTooLong(WebcareError):
    """Longer than the platform takes, signature included."""

    status = 422
    code = "reply_too_long"
    message = _("This is %(over)s characters too long with the signature: %(weighted_length)s of %(limit)s.")

    def __init__(self, *, weighted_length: int, limit: int) -> None:
        """Lengths as the platform counts them."""
        super().__init__(weighted_length=weighted_length, limit=limit, over=weighted_length - limit)


class EmptyReply(WebcareError):
    """Nothing that anybody could read."""

    status = 422
    code = "empty_reply"
    message = _("There is nothing to send yet. Write your answer first.")


def signed(text: str, by: User, signature: str | None = None) -> str:
    """The text as it is published: without what no platform takes, with the signature once. Raises EmptyReply.

    Signed as its writer always signs, unless another `signature` is given; an empty one is none.
    """
    text = editing.typed(text)
    name = by.signature if signature is None else signature
    signature = f"^{name}" if name else ""
    bare = text.removesuffix(signature).rstrip() if signature else text
    if not editing.can_be_read(bare):
        raise EmptyReply
    return f"{bare} {signature}".rstrip()


def unsigned(text: str) -> str:
    """A text that was signed, without the signature at its end: what somebody else goes on with."""
    bare, caret, signature = text.rpartition(" ^")
    return bare if caret and "\n" not in signature else text


def check_length(text: str, audience: str, rules: TextRules) -> None:
    """Raises ReplyTooLong by the platform's own count, BadInput for an audience there is not."""
    if audience not in tuple(Audience):
        raise BadInput(field="audience")
    length, limit = rules.weighted_length(text), rules.limit(Audience(audience))
    if length > limit:
        raise ReplyTooLong(weighted_length=length, limit=limit)
