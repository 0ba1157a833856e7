"""The own account of somebody who answers in person: connected by themselves or by an admin, read by nobody."""

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare import mandate
from webcare.access import accounts, current_user
from webcare.channels import Account, credentials
from webcare.database import transaction
from webcare.desk import executives
from webcare.desk import personal_accounts as rules
from webcare.errors import NotFound, WebcareError
from webcare.models import Power, User
from webcare.web import account_keys, now, security
from webcare.web.forms import Fields

personal_accounts = Blueprint("personal_accounts", __name__)


@personal_accounts.get("/executives/<int:user_id>/account")
def show(user_id: int) -> str:
    """What is connected, and the form that connects."""
    user = _found(user_id)
    security.require_recent_factor()
    return _page(user, Fields())


@personal_accounts.post("/executives/<int:user_id>/account")
def create(user_id: int) -> Response | tuple[str, int]:
    """Connect it, or give it new keys: the platform itself says whose they are."""
    user, fields = _found(user_id), Fields()
    security.require_recent_factor()
    keys = account_keys.entered(fields)
    account = None if fields.errors else account_keys.owner(fields, keys)
    if account is not None:
        _connect(user_id, account, keys, fields)
    if fields.errors or account is None:
        return _page(_found(user_id), fields), 422
    flash(_("@%(handle)s is connected as the own account of %(name)s.", handle=account.handle, name=user.name))
    return redirect(f"/executives/{user_id}/account", 303)


@personal_accounts.delete("/executives/<int:user_id>/account")
def destroy(user_id: int) -> Response:
    """Nothing leaves by it any more; its keys are forgotten."""
    with transaction():
        user = _found(user_id)
        account = rules.of(user)
        if account is not None:
            rules.disconnect(account, by=current_user(), now=now())
    flash(_("The own account is disconnected, and its keys are forgotten."))
    return redirect(f"/executives/{user_id}/account", 303)


def _found(user_id: int) -> User:
    """An executive, for themselves and for who manages the installation. Raises NotFound for everybody else."""
    user, reader = accounts.with_id(user_id), current_user()
    manages = mandate.decide(reader, Power.MANAGE, None, now()).allowed
    if not executives.is_one(user) or not (user.id == reader.id or manages):
        raise NotFound
    return user


def _connect(user_id: int, account: Account, keys: dict[str, str], fields: Fields) -> None:
    names = {"external_id": account.external_id, "handle": account.handle, "name": account.name}
    try:
        with transaction():
            sealed = credentials.encrypt(keys)
            rules.connect(_found(user_id), platform="x", credentials=sealed, by=current_user(), now=now(), **names)
    except WebcareError as error:
        fields.blame(error)


def _page(user: User, fields: Fields) -> str:
    return render_template(
        "escalations/account.html",
        place="escalations" if user.id == current_user().id else "users",
        executive=user,
        account=rules.of(user),
        own=user.id == current_user().id,
        errors=fields.errors,
    )
