"""Webcare: the desk where a brand's people answer customers on social media."""

from datetime import UTC, datetime

from flask import Flask
from flask_socketio import SocketIO

from config import ROOT, Config
from webcare import database, logs, sealing


def create_app(config: Config | None = None) -> tuple[Flask, SocketIO]:
    """All wiring, top to bottom: the web application and its socket server."""
    from webcare import cli, live, web
    from webcare.channels import x
    from webcare.insight import days

    config = config or Config()
    logs.configure()
    app = Flask("webcare", root_path=str(ROOT / "webcare"), template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.from_mapping(
        SECRET_KEY=config.secret_key.get_secret_value(),
        WEBCARE=config,
        CLOCK=lambda: datetime.now(UTC),
        MAX_CONTENT_LENGTH=1_000_000,
    )
    app.extensions["database"] = database.connect(config.database_url)
    sealing.use(config.credential_keys)
    days.use(config.time_zone)
    x.register(config.x_api_url, config.training_url)
    web.register(app)
    cli.register(app)
    return app, live.attach(app)
