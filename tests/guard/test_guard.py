from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.guard import labelled
from webcare import guard
from webcare.guard import Context, Finding, Known, Pattern, PatternUnclear, Remedy, Severity

PIECES = st.sampled_from(
    [
        *(
            "BSN ",
            "123456782",
            "123 456 782",
            "4111 1111 1111 1111",
            "NL91ABNA0417164300",
            "06-12345678",
            "06",
            "12 34",
        ),
        *("@pietpuk", "{naam}", "[", "]", "<order>", "We bellen u morgen.", " terug", "anna", "@", "gmail.com", " at "),
        *("Dorpsstraat 12", ", 1234 AB", "\n", " ", "-", ".", "/", "€", "\u200b", "１２３", "🚆", "SP-", "482913"),
    ]
)
TEXTS = st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=14).map("".join))


def found(text: str, audience: str = "public", **context: Any) -> list[Finding]:
    return guard.check(text, audience, known=labelled.KNOWN, context=Context(**context))


@settings(max_examples=400, deadline=None)
@given(text=TEXTS, audience=st.sampled_from(["public", "private"]))
def test_any_text_can_be_checked_and_its_findings_stand_where_they_say(text: str, audience: str) -> None:
    findings = found(text, audience)

    for each in findings:
        assert 0 <= each.start < each.end <= len(text)
        assert text[each.start : each.end] == each.piece
    assert findings == sorted(findings, key=lambda each: each.start)


@settings(max_examples=400, deadline=None)
@given(text=TEXTS)
def test_taking_out_what_is_found_ends_with_nothing_to_find(text: str) -> None:
    for _ in range(len(text) + 1):
        findings = found(text)
        if not findings:
            break
        shorter = guard.without(text, findings)
        assert len(shorter) < len(text)
        text = shorter
    assert found(text) == []


@pytest.mark.parametrize("example", list(labelled.examples()), ids=lambda example: example.text[:30])
def test_taking_out_what_an_example_holds_leaves_the_words_around_it(example: labelled.Example) -> None:
    findings = guard.check(example.text, example.audience, known=labelled.KNOWN, context=labelled.CONTEXT)

    rest = guard.without(example.text, findings)

    assert guard.check(rest, example.audience, known=labelled.KNOWN, context=labelled.CONTEXT) == []
    kept = example.text
    for _code, piece, _start in sorted(example.pieces, key=lambda each: -each[2]):
        kept = kept.replace(piece, "", 1) if kept.count(piece) == 1 else kept
    if len({piece for _code, piece, _start in example.pieces}) == len(example.pieces):
        assert "".join(rest.split()) == "".join(kept.split())


def test_a_promise_that_was_written_down_is_no_finding() -> None:
    assert [each.code for each in found("We bellen u morgen.")] == ["promise"]
    assert found("We bellen u morgen.", promised=True) == []


def test_a_promise_does_not_hide_behind_what_stands_in_it() -> None:
    codes = {each.code for each in found("We bellen u morgen op 06-12345678, @pietpuk")}

    assert codes == {"promise", "phone", "handle"}


def test_what_the_brand_published_is_never_flagged_however_it_is_written() -> None:
    own = Known.of(["NL91 ABNA 0417 1643 00", "0612345678", "Info@Spoorlijn.nl", "4111 1111 1111 1111"])

    for text in ("nl91abna0417164300", "+31 6 12 34 56 78", "info@spoorlijn.NL", "kaart 4111111111111111"):
        assert guard.check(text, "public", known=own) == []
    assert [each.code for each in guard.check("06-87654321", "public", known=own)] == ["phone"]


def test_a_bsn_can_only_be_moved_or_removed() -> None:
    (finding,) = found("BSN 123456782")

    assert (finding.severity, finding.remedies) == (Severity.BLOCK, (Remedy.MOVE_TO_DM, Remedy.REMOVE))


@pytest.mark.parametrize("template", ["", "SP", "###", "????????", "SP-###\n", "#" * 41, "ab\u0000####"])
def test_a_pattern_that_would_find_anything_is_refused(template: str) -> None:
    with pytest.raises(PatternUnclear):
        Pattern("order", template)


@pytest.mark.parametrize(
    ("template", "text", "finds"),
    [
        ("####-??", "Order 1234-ab.", ["1234-ab"]),
        ("(##) ##", "code (12) 34!", ["(12) 34"]),
        (".*.####", "x .a.1234 y .b!1234", [".a.1234"]),
        ("A+####", "A+1234 AA1234", ["A+1234"]),
    ],
)
def test_every_other_sign_of_a_pattern_stands_for_itself(template: str, text: str, finds: list[str]) -> None:
    known = Known.of((), patterns=[Pattern("order", template)])

    assert [each.piece for each in guard.check(text, "public", known=known) if each.code == "order"] == finds


@pytest.mark.parametrize(
    "text",
    [
        *(
            "1 " * 10_000,
            "1" * 20_000,
            "a@" * 10_000,
            "@a." * 6_000,
            "NL91" * 5_000,
            "[a " * 6_000,
            "We bellen " * 2_000,
        ),
        *("Laan van " * 2_500, "A" * 20_000, "ik kom " * 3_000, "\u200b" * 20_000, "we will " * 2_500, "06-" * 6_000),
        *("a at " * 4_000, "{" * 20_000, "www." * 5_000, "a.b/" * 5_000, "Nieuwe " * 3_000, "van de " * 3_000),
    ],
    ids=lambda text: text[:8].strip() or "unseen",
)
def test_no_text_makes_it_think_without_end(text: str) -> None:
    for each in found(text):
        assert text[each.start : each.end] == each.piece


def test_a_bsn_is_masked_and_an_order_number_is_not() -> None:
    assert guard.masked("Mijn BSN is 123456782, order 482913") == "Mijn BSN is •••••••••, order 482913"
    assert guard.masked("bsn 1234.56.782!") == "bsn •••••••••!"
    assert guard.masked("Ordernummer 123456782") == "Ordernummer 123456782"
    assert guard.masked("") == ""
