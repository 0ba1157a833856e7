"""Every request our code makes, and every answer the simulator gives, is as X's own specification has it."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from tests.contract.conftest import Exchanges
from webcare.channels import CreditsDepleted, NotAuthorised, Outgoing, RateLimited, Refused, Uncertain
from webcare.channels.x.platform import X
from webcare.models import Audience, Feed
from webcare.simulator import Simulator


def feed(kind: str, since_id: str | None = None) -> Feed:
    return Feed(kind=kind, since_id=since_id, page_token=None, run_size=0)


@pytest.fixture
def busy(x: Simulator) -> str:
    """A platform on which everything that X can answer occurs; the id of the first complaint."""
    first = x.post(
        "@spoorlijn rijdt de trein? https://a.example/b #spoor & meer", author="anna", pictures=["platform|Perron"]
    )
    x.post("@spoorlijn hier ook", author="bram", reply_to=first)
    x.post("", author="carla", reposts=first)
    x.post("Kijk dit @spoorlijn", author="dirk", quotes=first, lang="en")
    x.edit(x.post("@spoorlijn tikfuot", author="emma"), "@spoorlijn tikfout")
    x.delete(x.post("@spoorlijn weg ermee", author="fleur"))
    x.brand_post("Dag Anna, wij kijken het na.", reply_to=first)
    x.dm("Mag ik iets vragen? https://a.example/c", author="gijs", pictures=["ticket"])
    x.dm("", author="hanna", encrypted=True)
    x.account("bram", vanished=True)
    return first


def test_reading_every_feed_is_as_x_has_it(platform: X, exchanges: Exchanges, busy: str) -> None:
    platform.account()
    for kind in platform.feeds:
        assert [message for page in platform.read(feed(kind)) for message in page.messages], kind
    list(platform.sweep(feed("mentions", busy)))
    list(platform.fill(None, str(int(busy) + (60_000 << 22))))
    assert exchanges.wrong() == []


def test_the_second_page_is_as_x_has_it(platform: X, exchanges: Exchanges, x: Simulator) -> None:
    x.posts([{"text": f"@spoorlijn vraag {number}", "author": f"klant{number}"} for number in range(130)])
    x.posts([{"text": f"bericht {number}", "author": "spoorlijn"} for number in range(101)])
    assert sum(len(page.messages) for page in platform.read(feed("mentions"))) == 130
    assert sum(len(page.messages) for page in platform.read(feed("own_posts"))) == 101
    assert len(exchanges.kept) == 4
    assert exchanges.wrong() == []


def test_nothing_to_read_is_as_x_has_it(platform: X, exchanges: Exchanges) -> None:
    for kind in platform.feeds:
        assert [message for page in platform.read(feed(kind)) for message in page.messages] == []
    assert exchanges.wrong() == []


def test_reading_again_is_as_x_has_it(platform: X, exchanges: Exchanges, busy: str, x: Simulator) -> None:
    gone = x.post("@spoorlijn straks weg", author="fleur")
    x.delete(gone)
    seen = platform.reread([busy, gone])
    assert ([each.external_id for each in seen.current], list(seen.gone)) == ([busy], [gone])
    assert exchanges.wrong() == []


def test_publishing_finding_and_deleting_are_as_x_has_them(platform: X, exchanges: Exchanges, busy: str) -> None:
    started = datetime.now(UTC) - timedelta(minutes=1)
    gijs = next(page for page in platform.read(feed("direct_messages"))).messages[-1].author.external_id
    outgoing = [
        Outgoing(text="Dag Anna, dat zoeken we uit. ^SK", audience=Audience.PUBLIC, in_reply_to=busy),
        Outgoing(text="Dag Gijs, vertel! ^SK", audience=Audience.PRIVATE, recipient=gijs),
    ]
    for each in outgoing:
        published = platform.publish(each)
        assert [found.external_id for found in platform.find(each, started)] == [published.external_id]
        platform.delete(published.external_id, each.audience)
    assert "POST /2/tweets" in exchanges.asked()
    assert exchanges.wrong() == []


def test_refusals_are_as_x_has_them(platform: X, exchanges: Exchanges, busy: str, x: Simulator) -> None:
    stranger = x.post("Mooi weer vandaag", author="ida")
    closed = x.account("jan_dicht", takes_dms=False)
    refused = {
        "not_mentioned": Outgoing(text="Wat fijn!", audience=Audience.PUBLIC, in_reply_to=stranger),
        "too_long": Outgoing(text="a" * 281, audience=Audience.PUBLIC, in_reply_to=busy),
        "target_gone": Outgoing(text="Dag!", audience=Audience.PUBLIC, in_reply_to="1"),
        "no_dm_permission": Outgoing(text="Dag Jan", audience=Audience.PRIVATE, recipient=closed),
        "duplicate": Outgoing(text="Twee keer hetzelfde", audience=Audience.PUBLIC, in_reply_to=busy),
    }
    platform.publish(refused["duplicate"])
    for code, outgoing in refused.items():
        with pytest.raises(Refused) as refusal:
            platform.publish(outgoing)
        assert refusal.value.code == code
    assert exchanges.wrong() == []


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        ("rate_limit", RateLimited),
        ("credits", CreditsDepleted),
        ("unauthorized", NotAuthorised),
        ("server_error", Uncertain),
        ("accept_then_error", Uncertain),
        ("forbidden", Refused),
    ],
)
def test_trouble_is_worded_as_x_words_it(
    platform: X, exchanges: Exchanges, busy: str, x: Simulator, fault: str, raised: type[Exception]
) -> None:
    x.fault(fault, on="create_post")
    with pytest.raises(raised):
        platform.publish(Outgoing(text="Dag!", audience=Audience.PUBLIC, in_reply_to=busy))
    assert exchanges.wrong() == []


def test_the_judge_notices_what_is_wrong(platform: X, exchanges: Exchanges, x: Simulator) -> None:
    spoiled = x.post("@spoorlijn kapot", author="kees", override={"created_at": 7, "id": "(absent)", "colour": "red"})
    list(platform.read(feed("mentions")))
    assert spoiled
    complaints = " ".join(exchanges.wrong())
    for expected in ("7 is not of type", "answer.data[0].id is missing", "X has no answer.data[0].colour"):
        assert expected in complaints


def test_the_judge_notices_an_unsigned_request_and_an_unknown_parameter(exchanges: Exchanges, x: Simulator) -> None:
    exchanges.keep(requests.get(f"{x.url}/2/users/{x.keys['user_id']}/mentions", {"shade": "grey"}, timeout=30))
    complaints = " ".join(exchanges.wrong())
    assert "X knows no parameter shade" in complaints
    assert "the request is not signed" in complaints
