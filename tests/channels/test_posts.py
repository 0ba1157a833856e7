"""X's JSON in our words, case by case; shapes as X documents them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from webcare.channels import Account
from webcare.channels.x import direct_messages, posts
from webcare.channels.x.platform import comparable
from webcare.exchange import Incoming

BRAND = Account(external_id="100", handle="spoorlijn", name="Spoorlijn")
ANNA = {
    "id": "201",
    "username": "anna",
    "name": "Anna",
    "profile_image_url": "https://pbs.twimg.com/a.jpg",
    "public_metrics": {"followers_count": 12},
}
BRAM = {"id": "202", "username": "bram", "name": "Bram"}


def post(**facts: Any) -> dict[str, Any]:
    values = {
        "id": "2000000000000000001",
        "author_id": "201",
        "conversation_id": "2000000000000000001",
        "text": "@spoorlijn waar blijft mijn trein?",
        "created_at": "2026-11-16T11:00:00.000Z",
        "lang": "nl",
        "edit_history_tweet_ids": ["2000000000000000001"],
    }
    return {name: value for name, value in (values | facts).items() if value is not None}


def read(*data: Any, **includes: Any) -> posts.Translated:
    return posts.translate({"data": list(data), "includes": {"users": [ANNA, BRAM], **includes}}, BRAND)


def one(*data: Any, **includes: Any) -> Incoming:
    translated = read(*data, **includes)
    assert translated.unreadable == ()
    return translated.messages[0]


def reply(to: str, author: str, **facts: Any) -> dict[str, Any]:
    values = {
        "in_reply_to_user_id": author,
        "conversation_id": to,
        "referenced_tweets": [{"type": "replied_to", "id": to}],
    }
    return post(**(values | facts))


def test_a_post_is_told_whole() -> None:
    found = one(post(public_metrics={"like_count": 3, "retweet_count": 1, "bookmark_count": 9}))
    assert (found.external_id, found.thread_id, found.language) == ("2000000000000000001", "2000000000000000001", "nl")
    assert (found.author.handle, found.author.followers) == ("anna", 12)
    assert found.posted_at == datetime(2026, 11, 16, 11, tzinfo=UTC)
    assert found.reach == {"likes": 3, "reposts": 1}
    assert (found.asks, found.in_reply_to, found.versions, found.thread_author) == (True, None, (), "201")


@pytest.mark.parametrize("name", ["referenced_tweets", "referenced_posts"])
def test_what_it_answers_is_read_under_the_old_name_and_the_new(name: str) -> None:
    found = one(post(**{name: [{"type": "replied_to", "id": "77"}]}, in_reply_to_user_id="100"))
    assert (found.in_reply_to, found.in_reply_to_author) == ("77", "100")


def test_a_long_post_is_told_whole() -> None:
    assert (
        one(post(text="@spoorlijn heel…", note_tweet={"text": "@spoorlijn heel lang"})).text == "@spoorlijn heel lang"
    )


def test_links_are_told_as_they_were_written_and_those_of_pictures_not_at_all() -> None:
    urls = [
        {"url": "https://t.co/a", "expanded_url": "https://spoorlijn.example/x", "start": 0, "end": 1},
        {"url": "https://t.co/b", "expanded_url": "https://x.com/photo/1", "media_key": "3_1"},
    ]
    found = one(post(text="kijk &amp; zie https://t.co/a &lt;3 https://t.co/b", entities={"urls": urls}))
    assert found.text == "kijk & zie https://spoorlijn.example/x <3"


def test_pictures_and_previews_of_films_come_along() -> None:
    media = [
        {"media_key": "3_1", "type": "photo", "url": "https://pbs.twimg.com/1.jpg", "width": 4, "height": 3},
        {"media_key": "7_1", "type": "video", "preview_image_url": "https://pbs.twimg.com/2.jpg", "alt_text": "trein"},
        {"media_key": "9_1", "type": "hologram", "url": "https://pbs.twimg.com/3.jpg"},
    ]
    found = one(post(attachments={"media_keys": ["3_1", "7_1", "9_1", "3_unknown"]}), media=media)
    assert [(each.kind, each.alt, each.width) for each in found.pictures] == [
        ("photo", "", 4),
        ("video", "trein", None),
    ]


def test_an_edit_knows_its_versions_and_keeps_the_first_ones_time() -> None:
    first, second = "1900000000000000001", "2000000000000000001"
    found = one(post(edit_history_tweet_ids=[first, second]))
    assert found.versions == (first, second)
    assert found.posted_at.year == 2025


def test_a_repost_asks_for_nothing() -> None:
    assert not one(post(text="RT @anna: x", referenced_tweets=[{"type": "retweeted", "id": "7"}])).asks


def test_a_quote_that_names_the_brand_asks() -> None:
    assert one(post(referenced_tweets=[{"type": "quoted", "id": "7"}])).asks


STRANGERS = {"id": "7", "author_id": "202", "text": "Weer vertraging bij @spoorlijn", "conversation_id": "7"}


def test_a_reply_between_others_that_only_inherited_the_handle_asks_for_nothing() -> None:
    found = one(reply("7", "202", text="@bram @spoorlijn herkenbaar!"), tweets=[STRANGERS])
    assert not found.asks
    assert found.thread_author == "202"


def test_a_reply_between_others_that_names_the_brand_by_itself_asks() -> None:
    assert one(reply("7", "202", text="@bram @spoorlijn hoe zit dat, @Spoorlijn?"), tweets=[STRANGERS]).asks


def test_a_handle_put_in_front_by_hand_asks() -> None:
    parent = STRANGERS | {"text": "Weer vertraging"}
    assert one(reply("7", "202", text="@bram @spoorlijn los dit eens op"), tweets=[parent]).asks


def test_an_answer_to_the_brand_asks() -> None:
    assert one(reply("7", "100", text="@spoorlijn dank")).asks


def test_somebody_who_goes_on_under_their_own_post_asks() -> None:
    parent = STRANGERS | {"author_id": "201"}
    assert one(reply("7", "201", text="@spoorlijn (2/2) en dus"), tweets=[parent]).asks


def test_another_handle_that_begins_alike_is_not_the_brands() -> None:
    parent = STRANGERS | {"text": "Weer vertraging bij @spoorlijnfans"}
    assert one(reply("7", "202", text="@bram @spoorlijn doe iets"), tweets=[parent]).asks


def test_the_brands_own_post_says_to_whom_it_was_written() -> None:
    found = one(reply("7", "201", author_id="100", text="@anna We zoeken het uit", display_text_range=[6, 23]))
    assert found.counterpart is not None
    assert (found.counterpart.handle, found.text) == ("anna", "We zoeken het uit")


def test_handles_x_hides_are_hidden_unless_nothing_else_is_there() -> None:
    assert one(reply("7", "100", text="@spoorlijn @bram ja", display_text_range=[17, 19])).text == "ja"
    assert one(reply("7", "100", text="@spoorlijn @bram", display_text_range=[16, 16])).text == "@spoorlijn @bram"


def test_an_author_x_no_longer_shows_is_nameless() -> None:
    assert one(post(author_id="999")).author.handle == ""


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("no object", "not an object"),
        (None, "not an object"),
        ({"id": {}}, "id is not a text"),
        (post(author_id=7), "author_id is not a text"),
        (post(author_id="abc"), "author_id is not an id"),
        (post(created_at="yesterday"), "created_at is not a time"),
        (post(created_at="2026-11-16T11:00:00"), "no time zone"),
        (post(text=["a"]), "text is not a text"),
        (post(text="a" * 5_000_000), "too large"),
        (post(referenced_tweets=[{"type": "replied_to", "id": {}}]), "id is not a text"),
        (post(edit_history_tweet_ids=7), "not a post"),
    ],
)
def test_what_is_malformed_is_laid_aside_with_its_reason_and_the_rest_is_read(broken: Any, reason: str) -> None:
    translated = read(broken, post())
    assert len(translated.messages) == 1
    (laid_aside,) = translated.unreadable
    assert reason in laid_aside.reason


@pytest.mark.parametrize(
    "answer", [{}, {"data": None}, {"data": {}}, {"data": [], "includes": []}, {"includes": {"users": 7}}]
)
def test_an_empty_page_is_an_empty_page(answer: dict[str, Any]) -> None:
    assert posts.translate(answer, BRAND) == posts.Translated((), ())


@pytest.mark.parametrize("code", ["und", "zxx", "qme", "qht", "", None, 7])
def test_codes_of_no_language_are_none(code: Any) -> None:
    assert one(post(lang=code)).language is None


def dm(**facts: Any) -> dict[str, Any]:
    values = {
        "id": "2000000000000000009",
        "event_type": "MessageCreate",
        "text": "hoi",
        "sender_id": "201",
        "dm_conversation_id": "100-201",
        "created_at": "2026-11-16T11:00:00.000Z",
    }
    return values | facts


def read_dm(*data: Any) -> posts.Translated:
    return direct_messages.translate({"data": list(data), "includes": {"users": [ANNA]}}, BRAND)


def test_a_direct_message_is_told() -> None:
    (found,) = read_dm(dm()).messages
    assert (found.audience, found.thread_id, found.author.handle, found.text) == ("private", "100-201", "anna", "hoi")


def test_the_brands_own_direct_message_says_to_whom_it_was_written() -> None:
    (found,) = read_dm(dm(sender_id="100")).messages
    assert found.counterpart is not None
    assert found.counterpart.external_id == "201"


def test_an_encrypted_message_is_said_to_be_one() -> None:
    (found,) = read_dm(dm(text="")).messages
    assert (found.encrypted, found.text) == (True, "")


def test_a_message_of_a_picture_alone_is_not_encrypted() -> None:
    (found,) = read_dm(dm(text="", attachments={"media_keys": ["3_1"]})).messages
    assert not found.encrypted


def test_who_joined_a_group_is_no_message() -> None:
    assert read_dm({"id": "5", "event_type": "ParticipantsJoin"}) == posts.Translated((), ())


def test_a_malformed_direct_message_is_laid_aside() -> None:
    assert [each.reason for each in read_dm(dm(sender_id=None)).unreadable] == ["sender_id is not a text but NoneType"]


def test_what_x_changes_of_a_text_does_not_hide_it() -> None:
    ours = "Kijk op spoorlijn.example/x  en bel ons ^SK"
    theirs = "@anna Kijk op https://spoorlijn.example/x/ en bel ons ^SK"
    assert comparable(ours) == comparable(theirs)
    assert comparable(ours) != comparable(theirs + "!")
