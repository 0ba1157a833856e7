"""Where somebody can use a power at all, as a condition on lists: the same as `decide` says of each conversation."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_

from webcare.mandate.holding import Mandate
from webcare.mandate.places import Scope
from webcare.mandate.reading import Readable, condition
from webcare.mandate.weighing import scope_of
from webcare.models import Contact, Conversation, LimitKind, Narrowing, Power


@dataclass(frozen=True)
class Reach:
    """What may be read, was granted in these scopes, and is refused by no limit. Of equals one is enough to ask by."""

    readable: Readable
    granted: frozenset[Scope]
    refused: frozenset[tuple[Scope, bool]]  # where, and whether only for press

    def where(self) -> ColumnElement[bool]:
        """The condition on `Conversation`."""
        if not self.granted:
            return false()
        granted = or_(*(condition(scope) for scope in sorted(self.granted, key=repr)))
        limits = (_limited(scope, press) for scope, press in sorted(self.refused, key=repr))
        return and_(self.readable.where(), granted, *(not_(each) for each in limits))


def reach(held: Mandate, power: Power) -> Reach:
    """Where this power is not refused to them: they may use it at once, or after approval."""
    live = (each for each in held.grants if each.power == power and each.valid_at(held.at))
    binding = (each for each in held.limits if power == Power.ANSWER and each.valid_at(held.at))
    refused = (each for each in binding if each.effect == Narrowing.REFUSED)
    return Reach(
        held.readable(),
        frozenset(scope_of(each) for each in live),
        frozenset((scope_of(each), each.kind == LimitKind.PRESS) for each in refused),
    )


def _limited(scope: Scope, press: bool) -> ColumnElement[bool]:
    if not press:
        return condition(scope)
    marked = exists().where(Contact.id == Conversation.contact_id, Contact.press.is_(True))
    return and_(condition(scope), marked)
