"""Links that are keys: sent by e-mail, or shown once to the admin who hands them over."""

from datetime import timedelta

from flask import current_app, render_template

from config import Config


def sent_by_mail() -> bool:
    """Whether there is a mail server to send them through."""
    config: Config = current_app.config["WEBCARE"]
    return config.smtp_url is not None


def shown_once(path: str, name: str, lasts: timedelta, *, place: str) -> str:
    """The page that shows a link; it is kept nowhere and cannot be shown again."""
    config: Config = current_app.config["WEBCARE"]
    link = config.origins[0].rstrip("/") + path
    hours = int(lasts / timedelta(hours=1))
    return render_template("admin/users/link.html", place=place, link=link, name=name, hours=hours)
