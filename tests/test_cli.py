import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from webcare.access import accounts
from webcare.channels import credentials, x
from webcare.channels.credentials import CredentialsUnreadable
from webcare.database import session
from webcare.models import Channel, Grant
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
    assert "5 demo colleagues" in run(app, "demo").output
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
