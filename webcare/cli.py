"""Commands for whoever runs an installation: `flask user create`, `channel connect`, `tone export`, `demo`."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from config import ROOT
from webcare import ingest
from webcare.access import accounts, authenticators, demo, grants
from webcare.channels import Account, PlatformError, credentials, registry
from webcare.database import transaction
from webcare.desk import connecting, demo_themes, personal_accounts
from webcare.errors import WebcareError
from webcare.insight import corrections
from webcare.models import Role

channel = AppGroup("channel", help="Accounts of the brand.")
user = AppGroup("user", help="Colleagues' accounts.")
tone = AppGroup("tone", help="The tone of what customers write.")


def register(app: Flask) -> None:
    """Put the commands on the application."""
    app.cli.add_command(user)
    app.cli.add_command(channel)
    app.cli.add_command(tone)
    app.cli.add_command(upgrade)
    app.cli.add_command(make_demo)


@user.command("create")
@click.argument("email")
@click.option("--name", prompt=True, help="First and last name.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default="agent", show_default=True)
@click.option("--signature", default="", help="What stands under replies; the initials, unless given.")
@click.option("--language", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create_user(email: str, name: str, role: str, signature: str, language: str, password_stdin: bool) -> None:
    """Make an account. The password is asked for, or read from standard input; never given as an argument."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else _ask_password()
    moment = datetime.now(UTC)
    try:
        kept = accounts.hashed_for(name, email, password)
        with transaction():
            grants.seed(moment)
            accounts.create(
                email,
                name=name,
                role=Role(role),
                password_hash=kept,
                signature=signature,
                language=language,
                now=moment,
            )
    except WebcareError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{name} ({role}) can log in as {email}.")


def _ask_password() -> str:
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer


@click.command("db-upgrade")
@with_appcontext
def upgrade() -> None:
    """Bring the database to the newest version of its tables, and give the roles their first grants."""
    with current_app.extensions["database"].connect() as connection:
        from alembic import command  # only here: the web, which has these commands too, is 11 MB smaller without
        from alembic.config import Config as AlembicConfig

        command.upgrade(AlembicConfig(ROOT / "alembic.ini", attributes={"connection": connection}), "head")
        connection.commit()
    with transaction():
        grants.seed(datetime.now(UTC))


@click.command("demo")
@with_appcontext
def make_demo() -> None:
    """Make the colleagues of the demonstration, if they are not there yet."""
    with transaction():
        made = demo.create(datetime.now(UTC))
        if made:
            demo_themes.follow(by=accounts.with_email(demo.LEAD), now=datetime.now(UTC))
    if made:
        click.echo(f"{made} demo colleagues made.")


@channel.command("connect")
@click.option("--platform", default="x", show_default=True)
@click.option("--keys", type=click.Path(exists=True, path_type=Path), help="A JSON file with the four keys.")
@click.option("--since", default=0, show_default=True, help="Posts of so many minutes before now still want an answer.")
def connect_channel(platform: str, keys: Path, since: int) -> None:
    """Connect an account with the keys in a file, or give a connected one these keys."""
    held, account = _account_of(platform, keys)
    with transaction():
        connecting.connect(
            platform,
            external_id=account.external_id,
            handle=account.handle,
            name=account.name,
            credentials=credentials.encrypt(held),
            by=None,
            now=datetime.now(UTC),
            since=datetime.now(UTC) - timedelta(minutes=since),
        )
    click.echo(f"@{account.handle} is connected.")


@tone.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export_corrections(file: Path) -> None:
    """Write what colleagues corrected in public messages to FILE, for scripts/train_tone.py --corrections."""
    file.touch(mode=0o600)
    with file.open("w", encoding="utf-8") as lines:
        number = sum(1 for each in corrections.corrected() if lines.write(json.dumps(each) + "\n"))
    click.echo(f"{number} corrections. The file holds customers' words: delete it when the model is trained.")


@user.command("connect-account")
@click.argument("email")
@click.option("--platform", default="x", show_default=True)
@click.option("--keys", type=click.Path(exists=True, path_type=Path), help="A JSON file with the four keys.")
def connect_account(email: str, platform: str, keys: Path) -> None:
    """Connect the own account of an executive, for answers in person; nothing is read by it."""
    held, account = _account_of(platform, keys)
    names = {"external_id": account.external_id, "handle": account.handle, "name": account.name}
    try:
        with transaction():
            owner, sealed = accounts.with_email(email), credentials.encrypt(held)
            moment = datetime.now(UTC)
            personal_accounts.connect(owner, platform=platform, credentials=sealed, by=owner, now=moment, **names)
    except accounts.WrongLogIn:
        raise click.ClickException(f"Nobody has an account with the address {email}.") from None
    except WebcareError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"@{account.handle} is connected as the own account of {email}.")


def _account_of(platform: str, keys: Path) -> tuple[dict[str, str], Account]:
    """The keys in a file, and whose they are."""
    names = registry.keys[platform]
    held = {name: str(value) for name, value in json.loads(keys.read_text()).items() if name in names}
    try:
        return held, ingest.account_of(platform, held)
    except PlatformError as error:
        raise click.ClickException(
            f"The platform does not answer with these keys: {error.words or error.code}"
        ) from error


@channel.command("rotate-keys")
def rotate_keys() -> None:
    """Encrypt the keys of channels, own accounts and apps anew, with the first of WEBCARE_CREDENTIAL_KEYS."""
    with transaction():
        number = connecting.reseal(credentials.rotate)
        own = personal_accounts.reseal(credentials.rotate)
        apps = authenticators.reseal()
    click.echo(f"The keys of {number} channels are encrypted with the newest key.")
    if own:
        click.echo(f"So are those of {own} own accounts of people.")
    if apps:
        click.echo(f"So are the secrets of {apps} authenticator apps.")
