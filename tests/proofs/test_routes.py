"""Every view declares how it is opened, and every route is reached only that way: real requests, all roles."""

import re
import uuid

import pytest
from flask import Flask

from platform_app.core.access import Role, Scope, access, install, public
from platform_app.core.web.room import Room
from tests.support.people import Visitor
from tests.support.world import ALPHA, BETA, NATION, NATIONAL_PEOPLE, PASSWORD, TENANT_PEOPLE, Place

OBJECTS = {
    "member_id": "organization.npo",
    "contact_id": "contact.npo",
    "resource_id": "resource.npo",
    "case_id": "case.referred",
    "person_id": "person.referred",
    "consent_id": "consent.referred",
    "note_id": "note.referred",
    "referral_id": "referral",
    "body_id": "body",
    "meeting_id": "meeting",
    "appointment_id": "appointment.council",
    "grant_id": "grant.council",
    "seat_id": "seat.desk",
    "unit_id": "unit.desk",
    "user_id": "user.desk",
}
"""Which object of the test world fills a URL argument."""
ENDS_SESSION = {"accounts.logout", "accounts.revoke_all"}
ALLOWED = {200, 302, 303, 404, 409, 422}
"""404 and 409 too: the object may be in a state or of a desk that the rule about objects excludes."""
REFUSED = {403, 404}
ABSENT = {404}


def routes(app: Flask) -> list[tuple[str, str, set[str]]]:
    """Endpoint, method, URL arguments of every route but static files."""
    return [
        (rule.endpoint, method, set(rule.arguments))
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        if rule.endpoint != "static"
    ]


def path_of(app: Flask, endpoint: str, arguments: set[str], slug: str, objects: Place) -> str:
    values: dict[str, object] = {}
    for name in arguments:
        values[name] = slug if name == "slug" else _value(name, objects)
    with app.test_request_context():
        return app.url_for(endpoint, **values)


def _value(name: str, place: Place) -> object:
    if name in OBJECTS:
        return place.id(OBJECTS[name])
    return {"fiscal_year": 2026, "year": 2026, "number": 1, "tenant_id": place.tenant_id, "token": "x" * 43}.get(
        name, place.id(name)
    )


def test_every_view_says_how_it_is_opened(app):
    for endpoint, view in app.view_functions.items():
        opening = getattr(view, "opening", None)
        assert endpoint == "static" or opening is not None, endpoint
        if opening is not None:
            assert opening.permission is not None or len(opening.reason) > 10, endpoint


def test_an_undeclared_view_keeps_the_application_from_starting(app):
    rogue = Flask("rogue")
    rogue.add_url_rule("/open", "open", lambda: "all of it")

    with pytest.raises(RuntimeError, match="neither @access nor @public"):
        install(rogue, app.extensions["access"].gate, [])


def test_tenant_paths_stand_in_tenant_rooms(app):
    """A view under /t/<slug> must not be public, and belongs to a room of scope TENANT."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/t/"):
            blueprint = app.blueprints[rule.endpoint.partition(".")[0]]
            assert isinstance(blueprint, Room)
            assert blueprint.scope is Scope.TENANT, rule.rule
            assert app.view_functions[rule.endpoint].opening.permission is not None, rule.rule


def test_strangers_are_sent_to_the_login(app):
    for endpoint, method, arguments in routes(app):
        if app.view_functions[endpoint].opening.permission is None:
            continue
        stranger = Visitor(app)
        path = path_of(app, endpoint, arguments, ALPHA.slug, ALPHA)
        response = stranger.get(path) if method == "GET" else stranger.post(path)

        assert response.status_code in (302, 303), (endpoint, method, response.status_code)
        assert "/login" in response.headers["Location"], endpoint


def _people() -> list[tuple[Place, str, Role]]:
    here = [(ALPHA, name, role) for name, role in TENANT_PEOPLE.items()]
    return here + [(NATION, name, role) for name, role in NATIONAL_PEOPLE.items()]


@pytest.mark.parametrize(("home", "name", "role"), _people(), ids=lambda value: getattr(value, "slug", str(value)))
def test_each_role_reaches_what_the_table_says_and_nothing_else(fresh_app, home, name, role):
    """Own tenant: allowed or refused as RULES say. Other tenant, and another tenant's objects under the own path: 404."""
    visitor = Visitor(fresh_app).log_in(home.mail(name))
    wrong = [
        told
        for endpoint, method, arguments in sorted(routes(fresh_app), key=_mild_first)
        for told in _attack(fresh_app, visitor, home.mail(name), home, role, endpoint, method, arguments)
    ]

    assert not wrong, "\n".join(map(str, wrong))


def _attack(app, visitor, mail, home, role, endpoint, method, arguments):
    """What one route answered otherwise than the table says."""
    opening = app.view_functions[endpoint].opening
    if opening.permission is None or endpoint in ENDS_SESSION:
        return
    rule = app.extensions["access"].rules[opening.permission]
    scope = app.blueprints[endpoint.partition(".")[0]].scope
    may = rule.signed_in or role in rule.roles
    is_home = scope is Scope.PERSON or (scope is Scope.TENANT) == (home is not NATION)
    allowed = ALLOWED | {403} if rule.where is not None else ALLOWED
    ways = [(ALPHA.slug, ALPHA, allowed if may and is_home else REFUSED if is_home else ABSENT)]
    if scope is Scope.TENANT and is_home:
        ways.append((BETA.slug, BETA, ABSENT))
        if arguments & set(OBJECTS):
            ways.append((ALPHA.slug, BETA, ABSENT if may else REFUSED))
    for slug, objects, expected in ways:
        answer = _ask(visitor, mail, method, path_of(app, endpoint, arguments, slug, objects))
        leaks = scope is Scope.TENANT and answer.mimetype == "text/html" and BETA.word in answer.get_data(as_text=True)
        if leaks or answer.status_code not in expected or "/login" in answer.headers.get("Location", ""):
            yield endpoint, method, slug, objects.slug, answer.status_code, expected


def _mild_first(route: tuple[str, str, set[str]]) -> tuple[bool, str]:
    """Reads before writes: a write may end what a read needs."""
    return (route[1] != "GET", route[0])


def _ask(visitor: Visitor, mail: str, method: str, path: str):
    """Send it; prove identity again where that is asked, and log in again if the session has been ended."""
    answer = _send(visitor, method, path)
    if "/account/verify" in answer.headers.get("Location", ""):
        visitor.get("/account/verify")
        visitor.post("/account/verify", {"password": PASSWORD})
        answer = _send(visitor, method, path)
    if "/login" in answer.headers.get("Location", "") or answer.status_code == 400:
        answer = _send(visitor.log_in(mail), method, path)
    return answer


def _send(visitor: Visitor, method: str, path: str):
    return visitor.get(path) if method == "GET" else visitor.post(path)


def test_the_matrix_would_notice_an_open_door(app):
    """Negative twin: a view opened with @public where a permission belongs is reached by a stranger."""
    assert public("a reason long enough")(lambda: "x").opening.permission is None
    assert access(next(iter(app.extensions["access"].rules)))(lambda: "x").opening.permission is not None


def test_unknown_objects_are_absent(app):
    visitor = Visitor(app).log_in(ALPHA.mail("desk"))
    for endpoint, method, arguments in routes(app):
        opening = app.view_functions[endpoint].opening
        if opening.permission is None or method != "GET" or not arguments & set(OBJECTS):
            continue
        with app.test_request_context():
            values = {
                n: ALPHA.slug if n == "slug" else uuid.uuid4() if n in OBJECTS else _value(n, ALPHA) for n in arguments
            }
            path = app.url_for(endpoint, **values)
        assert visitor.get(path).status_code in (403, 404), endpoint


def test_permission_names_are_noun_and_verb(app):
    for permission in app.extensions["access"].rules:
        assert re.fullmatch(r"[a-z-]+:[a-z-]+", permission.name), permission.name
