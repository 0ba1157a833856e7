"""docs/security.md says who may do what; here it is tried anew. After changing a rule: `make docs`."""

from datetime import datetime

import pytest
from flask import Flask

from scripts import pages, powers
from webcare.models import Role


@pytest.mark.parametrize("role", list(Role))
def test_what_each_role_may_do_is_written_down_as_it_is(app: Flask, now: datetime, role: Role) -> None:
    assert powers.of_role(app, now, role) == powers.kept(role.value)


def test_who_may_do_what_to_a_whole_channel_or_installation_is_written_down_as_it_is(app: Flask, now: datetime) -> None:
    assert powers.of_everything(app, now) == powers.kept(powers.WHOLE_TITLE)


def test_whose_each_page_is_is_written_down_as_it_is(app: Flask, now: datetime) -> None:
    assert powers.of_pages(app, now) == powers.kept(pages.TITLE)
