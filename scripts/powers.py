"""Writes down in docs/security.md who may do what, by trying it.

Each role tries each action, in public and in DMs, with what is its own and what is a colleague's, on a desk and on a
training desk. Nothing of the tables is written by hand: every cell is the answer of the application to a request,
under the grants an installation begins with. A test tries everything anew and compares. Run `make docs` after a rule
was changed.
"""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from uuid import uuid4

from cryptography.fernet import Fernet
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select

from config import Config
from scripts import pages
from tests import scenes
from tests.conftest import migrate
from tests.visitor import STREAM, Visitor
from webcare import create_app
from webcare.access import grants
from webcare.database import session, transaction
from webcare.desk import claiming
from webcare.mandate import Kind, Verdict
from webcare.models import Approval, Audience, Channel, Contact, Conversation, Reply, ReplyStatus, Role, User

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/security.md"
BEGIN, END = "<!-- powers: written by `make docs` -->", "<!-- end of powers -->"
YES, ASKS, NO, UNSEEN, FIRST = "yes", "after approval", "no", "–", "not so"
NOT_THERE = ""  # the action makes no sense there
LEGEND = f"""“{UNSEEN}”: for this role it is not there (404). “{NO}”: it can be seen, not done (403). “{FIRST}”: it
cannot be done as things stand, whoever asks (409, 422). *Own*: held or written by oneself; *other*: by a colleague.
Every channel in use is alike until grants or limits name one; the last column is a training desk, seen from the real
one."""
WHOLE_TITLE = "the whole channel, the whole installation"
ASKED = Verdict(Kind.NEEDS_APPROVAL, "approval")


@dataclass(frozen=True)
class Place:
    """A conversation, and whether what is in it is one's own or a colleague's."""

    audience: Audience
    own: bool
    training: bool = False


@dataclass
class Scene:
    """A fresh conversation with what the action needs, and who tries it."""

    visitor: Visitor
    token: str
    user_id: int
    colleague_id: int
    chief_id: int
    place: Place
    conversation: Conversation
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def owner_id(self) -> int:
        """Whose it is: of who tries, or of a colleague."""
        return self.user_id if self.place.own else self.colleague_id


@dataclass(frozen=True)
class Action:
    """One thing somebody may want to do: what must be there before, and the request that does it."""

    name: str
    method: str
    path: str
    form: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[Scene], None] = lambda _scene: None
    where: Callable[[Place], bool] = lambda _place: True


def held(scene: Scene) -> None:
    """The conversation is claimed by whoever owns it."""
    with transaction():
        owner = session.get_one(User, scene.owner_id)
        claiming.claim(session.get_one(Conversation, scene.conversation.id), by=owner, now=_now(scene))


def free(scene: Scene) -> None:
    """Nobody has it, unless it is a colleague's."""
    if not scene.place.own:
        held(scene)


def of_the_press(scene: Scene) -> None:
    """The customer is marked as press; who tries holds the conversation."""
    held(scene)
    with transaction():
        session.get_one(Contact, scene.conversation.contact_id).press = True


def queued(scene: Scene) -> None:
    """An answer of the owner waits for its undo window."""
    scene.ids["uuid"] = _submit(scene).uuid


def failed(scene: Scene) -> None:
    """An answer of the owner was not taken by the platform."""
    reply = _submit(scene)
    with transaction():
        there = session.get_one(Reply, reply.id)
        there.status, there.failure = ReplyStatus.FAILED, "refused"
    scene.ids["uuid"] = reply.uuid


def sent(scene: Scene) -> None:
    """An answer of the owner stands on the platform."""
    scene.ids["uuid"] = scenes.publish(_submit(scene), at=_now(scene)).uuid


def waiting(scene: Scene) -> None:
    """An answer of the owner waits for approval."""
    reply = _submit(scene, verdict=ASKED)
    approval = session.scalars(select(Approval).where(Approval.reply_id == reply.id)).one()
    scene.ids |= {"uuid": reply.uuid, "sha256": approval.sha256}


ANSWER = {"text": "Wij kijken het na.", "seen_message_id": "{seen}", "anyway": "yes", "uuid": "{new}"}
SAME, BY_DM = ANSWER | {"audience": "{audience}"}, ANSWER | {"audience": "private"}
OWN_ONLY, IN_PUBLIC = (lambda place: place.own), (lambda place: place.audience == Audience.PUBLIC)
HERE, REPLY = "/conversations/{conversation}", "/replies/{uuid}"
QUESTION = {"to": "{chief}", "minutes": "30", "headline": "Uitval", "what_happened": "Alles staat stil."}

ACTIONS = (
    Action("read the conversation", "GET", HERE, before=held),
    Action("take it (a colleague's: take over)", "POST", f"{HERE}/claim", {"take_over": "{take_over}"}, free),
    Action("give it back to the queue", "DELETE", f"{HERE}/claim", {}, held),
    Action("give it to a colleague", "POST", f"{HERE}/assignment", {"to": "{colleague}"}, held),
    Action("write a note", "POST", f"{HERE}/notes", {"text": "Bekend."}, held),
    Action("put a tag on", "POST", f"{HERE}/tags", {"name": "storing"}, held),
    Action("answer on the same side", "POST", f"{HERE}/replies", SAME, held),
    Action("answer by DM from a public conversation", "POST", f"{HERE}/replies", BY_DM, held, IN_PUBLIC),
    Action("answer somebody of the press", "POST", f"{HERE}/replies", SAME, of_the_press, OWN_ONLY),
    Action("undo an answer that is queued", "POST", f"{REPLY}/cancellation", {}, queued),
    Action("send a failed answer again", "POST", f"{REPLY}/retry", {"seen_message_id": "{seen}"}, failed),
    Action("delete a sent answer", "POST", f"{REPLY}/deletion", {}, sent),
    Action("approve an answer", "POST", f"{REPLY}/approval", {"sha256": "{sha256}"}, waiting),
    Action("send back an answer", "POST", f"{REPLY}/rejection", {"reason": "Niet zo."}, waiting),
    Action("dismiss what needs no answer", "POST", f"{HERE}/dismissal", {"seen_message_id": "{seen}"}, held),
    Action("close it", "POST", f"{HERE}/closing", {"reason": "thanks", "seen_message_id": "{seen}"}, held),
    Action("ask the CEO", "POST", f"{HERE}/escalation", QUESTION, held),
    Action("mark it urgent", "POST", f"{HERE}/urgency", {}, held),
)
WHOLE = (
    Action("stop everything outgoing", "POST", "/channels/{channel}/stop"),
    Action("give mandates, make teams, set limits", "GET", "/mandates"),
    Action("connect channels", "GET", "/channels"),
    Action("invite and shut out people", "GET", "/users"),
)
PLACES = tuple(Place(audience, own) for audience in Audience for own in (True, False))
DRILLS = (Place(Audience.PUBLIC, own=True, training=True), Place(Audience.PRIVATE, own=True, training=True))


class World:
    """A desk with one colleague of each role, under the grants an installation begins with."""

    def __init__(self, app: Flask, now: datetime) -> None:
        self.app, self.now, self.numbers = app, now, count(1)
        with transaction():
            grants.seed(now - timedelta(days=30))
        self.channels = {
            training: scenes.channel(
                now, external_id=f"10{training:d}", training=training, handle=f"desk{training:d}"
            ).id
            for training in (False, True)
        }
        self.colleague_id = scenes.user("Daan Visser", now, Role.AGENT).id
        self.chief_id = scenes.user("Willem van Dijk", now, Role.EXECUTIVE).id
        people = {role: scenes.user(f"Rol {role.value}", now, role) for role in Role}
        self.ids = {role: user.id for role, user in people.items()}
        self.visitors = {role: Visitor(app).log_in(session.get_one(User, number)) for role, number in self.ids.items()}
        self.tokens = {role: visitor.token() for role, visitor in self.visitors.items()}

    def scene(self, role: Role, place: Place) -> Scene:
        """A customer who never wrote before writes."""
        session.remove()
        channel = session.get_one(Channel, self.channels[place.training])
        asks = scenes.asks if place.audience == Audience.PUBLIC else scenes.asks_in_private
        conversation = asks(channel, at=self.now, by=scenes.customer(next(self.numbers)))
        people = (self.visitors[role], self.tokens[role], self.ids[role], self.colleague_id, self.chief_id)
        return Scene(*people, place, conversation)

    def tried(self, role: Role, action: Action, place: Place) -> str:
        """What becomes of it."""
        if not action.where(place):
            return NOT_THERE
        scene = self.scene(role, place)
        action.before(scene)
        return self.asked(scene, action)

    def asked(self, scene: Scene, action: Action) -> str:
        """What the application answers."""
        values = {
            "conversation": scene.conversation.id,
            "channel": scene.conversation.channel_id,
            "seen": scene.conversation.last_message_id,
            "audience": scene.conversation.audience,
            "colleague": scene.colleague_id,
            "chief": scene.chief_id,
            "take_over": "no" if scene.place.own else "yes",
            "new": str(uuid4()),
        } | scene.ids
        session.remove()
        form = {name: text.format(**values) for name, text in action.form.items()}
        answer = scene.visitor.client.open(
            action.path.format(**values),
            method=action.method,
            data={"csrf_token": scene.token} | form,
            headers={"Accept": f"{STREAM}, text/html"},
        )
        return _word(answer.status_code, str(values["new"]), f"{action.name}: {answer.text[:600]}")


def _word(status: int, uuid: str, about: str) -> str:
    if status in (403, 404, 409):
        return {403: NO, 404: UNSEEN, 409: FIRST}[status]
    if "cannot_be_asked" in about:  # a chief may not answer DMs to begin with
        return FIRST
    if status >= 400:
        raise RuntimeError(f"{status} tells nothing about power: {about}")
    made = session.scalars(select(Reply).where(Reply.uuid == uuid)).one_or_none()
    return ASKS if made is not None and made.status == ReplyStatus.AWAITING_APPROVAL else YES


def of_role(app: Flask, now: datetime, role: Role) -> str:
    """What one role may do, as a table."""
    world = World(app, now)
    rows = [f"**{role.value}**", "", "| | public, own | public, other | DM, own | DM, other | training desk |"]
    rows.append("|---|---|---|---|---|---|")
    for action in ACTIONS:
        cells = [world.tried(role, action, place) for place in PLACES]
        drills = {world.tried(role, action, place) for place in DRILLS}
        rows.append(f"| {action.name} | {' | '.join(cells)} | {', '.join(sorted(drills - {NOT_THERE}))} |")
    return "\n".join(rows)


def of_everything(app: Flask, now: datetime) -> str:
    """What is of no conversation, as a table."""
    world = World(app, now)
    rows = [f"**{WHOLE_TITLE}**", "", f"| | {' | '.join(role.value for role in Role)} |", f"|---|{'---|' * len(Role)}"]
    tried = {action.name: [world.tried(role, action, PLACES[0]) for role in Role] for action in WHOLE}
    return "\n".join([*rows, *(f"| {name} | {' | '.join(cells)} |" for name, cells in tried.items())])


def of_pages(app: Flask, now: datetime) -> str:
    """Whose each page is, as a table."""
    return pages.table(World(app, now).visitors)


def kept(title: str) -> str:
    """The table that stands under this title now."""
    found = PAGE.read_text().partition(BEGIN)[2].partition(END)[0]
    return f"**{title}**" + found.partition(f"**{title}**")[2].partition("\n\n**")[0].rstrip()


def main() -> None:
    """Write the page anew."""
    now = datetime.now(UTC)
    makers = [*(partial(of_role, role=role) for role in Role), of_everything, of_pages]
    written = "\n\n".join([LEGEND, *(_fresh(make, now) for make in makers)])
    before, _begin, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n{written}\n\n{END}{rest.partition(END)[2]}")


def _fresh(make: Callable[[Flask, datetime], str], now: datetime) -> str:
    """On a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/powers.sqlite3"
        migrate(url)
        secrets = {"secret_key": SecretStr("x" * 40), "credential_keys": (SecretStr(Fernet.generate_key().decode()),)}
        app, _sockets = create_app(Config(database_url=url, demo=False, **secrets))
        app.config.update(TESTING=True, CLOCK=lambda: now)
        return make(app, now)


def _now(scene: Scene) -> datetime:
    moment: datetime = scene.visitor.app.config["CLOCK"]()
    return moment


def _submit(scene: Scene, **choices: object) -> Reply:
    owner = session.get_one(User, scene.owner_id)
    return scenes.submit(scene.conversation, by=owner, at=_now(scene), **choices)


if __name__ == "__main__":
    main()
