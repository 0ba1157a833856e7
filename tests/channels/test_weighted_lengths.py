import json
from pathlib import Path

import pytest

from webcare.channels.x.texts import weighted_length

VECTORS = json.loads((Path(__file__).parent / "weighted_lengths.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "length"), VECTORS)
def test_texts_count_as_x_counts_them(text: str, length: int) -> None:
    assert weighted_length(text) == length
