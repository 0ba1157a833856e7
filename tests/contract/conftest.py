"""Our own code on X, through the real tweepy, against the simulator; every exchange is kept for the judge."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import requests

from tests.contract.specification import FILE, Specification
from webcare.channels.x.platform import X
from webcare.models import Channel
from webcare.simulator import Simulator


@dataclass
class Exchanges:
    """What went over the wire, judged by X's specification."""

    specification: Specification
    kept: list[requests.Response] = field(default_factory=list)

    def keep(self, response: requests.Response, *_args: object, **_facts: object) -> None:
        self.kept.append(response)

    def wrong(self) -> list[str]:
        assert self.kept, "nothing went over the wire"
        return [
            f"{each.request.method} {each.request.path_url} → {each.status_code}: {complaint}"
            for each in self.kept
            for complaint in self.specification.wrong_with(each)
        ]

    def asked(self) -> list[str]:
        return [f"{each.request.method} {str(each.request.path_url).partition('?')[0]}" for each in self.kept]


@pytest.fixture(scope="session")
def specification() -> Specification:
    if not FILE.exists():
        pytest.skip(f"X's specification is not here: {FILE.name} is looked for in ../shared/data")
    return Specification()


@pytest.fixture
def exchanges(specification: Specification) -> Exchanges:
    return Exchanges(specification)


@pytest.fixture
def x() -> Iterator[Simulator]:
    with Simulator() as running:
        yield running


@pytest.fixture
def platform(x: Simulator, exchanges: Exchanges) -> Iterator[X]:
    channel = Channel(platform="x", external_id=x.keys["user_id"], handle=x.keys["handle"], name="Spoorlijn")
    made = X(channel, dict(x.keys), x.url)
    made._client.session.hooks["response"].append(exchanges.keep)
    yield made
    made._client.session.close()
