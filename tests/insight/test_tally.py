"""What is added up for reports."""

from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from webcare.insight.reports.tally import SMALL, Durations, packed

seconds = st.integers(0, 90_000)
short, long = st.lists(seconds, max_size=8), st.lists(seconds, min_size=SMALL, max_size=SMALL + 50)
parts = st.lists(st.lists(st.one_of(short, short, long), max_size=4), max_size=4)


@given(parts, st.floats(0.01, 1))
def test_a_percentile_is_the_nearest_rank_of_all_that_was_added_and_joined(parts: list[list[list[int]]], share: float):
    whole = Durations()
    for lists in parts:
        part, inside = Durations(), sorted(value for each in lists for value in each)
        for each in lists:
            part.add(packed(each))
        assert part.percentiles(share) == [nearest(inside, share)]
        whole.join(part)

    everything = sorted(value for lists in parts for each in lists for value in each)
    assert len(whole) == len(everything)
    assert sorted(whole.values()) == everything
    assert whole.percentiles(share, 1) == [nearest(everything, share), everything[-1] if everything else None]


def nearest(ascending: list[int], share: float) -> int | None:
    return ascending[ceil(share * len(ascending)) - 1] if ascending else None
