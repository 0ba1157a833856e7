"""Pushes on one's own devices, and what makes the desk an app: service worker, manifest."""

import json

from flask import Blueprint, Response, current_app, flash, jsonify, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from config import ROOT, Config
from webcare import push
from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import announcing
from webcare.errors import BadInput
from webcare.web import now, tries
from webcare.web.static import static_url

devices = Blueprint("devices", __name__)

TEST = "push_test"


@devices.get("/settings/devices")
def show() -> str:
    """The devices that are told."""
    key, mine = push.public_key(_config(), now()), push.devices(current_user())
    return render_template("settings/devices.html", place="settings", key=key, devices=mine)


@devices.post("/settings/devices")
def create() -> Response:
    """Tell this browser from now on."""
    given = request.get_json(silent=True)
    keys = given.get("keys") if isinstance(given, dict) else None
    if not isinstance(given, dict) or not isinstance(keys, dict):
        raise BadInput(field="keys")
    fields = {"endpoint": given.get("endpoint"), "p256dh": keys.get("p256dh"), "auth": keys.get("auth")}
    texts = {name: value for name, value in fields.items() if isinstance(value, str) and value.isascii()}
    if len(texts) != len(fields):
        raise BadInput(field="keys")
    with transaction():
        agent = request.user_agent.string
        push.subscribe(current_user(), device=agent, config=_config(), now=now(), **texts)
    return jsonify(subscribed=True)


@devices.delete("/settings/devices/<int:device_id>")
def destroy(device_id: int) -> BaseResponse:
    """Tell it no more."""
    with transaction():
        push.unsubscribe(current_user(), device_id, now=now())
    flash(_("That device gets no pushes any more."))
    return redirect("/settings/devices", 303)


@devices.post("/settings/devices/test")
def test() -> BaseResponse:
    """Send a push to one's own devices, to see whether they come."""
    tries.count(TEST, current_user().email)
    with transaction():
        count = announcing.push(current_user(), announcing.TEST, None, now=now())
    flash(_("A push is on its way.") if count else _("No device is told yet."))
    return redirect("/settings/devices", 303)


@devices.get("/service-worker.js")
def service_worker() -> Response:
    """At the root, so that it speaks for the whole desk; asked again at every visit."""
    script = (ROOT / "static/service-worker.js").read_text()
    response = Response(script, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@devices.get("/manifest.webmanifest")
def manifest() -> Response:
    """What makes it an app on a phone."""
    icons = [
        {"src": static_url(f"icons/app-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    told = {
        "name": "Webcare",
        "short_name": "Webcare",
        "description": _("Customer service in public: every conversation, in time."),
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f5f2",
        "theme_color": "#17191d",
        "icons": icons,
    }
    response = Response(json.dumps(told), content_type="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _config() -> Config:
    config: Config = current_app.config["WEBCARE"]
    return config
