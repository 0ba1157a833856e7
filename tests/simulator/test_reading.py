"""What the simulated X shows of posts and direct messages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import tweepy

from webcare.simulator import Simulator

Read = Callable[..., dict[str, Any]]


def ids(page: dict[str, Any]) -> list[str]:
    return [each["id"] for each in page.get("data", [])]


def test_mentions_come_newest_first_in_pages(x: Simulator, mentions: Read) -> None:
    made = x.posts([{"text": f"@spoorlijn {number}", "author": f"klant{number}"} for number in range(12)])
    first = mentions(max_results=5)
    second = mentions(max_results=5, pagination_token=first["meta"]["next_token"])
    last = mentions(max_results=5, pagination_token=second["meta"]["next_token"])
    assert ids(first) + ids(second) + ids(last) == made[::-1]
    assert "next_token" not in last["meta"]
    assert first["meta"]["newest_id"] == made[-1]


def test_since_id_leaves_out_what_was_read(x: Simulator, mentions: Read) -> None:
    old = x.post("@spoorlijn eerst")
    new = x.post("@spoorlijn daarna")
    assert ids(mentions(since_id=old)) == [new]
    assert ids(mentions(until_id=new)) == [old]
    assert mentions(since_id=new) == {"meta": {"result_count": 0}}


def test_only_posts_that_name_the_brand_are_mentions(x: Simulator, mentions: Read) -> None:
    x.post("mooi weer")
    x.post("mail naar info@spoorlijn of @spoorlijnfans")
    named = x.post("dag @SpoorLijn!")
    assert ids(mentions()) == [named]


def test_no_more_than_800_mentions_are_given(x: Simulator, mentions: Read) -> None:
    x.posts([{"text": f"@spoorlijn {number}", "author": f"klant{number % 7}"} for number in range(830)])
    page, read = mentions(), 0
    while True:
        read += len(page["data"])
        token = page["meta"].get("next_token")
        if token is None:
            break
        page = mentions(pagination_token=token)
    assert read == 800


def test_an_id_carries_its_time(x: Simulator, mentions: Read) -> None:
    at = datetime(2026, 11, 16, 9, 30, 5, 250_000, tzinfo=UTC)
    x.post("@spoorlijn gisteren al", at=at)
    post = mentions()["data"][0]
    assert post["created_at"] == "2026-11-16T09:30:05.250Z"
    assert (int(post["id"]) >> 22) + 1_288_834_974_657 == int(at.timestamp() * 1000)


def test_an_edit_is_a_new_id_with_the_history(x: Simulator, mentions: Read, client: tweepy.Client) -> None:
    old = x.post("@spoorlijn tikfuot")
    new = x.edit(old, "@spoorlijn tikfout")
    found = mentions()["data"]
    assert [(each["id"], each["text"], each["edit_history_tweet_ids"]) for each in found] == [
        (new, "@spoorlijn tikfout", [old, new])
    ]
    first = client.get_tweets([old], user_auth=True)["data"][0]
    assert (first["text"], first["edit_history_tweet_ids"]) == ("@spoorlijn tikfuot", [old, new])


def test_a_deleted_post_is_gone_with_all_its_versions(x: Simulator, mentions: Read, client: tweepy.Client) -> None:
    old = x.post("@spoorlijn a")
    new = x.edit(old, "@spoorlijn b")
    x.delete(new)
    assert "data" not in mentions()
    answer = client.get_tweets([old, new], user_auth=True)
    assert "data" not in answer
    assert [each["resource_id"] for each in answer["errors"]] == [old, new]


def test_a_post_may_be_indexed_later_than_it_was_made(x: Simulator, mentions: Read) -> None:
    x.post("@spoorlijn laat", at=datetime.now(UTC) - timedelta(minutes=20), indexed_in=60)
    soon = x.post("@spoorlijn al te zien", at=datetime.now(UTC) - timedelta(minutes=10), indexed_in=-1)
    assert ids(mentions()) == [soon]


def test_a_reply_inherits_the_handles_in_front(x: Simulator, mentions: Read) -> None:
    first = x.post("@spoorlijn diefstal in de trein", author="femke")
    x.post("zelfde verhaal hier", author="bram", reply_to=first)
    reply = mentions()["data"][0]
    assert reply["text"] == "@femke @spoorlijn zelfde verhaal hier"
    assert reply["display_text_range"] == [18, 37]
    assert reply["conversation_id"] == first
    assert reply["referenced_tweets"] == [{"type": "replied_to", "id": first}]


def test_links_are_shortened_and_signs_escaped(x: Simulator, mentions: Read) -> None:
    x.post("@spoorlijn zie https://a.example/lang/adres?b=1 & <dit>")
    post = mentions()["data"][0]
    link = post["entities"]["urls"][0]
    assert link["expanded_url"] == "https://a.example/lang/adres?b=1"
    assert post["text"] == f"@spoorlijn zie {link['url']} &amp; &lt;dit&gt;"
    assert post["text"][link["start"] : link["end"]] == link["url"]


def test_a_repost_and_a_quote_say_what_they_refer_to(x: Simulator, mentions: Read) -> None:
    first = x.post("@spoorlijn kijk", author="anna")
    x.post("", author="bram", reposts=first)
    x.post("Lees dit @spoorlijn", author="carla", quotes=first)
    quote, repost, _ = mentions()["data"]
    assert repost["text"] == "RT @anna: @spoorlijn kijk"
    assert repost["referenced_tweets"] == [{"type": "retweeted", "id": first}]
    assert quote["referenced_tweets"] == [{"type": "quoted", "id": first}]
    assert ids({"data": mentions()["includes"]["tweets"]}) == [first]


def test_only_what_was_asked_for_is_shown(x: Simulator, client: tweepy.Client) -> None:
    x.post("@spoorlijn dag")
    answer = client.get_users_mentions(x.keys["user_id"], user_auth=True)
    assert set(answer["data"][0]) == {"id", "text", "edit_history_tweet_ids"}
    assert "includes" not in answer


def test_a_vanished_account_is_named_among_the_errors(x: Simulator, mentions: Read) -> None:
    x.post("@spoorlijn ik ga weg", author="anna")
    anna = x.account("anna", vanished=True)
    page = mentions()
    assert len(page["data"]) == 1
    assert "includes" not in page
    assert page["errors"][0]["resource_id"] == anna


def test_a_renamed_account_keeps_its_id(x: Simulator, mentions: Read) -> None:
    x.post("@spoorlijn eerst", author="anna")
    x.account("anna", new_handle="anna_nieuw")
    user = mentions()["includes"]["users"][0]
    assert (user["id"], user["username"]) == (mentions()["data"][0]["author_id"], "anna_nieuw")


def test_own_posts_are_those_of_the_brand(x: Simulator, client: tweepy.Client) -> None:
    mention = x.post("@spoorlijn vraag", author="anna")
    answer = x.brand_post("Dag Anna", reply_to=mention)
    alone = x.brand_post("Goedemorgen allemaal")
    brand = x.keys["user_id"]
    assert ids(client.get_users_tweets(brand, user_auth=True)) == [alone, answer]
    assert ids(client.get_users_tweets(brand, exclude=["replies"], user_auth=True)) == [alone]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("@spoorlijn", ["vraag", "antwoord van bram"]),
        ("from:spoorlijn", ["dag"]),
        ("to:anna", ["dag", "antwoord van bram"]),
        ("@spoorlijn -from:anna", ["antwoord van bram"]),
        ("(from:spoorlijn OR from:anna)", ["vraag", "dag"]),
        ("is:reply -from:spoorlijn", ["antwoord van bram"]),
        ('"van bram"', ["antwoord van bram"]),
    ],
)
def test_recent_search_understands_its_language(
    x: Simulator, client: tweepy.Client, query: str, found: list[str]
) -> None:
    first = x.post("@spoorlijn vraag", author="anna")
    x.brand_post("dag", reply_to=first)
    x.post("antwoord van bram", author="bram", reply_to=first)
    x.post("heel iets anders", author="carla", at=datetime.now(UTC) - timedelta(days=8))
    answer = client.search_recent_tweets(query, user_auth=True)
    assert sorted(
        each["text"].rpartition("@spoorlijn ")[2].removeprefix("@anna ") for each in answer["data"]
    ) == sorted(found)


def test_recent_search_takes_no_id_older_than_seven_days(x: Simulator, client: tweepy.Client) -> None:
    old = x.post("@spoorlijn oud", at=datetime.now(UTC) - timedelta(days=7, minutes=1))
    with pytest.raises(tweepy.BadRequest, match="must be a tweet id created after"):
        client.search_recent_tweets("@spoorlijn", since_id=old, user_auth=True)


def test_direct_messages_of_thirty_days_are_given(x: Simulator, client: tweepy.Client) -> None:
    x.dm("heel lang geleden", author="anna", at=datetime.now(UTC) - timedelta(days=31))
    asked = x.dm("Mag ik iets vragen?", author="anna", pictures=["ticket|Kaartje"])
    elsewhere = x.brand_dm("Natuurlijk", to="anna")
    page = client.get_direct_message_events(
        dm_event_fields=["sender_id", "dm_conversation_id", "created_at", "attachments"],
        expansions=["attachments.media_keys"],
        user_auth=True,
    )
    assert ids(page) == [elsewhere, asked]
    assert [each["sender_id"] == x.keys["user_id"] for each in page["data"]] == [True, False]
    assert len({each["dm_conversation_id"] for each in page["data"]}) == 1
    assert len(page["includes"]["media"]) == 1


def test_an_encrypted_message_is_an_event_without_words(x: Simulator, client: tweepy.Client) -> None:
    made = x.dm("geheim", author="anna", encrypted=True)
    event = client.get_direct_message_events(dm_event_fields=["sender_id", "text"], user_auth=True)["data"][0]
    assert event["id"] == made
    assert "text" not in event


@pytest.mark.parametrize(
    "asked", [{"max_results": 4}, {"max_results": 101}, {"since_id": "abc"}, {"tweet_fields": "x"}]
)
def test_a_parameter_out_of_range_is_refused(x: Simulator, client: tweepy.Client, asked: dict[str, Any]) -> None:
    with pytest.raises(tweepy.BadRequest):
        client.get_users_mentions(x.keys["user_id"], user_auth=True, **asked)
