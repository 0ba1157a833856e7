"""The inbox over HTTP: lists, their next rows, their filters; and static files under one address."""

import gzip
from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests import scenes
from tests.visitor import Visitor
from webcare.access import grants
from webcare.database import session, transaction
from webcare.desk import tagging
from webcare.inbox import listing
from webcare.models import Channel, Conversation, Role, User
from webcare.web.shell import data_attributes
from webcare.web.static import static_url, version

IN_FRAME = {"Turbo-Frame": "filter-form"}


@pytest.fixture
def channel(app: Flask, now: datetime) -> Channel:
    with transaction():
        grants.seed(now - timedelta(days=1))
    return scenes.channel(now)


@pytest.fixture
def sanne(channel: Channel, now: datetime) -> User:
    return scenes.user("Sanne Kuipers", now, language="en")


def test_the_first_page_is_the_waiting_list(visitor: Visitor, channel: Channel, sanne: User, now: datetime) -> None:
    scenes.asks(channel, "Waar blijft mijn <b>trein</b>?", at=now)
    page = visitor.log_in(sanne).get("/")
    assert page.status_code == 200
    assert "Waar blijft mijn &lt;b&gt;trein&lt;/b&gt;?" in page.text
    assert "Waiting for an answer" in page.text


def test_no_page_has_a_style_attribute_or_a_script_of_its_own(
    visitor: Visitor, channel: Channel, sanne: User, now: datetime
) -> None:
    scenes.asks(channel, at=now)
    page = visitor.log_in(sanne).get("/inbox").text
    assert "style=" not in page
    assert page.count("<script") == page.count('<script type="module" src=') + page.count(
        '<script type="application/json"'
    )


def test_a_long_list_goes_on_where_it_ended(
    visitor: Visitor, channel: Channel, sanne: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing.page, "__defaults__", (None, 2))
    shown = [scenes.asks(channel, at=now + timedelta(seconds=each), by=scenes.customer(each)).id for each in range(3)]
    visitor.log_in(sanne)
    first = visitor.get("/inbox").text
    assert [f'id="conversation-{each}"' in first for each in shown] == [True, True, False]
    following = first.split('href="/inbox/rows?')[1].split('"')[0].replace("&amp;", "&")
    rest = visitor.get(f"/inbox/rows?{following}").text
    assert [f'id="conversation-{each}"' in rest for each in shown] == [False, False, True]
    assert "Show more" not in rest


@pytest.mark.parametrize("view", ["waiting", "mine", "open", "mentions", "promises", "closed"])
def test_an_empty_list_says_so_in_its_own_words(visitor: Visitor, channel: Channel, sanne: User, view: str) -> None:
    page = visitor.log_in(sanne).get(f"/inbox?view={view}").text
    words = {"waiting": "Nobody is waiting", "mine": "You hold no conversations", "closed": "Nothing is closed yet"}
    assert words.get(view, "<b>") in page


@pytest.mark.parametrize("query", ["view=x", "after=x", "channel=1%27", "tag=99999999999999999999", "assignee=9" * 9])
def test_a_strange_address_is_no_error(visitor: Visitor, channel: Channel, sanne: User, query: str) -> None:
    visitor.log_in(sanne)
    assert visitor.get(f"/inbox?{query}").status_code == 200
    assert visitor.get(f"/inbox/rows?{query}").status_code == 200


def test_the_filters_offer_what_there_is(visitor: Visitor, channel: Channel, sanne: User) -> None:
    page = visitor.log_in(sanne).get("/inbox/filters?view=open&audience=private", headers=IN_FRAME).text
    assert "@spoorlijn" in page
    assert "Sanne Kuipers" in page
    assert '<option value="private" selected>' in page


def test_the_filters_by_themselves_lead_to_the_list(visitor: Visitor, sanne: User) -> None:
    led = visitor.log_in(sanne).get("/inbox/filters?view=open&tag=3&_external=1&_scheme=evil")
    assert (led.status_code, led.location) == (303, "/inbox?view=open&tag=3")


def test_nothing_of_one_reader_stands_in_a_shared_row(
    visitor: Visitor, channel: Channel, sanne: User, now: datetime
) -> None:
    scenes.asks(channel, at=now)
    readers = [Visitor(visitor.app).log_in(sanne)]
    readers.append(Visitor(visitor.app).log_in(scenes.user("Daan Visser", now, language="en")))
    pages = [reader.get("/inbox/rows").text for reader in readers]
    assert pages[0] == pages[1]
    assert "conversation-" in pages[0]


def test_what_is_kept_of_every_page_is_kept_in_each_language(visitor: Visitor, sanne: User, now: datetime) -> None:
    english = Visitor(visitor.app).log_in(sanne)
    dutch = Visitor(visitor.app).log_in(scenes.user("Ruud Jansen", now, language="nl"))
    for _ in range(2):
        assert "Next conversation" in english.get("/inbox").text
        assert "Next conversation" not in dutch.get("/inbox").text
        assert "Volgend gesprek" in dutch.get("/inbox").text


def test_who_looks_is_looked_up_once_for_a_page(
    visitor: Visitor, channel: Channel, sanne: User, now: datetime, statements: list[str]
) -> None:
    scenes.asks(channel, at=now)
    visitor.log_in(sanne).get("/inbox")
    del statements[:]
    visitor.get("/inbox")
    asked = [each for each in statements if not each.startswith("BEGIN")]
    assert len(asked) == len(set(asked)) <= 11, asked


def test_facts_of_a_row_are_escaped_as_attributes() -> None:
    facts = {"status": "open", "tags": "1 2", "sort": "-4", "none": "", "name": "\"><b> & 'x"}
    assert data_attributes(facts) == (
        ' data-status="open" data-tags="1 2" data-sort="-4" data-none="" data-name="&#34;&gt;&lt;b&gt; &amp; &#39;x"'
    )


def test_static_files_are_kept_for_ever_under_their_version(visitor: Visitor) -> None:
    answer = visitor.get(static_url("js/app.js"), headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert b"import" in gzip.decompress(answer.data)


def test_an_older_version_gives_the_file_as_it_is_now(visitor: Visitor) -> None:
    answer = visitor.get("/static/older/css/all.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["../config.py", "..%2fconfig.py", "%2e%2e/config.py", "js/none.js", "js"])
def test_nothing_outside_the_static_folder_is_served(visitor: Visitor, path: str) -> None:
    assert visitor.get(f"/static/{version()}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["js/./app.js", "js/../js/app.js", "js/app.js/.", "../config.py", "js/%00"])
def test_a_static_file_has_one_name_and_no_other(visitor: Visitor, path: str) -> None:
    assert visitor.get(f"/static/x/{path}").status_code == 404


@pytest.mark.parametrize("path", ["/inbox/rows?after=99999999999999999999999_1", "/inbox?tag=9999999999999999999"])
def test_a_number_that_no_database_holds_harms_no_list(visitor: Visitor, sanne: User, path: str) -> None:
    assert visitor.log_in(sanne).get(path).status_code == 200


def test_who_may_read_nothing_learns_no_names(
    app: Flask, visitor: Visitor, channel: Channel, sanne: User, now: datetime
) -> None:
    conversation = scenes.asks(channel, at=now)
    with transaction():
        tagging.tag(session.get_one(Conversation, conversation.id), "reorganisatie", by=sanne, now=now)
    agent = Visitor(app).log_in(sanne)
    visitor.log_in(scenes.user("Els Kantoor", now, Role.EMPLOYEE))

    for path in ("/inbox/filters", "/tags", "/inbox?tag=1"):
        assert "reorganisatie" in agent.get(path, headers=IN_FRAME).text, path
        told = visitor.get(path, headers=IN_FRAME).text
        assert not [name for name in ("reorganisatie", "Sanne", "@spoorlijn") if name in told], path
