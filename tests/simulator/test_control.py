"""The control page and its API: on this machine only, and what they show is what happened."""

import re
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
import tweepy

from tests.simulator.conftest import client_of
from webcare.simulator import Simulator
from webcare.simulator.oddities import KINDS
from webcare.simulator.server import write_keys


def test_a_name_that_merely_points_here_is_refused(x: Simulator) -> None:
    assert requests.get(x.url, headers={"Host": f"evil.example:{x.port}"}, timeout=30).status_code == 403
    assert requests.get(x.url, headers={"Host": f"localhost:{x.port}"}, timeout=30).status_code == 200


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_cannot_make_things_happen(x: Simulator, headers: dict[str, str]) -> None:
    answer = requests.post(f"{x.url}/control/posts", {"text": "@spoorlijn"}, headers=headers, timeout=30)
    assert answer.status_code == 403
    assert x.timeline() == []


def test_a_form_comes_back_to_its_page(x: Simulator) -> None:
    form = {"author": "anna", "text": "@spoorlijn dag", "reply_to": ""}
    facts = {"headers": {"Origin": x.url, "Referer": f"{x.url}/?tab=dms"}, "allow_redirects": False, "timeout": 30}
    answer = requests.post(f"{x.url}/control/posts", form, **facts)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{x.url}/?tab=dms")
    assert x.timeline()[0]["text"] == "@spoorlijn dag"


@pytest.mark.parametrize("tab", ["timeline", "dms", "ledger", "nonsense"])
def test_the_page_shows_texts_as_text(x: Simulator, client: tweepy.Client, tab: str) -> None:
    text = '@spoorlijn <script>alert(1)</script> "quoted"'
    mention = x.post(text, author="anna", pictures=["platform"])
    x.dm(text, author="anna")
    client.create_tweet(text=text[11:], in_reply_to_tweet_id=mention)
    page = requests.get(f"{x.url}/?tab={tab}", timeout=30)
    assert page.status_code == 200
    assert "&lt;script&gt;alert(1)" in page.text
    assert "<script>alert" not in page.text
    assert "'unsafe" not in page.headers["Content-Security-Policy"]
    assert not re.search(r"style=\"|<style|onclick=", page.text)


def test_the_fragment_is_the_same_tab(x: Simulator) -> None:
    x.post("@spoorlijn nieuw", author="anna")
    assert "@spoorlijn nieuw" in requests.get(f"{x.url}/fragment?tab=timeline", timeout=30).text


@pytest.mark.parametrize("kind", KINDS)
def test_every_oddity_happens(x: Simulator, client: tweepy.Client, kind: str) -> None:
    x.post("@spoorlijn dag", author="anna")
    x.oddity(kind)
    page = client.get_users_mentions(x.keys["user_id"], user_auth=True, max_results=100)
    texts = [str(each.get("text")) for each in page.get("data", [])]
    happened = {
        "late_post": x.timeline()[-1]["author"] == "rare_vogel" and len(texts) == 1,
        "malformed_post": texts[0] == "None" if texts else False,
        "huge_post": len(texts[0]) > 5_000_000 if texts else False,
        "edited_post": texts == ["@spoorlijn dag (aangepast)"],
        "deleted_post": texts == [],
        "vanished_account": "anna"
        not in str(client.get_users(usernames=None, ids=[x.account("anna")], user_auth=True).get("data")),
        "encrypted_dm": len(client.get_direct_message_events(user_auth=True)["data"]) == 1
        if kind == "encrypted_dm"
        else False,
        "burst": len(texts) == 61,
    }
    assert happened[kind]


def test_ten_thousand_posts_go_in_at_once(x: Simulator, client: tweepy.Client) -> None:
    made = x.posts([{"text": f"@spoorlijn vraag {n}", "author": f"klant{n % 500}"} for n in range(10_000)])
    assert len(set(made)) == 10_000
    page = client.get_users_mentions(x.keys["user_id"], user_auth=True, max_results=100)
    assert [each["id"] for each in page["data"]] == made[:-101:-1]


def test_a_post_may_answer_another_of_the_same_batch(x: Simulator) -> None:
    made = x.posts([{"text": "@spoorlijn a", "author": "anna"}, {"text": "b", "author": "bram", "reply_to": "#0"}])
    assert x.timeline()[0]["reply_to"] == made[0]


def test_a_wrong_request_is_told_why(x: Simulator) -> None:
    with pytest.raises(ValueError, match="no post 12"):
        x.post("b", reply_to="12")
    with pytest.raises(ValueError, match="without a time zone"):
        x.post("b", at="2026-11-16T09:00:00")


def test_pictures_and_faces_are_drawn(x: Simulator, client: tweepy.Client) -> None:
    for motif in ("platform", "board", "crowd", "app_error", "ticket", "seat"):
        x.post(f"@spoorlijn {motif}", author="anna", pictures=[f"{motif}|Zo ziet het eruit"])
    page = client.get_users_mentions(
        x.keys["user_id"],
        expansions=["attachments.media_keys", "author_id"],
        media_fields=["url", "width", "alt_text"],
        user_fields=["profile_image_url"],
        user_auth=True,
    )
    pictures = [each["url"] for each in page["includes"]["media"]]
    assert len(set(pictures)) == 6
    for url in [*pictures, page["includes"]["users"][0]["profile_image_url"]]:
        answer = requests.get(url, timeout=30)
        assert (answer.headers["Content-Type"], answer.content[:4]) == ("image/png", b"\x89PNG")


@pytest.mark.parametrize(("motif", "kind"), [("svg", "image/svg+xml"), ("html", "image/png"), ("flood", "image/png")])
def test_hostile_pictures_can_be_had(x: Simulator, client: tweepy.Client, motif: str, kind: str) -> None:
    x.post("@spoorlijn kijk", author="anna", pictures=[motif])
    options = {"expansions": ["attachments.media_keys"], "media_fields": ["url"], "user_auth": True}
    url = client.get_users_mentions(x.keys["user_id"], **options)["includes"]["media"][0]["url"]
    assert requests.get(url, timeout=30).headers["Content-Type"].startswith(kind)


def test_the_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    write_keys(file, {"consumer_key": "a"})
    write_keys(file, {"consumer_key": "b"})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert '"b"' in file.read_text()


def test_a_second_start_goes_on_with_its_database(tmp_path: Path) -> None:
    with Simulator(database=tmp_path / "x.sqlite3") as x:
        made = x.post("@spoorlijn blijft", author="anna", at=datetime(2026, 11, 16, 9, tzinfo=UTC))
        before = x.keys
    assert stat.S_IMODE((tmp_path / "x.sqlite3").stat().st_mode) == 0o600
    with Simulator(database=tmp_path / "x.sqlite3", port=int(before["url"].rpartition(":")[2])) as x:
        assert x.keys == before
        assert [each["id"] for each in x.timeline()] == [made]
        assert x.post("@spoorlijn nog een", at=datetime(2026, 11, 16, 9, tzinfo=UTC)) != made


def test_it_runs_in_a_process_of_its_own_and_survives_a_restart() -> None:
    with Simulator(process=True) as x:
        x.post("@spoorlijn hallo", author="anna")
        x.stop()
        with pytest.raises(requests.exceptions.ConnectionError):
            x.timeline()
        x.start()
        client = client_of(x)
        assert client.get_users_mentions(x.keys["user_id"], user_auth=True)["meta"]["result_count"] == 1
        client.session.close()
