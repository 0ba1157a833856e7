"""Words for codes, in the reader's language."""

from flask import Flask
from flask_babel import lazy_gettext as _

from webcare.models import Role
from webcare.web.forms import ZONES

ROLES = {
    Role.AGENT: _("Agent"),
    Role.LEAD: _("Team lead"),
    Role.EXECUTIVE: _("Executive"),
    Role.ADMIN: _("Admin"),
    Role.EMPLOYEE: _("Employee"),
}
LANGUAGES = {"nl": "Nederlands", "en": "English"}

MAILS = {
    "invitation": _("Invitation"),
    "password_reset": _("Link for a new password"),
    "password_changed": _("News that a password was changed"),
    "factor_changed": _("News that a second factor was changed"),
    "personal_figures_on": _("News that team leads see personal figures"),
    "personal_figures_off": _("News that team leads no longer see personal figures"),
}
MAIL_FAILURES = {
    "expired": _("too late to be of use"),
    "unreadable": _("no key opens it any more"),
    "withdrawn": _("taken back"),
}

PLATFORMS = {"x": "X"}
FEEDS = {
    "mentions": _("Mentions and replies"),
    "direct_messages": _("Direct messages"),
    "own_posts": _("The brand's own posts"),
    "known_posts": _("Edits and deletions"),
}
BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def register(app: Flask) -> None:
    """Let templates use them."""
    app.jinja_env.globals.update(
        role_name=role_name,
        role_options=lambda: [(role.value, name) for role, name in ROLES.items()],
        time_zone_options=lambda: [(zone, zone.replace("_", " ")) for zone in ZONES],
        device_name=device_name,
        languages=LANGUAGES,
        mail_name=lambda template: str(MAILS.get(template, template)),
        mail_failure=mail_failure,
        platform_name=lambda platform: PLATFORMS.get(platform, platform),
        feed_name=lambda kind: FEEDS.get(kind, kind),
    )


def role_name(role: str) -> str:
    """What a role is called."""
    return str(ROLES.get(Role(role), role))


def device_name(agent: str) -> str:
    """Browser and system, out of what a browser says of itself."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return " · ".join(part for part in (browser, system) if part) or str(_("Unknown browser"))


def mail_failure(code: str) -> str:
    """Why an e-mail did not leave: in words, or the number or kind the mail server gave."""
    return str(MAIL_FAILURES.get(code) or _("mail server: %(code)s", code=code))
