import json
from datetime import datetime

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests import scenes
from tests.visitor import STREAM, Visitor
from tests.web.desk import Desk
from webcare import access, create_app, database
from webcare.models import User
from webcare.web.security import ANONYMOUS, ENOUGH_FOR_FILES, HEADERS

CHANGING = {"POST", "PUT", "DELETE", "PATCH"}


def address(rule: Rule) -> str:
    """An address that this rule answers."""
    values: dict[str, object] = {}
    for name, converter in rule._converters.items():
        kind = type(converter).__name__
        values[name] = {"RowId": 1, "UUIDConverter": "6e8bc430-9c3a-11d9-9669-0800200c9a66"}.get(kind, "x")
    built = rule.build(values)
    assert built is not None, rule
    return built[1]


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=str)


def test_only_the_named_list_answers_somebody_who_is_not_logged_in(app: Flask, visitor: Visitor) -> None:
    opened = set()
    for rule in rules(app):
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            response = visitor.client.open(address(rule), method=method)
            to_log_in = response.status_code == 303 and response.location.startswith("/login")
            if response.status_code != 401 and not to_log_in:
                opened.add(rule.endpoint)
    assert opened <= ANONYMOUS


def test_the_named_list_names_nothing_that_is_not_there(app: Flask) -> None:
    assert {rule.endpoint for rule in rules(app)} >= ANONYMOUS
    assert len(rules(app)) > 20


def test_no_form_is_taken_without_the_token_of_its_log_in(app: Flask, agent: Visitor, admin: Visitor) -> None:
    tried = 0
    for rule in rules(app):
        for method in sorted((rule.methods or set()) & CHANGING):
            for visitor in (agent, admin):
                response = visitor.client.open(address(rule), method=method, headers={"Accept": "application/json"})
                assert (response.status_code, response.get_json()["error"]) == (400, "form_expired"), rule
            tried += 1
    assert tried > 15


def test_the_token_of_somebody_elses_log_in_is_refused(app: Flask, agent: Visitor, admin: Visitor) -> None:
    response = agent.client.post("/settings", data={"csrf_token": admin.token()})
    assert response.status_code == 400


def test_every_answer_carries_the_same_headers(agent: Visitor, app: Flask) -> None:
    for path in ("/login", "/healthz", "/settings", "/nergens", "/static/x/nothing.css", "/users"):
        response = agent.get(path)
        expected = {name: value for name, value in HEADERS.items() if "static" not in path or name in ENOUGH_FOR_FILES}
        assert expected.items() <= dict(response.headers).items(), path


def test_the_policy_lets_no_script_or_style_run_that_is_not_ours() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"].split()[0] == "'self'"
    assert len(policy["style-src"].split()) == 2  # and the one hash of Turbo's progress bar
    assert not [part for part in policy.values() if "unsafe" in part or "*" in part or "http" in part]


def test_no_page_has_scripts_or_styles_in_its_text(agent: Visitor, admin: Visitor) -> None:
    pages = [agent.get(path).text for path in ("/login", "/", "/settings")]
    pages += [
        admin.get(path).text for path in ("/users", "/invitations/new", "/channels", "/channels/new", "/quarantine")
    ]
    for page in pages:
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page


def test_pages_are_kept_by_no_cache(agent: Visitor) -> None:
    assert agent.get("/settings").headers["Cache-Control"] == "private, no-store"


def test_a_host_nobody_configured_is_refused(visitor: Visitor) -> None:
    assert visitor.get("/login", headers={"Host": "kwaad.example"}).status_code == 400
    assert visitor.get("/login", headers={"Host": "localhost:5000"}).status_code == 200


def test_headers_of_a_proxy_count_only_when_one_is_configured(
    app: Flask, agent: Visitor, colleagues: dict[str, User]
) -> None:
    forged = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    assert "Strict-Transport-Security" not in agent.get("/settings", headers=forged).headers

    behind, _socketio = create_app(app.config["WEBCARE"].model_copy(update={"proxies": 1}))
    behind.config.update(TESTING=True, CLOCK=app.config["CLOCK"])
    assert "Strict-Transport-Security" in Visitor(behind).get("/login", headers=forged).headers
    database.session.remove()
    behind.extensions["database"].dispose()


def test_a_hidden_field_turns_a_form_into_a_deletion(admin: Visitor, colleagues: dict[str, User]) -> None:
    response = admin.post(f"/users/{colleagues['sanne'].id}/sessions", {"_method": "delete"})
    assert response.status_code == 303
    assert admin.post(f"/users/{colleagues['sanne'].id}/sessions", {"_method": "trace"}).status_code == 405


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "Niet gevonden"), ("en", "Not found"), ("nl-BE,nl;q=0.9", "Niet gevonden")]
)
def test_an_error_speaks_the_language_of_its_reader(
    app: Flask, colleagues: dict[str, User], language: str, words: str, now: datetime
) -> None:
    somebody = scenes.user("Iemand Anders", now, language=language[:2])
    visitor = Visitor(app).log_in(somebody)
    page = visitor.get("/nergens")
    assert page.status_code == 404
    assert f"<h1>{words}</h1>" in page.text


def test_before_log_in_the_browser_says_which_language(visitor: Visitor) -> None:
    assert '<html lang="nl">' in visitor.get("/login", headers={"Accept-Language": "nl-NL,nl;q=0.9,en;q=0.8"}).text
    assert '<html lang="en">' in visitor.get("/login", headers={"Accept-Language": "fr"}).text


def test_an_error_comes_in_the_form_that_was_asked_for(agent: Visitor) -> None:
    asked_json = agent.get("/nergens", headers={"Accept": "application/json"})
    assert json.loads(asked_json.text)["error"] == "not_found"

    stream = agent.post("/nergens", headers={"Accept": f"{STREAM}, text/html"})
    assert stream.status_code == 404
    assert stream.content_type.startswith(STREAM)
    assert 'target="notices"' in stream.text

    frame = agent.get("/nergens", headers={"Turbo-Frame": "talk"})
    assert frame.text.startswith('<turbo-frame id="talk">')
    assert agent.get("/nergens", headers={"Turbo-Frame": '"><script>'}).text.lstrip().startswith("<!doctype html>")


def test_more_than_a_megabyte_is_not_read(agent: Visitor) -> None:
    response = agent.post("/settings", {"signature": "x" * 1_100_000})
    assert response.status_code == 413
    assert "more than can be sent at once" in response.text or "meer dan" in response.text


def test_what_nobody_thought_of_shows_no_trace_and_no_secret(
    app: Flask, agent: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    def stumble() -> str:
        customers_words = "mijn rekening is NL91ABNA0417164300"
        raise RuntimeError(customers_words)

    app.view_functions["settings.show"] = stumble
    response = agent.get("/settings")
    said = capsys.readouterr()

    assert response.status_code == 500
    for text in (response.text, said.out, said.err):
        assert "NL91ABNA" not in text
        assert "canary-of-the-secret-key" not in text
    assert "Traceback" not in response.text
    assert "RuntimeError" in said.err
    assert "stumble" in said.err


def test_the_canary_secret_is_in_no_page_and_no_header(app: Flask, agent: Visitor, admin: Visitor) -> None:
    secrets = ("canary-of-the-secret-key", app.config["WEBCARE"].credential_keys[0].get_secret_value())
    answers = [agent.get(path) for path in ("/", "/settings", "/login", "/healthz", "/nergens")]
    answers += [admin.get(path) for path in ("/channels", "/users", "/quarantine")]
    for answer in answers:
        for secret in secrets:
            assert secret not in answer.text
            assert secret not in str(answer.headers)
    assert "canary-of-the" not in repr(app.config["WEBCARE"])


def test_over_https_a_cookie_that_a_neighbouring_host_can_set_is_no_log_in(
    app: Flask, agent: Visitor, colleagues: dict[str, User]
) -> None:
    secure, _socketio = create_app(app.config["WEBCARE"].model_copy(update={"secure_cookies": True}))
    secure.config.update(TESTING=True, CLOCK=app.config["CLOCK"])
    tossed = Visitor(secure).log_in(colleagues["sanne"])
    assert tossed.get("/settings").status_code == 303
    cookie = tossed.client.get_cookie(access.COOKIE)
    assert cookie is not None
    tossed.client.set_cookie(access.SECURE_COOKIE, cookie.value)
    assert tossed.get("/settings").status_code == 200
    database.session.remove()
    secure.extensions["database"].dispose()


def test_a_host_that_is_no_address_is_refused(visitor: Visitor) -> None:
    assert visitor.get("/login", headers={"Host": "["}).status_code == 400


def test_an_id_that_no_database_holds_leads_nowhere(agent: Visitor) -> None:
    assert agent.get("/conversations/99999999999999999999").status_code == 404


def test_dms_are_not_read_unrecorded_by_another_address(desk: Desk) -> None:
    private = scenes.asks_in_private(desk.channel, at=desk.now).id
    assert desk.sanne.get(f"/conversations/{private}/timeline").status_code == 200
    database.session.remove()
    assert scenes.kinds().count("conversation_read") == 1
