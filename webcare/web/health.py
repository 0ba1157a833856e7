"""Whether this process, its database and the worker are well; for load balancers and service managers."""

from flask import Blueprint, Response, jsonify

from webcare import database
from webcare.insight import health as read
from webcare.web import now

health = Blueprint("health", __name__)


@health.get("/healthz")
def show() -> Response:
    """200 while pages can be served; the worker's state is told, not judged."""
    try:
        heartbeat = read.worker_heartbeat(now())
    except Exception as error:
        if not database.is_unavailable(error):
            raise
        response = jsonify(status="unavailable", database="unavailable")
        response.status_code = 503
        return response
    return jsonify(status="ok", database="ok", worker="ok" if heartbeat else "silent")
