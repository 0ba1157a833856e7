"""A crisis from its suggestion to its report, and a drill, as people go through them."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from config import Config
from tests import scenes
from tests.browser.conftest import LogIn
from tests.serving import Desk
from webcare import polling
from webcare.database import session, transaction
from webcare.desk import drilling, urgency
from webcare.models import Channel, Conversation, Crisis, Role, Spike, Theme, ThemeMessage, ThemeWord, User
from webcare.outbox import Outbox
from webcare.simulator import Simulator
from webcare.training import Training

pytestmark = pytest.mark.browser

SAID = "Er is vanmorgen dubbel afgeschreven. Iedereen krijgt het geld binnen drie dagen terug."
PLAYED = "Everything here is played. Nothing you send leaves the training desk."


@pytest.fixture
def willem(desk: Desk) -> User:
    return scenes.user("Willem Post", desk.now, Role.LEAD, language="en")


@pytest.fixture
def lotte(desk: Desk) -> User:
    return scenes.user("Lotte Baas", desk.now, Role.EXECUTIVE, language="en")


def suggestion(channel: Channel, at: datetime) -> None:
    """What the detector leaves behind."""
    moment = at - timedelta(minutes=2)
    (said,) = scenes.receive(channel, scenes.incoming("Dubbel afgeschreven!", at=moment, by=scenes.customer(9)))
    with transaction():
        theme = Theme(name="iDEAL-storing", created_at=at)
        session.add(theme)
        session.flush()
        session.add_all(ThemeWord(theme_id=theme.id, words=words) for words in ("ideal", "dubbel afgeschreven"))
        place = {"conversation_id": said.conversation_id, "posted_at": said.posted_at}
        session.add(ThemeMessage(theme_id=theme.id, message_id=said.id, **place))
        spike = Spike(
            theme_id=theme.id,
            seen_at=at,
            started_at=at - timedelta(minutes=10),
            reasons=["volume", "negative"],
            messages=86,
            usual=3.0,
            score=40.0,
        )
        session.add(spike)


def test_a_crisis_from_suggestion_to_report(
    desk: Desk,
    channel: Channel,
    log_in: LogIn,
    willem: User,
    sanne: User,
    lotte: User,
    axe: Callable[[Page], list[str]],
    connected: Callable[[Page], None],
) -> None:
    for number in range(1, 2):
        scenes.asks(channel, "Dubbel afgeschreven!", at=desk.now - timedelta(minutes=3), by=scenes.customer(number))
    lead, agent, boss = log_in(willem), log_in(sanne), log_in(lotte, width=390, height=844)
    suggestion(channel, desk.now)
    lead.goto("/crises")
    assert axe(lead) == []
    lead.locator(".suggestion").get_by_role("link", name="Declare a crisis").click()
    expect(lead.get_by_label("What is going on")).to_have_value("iDEAL-storing")
    assert axe(lead) == []
    agent.goto("/inbox")
    connected(agent)
    lead.get_by_role("button", name="Declare it").click()
    expect(lead.get_by_role("heading", name="iDEAL-storing")).to_be_visible()
    expect(lead.get_by_role("link", name="Klant 1")).to_be_visible()
    expect(agent.locator(".bar.crisis")).to_contain_text("Crisis: iDEAL-storing.")  # without a reload

    connected(lead)
    scenes.asks(channel, "iDEAL doet het niet", at=desk.now, by=scenes.customer(7))
    expect(lead.get_by_role("link", name="Klant 7")).to_be_visible()  # gathered and shown by itself
    lead.get_by_label("What was decided, or is good to know").fill("Geen kaartjes meer via iDEAL.")
    lead.get_by_role("button", name="Decision").click()
    lead.get_by_role("textbox", name="What the brand says").fill(SAID)
    lead.get_by_role("button", name="Ask for approval").click()
    expect(lead.get_by_text("Somebody else approves it")).to_be_visible()
    assert axe(lead) == []

    boss.goto("/crises")
    boss.get_by_role("link", name="Crisis room").last.click()
    boss.get_by_role("button", name="Approve this text").click()
    expect(boss.get_by_text("approved by Lotte Baas")).to_be_visible()

    agent.locator(".bar.crisis").get_by_role("link", name="Crisis room").click()
    agent.get_by_role("link", name="Answer one by one with it").click()
    texts = set()
    for left in (3, 2, 1):
        expect(agent.get_by_text(f"{left} customer")).to_be_visible()
        texts.add(agent.locator("#answer").input_value())
        assert axe(agent) == []
        agent.get_by_role("button", name="Post publicly as @spoorlijn").click()
        expect(agent.get_by_text("On its way to Klant")).to_be_visible()
    assert len(texts) == 3
    assert all(text.endswith(SAID) for text in texts)

    lead.get_by_role("button", name="End it").click()
    lead.get_by_role("dialog").get_by_role("button", name="End it").click()
    expect(lead.get_by_role("heading", name="What was learned")).to_be_visible()
    lead.get_by_label("What went well").fill("Eerder de CEO bellen.")
    lead.get_by_role("button", name="Add").click()
    expect(lead.locator(".lessons")).to_contain_text("Eerder de CEO bellen.")
    expect(lead.get_by_role("cell", name="Geen kaartjes meer via iDEAL.")).to_be_visible()
    expect(lead.get_by_text("Approved the statement after")).to_be_visible()
    assert axe(lead) == []
    lead.emulate_media(media="print")
    expect(lead.locator("#rail")).to_be_hidden()
    expect(agent.locator(".bar.crisis")).to_have_count(0)


@pytest.fixture
def played() -> Iterator[Simulator]:
    with Simulator(brand="oefening") as simulator:
        yield simulator


@pytest.fixture
def config(config: Config, played: Simulator) -> Config:
    return config.model_copy(update={"training_url": played.url})


@pytest.fixture
def working(desk: Desk, played: Simulator) -> Iterator[None]:
    """What a worker does for drills: begin them, read the training desk, send from it."""
    over, pollers = threading.Event(), dict[int, polling.Poller]()

    def now() -> datetime:
        return datetime.now(UTC)

    def work() -> None:
        training, outbox = Training(played.url, now), Outbox("worker", clock=now)
        while not over.wait(0.1):
            training.step()
            for number in polling.channels():
                pollers.setdefault(number, polling.Poller(number, timedelta(seconds=0.2), now)).step()
            outbox.deliver()
            session.remove()

    thread = threading.Thread(target=work, name="working", daemon=True)
    thread.start()
    yield
    over.set()
    thread.join()


def test_a_drill_from_start_to_report(
    desk: Desk,
    played: Simulator,
    working: None,
    log_in: LogIn,
    willem: User,
    lotte: User,
    axe: Callable[[Page], list[str]],
) -> None:
    lead, boss = log_in(willem), log_in(lotte)
    lead.goto("/crises")
    while lead.get_by_role("button", name="Start a drill").count() == 0:
        lead.wait_for_timeout(200)
        lead.reload()
    assert axe(lead) == []
    lead.get_by_role("button", name="Start a drill").click()
    expect(lead.get_by_text("Drill: nothing of it is real")).to_be_visible()
    lead.get_by_role("button", name="Take part").click()
    expect(lead.get_by_text(PLAYED)).to_be_visible()
    expect(lead.locator(".row").first).to_be_visible()  # somebody wrote, and it came in by itself
    assert axe(lead) == []

    lead.locator(".bar.drill").get_by_role("link", name="Crisis room").click()
    lead.get_by_role("textbox", name="What the brand says").fill(
        "Er is dubbel afgeschreven. Iedereen krijgt het geld terug."
    )
    lead.get_by_role("button", name="Ask for approval").click()
    boss.goto("/crises")
    boss.get_by_role("link", name="Crisis room").last.click()
    boss.get_by_role("button", name="Take part").click()
    boss.locator(".bar.drill").get_by_role("link", name="Crisis room").click()
    boss.get_by_role("button", name="Approve this text").click()
    expect(boss.get_by_text("approved by Lotte Baas")).to_be_visible()

    lead.get_by_role("link", name="Answer one by one with it").click()
    lead.get_by_role("button", name="Post publicly as @oefening").first.click()
    expect(lead.get_by_text("On its way to")).to_be_visible()
    while not played.ledger():
        lead.wait_for_timeout(200)
    assert "Iedereen krijgt het geld terug." in played.ledger()[0]["text"]

    lead.goto(f"/crises/{drill_number()}")
    lead.get_by_role("button", name="End it").click()
    lead.get_by_role("dialog").get_by_role("button", name="End it").click()
    expect(lead.get_by_text("This is the first drill")).to_be_visible()
    expect(lead.get_by_text(PLAYED)).to_have_count(0)
    expect(lead.get_by_text("sent to 1 customer")).to_be_visible()
    assert axe(lead) == []
    expect(boss.get_by_text(PLAYED)).to_have_count(0)  # everybody is back, without a reload


def drill_number() -> int:
    session.rollback()
    there = drilling.desk()
    assert there is not None
    newest = select(Crisis.id).where(Crisis.channel_id == there.id).order_by(Crisis.id.desc())
    return session.scalars(newest.limit(1)).one()


def test_a_real_alarm_stands_above_a_drill_until_one_leaves_it_and_takes_it_on(
    desk: Desk, channel: Channel, log_in: LogIn, willem: User, axe: Callable[[Page], list[str]]
) -> None:
    scenes.channel(desk.now, external_id="900", handle="oefening", training=True)
    number = scenes.asks(channel, "Er is een kind op het spoor", at=desk.now).id
    with transaction():
        there = session.get_one(User, willem.id)
        played = drilling.start("drill-payments", name="Oefening", minutes=5, by=there, now=desk.now)
        drilling.take_part(played, by=there, now=desk.now)
    lead = log_in(willem)
    lead.goto("/inbox")
    expect(lead.get_by_text(PLAYED)).to_be_visible()
    with transaction():
        urgency.mark(session.get_one(Conversation, number), by=None, now=desk.now)
    expect(lead.locator(".bars")).to_contain_text("an urgent conversation waits outside")
    expect(lead.locator(".bars")).not_to_contain_text("Anna")
    assert axe(lead) == []

    lead.get_by_role("button", name="Leave the drill").click()
    expect(lead.locator("#alarms")).to_contain_text("Anna de Vries needs somebody now")
