import re

from babel.messages.catalog import Message

from scripts import texts

PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


def test_every_text_of_the_interface_has_dutch() -> None:
    assert texts.missing() == []


def test_the_catalogue_holds_what_the_code_asks_for_and_nothing_else() -> None:
    asked = {message.id for message in texts.in_code() if message.id}
    kept = {message.id for message in texts.translated() if message.id}
    assert asked - kept == set(), "run `make texts`, then write the Dutch"
    assert kept - asked == set(), "run `make texts`"


def test_partials_are_looked_through_as_well() -> None:
    assert "Main menu" in {message.id for message in texts.in_code()}


def test_dutch_fills_in_the_same_facts() -> None:
    assert [str(message.id) for message in texts.translated() if message.id and not same_facts(message)] == []


def same_facts(message: Message) -> bool:
    english = [set(PLACEHOLDER.findall(form)) for form in texts.forms(message.id)]
    dutch = [set(PLACEHOLDER.findall(form)) for form in texts.forms(message.string)]
    return english[-1] == dutch[-1] and all(form <= english[-1] for form in dutch)


def test_plural_forms_differ_where_the_words_do() -> None:
    plurals = [message for message in texts.translated() if isinstance(message.id, tuple)]
    assert len(plurals) > 5
    assert all(len(texts.forms(message.string)) == 2 for message in plurals)
