"""X's search language, as far as a desk needs it: from:, to:, @, conversation_id:, is:, words, OR, brackets, minus."""

import re

from sqlalchemy import ColumnElement, Connection, and_, false, func, not_, or_, select

from webcare.simulator import problems
from webcare.simulator.store import account, mention, post

TOKEN = re.compile(r'\(|\)|-?"[^"]*"|[^\s()]+')


def condition(connection: Connection, query: str) -> ColumnElement[bool]:
    """What a query means as a condition on posts. Raises Problem 400 for one that cannot be read."""
    tokens = TOKEN.findall(query)
    if not tokens:
        raise problems.invalid("The `query` query parameter can not be empty", query=[query])
    parser = _Parser(connection, tokens)
    found = parser.alternatives()
    if parser.left():
        raise problems.invalid(f"There were errors processing your request: unexpected {parser.left()}", query=[query])
    return found


class _Parser:
    def __init__(self, connection: Connection, tokens: list[str]) -> None:
        self._connection = connection
        self._tokens = tokens

    def left(self) -> str:
        return self._tokens[0] if self._tokens else ""

    def alternatives(self) -> ColumnElement[bool]:
        found = [self._together()]
        while self.left() == "OR":
            self._tokens.pop(0)
            found.append(self._together())
        return or_(*found)

    def _together(self) -> ColumnElement[bool]:
        found = []
        while self.left() not in ("", "OR", ")"):
            found.append(self._one())
        if not found:
            raise problems.invalid("There were errors processing your request: no viable alternative", query=[""])
        return and_(*found)

    def _one(self) -> ColumnElement[bool]:
        token = self._tokens.pop(0)
        if token == "(":  # noqa: S105  # a bracket
            found = self.alternatives()
            if self.left() != ")":
                raise problems.invalid("There were errors processing your request: missing ')'", query=[""])
            self._tokens.pop(0)
            return found
        if token.startswith("-"):
            return not_(self._term(token[1:]))
        return self._term(token)

    def _term(self, token: str) -> ColumnElement[bool]:
        operator, _, value = token.partition(":")
        if operator == "from":
            return post.c.author_id == self._account(value)
        if operator == "to":
            return post.c.reply_to_author == self._account(value)
        if operator == "conversation_id":
            return post.c.conversation_id == int(value) if value.isdecimal() else false()
        if operator == "is":
            kinds = {"retweet": post.c.reposts, "reply": post.c.reply_to, "quote": post.c.quotes}
            return kinds[value].is_not(None) if value in kinds else false()
        if token.startswith("@"):
            named = select(mention.c.post_id).where(mention.c.account_id == self._account(token[1:]))
            return post.c.id.in_(named)
        return func.lower(post.c.text).contains(token.strip('"').lower(), autoescape=True)

    def _account(self, value: str) -> ColumnElement[int]:
        wanted = account.c.id == int(value) if value.isdecimal() else account.c.handle == value.removeprefix("@")
        return func.coalesce(select(account.c.id).where(wanted).scalar_subquery(), -1)
