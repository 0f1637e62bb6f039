"""Fill an empty database with the demo, in one transaction.

It connects as the application does and writes under row-level security: every row passes the policies that hold for the
secretariat, the desk, the signer of an undertaking. Nothing is written when there is a tenant already.
"""

from contextlib import nullcontext
from datetime import timedelta

from flask import Flask
from sqlalchemy import insert, select

from platform_app.core import audit, clock
from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context
from platform_app.extensions import db
from platform_app.national.services import take_snapshot
from platform_app.tenants.models import Area, NumberCounter, SecretariatKind, Tenant, TenantKind, TenantStatus
from seed.accounts import make_users, seat_national, seat_people, seat_small_desk, user_id_of
from seed.areas import PLACES
from seed.council import write_council
from seed.gatherings import write_bodies, write_small_bodies
from seed.history import write_history
from seed.living import write_living
from seed.moments import HISTORY, moment
from seed.offers import write_resources
from seed.platforms import PLATFORMS
from seed.programme import PARTICIPANTS, PREFECTURE, Participant
from seed.register import write_members, write_profile, write_small_members
from seed.shapes import Shape
from seed.small import SMALL_DESKS, SmallDesk, started_on, write_small_services
from seed.stage import Stage, put, write_as_installation

ACTION = "seed:demo"


class NotEmpty(Exception):
    """There is data already: nothing was written."""


def is_empty() -> bool:
    """Whether there is no tenant yet, beside the installation itself."""
    write_as_installation(DbRole.LOGIN)
    empty = db.session.scalar(select(Tenant.id).where(Tenant.id != INSTALLATION).limit(1)) is None
    db.session.rollback()
    return empty


def run(app: Flask | None = None) -> None:
    """Write everything and commit; without ``app`` in the present application context. Raises ``NotEmpty``."""
    with app.app_context() if app else nullcontext():
        if not is_empty():
            raise NotEmpty("there is data already; nothing was changed")
        try:
            _write_all()
            db.session.commit()
        finally:
            db.session.rollback()
            bind_context(db.session, None)


def _write_all() -> None:
    by_slug = {shape.slug: shape for shape in PLATFORMS}
    small = [one for one in PARTICIPANTS if one.slug not in by_slug]
    whole = {one.slug: one for one in PARTICIPANTS if one.slug in by_slug}
    make_users(PLATFORMS, {slug: desk.surname for slug, desk in SMALL_DESKS.items()})
    seat_national()
    write_as_installation(DbRole.NATIONAL, user_id_of("operator", "national"))
    _write_areas()
    put(_whole_tenant(shape, whole[shape.slug]) for shape in PLATFORMS)
    put(_small_tenant(participant) for participant in small)
    numbers = {tenant.slug: tenant.id for tenant in db.session.scalars(select(Tenant))}
    audit.record(ACTION, object_type="tenants", object_id=INSTALLATION)
    for shape in PLATFORMS:
        _write_whole(shape, whole[shape.slug], numbers[shape.slug])
    for participant in small:
        _write_small(participant, numbers[participant.slug])
    _freeze_figures()


def _freeze_figures() -> None:
    """The national figures of the years that are over, as the installation itself takes them."""
    bind_context(db.session, Context(INSTALLATION, None, None, DbRole.NATIONAL))
    for fiscal_year in HISTORY:
        take_snapshot(fiscal_year=fiscal_year)


def _write_areas() -> None:
    db.session.execute(
        insert(Area),
        [
            {
                "code": place.code,
                "prefecture_code": place.prefecture_code,
                "kind": place.kind,
                "name": place.name,
                "name_kana": place.kana,
                "prefecture_name": place.prefecture,
            }
            for place in PLACES.values()
        ],
    )


def _whole_tenant(shape: Shape, participant: Participant) -> Tenant:
    return Tenant(
        slug=shape.slug,
        name=shape.name,
        short_name=shape.short_name,
        kind=TenantKind(shape.kind),
        status=TenantStatus.OPEN,
        code=shape.authorities[0],
        population=participant.population,
        number_prefix=shape.number_prefix,
        formation=shape.formation,
        formed_from=shape.formed_from,
        starting_theme=shape.starting_theme,
        secretariat_kind=shape.secretariat_kind,
        secretariat_name=shape.secretariat_name,
        started_on=shape.started_on,
        description=shape.description,
        settings={"answer_days": 3, "return_days": 10},
        created_at=moment(shape.started_on - timedelta(days=10)),
    )


def _small_tenant(participant: Participant) -> Tenant:
    place = PLACES[participant.code]
    kind = TenantKind.MUNICIPALITY
    if participant.group == PREFECTURE:
        kind = TenantKind.PREFECTURE if place.code == place.prefecture_code else TenantKind.DESIGNATED_CITY
    since = started_on(participant)
    return Tenant(
        slug=participant.slug,
        name=f"{place.name}孤独・孤立対策官民連携プラットフォーム",
        short_name=place.name,
        kind=kind,
        status=TenantStatus.OPEN,
        code=place.code,
        population=participant.population,
        number_prefix=place.name[:-1],
        secretariat_kind=SecretariatKind.OWN_SECTION,
        secretariat_name=f"{place.name} 福祉担当課（見本）",
        started_on=since,
        settings={},
        created_at=moment(since - timedelta(days=10)),
    )


def _write_whole(shape: Shape, participant: Participant, tenant_id: int) -> None:
    stage = Stage(
        slug=shape.slug,
        tenant_id=tenant_id,
        prefix=shape.number_prefix,
        dial=shape.dial,
        areas=shape.areas,
        started_on=shape.started_on,
        today=clock.today(),
        topics=shape.topics,
        channels=shape.channels,
    )
    secretariat_id = write_profile(stage, participant, shape.authorities, shape.desk_name, shape.secretariat_name)
    write_members(stage, shape)
    seat_people(stage, shape, secretariat_id)
    stage.write_as("secretariat", DbRole.TENANT)
    write_resources(stage, shape)
    write_bodies(stage, shape)
    write_council(stage, shape)
    stage.write_as("desk", DbRole.CASE)
    write_history(stage, shape.cases_per_year)
    write_living(stage)
    stage.write_as("secretariat", DbRole.TENANT)
    _finish(stage)


def _write_small(participant: Participant, tenant_id: int) -> None:
    place, desk = PLACES[participant.code], SMALL_DESKS.get(participant.slug)
    stage = Stage(
        slug=participant.slug,
        tenant_id=tenant_id,
        prefix=place.name[:-1],
        dial=desk.dial if desk else "00-0000",
        areas=(participant.code,),
        started_on=started_on(participant),
        today=clock.today(),
    )
    write_profile(stage, participant, stage.areas, desk.name if desk else None, f"{place.name} 福祉担当課（見本）")
    write_small_members(stage, place.name, place.kana)
    write_small_bodies(stage)
    if desk:
        _write_small_desk(stage, desk)
    _finish(stage)


def _write_small_desk(stage: Stage, desk: SmallDesk) -> None:
    """A handful of consultations, so few that no count of them may be shown."""
    seat_small_desk(stage)
    write_small_services(stage)
    stage.write_as("desk", DbRole.CASE)
    write_history(stage, desk.cases_per_year)
    stage.write_as("desk", DbRole.TENANT)


def _finish(stage: Stage) -> None:
    """Counters go on where the demo's numbers end; the seeding itself is on record."""
    put(
        NumberCounter(tenant_id=stage.tenant_id, kind=kind, fiscal_year=year, last=last)
        for (kind, year), last in sorted(stage.numbers.items())
    )
    audit.record(ACTION, object_type="tenants", object_id=stage.tenant_id)
