"""HTTP: find (through the mandate), permit, act, render. One file per resource."""

from datetime import datetime

from flask import Flask, current_app
from werkzeug.routing import IntegerConverter, Map


def now() -> datetime:
    """The moment of this request, in UTC; rules take it as an argument."""
    moment: datetime = current_app.config["CLOCK"]()
    return moment


class RowId(IntegerConverter):
    """A row's id in an address; a number that no database can hold leads nowhere."""

    def __init__(self, map: Map) -> None:  # noqa: A002  # as the library calls it
        super().__init__(map, max=(1 << 63) - 1)


def register(app: Flask) -> None:
    """Put every resource on the application."""
    from webcare.web import (
        confirmations,
        errors,
        guard,
        hosts,
        languages,
        media,
        methods,
        moments,
        names,
        pane,
        security,
        shell,
        sso,
        static,
        unkeepable,
    )

    app.url_map.converters["int"] = RowId
    first = (methods, hosts, languages, security, unkeepable, errors, confirmations)
    for part in (*first, static, moments, names, shell, pane, media, sso, guard):
        part.register(app)
    _register_resources(app)


def _register_resources(app: Flask) -> None:
    """One Blueprint per resource."""
    from webcare.web.alarms import alarms
    from webcare.web.approval_settings import approval_settings
    from webcare.web.approvals import approvals
    from webcare.web.channels import channels
    from webcare.web.claims import claims
    from webcare.web.closings import closings
    from webcare.web.confirmations import confirmations
    from webcare.web.conversations import conversations
    from webcare.web.devices import devices
    from webcare.web.drafts import drafts
    from webcare.web.escalation_links import escalation_links
    from webcare.web.escalations import escalations
    from webcare.web.executives import settings_of
    from webcare.web.factors import factors
    from webcare.web.guard import guard
    from webcare.web.guard_settings import guard_settings
    from webcare.web.health import health
    from webcare.web.inbox import inbox
    from webcare.web.invitations import invitations
    from webcare.web.joining import joining
    from webcare.web.limits import limits
    from webcare.web.login import login
    from webcare.web.mails import mails
    from webcare.web.mandates import mandates
    from webcare.web.notes import notes
    from webcare.web.passkeys import passkeys
    from webcare.web.press import press
    from webcare.web.promises import promises
    from webcare.web.quarantine import quarantine
    from webcare.web.questions import questions
    from webcare.web.replies import replies
    from webcare.web.resets import resets
    from webcare.web.second_steps import second_steps
    from webcare.web.settings import settings
    from webcare.web.sso import single_sign_on
    from webcare.web.statements import statements
    from webcare.web.stops import stops
    from webcare.web.tags import tags
    from webcare.web.teams import teams
    from webcare.web.users import users

    for resource in (
        alarms,
        approval_settings,
        approvals,
        claims,
        closings,
        notes,
        statements,
        stops,
        tags,
        teams,
        confirmations,
        conversations,
        drafts,
        devices,
        escalation_links,
        escalations,
        settings_of,
        questions,
        guard,
        guard_settings,
        health,
        inbox,
        limits,
        login,
        mandates,
        press,
        promises,
        replies,
        invitations,
        joining,
        resets,
        factors,
        mails,
        passkeys,
        second_steps,
        settings,
        single_sign_on,
        users,
        channels,
        quarantine,
    ):
        app.register_blueprint(resource)
