"""What the simulated X takes from the brand, and what it refuses in X's own words."""

import pytest
import tweepy

from webcare.simulator import Simulator


@pytest.fixture
def mention(x: Simulator) -> str:
    return x.post("@spoorlijn mijn trein rijdt niet", author="anna")


def test_an_answer_stands_under_the_customers_post(x: Simulator, client: tweepy.Client, mention: str) -> None:
    made = client.create_tweet(text="Dag Anna, dat zoeken we uit. ^SK", in_reply_to_tweet_id=mention)["data"]["id"]
    shown = x.timeline()[0]
    assert (shown["id"], shown["author"], shown["reply_to"]) == (made, "spoorlijn", mention)
    assert shown["text"] == "@anna Dag Anna, dat zoeken we uit. ^SK"


def test_the_ledger_holds_what_was_accepted_and_nothing_else(x: Simulator, client: tweepy.Client, mention: str) -> None:
    x.brand_post("Van elders", reply_to=mention)
    made = client.create_tweet(text="Dag Anna ^SK", in_reply_to_tweet_id=mention)["data"]["id"]
    with pytest.raises(tweepy.Forbidden):
        client.create_tweet(text="Dag Anna ^SK", in_reply_to_tweet_id=mention)
    assert [(each["external_id"], each["text"], each["target"]) for each in x.ledger()] == [
        (made, "Dag Anna ^SK", mention)
    ]


def test_the_same_text_twice_is_refused(x: Simulator, client: tweepy.Client, mention: str) -> None:
    client.create_tweet(text="Dag ^SK", in_reply_to_tweet_id=mention)
    with pytest.raises(tweepy.Forbidden, match=r"not allowed to create a Tweet with duplicate content\."):
        client.create_tweet(text="Dag ^SK", in_reply_to_tweet_id=mention)
    other = x.post("@spoorlijn en ik?", author="bram")
    client.create_tweet(text="Dag ^SK", in_reply_to_tweet_id=other)


def test_only_who_mentioned_the_brand_may_be_answered(x: Simulator, client: tweepy.Client, mention: str) -> None:
    stranger = x.post("Wat een weer", author="bram")
    with pytest.raises(tweepy.Forbidden, match="you have not been mentioned or otherwise engaged"):
        client.create_tweet(text="Zeker!", in_reply_to_tweet_id=stranger)
    own = x.brand_post("Nieuwe dienstregeling")
    for allowed in (mention, x.post("mooi", author="bram", reply_to=own), x.post("kijk", author="carla", quotes=own)):
        client.create_tweet(text="Dank!", in_reply_to_tweet_id=allowed)


def test_a_deleted_post_cannot_be_answered(x: Simulator, client: tweepy.Client, mention: str) -> None:
    x.delete(mention)
    with pytest.raises(tweepy.Forbidden, match="deleted or not visible"):
        client.create_tweet(text="Dag", in_reply_to_tweet_id=mention)


def test_a_text_over_the_limit_is_refused(client: tweepy.Client, mention: str) -> None:
    with pytest.raises(tweepy.Forbidden, match="too long"):
        client.create_tweet(text="a" * 281, in_reply_to_tweet_id=mention)
    client.create_tweet(text="a" * 280, in_reply_to_tweet_id=mention)


@pytest.mark.parametrize("text", ["", "   "])
def test_a_text_without_words_is_refused(client: tweepy.Client, text: str) -> None:
    with pytest.raises(tweepy.BadRequest):
        client.create_tweet(text=text)


def test_an_own_post_can_be_deleted_and_a_strangers_not(x: Simulator, client: tweepy.Client, mention: str) -> None:
    made = client.create_tweet(text="Dag", in_reply_to_tweet_id=mention)["data"]["id"]
    client.delete_tweet(made)
    assert x.timeline()[0]["deleted"]
    assert x.ledger()[0]["deleted_at"]
    with pytest.raises(tweepy.Forbidden):
        client.delete_tweet(mention)
    with pytest.raises(tweepy.NotFound):
        client.delete_tweet(made)


def test_an_answer_in_an_own_thread_can_be_hidden(x: Simulator, client: tweepy.Client, mention: str) -> None:
    reply = x.post("scheldwoord", author="bram", reply_to=x.brand_post("Goedemorgen"))
    client.hide_reply(reply)
    assert x.timeline()[0]["hidden"]
    with pytest.raises(tweepy.Forbidden):
        client.hide_reply(mention)


def test_a_direct_message_arrives_once(x: Simulator, client: tweepy.Client) -> None:
    anna = x.account("anna")
    made = client.create_direct_message(participant_id=anna, text="Dag Anna")["data"]["dm_event_id"]
    assert [(each["kind"], each["external_id"], each["target"]) for each in x.ledger()] == [("dm", made, anna)]


def test_who_takes_no_messages_may_write_first(x: Simulator, client: tweepy.Client) -> None:
    closed = x.account("anna", takes_dms=False)
    with pytest.raises(tweepy.Forbidden, match="permission to DM"):
        client.create_direct_message(participant_id=closed, text="Dag")
    x.dm("Hallo?", author="anna")
    client.create_direct_message(participant_id=closed, text="Dag")
