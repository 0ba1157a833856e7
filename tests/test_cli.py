import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from tests import scenes
from webcare.access import accounts
from webcare.channels import credentials, x
from webcare.channels.credentials import CredentialsUnreadable
from webcare.database import session, transaction
from webcare.desk import toning
from webcare.models import Channel, Grant, Message, PersonalAccount
from webcare.simulator import Simulator

PASSWORD = "een lange zin als sleutel"


def run(app: Flask, *arguments: str, typed: str | None = None) -> Result:
    result = app.test_cli_runner().invoke(args=list(arguments), input=typed)
    session.rollback()
    session.expire_all()
    return result


def create(app: Flask, *more: str, email: str = "noor@spoorlijn.example", typed: str = PASSWORD + "\n") -> Result:
    options = ["--name", "Noor Jansen", "--password-stdin", *more]
    return run(app, "user", "create", email, *options, typed=typed)


def test_a_colleague_made_from_the_command_line_can_log_in(app: Flask) -> None:
    result = create(app, "--role", "lead")
    assert result.exit_code == 0, result.output
    user = accounts.authenticate("noor@spoorlijn.example", PASSWORD)
    assert (user.role, user.signature, user.language) == ("lead", "NJ", "nl")
    assert PASSWORD not in result.output


def test_the_first_account_brings_the_first_grants(app: Flask) -> None:
    assert session.scalars(select(Grant)).all() == []
    create(app)
    assert len(session.scalars(select(Grant)).all()) > 10


def test_the_password_can_be_asked_for_twice(app: Flask) -> None:
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    result = run(app, "user", "create", "noor@spoorlijn.example", "--name", "Noor", typed=typed)
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output


@pytest.mark.parametrize(
    ("email", "typed", "words"),
    [
        ("geen adres", PASSWORD, "e-mail address"),
        ("noor@spoorlijn.example", "kort", "12 to 128 characters"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(app: Flask, email: str, typed: str, words: str) -> None:
    result = create(app, email=email, typed=typed + "\n")
    assert result.exit_code == 1
    assert words in result.output
    assert "Traceback" not in result.output


def test_the_same_address_twice_is_refused(app: Flask) -> None:
    assert create(app).exit_code == 0
    assert "already" in create(app).output


def test_bringing_the_tables_up_to_date_twice_changes_nothing(app: Flask) -> None:
    for _again in range(2):
        assert run(app, "db-upgrade").exit_code == 0
    grants = len(session.scalars(select(Grant)).all())
    assert run(app, "db-upgrade").exit_code == 0
    assert len(session.scalars(select(Grant)).all()) == grants


def test_the_demonstration_is_made_once(app: Flask) -> None:
    assert "6 demo colleagues" in run(app, "demo").output
    assert run(app, "demo").output == ""


def test_a_channel_is_connected_with_keys_from_a_file(app: Flask, tmp_path: Path) -> None:
    with Simulator() as platform:
        x.register(platform.url)
        keys = tmp_path / "keys.json"
        keys.write_text(json.dumps(platform.keys))
        for _again in range(2):
            result = run(app, "channel", "connect", "--keys", str(keys))
            assert result.output == "@spoorlijn is connected.\n"

        keys.write_text(json.dumps(platform.keys | {"access_token_secret": "wrong"}))
        refused = run(app, "channel", "connect", "--keys", str(keys))
    assert refused.exit_code == 1
    assert "does not answer with these keys" in refused.output
    assert len(session.scalars(select(Channel)).all()) == 1


def test_keys_of_channels_can_be_encrypted_anew(app: Flask, tmp_path: Path) -> None:
    from cryptography.fernet import Fernet
    from pydantic import SecretStr

    with Simulator() as platform:
        x.register(platform.url)
        keys = tmp_path / "keys.json"
        keys.write_text(json.dumps(platform.keys))
        run(app, "channel", "connect", "--keys", str(keys))
    newer = SecretStr(Fernet.generate_key().decode())
    credentials.use((newer, *app.config["WEBCARE"].credential_keys))
    assert "1 channels" in run(app, "channel", "rotate-keys").output

    sealed = session.scalars(select(Channel.credentials)).one()
    credentials.use((newer,))
    assert credentials.decrypt(sealed)["consumer_key"] == platform.keys["consumer_key"]
    credentials.use(app.config["WEBCARE"].credential_keys)
    with pytest.raises(CredentialsUnreadable):
        credentials.decrypt(sealed)


def test_corrections_of_public_messages_are_written_for_training_without_names(
    app: Flask, tmp_path: Path, now: datetime
) -> None:
    desk, sofie = scenes.channel(now), scenes.user("Sofie Kramer", now)
    scenes.asks(desk, "@spoorlijn fijn hoor, weer te laat", at=now)
    scenes.asks_in_private(desk, "Mijn nummer is 0612345678", at=now)
    with transaction():
        for message in session.scalars(select(Message)).all():
            toning.correct(message, "positive", by=sofie, now=now)
            toning.correct(message, "negative", by=sofie, now=now)

    file = tmp_path / "corrections.jsonl"
    result = run(app, "tone", "export", str(file))
    assert result.exit_code == 0, result.output
    assert "1 corrections" in result.output
    assert [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] == [
        {"text": "@ fijn hoor, weer te laat", "sentiment": "negative", "language": None}
    ]
    assert file.stat().st_mode & 0o077 == 0


def test_the_own_account_of_an_executive_is_connected_with_keys_from_a_file(app: Flask, tmp_path: Path) -> None:
    run(app, "demo")
    with Simulator() as platform:
        x.register(platform.url)
        keys = tmp_path / "keys.json"
        keys.write_text(json.dumps(platform.keys_of("willemvandijk")))
        email = "willem@spoorlijn.example"
        for _again in range(2):
            result = run(app, "user", "connect-account", email, "--keys", str(keys))
            assert result.output == f"@willemvandijk is connected as the own account of {email}.\n"
        unknown = run(app, "user", "connect-account", "niemand@spoorlijn.example", "--keys", str(keys))
    assert unknown.exit_code == 1
    assert "Nobody has an account" in unknown.output
    assert session.scalars(select(PersonalAccount.handle)).all() == ["willemvandijk"]
    assert session.scalars(select(Channel)).all() == []
