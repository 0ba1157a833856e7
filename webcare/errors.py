"""What can go wrong, in types. Raised where it occurs, rendered in one place (`webcare.web.errors`)."""

from typing import Any

from flask_babel import lazy_gettext as _


class WebcareError(Exception):
    """Something a person can be told: an HTTP status, a stable code and a translated message that says what to do."""

    status = 400
    code = "bad_request"
    message: Any = _("This request could not be understood. Go back and try again.")

    def __init__(self, **facts: Any) -> None:
        """`facts` fill the message and travel with the code to the browser; they hold no customer's words."""
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        """The message in the reader's language."""
        return str(self.message) % self.facts if self.facts else str(self.message)


class NotFound(WebcareError):
    """Not there, or not for this reader: the two are told apart by nobody."""

    status = 404
    code = "not_found"
    message = _("This page does not exist, or you may not see it.")


class BadInput(WebcareError):
    """A field that cannot be used as it is; `field` names it."""

    status = 422
    code = "bad_input"
    message = _("Check the field %(field)s and send it again.")


class Conflict(WebcareError):
    """Somebody or something else was first."""

    status = 409
    code = "conflict"
    message = _("Somebody else was just ahead of you. Reload to see how it stands.")
