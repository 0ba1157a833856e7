"""What strangers bring: pictures that stay blurred until opened, and many under one post as one row."""

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests import scenes
from tests.browser.conftest import LogIn
from tests.serving import Desk
from webcare.database import session, transaction
from webcare.desk import noting
from webcare.exchange import Picture
from webcare.models import Channel, Contact, Conversation, Message, Reply, User

pytestmark = pytest.mark.browser

Connected = Callable[[Page], None]
MINUTE = timedelta(minutes=1)
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
BLUR = "picture => getComputedStyle(picture.querySelector('img')).filter"


@pytest.fixture
def pictured(desk: Desk, channel: Channel) -> Conversation:
    """Somebody new posts a picture."""
    picture = Picture(url="https://pbs.twimg.com/media/b.png", alt="een volle trein", width=640, height=480)
    return scenes.asks(channel, "Kijk nou", at=desk.now - MINUTE, pictures=(picture,))


def see(page: Page, conversation_id: int) -> None:
    """Open it; how pictures are fetched is another test's."""
    page.route("**/media/*", lambda route: route.fulfill(body=DOT, content_type="image/png"))
    page.goto(f"/conversations/{conversation_id}")


def test_the_picture_of_somebody_new_is_blurred_until_it_is_opened_and_stays_open(
    desk: Desk, pictured: Conversation, sanne: User, log_in: LogIn, connected: Connected
) -> None:
    page = log_in(sanne)
    see(page, pictured.id)
    connected(page)
    veiled = page.get_by_role("button", name="Show the picture of somebody new")
    expect(veiled).to_be_visible()
    assert "blur" in veiled.evaluate(BLUR)
    veiled.focus()
    page.keyboard.press("Enter")
    picture = page.locator(".media .picture")
    expect(picture).to_have_attribute("data-blurred", "false")
    expect(picture).to_have_accessible_name("een volle trein")
    assert "blur" not in picture.evaluate(BLUR)
    expect(picture.locator(".veil")).to_be_hidden()
    follow(desk, "En nog steeds vol")
    expect(page.locator(".timeline")).to_contain_text("En nog steeds vol")
    expect(picture).to_have_attribute("data-blurred", "false")


def follow(desk: Desk, text: str) -> None:
    """The same customer writes on."""
    session.remove()
    first = session.scalars(select(Message).order_by(Message.id)).first()
    assert first is not None
    follows = {"thread_id": first.external_id or "", "in_reply_to": first.external_id}
    scenes.receive(session.scalars(select(Channel)).one(), scenes.incoming(text, at=desk.now, **follows))


def test_the_picture_of_somebody_known_is_shown(desk: Desk, pictured: Conversation, sanne: User, log_in: LogIn) -> None:
    number = pictured.id
    with transaction():
        session.get_one(Contact, pictured.contact_id).first_seen_at = desk.now - timedelta(days=2)
    page = log_in(sanne)
    see(page, number)
    picture = page.get_by_role("button", name="een volle trein")
    expect(picture).to_be_visible()
    assert "blur" not in picture.evaluate(BLUR)


@pytest.fixture
def gathered(desk: Desk, channel: Channel) -> list[Conversation]:
    """Three customers under one post of somebody else."""
    under = {"thread_id": scenes.platform_id(), "thread_author": scenes.STRANGER.external_id}
    people = (scenes.ANNA, scenes.BRAM, scenes.customer(1))
    posts = [
        scenes.incoming(f"Bij mij ook, {by.name}", at=desk.now - (9 - number) * MINUTE, by=by, **under)
        for number, by in enumerate(people)
    ]
    return [scenes.conversation_of(each) for each in scenes.receive(channel, *posts)]


def test_one_row_opens_as_a_list_is_claimed_whole_and_one_answer_covers_who_is_ticked(
    desk: Desk, gathered: list[Conversation], sanne: User, log_in: LogIn, connected: Connected
) -> None:
    numbers, by = [each.id for each in gathered], sanne.id
    page = log_in(sanne)
    page.goto("/inbox")
    connected(page)
    expect(page.locator("#rows .row")).to_have_count(1)
    expect(page.locator("#rows .row")).to_contain_text("2 others in this conversation")
    page.locator("#rows .row .who a").click()
    others = page.locator(".side .gathering li")
    expect(page.get_by_role("heading", name="2 others under this post")).to_be_visible()
    expect(others).to_contain_text(["Bij mij ook, Bram Bakker", "Bij mij ook, Klant 1"])

    page.get_by_role("button", name="Claim all").click()
    expect(page.locator(".head .when-mine.claimed")).to_be_visible()
    session.remove()
    assert [session.get_one(Conversation, each).claimed_by_id for each in numbers] == [by, by, by]

    page.get_by_label("Bram Bakker").check()
    with page.expect_response(lambda answer: answer.url.endswith("/side")), transaction():  # drawn anew for the news
        noting.write(
            session.get_one(Conversation, numbers[0]), "Ik doe deze.", by=session.get_one(User, by), now=desk.now
        )
    expect(page.get_by_label("Bram Bakker")).to_be_checked()
    page.get_by_label("Your text").fill("Wij kijken naar jullie allemaal.")
    page.get_by_role("button", name="Post publicly as @spoorlijn").click()
    expect(page.locator(".entry.reply")).to_contain_text("Wij kijken naar jullie allemaal.")
    session.remove()
    scenes.publish(session.scalars(select(Reply)).one(), at=desk.now + MINUTE)
    hows = [scenes.waits(session.get_one(Conversation, each))[0].how for each in numbers]
    assert hows == ["public", "covered", None]
    expect(page.locator("#rows .row")).to_contain_text("Klant 1")  # stands for who still waits
