import pytest

from tests.visitor import Visitor
from webcare.access import accounts
from webcare.database import session
from webcare.models import User

GOOD = {
    "name": "Noor Jansen",
    "email": "noor@spoorlijn.example",
    "role": "agent",
    "language": "nl",
    "password": "een lange zin als sleutel",
}


def test_only_who_manages_sees_the_accounts(agent: Visitor, admin: Visitor) -> None:
    assert agent.get("/users").status_code == 403
    assert agent.post("/users", GOOD).status_code == 403
    page = admin.get("/users")
    assert page.status_code == 200
    assert "Sanne Kuipers" in page.text


def test_an_account_that_was_made_can_log_in(admin: Visitor) -> None:
    assert admin.post("/users", GOOD).status_code == 303
    session.remove()
    assert accounts.authenticate("noor@spoorlijn.example", "een lange zin als sleutel").signature == "NJ"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("email", "geen adres"),
        ("email", "sanne@spoorlijn.example"),
        ("role", "baas"),
        ("language", ""),
        ("password", "kort"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said_beside_the_field(admin: Visitor, field: str, value: str) -> None:
    response = admin.post("/users", {**GOOD, field: value})
    assert response.status_code == 422
    assert f'id="{field}-wrong"' in response.text
    assert "een lange zin als sleutel" not in response.text


def test_disabling_an_account_ends_its_sessions_at_once(
    admin: Visitor, agent: Visitor, colleagues: dict[str, User]
) -> None:
    path = f"/users/{colleagues['sanne'].id}/disabling"
    assert agent.get("/settings").status_code == 200
    assert admin.post(path).status_code == 303
    assert agent.get("/settings").status_code == 303

    assert admin.delete(path).status_code == 303
    assert agent.get("/settings").status_code == 303, "an old session does not come back to life"


def test_nobody_disables_their_own_account(admin: Visitor, colleagues: dict[str, User]) -> None:
    assert admin.post(f"/users/{colleagues['ilse'].id}/disabling").status_code == 409
    assert admin.get("/users").status_code == 200


def test_an_admin_can_end_all_sessions_of_a_colleague(
    admin: Visitor, agent: Visitor, colleagues: dict[str, User]
) -> None:
    assert admin.delete(f"/users/{colleagues['sanne'].id}/sessions").status_code == 303
    assert agent.get("/settings").status_code == 303


def test_an_account_that_is_not_there_is_not_found(admin: Visitor) -> None:
    assert admin.post("/users/999/disabling").status_code == 404
