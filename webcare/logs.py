"""Logs: one line of JSON per event on stderr, without secrets and without anybody's words."""

import logging
import sys
import traceback

import structlog


def configure(level: int = logging.INFO) -> None:
    """Set up logging for this process."""
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(name)s %(message)s")
    for chatty in ("tweepy", "urllib3", "werkzeug", "engineio", "socketio", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)  # tweepy's DEBUG prints the tokens
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def where(error: BaseException) -> list[str]:
    """Where it happened, as lines of code: a message or a variable could hold a customer's words, so none is kept."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
