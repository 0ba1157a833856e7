"""The spike detector on series made here; on real brands it is measured by `python -m bench spikes`."""

import random

import pytest

from webcare.insight import spikes
from webcare.insight.spikes import DAY, Standing, Tone, Volume

WEEKS = 3 * 7 * DAY
BUSY, CALM = Standing(9.0, 80, 10.0, 12), None


def usual_days(slots: int = WEEKS, quiet: float = 0.2, noon: float = 6.0) -> list[int]:
    """Nights with next to nothing and busy days, as chance has it."""
    chance = random.Random(5)
    counts = []
    for slot in range(slots):
        hour = slot % DAY * 24 / DAY
        rate = noon if 8 <= hour < 22 else quiet
        counts.append(sum(chance.random() < rate / 20 for _ in range(20)))
    return counts


def test_weeks_of_usual_days_hold_no_spike_but_now_and_then() -> None:
    volume = Volume(usual_days())

    assert sum(volume.spike(slot) is not None for slot in range(WEEKS)) == 0


@pytest.mark.parametrize("hour", [3, 12])
def test_a_burst_is_a_spike_within_five_minutes_by_night_and_by_day(hour: int) -> None:
    counts = usual_days()
    at = WEEKS - DAY + hour * 12
    counts[at] = 40

    found = Volume(counts).spike(at)

    assert found is not None
    assert found.messages >= 40
    assert found.usual < 30


def test_the_same_number_is_a_spike_by_night_and_usual_at_noon() -> None:
    counts = usual_days(noon=8.0, quiet=0.1)
    night, noon = WEEKS - DAY + 3 * 12, WEEKS - DAY + 12 * 12
    counts[night] = counts[noon] = 12
    volume = Volume(counts)

    assert volume.spike(night) is not None
    assert volume.spike(noon) is None


def test_a_slow_rise_is_seen_by_the_hour() -> None:
    counts = usual_days(noon=2.0)
    start = WEEKS - DAY + 12 * 12
    for slot in range(start, start + 12):
        counts[slot] += 7

    found = Volume(counts).spike(start + 11)

    assert found is not None
    assert found.slots == 12


def test_a_handful_of_messages_in_a_silent_night_is_no_spike() -> None:
    counts = [0] * WEEKS
    counts[-1] = spikes.FEWEST - 1

    assert Volume(counts).spike(WEEKS - 1) is None
    counts[-1] = spikes.FEWEST
    assert Volume(counts).spike(WEEKS - 1) is not None


def test_what_happens_twice_a_week_is_usual_however_high_it_is() -> None:
    counts = usual_days()
    bursts = [WEEKS - DAY * day - 100 for day in (6, 4, 2)]
    for slot in bursts:
        counts[slot] = 60
    counts[-100] = 60
    volume = Volume(counts)

    assert volume.spike(bursts[0]) is not None
    assert volume.spike(WEEKS - 100) is None


def test_a_busy_day_of_last_week_does_not_hide_one_of_today() -> None:
    counts = usual_days()
    for slot in range(WEEKS - 8 * DAY, WEEKS - 8 * DAY + 20):
        counts[slot] = 90
    counts[-1] = 60

    assert Volume(counts).spike(WEEKS - 1) is not None


def test_of_a_subject_of_yesterday_nothing_is_said() -> None:
    assert Volume([0] * 400 + [80]).spike(400) is None


def test_the_same_time_of_day_is_found_across_a_change_of_clocks() -> None:
    counts = [12 if 12 <= slot % DAY < 36 else 0 for slot in range(WEEKS)]
    today = WEEKS - DAY
    counts[today:] = [0] * 12 + counts[today : WEEKS - 12]  # the clocks were changed: everything comes an hour later
    lags = [DAY * day + 12 for day in range(1, 15)]

    assert Volume(counts, lags).standing(today + 40).usual > 5
    assert Volume(counts).standing(today + 40).usual == 0


def test_praise_in_great_numbers_is_no_crisis() -> None:
    assert spikes.reasons(BUSY, CALM, Tone(read=40, negative=4, usual_share=0.3)) == ()


def test_many_messages_are_a_reason_and_more_of_them_negative_than_usual_is_another() -> None:
    assert spikes.reasons(BUSY, CALM, Tone(read=0, negative=0)) == ("volume",)
    assert spikes.reasons(BUSY, CALM, Tone(read=40, negative=20, usual_share=0.5)) == ("volume",)
    assert spikes.reasons(BUSY, CALM, Tone(read=40, negative=30, usual_share=0.5)) == ("volume", "negative")


def test_a_burst_of_negative_messages_is_a_reason_while_the_volume_stays_usual() -> None:
    assert spikes.reasons(CALM, BUSY, Tone(read=40, negative=30, usual_share=0.5)) == ("negative",)
    assert spikes.reasons(CALM, CALM, Tone(read=40, negative=30, usual_share=0.5)) == ()
