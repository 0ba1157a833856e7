"""Tables as CSV files that a spreadsheet opens and never executes."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from flask import Response

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what a spreadsheet may take for a formula


def csv_file(name: str, header: Sequence[object], rows: Iterable[Sequence[object]]) -> Response:
    """A file to be saved under this name; with a mark that tells a spreadsheet that it is UTF-8."""
    text = StringIO()
    writer = csv.writer(text)
    for row in (header, *rows):
        writer.writerow([safe(cell) for cell in row])
    response = Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def safe(cell: object) -> object:
    """Numbers as they are; text that would be taken for a formula behind an apostrophe."""
    if cell is None or isinstance(cell, bool | int | float):
        return "" if cell is None else cell
    said = str(cell)
    return f"'{said}" if said.lstrip(" \u00a0").startswith(DANGEROUS) or said.startswith(DANGEROUS) else said
