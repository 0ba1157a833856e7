"""The brand's accounts on platforms, for admins: connect, test, settings, health."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare import ingest, mandate
from webcare.access import current_user
from webcare.channels import Account, PlatformError, credentials
from webcare.database import transaction
from webcare.desk import connecting, urgency
from webcare.desk.connecting import HoursNeverOpen, SomebodysOwn
from webcare.inbox import colleagues
from webcare.insight import channels as read
from webcare.models import Channel, Power
from webcare.web import account_keys, channel_form, now, security
from webcare.web.forms import Fields

channels = Blueprint("channels", __name__)


@channels.before_request
def permit() -> None:
    """Only for who manages the installation."""
    mandate.permit(current_user(), Power.MANAGE, now())


@channels.get("/channels")
def index() -> str:
    """Every channel and how it is doing."""
    return render_template("admin/channels/index.html", place="channels", overview=read.overview(now()))


@channels.get("/channels/new")
def new() -> str:
    """The form that connects an account."""
    security.require_recent_factor()
    return _new(Fields(), {})


@channels.post("/channels")
def create() -> Response | tuple[str, int]:
    """Connect an account: the platform itself says whose keys these are."""
    security.require_recent_factor()
    fields = Fields()
    handle = fields.text("handle", longest=50).lstrip("@")
    target = fields.whole("target_minutes", lowest=1, highest=10_080)
    keys = account_keys.entered(fields)
    account = None if fields.errors else account_keys.owner(fields, keys)
    if account and account.handle.lower() != handle.lower():
        fields.errors["handle"] = _("These keys belong to @%(handle)s.", handle=account.handle)
    if fields.errors or account is None:
        return _new(fields, {"handle": handle, "target_minutes": target}), 422
    try:
        with transaction():
            channel = _connect(account, keys)
            connecting.change(channel, by=current_user(), now=now(), target_minutes=target)
    except SomebodysOwn as error:
        fields.blame(error)
        return _new(fields, {"handle": handle, "target_minutes": target}), 422
    flash(_("@%(handle)s is connected. Its messages come in from now on.", handle=account.handle))
    return redirect(url_for("channels.show", channel_id=channel.id), 303)


@channels.get("/channels/<int:channel_id>")
def show(channel_id: int) -> str:
    """One channel: health and settings."""
    return _page(channel_form.found(channel_id), Fields())


@channels.post("/channels/<int:channel_id>")
def update(channel_id: int) -> Response | tuple[str, int]:
    """Change how it is served."""
    fields = Fields()
    wanted = channel_form.settings(fields)
    phrases = fields.text("words", required=False, longest=10_000).splitlines()
    if not fields.errors:
        try:
            with transaction():
                channel = channel_form.found(channel_id)
                connecting.change(channel, by=current_user(), now=now(), **wanted)
                connecting.watch_for(channel, phrases, by=current_user(), now=now())
        except HoursNeverOpen as error:
            fields.blame(error)
    if fields.errors:
        return _page(channel_form.found(channel_id), fields, wanted, phrases), 422
    flash(_("Saved. Waits that are open already keep the time they were given."))
    return redirect(url_for("channels.show", channel_id=channel_id), 303)


@channels.post("/channels/<int:channel_id>/credentials")
def replace_keys(channel_id: int) -> Response | tuple[str, int]:
    """Give a channel new keys, of the same account."""
    security.require_recent_factor()
    channel, fields = channel_form.found(channel_id), Fields()
    keys = account_keys.entered(fields)
    account = None if fields.errors else account_keys.owner(fields, keys)
    if account and account.external_id != channel.external_id:
        fields.errors["consumer_key"] = _("These keys belong to @%(handle)s.", handle=account.handle)
    if fields.errors or account is None:
        return _page(channel, fields), 422
    with transaction():
        _connect(account, keys)
    flash(_("The new keys work and are in use."))
    return redirect(url_for("channels.show", channel_id=channel_id), 303)


@channels.post("/channels/<int:channel_id>/test")
def test(channel_id: int) -> Response | tuple[str, int]:
    """Ask the platform whose keys these are, now."""
    channel, fields = channel_form.found(channel_id), Fields()
    try:
        account = ingest.test(channel)
    except PlatformError as error:
        fields.errors["test"] = account_keys.in_words(error)
        return _page(channel_form.found(channel_id), fields), 422
    flash(_("The connection works: the platform answers as @%(handle)s.", handle=account.handle))
    return redirect(url_for("channels.show", channel_id=channel_id), 303)


@channels.post("/channels/<int:channel_id>/disabling")
def disable(channel_id: int) -> Response:
    """Read and send nothing for this channel any more; its conversations stay."""
    return _able(channel_id, disabled=True)


@channels.delete("/channels/<int:channel_id>/disabling")
def enable(channel_id: int) -> Response:
    """Go on where it was left."""
    return _able(channel_id, disabled=False)


def _able(channel_id: int, *, disabled: bool) -> Response:
    with transaction():
        channel = channel_form.found(channel_id)
        connecting.change(channel, by=current_user(), now=now(), disabled_at=now() if disabled else None)
    flash(_("The channel is switched off.") if disabled else _("The channel is switched on."))
    return redirect(url_for("channels.show", channel_id=channel_id), 303)


def _connect(account: Account, keys: dict[str, str]) -> Channel:
    return connecting.connect(
        "x",
        external_id=account.external_id,
        handle=account.handle,
        name=account.name,
        credentials=credentials.encrypt(keys),
        by=current_user(),
        now=now(),
    )


def _new(fields: Fields, values: dict[str, Any]) -> str:
    return render_template("admin/channels/new.html", place="channels", errors=fields.errors, values=values)


def _page(
    channel: Channel, fields: Fields, typed: dict[str, Any] | None = None, phrases: list[str] | None = None
) -> str:
    return render_template(
        "admin/channels/show.html",
        place="channels",
        health=read.health_of(channel, now()),
        channel=channel,
        errors=fields.errors,
        values=channel_form.values(channel, typed),
        words="\n".join(phrases if phrases is not None else [rule.words for rule in urgency.rules(channel)]),
        countries=channel_form.COUNTRIES,
        days=channel_form.DAYS,
        people=[(str(user.id), user.name) for user in colleagues.everybody()],
    )
