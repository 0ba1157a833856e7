"""Drills on the simulator: begun and stopped from outside, written to the account that is trained on."""

import time

import requests

from webcare.simulator import Simulator

PATIENCE = 60.0


def ask(x: Simulator, method: str, **facts: object) -> requests.Response:
    return requests.request(method, f"{x.url}/control/drill", json=facts or None, timeout=PATIENCE)


def wait_for_posts(x: Simulator, many: int) -> list[str]:
    until = time.monotonic() + PATIENCE
    while len(posts := [str(each["text"]) for each in x.timeline()]) < many:
        assert time.monotonic() < until, "nothing was played"
        time.sleep(0.05)
    return posts


def test_a_drill_is_played_to_the_account_that_is_trained_on() -> None:
    with Simulator(brand="oefening") as x:
        assert ask(x, "GET").json()["account"]["handle"] == "oefening"
        assert x.timeline() == []
        assert ask(x, "POST", scenario="drill-payments", minutes=5, speed=60).status_code == 201
        posts = wait_for_posts(x, 5)
        assert any("@oefening" in text for text in posts)
        assert not any("@spoorlijn" in text for text in posts)


def test_a_stopped_drill_says_nothing_more_and_another_begins_anew() -> None:
    with Simulator(brand="oefening") as x:
        ask(x, "POST", scenario="drill-stranded", minutes=5, speed=60)
        wait_for_posts(x, 3)
        assert ask(x, "DELETE").json() == {"plays": False}
        there = len(x.timeline())
        time.sleep(1.0)
        assert len(x.timeline()) == there
        ask(x, "POST", scenario="drill-stranded", minutes=5, speed=60)
        wait_for_posts(x, there + 3)


def test_it_stops_by_itself_when_its_time_is_over() -> None:
    with Simulator(brand="oefening") as x:
        ask(x, "POST", scenario="drill-stranded", minutes=0.02, speed=60)
        until = time.monotonic() + PATIENCE
        while ask(x, "GET").json()["plays"]:
            assert time.monotonic() < until, "it went on"
            time.sleep(0.05)


def test_only_drills_are_played_on_demand() -> None:
    with Simulator() as x:
        assert ask(x, "POST", scenario="demo", minutes=5).status_code == 422
        assert ask(x, "POST", scenario="drill-nothing", minutes=5).status_code == 422
        assert not ask(x, "GET").json()["plays"]
