"""Trouble on request: what a control page or a test asks to go wrong, for so many requests."""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from flask import Request, Response

from webcare.simulator import problems

READS = frozenset({"me", "mentions", "own_posts", "posts_by_id", "search", "users", "dm_events", "chat"})
WRITES = frozenset({"create_post", "delete_post", "hide_post", "send_dm", "delete_dm"})
KINDS = {
    "latency": "Answers come after `seconds`",
    "rate_limit": "429; the limit resets after `seconds`, of the day with `daily`",
    "credits": "402: the credits are used up",
    "unauthorized": "401: the keys do not work any more",
    "forbidden": "403 with `detail`",
    "server_error": "5xx with `status`; nothing was accepted",
    "drop": "The connection drops before anything was accepted",
    "timeout": "No answer for `seconds`, then it drops; nothing was accepted",
    "accept_then_drop": "Accepted, then the connection drops",
    "accept_then_timeout": "Accepted, then no answer for `seconds`, then it drops",
    "accept_then_error": "Accepted, but the answer is 5xx with `status`",
    "unreadable": "Accepted, but the answer is no JSON",
    "duplicates": "Every item of the page stands there twice",
    "out_of_order": "The page is shuffled",
    "malformed": "The first item of the page makes no sense",
    "huge": "The first item of the page has a text of 5 MB",
    "missing_includes": "The page comes without its includes",
}
PAGES = frozenset({"duplicates", "out_of_order", "malformed", "huge", "missing_includes"})
AFTER = frozenset({"accept_then_drop", "accept_then_timeout", "accept_then_error", "unreadable"})
FIVE_MEGABYTES = 5_000_000


@dataclass
class Fault:
    """One kind of trouble. `on` is an endpoint's name, "read", "write" or "" for all of the API."""

    kind: str
    times: int = 1
    on: str = ""
    seconds: float = 2.0
    status: int = 503
    detail: str = "You are not permitted to perform this action."
    daily: bool = False
    id: int = 0

    def meets(self, endpoint: str) -> bool:
        """Whether it strikes this endpoint."""
        if self.kind in PAGES:
            return endpoint in READS and self.on in ("", "read", endpoint)
        return self.on in ("", endpoint) or endpoint in {"read": READS, "write": WRITES}.get(self.on, ())


class Dropped(Exception):
    """The connection is cut instead of answering."""


@dataclass
class Faults:
    """What is still to go wrong, oldest first."""

    waiting: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _made: int = 0

    def add(self, fault: Fault) -> Fault:
        """Ask for trouble. Raises ValueError for a kind nobody knows."""
        if fault.kind not in KINDS:
            raise ValueError(f"unknown kind of fault: {fault.kind}; known are {', '.join(KINDS)}")
        with self._lock:
            self._made += 1
            fault.id = self._made
            self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        """No more trouble."""
        with self._lock:
            self.waiting.clear()

    def listed(self) -> list[dict[str, Any]]:
        """What is still to go wrong."""
        with self._lock:
            return [asdict(fault) for fault in self.waiting]

    def take(self, endpoint: str, kinds: Sequence[str] | frozenset[str]) -> Fault | None:
        """The first fault of these kinds that meets this endpoint, used up by one."""
        with self._lock:
            for fault in self.waiting:
                if fault.kind in kinds and fault.meets(endpoint):
                    fault.times -= 1
                    self.waiting = [each for each in self.waiting if each.times > 0]
                    return fault
        return None

    def before(self, endpoint: str) -> None:
        """Go wrong before anything is accepted. Raises Problem or Dropped."""
        fault = self.take(endpoint, [kind for kind in KINDS if kind not in PAGES and kind not in AFTER])
        if fault is None:
            return
        if fault.kind in ("latency", "timeout"):
            time.sleep(fault.seconds)
        if fault.kind in ("drop", "timeout"):
            raise Dropped
        if fault.kind != "latency":
            raise _problem(fault)

    def page(self, endpoint: str, answer: dict[str, Any]) -> dict[str, Any]:
        """Spoil a page that was read."""
        fault = self.take(endpoint, PAGES)
        if fault is None or not answer.get("data"):
            return answer
        return _spoil(fault.kind, answer)

    def after(self, endpoint: str, response: Response) -> Response:
        """Go wrong although it was accepted. Raises Dropped."""
        fault = self.take(endpoint, AFTER)
        if fault is None:
            return response
        if fault.kind == "unreadable":
            return Response("<html>Something went wrong", response.status_code, content_type="text/html")
        if fault.kind == "accept_then_error":
            return problems.unavailable(fault.status).response()
        if fault.kind == "accept_then_timeout":
            time.sleep(fault.seconds)
        raise Dropped


def _problem(fault: Fault) -> problems.Problem:
    if fault.kind == "unauthorized":
        return problems.unauthorized()
    if fault.kind == "forbidden":
        return problems.forbidden(fault.detail)
    if fault.kind == "credits":
        return problems.credits_depleted(2_244_994_945)
    if fault.kind == "server_error":
        return problems.unavailable(fault.status)
    problem = problems.too_many()
    until = str(int(time.time() + fault.seconds) + 1)
    prefix = "x-user-limit-24hour-" if fault.daily else "x-rate-limit-"
    problem.headers = {f"{prefix}limit": "15", f"{prefix}remaining": "0", f"{prefix}reset": until}
    return problem


def _spoil(kind: str, answer: dict[str, Any]) -> dict[str, Any]:
    items = answer["data"] if isinstance(answer["data"], list) else [answer["data"]]
    if kind == "duplicates":
        return answer | {"data": [each for each in items for _ in range(2)]}
    if kind == "out_of_order":
        return answer | {"data": random.sample(items, len(items))}
    if kind == "missing_includes":
        return {name: value for name, value in answer.items() if name != "includes"}
    if kind == "huge":
        return answer | {"data": [items[0] | {"text": "a" * FIVE_MEGABYTES}, *items[1:]]}
    broken = {"id": items[0].get("id"), "text": None, "created_at": "yesterday", "author_id": {}}
    return answer | {"data": [broken, *items[1:]]}


def cut(request: Request) -> Response:
    """Cut the connection of a request; what is returned reaches nobody."""
    socket = request.environ.get("werkzeug.socket")
    if socket is not None:
        socket.shutdown(2)
    return Response(status=500)
