"""The browser counts a text as the server does."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import LogIn
from tests.serving import Desk
from webcare.channels.x.texts import weighted_length
from webcare.models import User
from webcare.web.static import static_url

pytestmark = pytest.mark.browser

VECTORS: list[tuple[str, int]] = json.loads(
    (Path(__file__).parents[1] / "channels/weighted_lengths.json").read_text(encoding="utf-8")
)


def test_browser_and_server_count_every_text_alike(desk: Desk, sanne: User, log_in: LogIn) -> None:
    page = log_in(sanne)
    page.goto("/settings")
    counted: list[Any] = page.evaluate(
        "async ([module, texts]) => texts.map((await import(module)).weightedLength)",
        [static_url("js/models/weighted_length.js"), [text for text, _length in VECTORS]],
    )

    assert counted == [length for _text, length in VECTORS]
    assert [weighted_length(text) for text, _length in VECTORS] == counted
