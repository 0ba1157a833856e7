"""Words for codes, in the reader's language."""

from flask import Flask
from flask_babel import lazy_gettext as _

from webcare.models import Role

ROLES = {
    Role.AGENT: _("Agent"),
    Role.LEAD: _("Team lead"),
    Role.EXECUTIVE: _("Executive"),
    Role.ADMIN: _("Admin"),
    Role.EMPLOYEE: _("Employee"),
}
LANGUAGES = {"nl": "Nederlands", "en": "English"}


def register(app: Flask) -> None:
    """Let templates use them."""
    app.jinja_env.globals.update(role_name=role_name, roles=ROLES, languages=LANGUAGES)


def role_name(role: str) -> str:
    """What a role is called."""
    return str(ROLES.get(Role(role), role))
