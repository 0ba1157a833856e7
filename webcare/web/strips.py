"""The dots of the hour strip, up to 150 of nine numbers: written at once, a template takes five times as long."""

from collections.abc import Sequence

from flask import Flask
from markupsafe import Markup

from webcare.inbox.strip import Dot

DOT = (
    '<rect class="dot" data-timer="%s" data-id="%d" data-started="%d" data-risk="%d" data-due="%d"'
    ' x="%s%%" y="%d" width="8" height="8" />'
)


def register(app: Flask) -> None:
    """The filter `drawn`, for `inbox/_strip.html`."""
    app.jinja_env.filters["drawn"] = drawn


def drawn(dots: Sequence[Dot]) -> Markup:
    """All of them as SVG, three rows deep so that neighbours can be told apart."""
    return Markup("".join([DOT % _places(dot) for dot in dots]))  # noqa: S704  # our own codes and numbers


def _places(dot: Dot) -> tuple[str, int, int, int, int, float, int]:
    return dot.state.value, dot.id, dot.started, dot.risk, dot.due, round(dot.at * 100, 2), 4 + dot.id % 3 * 5
