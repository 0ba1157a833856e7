"""The charts of an overview: customers by what became of them, and the share answered in time."""

from dataclasses import dataclass

from flask_babel import format_date
from flask_babel import gettext as _

from webcare.insight.norm import EXPECTED
from webcare.insight.reports.overview import Overview, Step
from webcare.models import Span
from webcare.web import charts
from webcare.web.charts import Chart


@dataclass(frozen=True)
class Charts:
    """Both, with the names of their steps as the table beside them has them."""

    customers: Chart
    shares: Chart
    names: list[str]
    norm_at: float  # how high the own norm stands among the shares, and what consumers expect
    expected_at: float


def charts_of(overview: Overview, norm: int) -> Charts:
    """What is drawn of an overview."""
    short = [_short(step, overview.unit) for step in overview.steps]
    names = [name_of(step, overview.unit) for step in overview.steps]
    told = list(zip(short, names, overview.steps, strict=True))
    return Charts(
        charts.stacked([(label, _pieces(name, step)) for label, name, step in told]),
        charts.shares([(label, _percent(step), _share(name, step)) for label, name, step in told]),
        names,
        charts.level(norm),
        charts.level(EXPECTED),
    )


def name_of(step: Step, unit: Span) -> str:
    """A step in words: "Mon 16 Nov", "16 Nov – 22 Nov", "November 2026"."""
    if unit is Span.DAY:
        return str(format_date(step.first, "EEE d MMM"))
    if unit is Span.MONTH:
        return str(format_date(step.first, "LLLL y"))
    return f"{format_date(step.first, 'd MMM')} – {format_date(step.last, 'd MMM')}"


def _short(step: Step, unit: Span) -> str:
    return str(format_date(step.first, "LLL" if unit is Span.MONTH else "d MMM"))


def _pieces(name: str, step: Step) -> list[tuple[str, int, str]]:
    figures = step.figures
    if figures is None:
        return []
    late = figures["answered"] - figures["in_time"]
    pieces = (
        ("in-time", figures["in_time"], _("answered in time")),
        ("late", late, _("answered late")),
        ("dismissed", figures["dismissed"], _("no answer needed")),
        ("open", figures["open"], _("still open")),
    )
    return [(kind, number, f"{name}: {number} {words}") for kind, number, words in pieces]


def _percent(step: Step) -> int | None:
    return step.figures.share.percent if step.figures is not None else None


def _share(name: str, step: Step) -> str:
    if step.figures is None:
        return ""  # no dot is drawn
    share = step.figures.share
    facts = {"name": name, "percent": share.percent, "part": share.part, "whole": share.whole}
    return str(_("%(name)s: %(percent)s%% (%(part)s of %(whole)s)", **facts))
