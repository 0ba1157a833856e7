"""The road to the issuer: Authlib's client with a time-out and a largest answer on each request, and no redirects.

The issuer answers itself, or not at all: neither a code nor a secret follows anybody elsewhere.
"""

from typing import Any

import requests
from authlib.integrations.requests_client import OAuth2Session

SECONDS = (3.05, 8.0)  # to connect, to answer
LARGEST_ANSWER = 1_000_000
CHUNK = 1 << 16


class IssuerClient(OAuth2Session):  # type: ignore[misc]
    """As Authlib has it, but bounded."""

    def request(self, method: str, url: str, *args: Any, **options: Any) -> requests.Response:
        """Ask once. Raises requests.RequestException."""
        options |= {"timeout": SECONDS, "allow_redirects": False, "stream": True}
        response: requests.Response = super().request(method, url, *args, **options)
        if 300 <= response.status_code < 400:
            raise requests.TooManyRedirects("the issuer sends us elsewhere")
        response._content = _bounded(response)  # noqa: SLF001  # the one way to bound what requests reads
        return response

    def read(self, url: str) -> dict[str, Any]:
        """A JSON object; with the access token, once there is one. Raises requests.RequestException, ValueError."""
        response = self.request("GET", url, withhold_token=not self.token, headers={"Accept": "application/json"})
        response.raise_for_status()
        found = response.json()
        if not isinstance(found, dict):
            raise ValueError("not an object")  # noqa: TRY004  # about what came, not about our code
        return found


def _bounded(response: requests.Response) -> bytes:
    found = b""
    for chunk in response.iter_content(CHUNK):
        found += chunk
        if len(found) > LARGEST_ANSWER:
            raise requests.RequestException("a larger answer than we take")
    return found
