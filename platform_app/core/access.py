"""Who may do what: the one place where a view is opened.

Every view carries ``@access(permission)`` or ``@public("reason")``; the application does not start with a
view that has neither. ``@access`` signs the person in, finds the tenant from the path, takes the seat the
person holds there, binds the database context, loads the subject *through* the tenant and asks the room's
RULES. What is not yours is 404, what you may not do is 403, a stranger is sent to the log-in.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import wraps
from typing import Any, NoReturn, Protocol, cast

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.local import LocalProxy

from platform_app.core import audit
from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context
from platform_app.extensions import db

View = Callable[..., ResponseReturnValue]


class Role(StrEnum):
    """What a seat is for. One person may hold many seats; one is active at a time."""

    OPERATOR = "operator"
    CABINET_OFFICE = "cabinet_office"
    CONTRACTOR = "contractor"
    PREFECTURE = "prefecture"
    SECRETARIAT = "secretariat"
    DESK = "desk"
    MEMBER = "member"
    ADVISER = "adviser"
    COUNCIL = "council"
    AUDITOR = "auditor"


ROLE_LABELS = {
    Role.OPERATOR: _l("Operator"),
    Role.CABINET_OFFICE: _l("Cabinet Office"),
    Role.CONTRACTOR: _l("Contractor of the Cabinet Office"),
    Role.PREFECTURE: _l("Prefecture"),
    Role.SECRETARIAT: _l("Secretariat"),
    Role.DESK: _l("Consultation desk"),
    Role.MEMBER: _l("Member organization"),
    Role.ADVISER: _l("Adviser"),
    Role.COUNCIL: _l("Council member"),
    Role.AUDITOR: _l("Auditor"),
}

DB_ROLES: Mapping[Role, DbRole] = {
    Role.OPERATOR: DbRole.NATIONAL,
    Role.CABINET_OFFICE: DbRole.NATIONAL,
    Role.CONTRACTOR: DbRole.NATIONAL,
    Role.PREFECTURE: DbRole.TENANT,
    Role.SECRETARIAT: DbRole.TENANT,
    Role.DESK: DbRole.CASE,
    Role.MEMBER: DbRole.RECEIVER,
    Role.ADVISER: DbRole.TENANT,
    Role.COUNCIL: DbRole.CASE,
    Role.AUDITOR: DbRole.AUDITOR,
}

TENANT_ROLES = frozenset(Role) - {Role.OPERATOR, Role.CABINET_OFFICE, Role.CONTRACTOR}
ALL_ROLES = frozenset(Role)


class Scope(StrEnum):
    """Where a room's pages stand, and so which seat opens them."""

    TENANT = "tenant"
    """``/t/<slug>/…``: a seat in that tenant."""
    INSTALLATION = "installation"
    """``/national/…`` and ``/operator/…``: a seat in the installation itself."""
    PERSON = "person"
    """``/account/…``: anyone signed in, for their own account."""
    OPEN = "open"
    """Pages without a log-in; every view in it says why."""


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that can be allowed, named ``noun:verb``, with the sentence that explains it."""

    name: str
    description: Any = field(compare=False)
    """Left out of the identity: the hash of a lazy text changes with the language of the moment."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The person acting, in the one seat that is active for this request."""

    user_id: uuid.UUID
    tenant_id: int
    seat_id: uuid.UUID | None = None
    role: Role | None = None
    unit_id: uuid.UUID | None = None
    organization_id: uuid.UUID | None = None
    office_id: uuid.UUID | None = None


Predicate = Callable[[Actor, Any], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """Who holds a permission: any of ``roles``, where ``where(actor, subject)`` holds if given."""

    roles: frozenset[Role]
    where: Predicate | None = None
    signed_in: bool = False

    def allows(self, actor: Actor, subject: Any = None) -> bool:
        """Whether the actor may; a rule about a subject is not narrowed when none is given."""
        if not self.signed_in and actor.role not in self.roles:
            return False
        return self.where is None or subject is None or self.where(actor, subject)


SIGNED_IN = Rule(roles=ALL_ROLES, signed_in=True)
"""Anyone with an account, for what is their own."""


class TenantLike(Protocol):
    id: int
    slug: str

    @property
    def is_open(self) -> bool: ...


class Gate(Protocol):
    """What the rooms above tell core: how a path's tenant and a person's seat are found."""

    def find_tenant(self, slug: str) -> TenantLike | None: ...

    def find_actor(self, user_id: uuid.UUID, tenant: int, wanted: uuid.UUID | None) -> Actor | None: ...

    def is_verified(self) -> bool:
        """Whether the person proved again, just now, who they are (step-up)."""
        ...

    def wanted_seat(self) -> uuid.UUID | None:
        """The seat chosen in the switcher, if any."""
        ...


@dataclass(frozen=True, slots=True)
class Opening:
    """How a view is opened; the route walk reads it."""

    permission: Permission | None
    subject: Callable[..., Any] | None = None
    step_up: bool = False
    reason: str = ""


@dataclass(slots=True)
class AccessTable:
    """All permissions of the application with their rules."""

    gate: Gate
    rules: dict[Permission, Rule] = field(default_factory=dict)
    by_name: dict[str, Permission] = field(default_factory=dict)

    def add(self, rules: Mapping[Permission, Rule]) -> None:
        for permission, rule in rules.items():
            if permission.name in self.by_name:
                raise ValueError(f"permission {permission.name} is declared twice")
            self.by_name[permission.name] = permission
            self.rules[permission] = rule


def access(
    permission: Permission, subject: Callable[..., Any] | None = None, *, step_up: bool = False
) -> Callable[[View], View]:
    """Open a view to those who hold ``permission``.

    ``subject`` is a query ``(tenant_id, **url_arguments)`` that returns the object or ``None`` (404); the
    view then gets the object in place of the URL arguments. ``step_up`` asks for a fresh proof of identity.
    """

    def decorate(view: View) -> View:
        opening = Opening(permission, subject, step_up)

        @wraps(view)
        def opened(**arguments: Any) -> ResponseReturnValue:
            actor = _enter(arguments)
            rule = _table().rules[permission]
            if not rule.allows(actor):
                _refuse(permission)
            if step_up and not _table().gate.is_verified():
                return redirect(url_for("accounts.verify", next=request.full_path.rstrip("?")))
            if subject is None:
                return _answer(view(**arguments))
            found = subject(actor.tenant_id, **arguments)
            if found is None:
                abort(404)
            if not rule.allows(actor, found):
                _refuse(permission)
            return _answer(view(found))

        cast(Any, opened).opening = opening
        return opened

    return decorate


def public(reason: str) -> Callable[[View], View]:
    """Open a view to everyone; the reason is printed in docs/permissions.md."""

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(**arguments: Any) -> ResponseReturnValue:
            return _answer(view(**arguments))

        cast(Any, opened).opening = Opening(None, reason=reason)
        return opened

    return decorate


def can(permission: Permission | str, subject: Any = None) -> bool:
    """Whether the current actor may: what menus and buttons ask, from the same table as the views."""
    actor = g.get("actor")
    if actor is None:
        return False
    table = _table()
    known = table.by_name[permission] if isinstance(permission, str) else permission
    return table.rules[known].allows(actor, subject)


def describe_permissions() -> dict[str, Any]:
    """What each permission allows, by its name."""
    return {name: permission.description for name, permission in _table().by_name.items()}


current_actor = cast(Actor, LocalProxy(lambda: g.actor))
"""The actor of this request; only inside a view opened by ``@access``."""


def install(app: Flask, gate: Gate, rules: list[Mapping[Permission, Rule]]) -> None:
    """Give the application its table, and refuse to start while a view has no rule."""
    table = AccessTable(gate)
    for part in rules:
        table.add(part)
    app.extensions["access"] = table
    for endpoint, view in app.view_functions.items():
        opening = getattr(view, "opening", None)
        if opening is None and endpoint != "static":
            raise RuntimeError(f"view {endpoint} declares neither @access nor @public")
        if opening is not None and opening.permission is not None and opening.permission not in table.rules:
            raise RuntimeError(f"view {endpoint} asks for {opening.permission.name}, which has no rule")
    app.before_request(_start)
    app.jinja_env.globals["can"] = can
    app.context_processor(lambda: {"current_actor": g.get("actor"), "current_tenant": g.get("tenant")})
    app.url_defaults(_fill_slug)


def _start() -> None:
    """Every request begins with the rights of the log-in page and nothing else."""
    bind_context(db.session, Context())


def _fill_slug(endpoint: str, values: dict[str, Any]) -> None:
    tenant = g.get("tenant")
    if tenant is not None and "slug" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "slug"):
        values["slug"] = tenant.slug


def _table() -> AccessTable:
    return cast(AccessTable, current_app.extensions["access"])


def scope_of_request() -> Scope:
    """The scope of the room that the requested page belongs to."""
    blueprint = current_app.blueprints.get(request.blueprint or "")
    return cast(Scope, getattr(blueprint, "scope", Scope.OPEN))


def _enter(arguments: dict[str, Any]) -> Actor:
    if not current_user.is_authenticated:
        abort(cast(Any, current_app).login_manager.unauthorized())
    user_id = cast(uuid.UUID, current_user.id)
    scope = scope_of_request()
    if scope is Scope.PERSON:
        actor = Actor(user_id, INSTALLATION)
        bind_context(db.session, Context(INSTALLATION, user_id, None, DbRole.LOGIN))
    else:
        actor = _take_seat(user_id, scope, arguments)
        role = cast(Role, actor.role)
        bind_context(db.session, Context(actor.tenant_id, user_id, actor.seat_id, DB_ROLES[role]))
    g.actor = actor
    return actor


def _take_seat(user_id: uuid.UUID, scope: Scope, arguments: dict[str, Any]) -> Actor:
    gate = _table().gate
    bind_context(db.session, Context(None, user_id, None, DbRole.LOGIN))
    if scope is Scope.TENANT:
        tenant = gate.find_tenant(arguments.pop("slug"))
        if tenant is None or not tenant.is_open or tenant.id == INSTALLATION:
            abort(404)
        g.tenant, tenant_id = tenant, tenant.id
    else:
        tenant_id = INSTALLATION
    actor = gate.find_actor(user_id, tenant_id, gate.wanted_seat())
    if actor is None:
        db.session.rollback()
        audit.record_apart("access:refused", object_type="path", changes={"endpoint": request.endpoint})
        abort(404)
    return actor


def _refuse(permission: Permission) -> NoReturn:
    db.session.rollback()
    audit.record_apart(
        "access:refused", object_type="permission", object_id=permission.name, changes={"endpoint": request.endpoint}
    )
    abort(403)


def _answer(response: ResponseReturnValue) -> ResponseReturnValue:
    """Write down what was read before it leaves: a read whose record cannot be kept is not answered."""
    if request.method in ("GET", "HEAD"):
        db.session.commit()
    return response
