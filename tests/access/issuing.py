"""A real OpenID Connect provider (npm's oidc-provider) on a port of its own, and a browser's way through it."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import requests

from tests.serving import free_port

ROOT = Path(__file__).parent.parent.parent
CALLBACK = "http://127.0.0.1:5000/login/sso/callback"
CLIENT_SECRET = "canary-of-the-client-secret"
NODE_IS_MISSING = "Node is needed for the tests of single sign-on: sudo apt-get install nodejs npm, then npm install"


class Provider:
    """The organisation's log-in service."""

    def __init__(self, url: str) -> None:
        self.url = url

    def next_person(
        self, sub: str | None, *, amr: list[str] | None = None, acr: str | None = None, **claims: Any
    ) -> None:
        """Who logs in there next; without a subject they give up."""
        facts = {"sub": sub, "amr": amr, "acr": acr, "claims": claims}
        requests.post(f"{self.url}/person", json=facts, timeout=60).raise_for_status()

    def walk(self, address: str) -> str:
        """Go there as a browser does, log in, and come back: the address on the desk, path and query."""
        with requests.Session() as browser:
            for _step in range(10):
                answer = browser.get(address, allow_redirects=False, timeout=60)
                assert answer.status_code in (302, 303), answer.text
                address = urljoin(address, answer.headers["Location"])
                if address.startswith(CALLBACK):
                    return address.removeprefix("http://127.0.0.1:5000")
        raise AssertionError("never came back")


@contextmanager
def provider(callback: str = CALLBACK, port: int | None = None) -> Iterator[Provider]:
    """Run it until the block ends, for the desk that has this callback."""
    if shutil.which("node") is None or not (ROOT / "node_modules" / "oidc-provider").exists():
        pytest.fail(NODE_IS_MISSING, pytrace=False)
    port = port or free_port()
    command = ["node", str(Path(__file__).parent / "issuer.mjs"), str(port), callback]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            yield Provider(f"http://127.0.0.1:{port}")
        finally:
            process.kill()
