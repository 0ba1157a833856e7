from tests.visitor import Visitor
from webcare.models import User


def test_only_who_manages_sees_the_accounts(agent: Visitor, admin: Visitor) -> None:
    assert agent.get("/users").status_code == 403
    page = admin.get("/users")
    assert page.status_code == 200
    assert "Sanne Kuipers" in page.text


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
