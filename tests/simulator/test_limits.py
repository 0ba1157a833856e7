"""Rate limits as X has them: so many per quarter of an hour, told in headers."""

import pytest
import requests
import tweepy

from tests.simulator.conftest import client_of
from webcare.simulator import Simulator
from webcare.simulator.limits import Limits
from webcare.simulator.problems import Problem


def test_the_sixteenth_reading_of_direct_messages_is_refused_until_the_reset() -> None:
    with Simulator(limits=1) as x:
        client = client_of(x)
        client.return_type = requests.Response
        left = [client.get_direct_message_events(user_auth=True).headers["x-rate-limit-remaining"] for _ in range(15)]
        with pytest.raises(tweepy.TooManyRequests) as refusal:
            client.get_direct_message_events(user_auth=True)
        client.get_me(user_auth=True)
        client.session.close()
    assert left == [str(number) for number in range(14, -1, -1)]
    headers = refusal.value.response.headers
    assert (headers["x-rate-limit-limit"], headers["x-rate-limit-remaining"]) == ("15", "0")
    assert refusal.value.reset_time == int(headers["x-rate-limit-reset"])


def test_a_limit_opens_again_after_its_window() -> None:
    now = 0.0
    limits = Limits(clock=lambda: now)
    for _ in range(15):
        limits.take(1, "dm_events")
    with pytest.raises(Problem):
        limits.take(1, "dm_events")
    limits.take(2, "dm_events")
    now = 900.0
    assert limits.take(1, "dm_events")["x-rate-limit-remaining"] == "14"


def test_the_limit_of_a_day_outlasts_that_of_a_quarter() -> None:
    now = 0.0
    limits = Limits(clock=lambda: now)
    for number in range(1_440):
        now = number / 15 * 900
        limits.take(1, "send_dm")
    with pytest.raises(Problem) as refusal:
        now = 85_500.0 + 899
        limits.take(1, "send_dm")
    assert refusal.value.headers["x-user-limit-24hour-remaining"] == "0"
