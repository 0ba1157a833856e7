"""A question goes to the CEO and comes back signed: an agent, a lead and the CEO with a phone of 390 px, at once."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from config import Config
from tests import scenes
from tests.brand import KEYS, Brand
from tests.browser.conftest import PATIENCE, LogIn
from tests.serving import Desk
from webcare import mail
from webcare.access import factors, grants, passwords
from webcare.channels import credentials
from webcare.database import session, transaction
from webcare.desk import escalating, executives, personal_accounts
from webcare.exchange import Author
from webcare.models import (
    Contact,
    Conversation,
    Escalation,
    EscalationState,
    Grant,
    Mail,
    Outcome,
    Role,
    User,
    Wait,
)

pytestmark = pytest.mark.browser

Connected = Callable[[Page], None]
Axe = Callable[[Page], list[str]]
PASSWORD = "een lange zin als wachtwoord"


@pytest.fixture
def brand(desk: Desk, spoorlijn: Brand) -> Brand:
    """The desk's brand on the simulated X, where answers really arrive."""
    return spoorlijn


@pytest.fixture
def conversation(brand: Brand) -> Conversation:
    return brand.asks("Er is twee keer afgeschreven. Waar is de directie als het misgaat?")


@pytest.fixture
def people(desk: Desk, conversation: Conversation) -> dict[str, User]:
    named = {
        "sanne": scenes.user("Sanne Kuipers", desk.now, language="nl"),
        "fatima": scenes.user("Fatima el Amrani", desk.now, Role.LEAD, language="nl"),
        "mark": scenes.user("Mark Jansen", desk.now, Role.EXECUTIVE, language="nl"),
    }
    with transaction():
        mark = session.get_one(User, named["mark"].id)
        mark.password_hash = passwords.hashed(PASSWORD)
        executives.settle(mark, by=mark, now=desk.now, function="CEO", deputy_id=named["fatima"].id)
        factors.require(False, by=mark, now=desk.now)
        anna = session.scalars(select(Contact)).one()
        anna.followers, anna.avatar_url = 412000, None  # pictures are another test's
    return named


@pytest.fixture
def phone(chromium: Browser, desk: Desk) -> Iterator[Page]:
    """The CEO's phone; nobody is logged in on it."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, base_url=desk.url, locale="nl-NL"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def ask(page: Page, conversation: Conversation, connected: Connected) -> None:
    """From the conversation's menu, with the brief that the desk made."""
    page.goto(f"/conversations/{conversation.id}")
    connected(page)
    page.get_by_role("button", name="Meer", exact=True).click()
    page.get_by_role("button", name="De CEO vragen…").click()
    page.get_by_label("In één regel").fill("iDEAL-storing: klanten willen een reactie van jou")
    page.get_by_label("Een voorstel voor het antwoord").fill("Iedereen krijgt zijn geld binnen 24 uur terug.")
    page.get_by_role("button", name="Vragen", exact=True).click()
    expect(page.get_by_text("Wacht op Mark Jansen")).to_be_visible()


def link(config: Config, template: str = "escalation_asked") -> str:
    """The address in the newest e-mail."""
    session.remove()
    newest = session.scalars(select(Mail).where(Mail.template == template).order_by(Mail.id.desc())).first()
    assert newest is not None
    text = mail.message(newest, config).get_body(("plain",))
    assert text is not None
    found = re.search(r"https?://\S+?(/escalations/\S+)", text.get_content())
    assert found is not None
    return found[1]


def escalation() -> Escalation:
    session.remove()
    return session.scalars(select(Escalation)).one()


def come_in(phone: Page, config: Config) -> None:
    """By the link and the password."""
    phone.goto(link(config))
    phone.get_by_label("Wachtwoord").fill(PASSWORD)
    phone.get_by_role("button", name="Vraag openen").click()
    expect(phone.get_by_role("heading", name="iDEAL-storing: klanten willen een reactie van jou")).to_be_visible()


def says(brand: Brand, text: str) -> None:
    """Anna goes on, in the same thread; without a picture, which is another test's."""
    first, anna = brand.messages()[0], session.scalars(select(Contact)).one()
    author = Author(external_id=anna.external_id, handle=anna.handle, name=anna.name)
    thread = {"thread_id": first.external_id, "in_reply_to": first.external_id}
    scenes.receive(brand.channel, scenes.incoming(text, at=brand.clock(), by=author, **thread))


def deliver(brand: Brand) -> None:
    brand.clock.forward(seconds=10)
    brand.deliver()


def test_the_ceo_answers_from_a_phone_and_the_answer_comes_back_signed(
    brand: Brand,
    conversation: Conversation,
    people: dict[str, User],
    phone: Page,
    log_in: LogIn,
    connected: Connected,
    config: Config,
) -> None:
    sanne, fatima = log_in(people["sanne"]), log_in(people["fatima"])
    fatima.goto("/inbox")
    connected(fatima)
    ask(sanne, conversation, connected)
    expect(fatima.get_by_text("wacht op Mark").first).to_be_visible()
    come_in(phone, config)
    expect(phone.get_by_text("Waar is de directie als het misgaat?")).to_be_visible()
    expect(phone.get_by_text("ongeveer 412.000 mensen volgen wie er schreven")).to_be_visible()
    expect(sanne.get_by_text("Mark opende de vraag")).to_be_visible()
    phone.get_by_role("button", name="Voorstel van het team").click()
    box = phone.get_by_label("Jouw openbare antwoord")
    expect(box).to_have_value("Iedereen krijgt zijn geld binnen 24 uur terug.")
    box.fill("Dit had niet mogen gebeuren, Anna. Iedereen krijgt zijn geld binnen 24 uur terug.")
    phone.get_by_role("button", name="Openbaar plaatsen als @spoorlijn").click()
    expect(phone.get_by_text("Onderweg.")).to_be_visible()
    expect(sanne.get_by_text("Mark antwoordde persoonlijk")).to_be_visible()
    deliver(brand)
    (text,) = brand.texts_on_x()
    assert text.endswith("Iedereen krijgt zijn geld binnen 24 uur terug. ^Mark, CEO")
    session.remove()
    assert session.scalars(select(Wait)).one().outcome == Outcome.ANSWERED
    phone.reload()
    expect(phone.get_by_text("Het staat op X.")).to_be_visible()
    fatima.goto("/escalations")
    expect(fatima.get_by_text("59 % van de consumenten")).to_be_visible()


def test_the_ceo_hands_it_back_with_a_word(
    conversation: Conversation,
    people: dict[str, User],
    phone: Page,
    log_in: LogIn,
    connected: Connected,
    config: Config,
) -> None:
    sanne = log_in(people["sanne"])
    ask(sanne, conversation, connected)
    come_in(phone, config)
    phone.get_by_text("Terug naar het team").click()
    phone.get_by_label("Een woord erbij").fill("Sanne, dit kun jij beter dan ik.")
    phone.get_by_role("button", name="Teruggeven").click()
    expect(phone.get_by_text("Sanne, dit kun jij beter dan ik.")).to_be_visible()
    expect(sanne.get_by_text("Mark gaf de vraag terug aan het team")).to_be_visible()
    expect(sanne.get_by_text("Wacht op Mark Jansen")).to_be_hidden()
    assert link(config, "escalation_back").endswith(str(escalation().id))


def test_the_ceo_agrees_to_the_teams_words(
    brand: Brand,
    conversation: Conversation,
    people: dict[str, User],
    phone: Page,
    log_in: LogIn,
    connected: Connected,
    config: Config,
) -> None:
    ask(log_in(people["sanne"]), conversation, connected)
    come_in(phone, config)
    phone.get_by_text("Akkoord als antwoord van het merk").click()
    phone.get_by_role("button", name="Akkoord met deze tekst").click()
    expect(phone.get_by_text("Onderweg.")).to_be_visible()
    deliver(brand)
    assert brand.texts_on_x()[0].endswith("Iedereen krijgt zijn geld binnen 24 uur terug. ^SK")
    assert escalation().state == EscalationState.APPROVED


def test_advice_shows_while_writing_and_before_posting(
    conversation: Conversation,
    people: dict[str, User],
    phone: Page,
    log_in: LogIn,
    connected: Connected,
    config: Config,
) -> None:
    ask(log_in(people["sanne"]), conversation, connected)
    come_in(phone, config)
    phone.get_by_label("Jouw openbare antwoord").fill("Excuses voor het ongemak.")
    expect(phone.get_by_text("zegt iedereen")).to_be_visible()
    phone.get_by_role("button", name="Openbaar plaatsen als @spoorlijn").click()
    expect(phone.get_by_text("Ik heb dit advies gelezen en wil het zo plaatsen")).to_be_visible()
    assert escalation().ended_at is None


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1440])
def test_its_pages_have_no_barriers_and_fit_the_screen(
    conversation: Conversation,
    people: dict[str, User],
    phone: Page,
    log_in: LogIn,
    connected: Connected,
    axe: Axe,
    config: Config,
    width: int,
    dark: bool,
) -> None:
    page = log_in(people["mark"], width=width, height=844, dark=dark, touch=width == 390)
    mark = people["mark"].id
    ask(log_in(people["sanne"]), conversation, connected)
    address, number = link(config), escalation().id
    for path in (address, f"/escalations/{number}", "/escalations", "/settings/devices"):
        page.goto(path)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto(f"/executives/{mark}")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


IBAN = "NL91 ABNA 0417 1643 00"


@pytest.fixture
def own_account(brand: Brand, people: dict[str, User]) -> str:
    """The CEO's own account on the simulated X, connected."""
    keys = brand.x.keys_of("markjansen")
    with transaction():
        mark = session.get_one(User, people["mark"].id)
        personal_accounts.connect(
            mark,
            platform="x",
            external_id=keys["user_id"],
            handle="markjansen",
            name="Mark Jansen",
            credentials=credentials.encrypt({name: keys[name] for name in KEYS}),
            by=mark,
            now=brand.clock(),
        )
    return "markjansen"


def test_the_ceo_answers_by_the_own_account_that_the_customer_named(
    brand: Brand,
    people: dict[str, User],
    own_account: str,
    phone: Page,
    log_in: LogIn,
    connected: Connected,
    config: Config,
) -> None:
    named = brand.asks("En @markjansen, waar is de directie nu?", author="bram")
    with transaction():
        session.get_one(Contact, named.contact_id).avatar_url = None
    ask(log_in(people["sanne"]), named, connected)
    come_in(phone, config)
    expect(phone.get_by_role("button", name="Openbaar plaatsen als @spoorlijn, ondertekend ^Mark, CEO")).to_be_visible()
    phone.get_by_label("Jouw openbare antwoord").fill(f"Dit spijt me, Bram. We storten op {IBAN}.")
    own = phone.get_by_role("button", name="Openbaar plaatsen als @markjansen, je eigen account")
    expect(phone.locator(".findings li")).to_have_count(1)
    own.click()
    phone.get_by_role("button", name="Toch plaatsen als @markjansen").click()
    expect(phone.get_by_text("Onderweg.")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    deliver(brand)
    posted = brand.x.timeline()[0]
    assert (posted["author"], posted["said"]) == ("markjansen", f"Dit spijt me, Bram. We storten op {IBAN}.")
    expect(phone.get_by_text("Het staat op X.")).to_be_visible()


def test_the_guard_reads_along_on_the_phone(
    conversation: Conversation,
    people: dict[str, User],
    phone: Page,
    log_in: LogIn,
    connected: Connected,
    axe: Axe,
    config: Config,
) -> None:
    ask(log_in(people["sanne"]), conversation, connected)
    come_in(phone, config)
    box, text = phone.get_by_label("Jouw openbare antwoord"), f"Anna, je krijgt het terug op {IBAN}."
    box.fill(text)
    finding = phone.locator(".findings li")
    expect(finding).to_contain_text(IBAN)
    expect(box).to_have_value(text)
    expect(phone.get_by_role("button", name="Naar DM")).to_have_count(0)
    assert axe(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("button", name=f"Haal weg: {IBAN}").click()
    expect(box).to_have_value("Anna, je krijgt het terug op .")
    expect(finding).to_have_count(0)
    box.fill("Stuur je BSN 123456782 naar ons.")
    expect(finding).to_contain_text("nooit openbaar")
    phone.get_by_role("button", name="Openbaar plaatsen als @spoorlijn").click()
    expect(phone.get_by_text("Een BSN of kaartnummer gaat nooit openbaar")).to_be_visible()
    assert escalation().ended_at is None


def test_what_becomes_of_a_question_shows_on_the_phone_at_once_and_the_text_stays(
    brand: Brand,
    conversation: Conversation,
    people: dict[str, User],
    phone: Page,
    log_in: LogIn,
    connected: Connected,
    config: Config,
) -> None:
    fatima = people["fatima"].id
    ask(log_in(people["sanne"]), conversation, connected)
    come_in(phone, config)
    connected(phone)
    box, post = phone.get_by_label("Jouw openbare antwoord"), phone.locator(".saying .cta > .button")
    box.fill("Dit had niet mogen gebeuren, Anna.")
    says(brand, "En nu ben ik ook mijn stoel kwijt!")
    expect(phone.get_by_text("En nu ben ik ook mijn stoel kwijt!")).to_be_visible()
    expect(box).to_have_value("Dit had niet mogen gebeuren, Anna.")
    expect(post).to_be_enabled()
    with transaction():
        question, lead = session.scalars(select(Escalation)).one(), session.get_one(User, fatima)
        escalating.withdraw(question, by=lead, now=brand.clock())
    expect(phone.get_by_text("Deze vraag wacht niet meer")).to_be_visible()
    expect(post).to_be_disabled()
    expect(box).to_have_value("Dit had niet mogen gebeuren, Anna.")


def test_who_loses_the_mandate_loses_the_question_at_once(
    conversation: Conversation,
    people: dict[str, User],
    phone: Page,
    log_in: LogIn,
    connected: Connected,
    config: Config,
    desk: Desk,
) -> None:
    mark = people["mark"].id
    ask(log_in(people["sanne"]), conversation, connected)
    come_in(phone, config)
    connected(phone)
    with transaction():
        for each in session.scalars(select(Grant).where(Grant.role == Role.EXECUTIVE)).all():
            grants.withdraw(each, by=session.get_one(User, mark), now=desk.now)
    expect(phone.get_by_text("Waar is de directie als het misgaat?")).to_have_count(0)
    expect(phone.get_by_role("heading", name="Vragen aan de CEO")).to_be_visible()
