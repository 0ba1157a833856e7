import pytest

from tests.guard import labelled
from webcare.guard import Code, Severity
from webcare.guard.finding import BLOCKED

FEWEST = 300


@pytest.mark.parametrize("code", list(Code))
def test_the_guard_finds_what_it_should_and_leaves_the_rest_alone(
    code: Code, capsys: pytest.CaptureFixture[str]
) -> None:
    scores, wrong = labelled.scores()
    score = scores[code]
    with capsys.disabled():
        print(f"\n{code:13} precision {score.precision:.3f}, recall {score.recall:.3f}, {score.right} found", end=" ")

    least = 0.98 if code in BLOCKED else 0.95
    assert score.right, "no example"
    assert min(score.precision, score.recall) >= least, [each for each in wrong if f" {code} " in each]


def test_there_are_enough_examples_and_many_of_nothing() -> None:
    examples = list(labelled.examples())

    assert len(examples) >= FEWEST
    assert len({example.text for example in examples}) == len(examples)
    assert sum(not example.pieces for example in examples) >= FEWEST / 3


def test_only_a_bsn_and_a_card_number_block() -> None:
    assert {code for code in Code if code in BLOCKED} == {Code.BSN, Code.CARD}
    assert Severity.BLOCK != Severity.WARN
