"""What is known of one platform while its rows are made, and whose context they are written in."""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from platform_app.core import clock
from platform_app.core.database import INSTALLATION, Base, Context, DbRole, bind_context
from platform_app.extensions import db
from platform_app.members.models import OrganizationKind
from seed.moments import demo_id


@dataclass(frozen=True, slots=True)
class Member:
    """A member organization that is in the database."""

    key: str
    id: uuid.UUID
    kind: OrganizationKind
    offices: tuple[uuid.UUID, ...]
    joined_on: date


@dataclass(frozen=True, slots=True)
class Service:
    """A resource that is in the database."""

    id: uuid.UUID
    member: Member
    office_id: uuid.UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seated:
    """A person and their seat here."""

    user_id: uuid.UUID
    seat_id: uuid.UUID


@dataclass(slots=True)
class Stage:
    """One platform in the making."""

    slug: str
    tenant_id: int
    prefix: str
    dial: str
    areas: tuple[str, ...]
    started_on: date
    today: date
    topics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    desk_id: uuid.UUID | None = None
    people: dict[str, Seated] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    services: list[Service] = field(default_factory=list)
    bodies: dict[str, uuid.UUID] = field(default_factory=dict)
    numbers: Counter[tuple[str, int]] = field(default_factory=Counter)

    def id(self, *key: object) -> uuid.UUID:
        return demo_id(self.slug, *key)

    def number(self, kind: str, fiscal_year: int) -> str:
        """The next human number, as the application would give it."""
        self.numbers[kind, fiscal_year] += 1
        return f"{self.prefix}-R{fiscal_year - 2018}-{self.numbers[kind, fiscal_year]:04}"

    def write_as(self, person: str, db_role: DbRole) -> None:
        """Write from now on as this person does in their seat."""
        seated = self.people[person]
        bind_context(db.session, Context(self.tenant_id, seated.user_id, seated.seat_id, db_role))

    def write_as_user(self, user_id: uuid.UUID, db_role: DbRole) -> None:
        """Write from now on as the person of this identifier: records are kept in one's own name."""
        self.write_as(next(key for key, seated in self.people.items() if seated.user_id == user_id), db_role)

    @property
    def desk(self) -> uuid.UUID:
        if self.desk_id is None:
            raise ValueError(f"{self.slug} has no desk")
        return self.desk_id

    @property
    def desk_people(self) -> Sequence[uuid.UUID]:
        return [seated.user_id for key, seated in self.people.items() if key.startswith("desk")]


def write_as_installation(db_role: DbRole, user_id: uuid.UUID | None = None) -> None:
    """Write from now on as the installation itself."""
    bind_context(db.session, Context(INSTALLATION, user_id, None, db_role))


def put(rows: Iterable[Base]) -> None:
    """Write rows of one kind; what they refer to is in the database already."""
    db.session.add_all(rows)
    db.session.flush()


def not_later(when: datetime) -> datetime:
    """The moment, or now if it has not come yet."""
    return min(when, clock.now())
