"""The timeline of a crisis as a file: its log line by line, as its report has it."""

from flask import Response

from webcare.insight.crisis_report import Report
from webcare.web.crisis_page import ENTRIES
from webcare.web.csv_files import csv_file


def of_timeline(report: Report) -> Response:
    """Moments in UTC, and how many seconds after it was declared."""
    rows = (
        (
            each.at.isoformat(timespec="seconds"),
            int((each.at - report.crisis.declared_at).total_seconds()),
            each.by.name,
            str(ENTRIES[each.kind]),
            each.text,
        )
        for each in report.entries
    )
    return csv_file(
        f"webcare-crisis-{report.crisis.id}.csv", ("at", "seconds_since_declared", "by", "what", "text"), rows
    )
