from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests import scenes
from tests.visitor import Visitor
from webcare import ingest
from webcare.channels import credentials, x
from webcare.database import session, transaction
from webcare.exchange import Incoming
from webcare.insight.channels import BEHIND, State, state
from webcare.models import Channel, EventRow, Feed, Gap, Grant, Power, Quarantined, Role, WordRule
from webcare.simulator import Simulator

KEYS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
HOURS = {"open": "hours", "mon_opens": "08:00", "mon_closes": "22:00", "sun_opens": "10:00", "sun_closes": "00:00"}
SERVICE = {
    "target_minutes": "45",
    "undo_seconds": "8",
    "time_zone": "Europe/Amsterdam",
    "holidays": "NL",
    "urgent_protocol": "Bel de meldkamer.",
    "words": "Kind op het spoor\n\n  kind  op het SPOOR \nbrand",
}


@pytest.fixture
def platform(app: Flask) -> Iterator[Simulator]:
    """X, simulated."""
    with Simulator() as simulator:
        x.register(simulator.url)
        yield simulator


def keys(platform: Simulator, **others: str) -> dict[str, str]:
    return {name: platform.keys[name] for name in KEYS} | others


@pytest.fixture
def connected(admin: Visitor, platform: Simulator) -> Channel:
    """The brand's account, connected by the admin."""
    fields = {"handle": "@Spoorlijn", "target_minutes": "60", **keys(platform)}
    assert admin.post("/channels", fields).status_code == 303
    return the_channel()


def the_channel() -> Channel:
    session.rollback()
    session.expire_all()
    return session.scalars(select(Channel)).one()


def test_the_platform_itself_says_whose_keys_these_are(connected: Channel, platform: Simulator) -> None:
    assert connected.handle == "spoorlijn"
    assert connected.external_id == platform.keys["user_id"]
    assert credentials.decrypt(connected.credentials) == keys(platform)


def test_keys_are_encrypted_and_never_shown_again(connected: Channel, admin: Visitor, platform: Simulator) -> None:
    kept = connected.credentials
    pages = admin.get(f"/channels/{connected.id}").text + admin.get("/channels").text
    for secret in keys(platform).values():
        assert secret not in pages
        assert secret.encode() not in kept


def test_wrong_keys_are_told_in_words_and_not_kept(admin: Visitor, platform: Simulator) -> None:
    fields = {"handle": "spoorlijn", "target_minutes": "60", **keys(platform, access_token_secret="canary-wrong")}
    response = admin.post("/channels", fields)
    assert response.status_code == 422
    assert "accepteert deze sleutels niet" in response.text
    assert "canary-wrong" not in response.text
    assert session.scalars(select(Channel)).all() == []


def test_keys_of_another_account_are_refused(admin: Visitor, platform: Simulator) -> None:
    response = admin.post("/channels", {"handle": "anderemerk", "target_minutes": "60", **keys(platform)})
    assert response.status_code == 422
    assert "Deze sleutels horen bij @spoorlijn." in response.text


def test_connecting_again_keeps_the_channel_and_its_history(
    connected: Channel, admin: Visitor, platform: Simulator
) -> None:
    number, since = connected.id, connected.connected_at
    response = admin.post(f"/channels/{number}/credentials", keys(platform))
    assert response.status_code == 303
    assert (the_channel().id, the_channel().connected_at) == (number, since)


def test_the_connection_can_be_tested(connected: Channel, admin: Visitor, platform: Simulator) -> None:
    path = f"/channels/{connected.id}/test"
    assert admin.post(path).status_code == 303
    assert "het platform antwoordt als @spoorlijn" in admin.get(f"/channels/{connected.id}").text


def test_a_platform_that_is_down_is_told_in_words(admin: Visitor, platform: Simulator, connected: Channel) -> None:
    platform.stop()
    response = admin.post(f"/channels/{connected.id}/test")
    assert response.status_code == 422
    assert "niet te bereiken" in response.text


def test_a_new_channel_watches_for_the_usual_words(connected: Channel) -> None:
    assert "zelfmoord" in session.scalars(select(WordRule.words)).all()


def test_service_is_kept_as_it_was_filled_in(connected: Channel, admin: Visitor) -> None:
    assert admin.post(f"/channels/{connected.id}", SERVICE | HOURS).status_code == 303
    channel = the_channel()
    assert (channel.target_minutes, channel.undo_seconds, channel.holidays) == (45, 8, "NL")
    assert channel.service_hours == {"mon": [["08:00", "22:00"]], "sun": [["10:00", "24:00"]]}
    assert channel.urgent_protocol == "Bel de meldkamer."
    assert set(session.scalars(select(WordRule.words))) == {"kind op het spoor", "brand"}

    page = admin.get(f"/channels/{channel.id}").text
    assert 'name="mon_opens" value="08:00"' in page
    assert 'name="sun_closes" value="00:00"' in page


def test_a_change_is_recorded_by_the_names_of_its_fields(connected: Channel, admin: Visitor) -> None:
    admin.post(f"/channels/{connected.id}", SERVICE | {"open": "always"})
    changes = session.scalars(select(EventRow).where(EventRow.kind == "channel_changed").order_by(EventRow.id)).all()
    fields = {name for change in changes for name in change.data["fields"]}
    assert fields == {"target_minutes", "undo_seconds", "holidays", "urgent_protocol", "words"}


@pytest.mark.parametrize(
    ("field", "value", "beside"),
    [
        ("target_minutes", "0", "target_minutes"),
        ("target_minutes", "een uur", "target_minutes"),
        ("target_minutes", "\u0665", "target_minutes"),
        ("undo_seconds", "61", "undo_seconds"),
        ("time_zone", "Europe/Spoorlijn", "time_zone"),
        ("holidays", "XX", "holidays"),
        ("mon_closes", "", "mon_opens"),
        ("mon_opens", "25:00", "mon_opens"),
        ("urgent_protocol", "x" * 5001, "urgent_protocol"),
    ],
)
def test_what_cannot_be_used_is_said_beside_the_field(
    connected: Channel, admin: Visitor, field: str, value: str, beside: str
) -> None:
    response = admin.post(f"/channels/{connected.id}", SERVICE | HOURS | {field: value})
    assert response.status_code == 422
    assert f'id="{beside}-wrong"' in response.text
    assert the_channel().target_minutes == 60


def test_hours_that_never_open_are_refused(connected: Channel, admin: Visitor) -> None:
    response = admin.post(f"/channels/{connected.id}", SERVICE | {"open": "hours"})
    assert response.status_code == 422
    assert "is het kanaal nooit open" in response.text
    assert the_channel().service_hours is None


def test_a_channel_can_be_switched_off_and_on(connected: Channel, admin: Visitor) -> None:
    assert admin.post(f"/channels/{connected.id}/disabling").status_code == 303
    assert the_channel().disabled_at is not None
    assert admin.delete(f"/channels/{connected.id}/disabling").status_code == 303
    assert the_channel().disabled_at is None


def test_only_who_manages_sees_channels(agent: Visitor, connected: Channel) -> None:
    own = f"/channels/{connected.id}"
    for path in ("/channels", "/channels/new", own, "/quarantine"):
        assert agent.get(path).status_code == 403
    assert agent.post(own, SERVICE).status_code == 403


def test_a_channel_that_is_not_there_is_not_found(admin: Visitor) -> None:
    assert admin.get("/channels/999").status_code == 404


def test_health_is_shown_with_the_platforms_own_words(connected: Channel, admin: Visitor, now: datetime) -> None:
    with transaction():
        feed = Feed(
            channel_id=connected.id,
            kind="mentions",
            succeeded_at=now - timedelta(hours=2),
            lag_seconds=41.6,
            limit_remaining=12,
            failing_since=now,
            failure="unavailable",
            failure_words="<b>Over capacity</b>",
        )
        session.add(feed)
        session.flush()
        session.add(Gap(feed_id=feed.id, before_id="9", noticed_at=now))
        session.get_one(Channel, connected.id).credits_depleted_at = now
    page = admin.get(f"/channels/{connected.id}").text

    for words in (
        "42 s",
        "werkt niet",
        "&lt;b&gt;Over capacity&lt;/b&gt;",
        "1 gat",
        "Het tegoed bij het platform is op",
    ):
        assert words in page
    assert "tegoed op" in admin.get("/channels").text


def test_a_feed_is_described_in_one_word(now: datetime) -> None:
    assert state(Feed(), now) == State.NEW
    assert state(Feed(succeeded_at=now), now) == State.WELL
    assert state(Feed(succeeded_at=now - BEHIND), now) == State.WELL
    assert state(Feed(succeeded_at=now - BEHIND - timedelta(seconds=1)), now) == State.BEHIND
    assert state(Feed(succeeded_at=now, limited_until=now + timedelta(minutes=1)), now) == State.LIMITED
    assert state(Feed(succeeded_at=now, limited_until=now), now) == State.WELL
    assert state(Feed(succeeded_at=now, failing_since=now), now) == State.FAILING


@pytest.fixture
def quarantined(connected: Channel, now: datetime) -> Quarantined:
    """Something nobody could read."""
    with transaction():
        kept = Quarantined(
            channel_id=connected.id,
            fingerprint="f",
            external_id="123",
            reason="no author",
            size=5_000_000,
            payload='{"conversation_id": "122", "text": "<script>alert(1)</script>"}',
            received_at=now,
        )
        session.add(kept)
    return kept


def test_what_could_not_be_read_is_shown_as_plain_text(quarantined: Quarantined, admin: Visitor) -> None:
    assert "no author" in admin.get("/quarantine").text
    assert "1 bericht kon niet worden gelezen" in admin.get("/channels").text
    page = admin.get(f"/quarantine/{quarantined.id}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "5.0 MB" in page


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("text is not a text but int", "Er ontbreekt iets in dit bericht, of het heeft een andere vorm."),
        ("created_at has no time zone", "De tijd in dit bericht is niet te lezen."),
        ("author_id is not an id", "Een kenmerk in dit bericht is niet te lezen."),
        ("the text is too large: 200000 characters", "Deze tekst is te lang om op te nemen."),
        ("a post is not an object", "Dit lijkt niet op een bericht."),
        ("not a message (KeyError)", "Dit lijkt niet op een bericht."),
        ("could not be taken in (KeyError)", "Webcare struikelde over dit bericht."),
        ("no author", "Dit bericht kon niet worden gelezen."),
    ],
)
def test_why_it_could_not_be_read_is_said_in_the_readers_language_above_the_technical_words(
    quarantined: Quarantined, admin: Visitor, reason: str, says: str
) -> None:
    with transaction():
        session.get_one(Quarantined, quarantined.id).reason = reason
    assert f"<h1>{says}</h1>\n        <p><small>{reason}</small></p>" in admin.get(f"/quarantine/{quarantined.id}").text
    assert f"{says}</a><br><small>{reason}</small>" in admin.get("/quarantine").text


def test_what_was_looked_at_is_laid_aside_once(quarantined: Quarantined, admin: Visitor) -> None:
    for _again in range(2):
        assert admin.post(f"/quarantine/{quarantined.id}/resolution").status_code == 303
    kinds = session.scalars(select(EventRow.kind)).all()
    assert kinds.count("quarantine_resolved") == 1
    assert "Niets om na te kijken" in admin.get("/quarantine").text


def test_quarantine_that_is_not_there_is_not_found(admin: Visitor) -> None:
    assert admin.get("/quarantine/999").status_code == 404
    assert admin.post("/quarantine/999/resolution").status_code == 404


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param('{"dm_conversation_id": "1-2", "text": "Geheim"}', id="of X"),
        pytest.param('{"sender_id": "1", "conversation_id": "2", "text": "Geheim"}', id="of X, without its name"),
        pytest.param('{"audience": "private", "text": "Geheim"}', id="ours"),
        pytest.param('{"audience": null, "text": "Geheim"}', id="ours, unknown"),
        pytest.param('{"text": "Geheim"}', id="without a sign of being public"),
        pytest.param('"Geheim"', id="no object"),
        pytest.param('{"conversation_id": "1", "text": "Geheim' + "x" * 20_000, id="not kept whole"),
        pytest.param('{"author_id": "1", "text": "Geheim", "deep": ' + "[" * 15_000, id="too deep to read"),
    ],
)
def test_what_may_be_a_dm_shows_its_words_only_to_who_reads_dms(
    quarantined: Quarantined, admin: Visitor, now: datetime, payload: str
) -> None:
    address = f"/quarantine/{quarantined.id}"
    with transaction():
        session.get_one(Quarantined, quarantined.id).payload = payload
    assert "Geheim" not in admin.get(address).text
    with transaction():
        session.add(Grant(role=Role.ADMIN, power=Power.READ, audience="private", valid_from=now, granted_at=now))
    assert "Geheim" in admin.get(address).text


@pytest.mark.parametrize(("comes", "shown"), [(scenes.direct_message, False), (scenes.incoming, True)])
def test_of_messages_a_rule_stumbled_over_admins_read_the_public_ones_only(
    connected: Channel, admin: Visitor, now: datetime, comes: Callable[..., Incoming], shown: bool
) -> None:
    nowhere_in_time = replace(comes("Geheim", at=now), posted_at=now.replace(tzinfo=None))
    ingest.accept(connected.id, [nowhere_in_time], now=now)
    kept = session.scalars(select(Quarantined)).one()
    assert ("Geheim" in admin.get(f"/quarantine/{kept.id}").text) == shown
