"""People with accounts, one password, and their seats; and a few colleagues whose names appear in the records."""

import uuid
from collections.abc import Mapping
from datetime import date

from platform_app.accounts.models import Credential, User, UserStatus
from platform_app.accounts.services import hash_password, mail_index
from platform_app.core.access import Role
from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context
from platform_app.extensions import db
from platform_app.tenants.models import Seat
from seed.moments import chance_of, demo_id, moment
from seed.names import STAFF, SURNAMES
from seed.shapes import Shape
from seed.stage import Member, Seated, Stage, put, write_as_installation

PASSWORD = "tsunagi-demo"  # noqa: S105 - the demo's, printed when it starts
ROLES = ("secretariat", "desk", "npo", "bank", "council", "auditor")
"""Local parts of the mail addresses of each whole platform."""
COLLEAGUES = ("desk-second", "desk-third", "desk-fourth", "council-second")
"""People without a log-in: the desk's other staff, another council member."""
NATIONAL = {"cabinet": Role.CABINET_OFFICE, "operator": Role.OPERATOR}
OPENED = date(2022, 7, 1)


def address_of(role: str, slug: str) -> str:
    return f"{role}@{slug}.example"


def user_id_of(role: str, slug: str) -> uuid.UUID:
    return demo_id(slug, "user", role)


def make_users(shapes: tuple[Shape, ...], small_desks: Mapping[str, str]) -> None:
    """All users, in the context of the log-in. ``small_desks`` maps the slug of a small platform with a desk to a surname."""
    write_as_installation(DbRole.LOGIN)
    users = [_user(slug, role, name) for slug, role, name in _people(shapes, small_desks)]
    put(users)
    password = hash_password(PASSWORD)
    put(
        Credential(
            id=user_id_of(role, slug),
            email=address_of(role, slug),
            email_index=mail_index(address_of(role, slug)),
            password_hash=password,
            password_changed_at=moment(OPENED),
        )
        for slug, role in [("national", role) for role in NATIONAL] + [(s.slug, role) for s in shapes for role in ROLES]
    )


def seat_national() -> None:
    """The seats of the installation, given by nobody: the operator's is the first of all."""
    write_as_installation(DbRole.NATIONAL)
    put(
        Seat(
            tenant_id=INSTALLATION,
            id=demo_id("national", "seat", key),
            user_id=user_id_of(key, "national"),
            role=role,
            starts_on=OPENED,
            created_at=moment(OPENED),
        )
        for key, role in NATIONAL.items()
    )


def seat_people(stage: Stage, shape: Shape, secretariat_id: uuid.UUID) -> None:
    """The seats of a whole platform. Desk staff may belong to member organizations, as may an outsourced secretariat."""
    desk_members = [stage.members[key].id for key in shape.desk_staffed_by]
    contracted = stage.members[shape.secretariat_member].id if shape.secretariat_member else None
    bank = stage.members["bank"]
    seats = [
        _seat(stage, "secretariat", Role.SECRETARIAT, unit_id=secretariat_id, organization_id=contracted),
        _seat(stage, "desk", Role.DESK, unit_id=stage.desk),
        _seat(stage, "npo", Role.MEMBER, organization_id=stage.members["npo"].id),
        _seat(stage, "bank", Role.MEMBER, organization_id=bank.id, office_id=bank.offices[1]),
        _seat(stage, "council", Role.COUNCIL),
        _seat(stage, "auditor", Role.AUDITOR),
        _seat(stage, "council-second", Role.COUNCIL),
    ]
    for number, key in enumerate(("desk-second", "desk-third", "desk-fourth")):
        member_id = desk_members[number] if number < len(desk_members) else None
        seats.append(_seat(stage, key, Role.DESK, unit_id=stage.desk, organization_id=member_id))
    put(seats)


def seat_answerer(stage: Stage, member: Member) -> None:
    """Someone who answers referrals for a member without an account. Leaves the context as nobody's in this tenant."""
    if member.key in stage.people:
        return
    surname, _kana = chance_of(stage.slug, "answerer", member.key).choice(SURNAMES)
    write_as_installation(DbRole.LOGIN)
    put([_user(stage.slug, member.key, f"{surname} {STAFF[len(stage.people) % len(STAFF)]}")])
    bind_context(db.session, Context(stage.tenant_id, None, None, DbRole.TENANT))
    put([_seat(stage, member.key, Role.MEMBER, organization_id=member.id)])


def seat_small_desk(stage: Stage) -> None:
    put([_seat(stage, "desk", Role.DESK, unit_id=stage.desk)])


def _people(shapes: tuple[Shape, ...], small_desks: Mapping[str, str]) -> list[tuple[str, str, str]]:
    found = [("national", "cabinet", f"見本 {STAFF[0]}"), ("national", "operator", f"架空 {STAFF[1]}")]
    for shape in shapes:
        roles = (*ROLES, *COLLEAGUES)
        found += [(shape.slug, role, f"{shape.surname} {given}") for role, given in zip(roles, STAFF, strict=False)]
    return found + [(slug, "desk", f"{surname} {STAFF[1]}") for slug, surname in small_desks.items()]


def _user(slug: str, role: str, name: str) -> User:
    return User(id=user_id_of(role, slug), status=UserStatus.ACTIVE, locale="ja", created_at=moment(OPENED), name=name)


def _seat(
    stage: Stage,
    key: str,
    role: Role,
    *,
    unit_id: uuid.UUID | None = None,
    organization_id: uuid.UUID | None = None,
    office_id: uuid.UUID | None = None,
) -> Seat:
    user_id, seat_id = user_id_of(key, stage.slug), stage.id("seat", key)
    stage.people[key] = Seated(user_id, seat_id)
    return Seat(
        tenant_id=stage.tenant_id,
        id=seat_id,
        user_id=user_id,
        role=role,
        unit_id=unit_id,
        organization_id=organization_id,
        office_id=office_id,
        starts_on=stage.started_on,
        granted_by=user_id_of("operator", "national"),
        created_at=moment(stage.started_on),
    )
