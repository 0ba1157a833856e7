"""X's refusals, in X's own bodies (application/problem+json)."""

import json
from typing import Any

from flask import Response

NOT_MENTIONED = (
    "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged "
    "by the author of the post you are replying to."
)
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
TOO_LONG = (
    "Your Tweet text is too long. For more information, please refer to the documentation on counting characters."
)
REPLY_TO_GONE = "You attempted to reply to a Tweet that is deleted or not visible to you."
NO_DM = "You do not have permission to DM one or more participants."
NOT_YOURS = "You are not allowed to delete this Tweet."
KINDS = "https://api.twitter.com/2/problems/"


class Problem(Exception):
    """A refusal, on its way to the client."""

    def __init__(self, status: int, title: str, detail: str, kind: str = "about:blank", **more: Any) -> None:
        """`more` are further keys of the body."""
        super().__init__(detail)
        self.status = status
        self.body = {"title": title, "detail": detail, "type": kind, "status": status, **more}
        self.headers: dict[str, str] = {}

    def response(self) -> Response:
        """As X answers it."""
        return Response(
            json.dumps(self.body), self.status, self.headers, content_type="application/problem+json; charset=utf-8"
        )


def unauthorized() -> Problem:
    """The signature, the token or the time is wrong."""
    return Problem(401, "Unauthorized", "Unauthorized")


def forbidden(detail: str) -> Problem:
    """X will not do that, now or later."""
    return Problem(403, "Forbidden", detail)


def unsupported_authentication() -> Problem:
    """An app's bearer token where a user's is needed."""
    detail = (
        "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  Supported authentication "
        "types are [OAuth 1.0a User Context, OAuth 2.0 User Context]."
    )
    return Problem(403, "Unsupported Authentication", detail, KINDS + "unsupported-authentication")


def invalid(message: str, **parameters: list[str]) -> Problem:
    """A parameter that is missing, unknown or out of range."""
    return Problem(
        400,
        "Invalid Request",
        "One or more parameters to your request was invalid.",
        KINDS + "invalid-request",
        errors=[{"message": message, "parameters": parameters}],
    )


def too_many() -> Problem:
    """The limit of this quarter of an hour, or of this day, is used up."""
    return Problem(429, "Too Many Requests", "Too Many Requests")


def credits_depleted(account_id: int) -> Problem:
    """Paid use is used up."""
    return Problem(
        402,
        "CreditsDepleted",
        f"Your enrolled account [{account_id}] does not have any credits to fulfill this request.",
        KINDS + "credits",
    )


def unavailable(status: int = 503) -> Problem:
    """X itself is in trouble."""
    title = {500: "Internal Server Error", 502: "Bad Gateway", 504: "Gateway Timeout"}.get(
        status, "Service Unavailable"
    )
    return Problem(status, title, title)


def gone(kind: str, value: str, parameter: str) -> Problem:
    """Nothing of that id."""
    return Problem(404, "Not Found Error", **_missing(kind, value, parameter))


def missing(kind: str, value: str, parameter: str) -> dict[str, Any]:
    """An entry of `errors` in an answer that is otherwise fine: this one of the ids is not there."""
    body = _missing(kind, value, parameter)
    return {"title": "Not Found Error", "type": body.pop("kind"), **body}


def _missing(kind: str, value: str, parameter: str) -> dict[str, Any]:
    return {
        "detail": f"Could not find {kind} with {parameter}: [{value}].",
        "kind": KINDS + "resource-not-found",
        "value": value,
        "resource_id": value,
        "resource_type": kind,
        "parameter": parameter,
    }
