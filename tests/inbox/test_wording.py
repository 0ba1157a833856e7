"""What an agent is told of an answer that did not leave, and what can be done."""

from typing import Any

from webcare.channels import PlatformError, RateLimited, Uncertain
from webcare.channels.x import NO_TRAINING_DESK, failures
from webcare.desk import publishing
from webcare.inbox import wording
from webcare.outbox import settling

NEVER_ENDS_IT = {RateLimited, Uncertain}  # the one is waited for, the other is looked up


def test_every_code_that_can_be_given_has_words_and_no_words_are_for_another() -> None:
    kinds = {kind.code for kind in PlatformError.__subclasses__() if kind not in NEVER_ENDS_IT}
    refusals = {code for _said, code in failures.CODES} | set(failures.BY_STATUS.values())
    ours = {publishing.NEWS, publishing.ACCOUNT_GONE, settling.NOT_PUBLISHED, NO_TRAINING_DESK}

    assert set(wording.FAILURES) == kinds | refusals | ours


def test_words_for_what_was_not_deleted_are_for_codes_that_can_be_given() -> None:
    assert set(wording.UNDELETED) <= set(wording.FAILURES)
    assert "forbidden" not in str(wording.undeleted("forbidden"))


def test_every_reason_to_hold_an_answer_has_words() -> None:
    assert set(wording.HELD) == {publishing.STOPPED, publishing.OFF, publishing.MANDATE}


def test_who_answered_a_post_that_is_gone_is_not_told_to_try_again() -> None:
    said: Any = wording.failure("target_gone")
    assert "is gone" in str(said)
    assert "ry again" not in str(said)
