"""Tenants with their areas and units, and their register of members."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta

from platform_app.core.database import Context, DbRole, bind_context
from platform_app.core.japanese import corporate_number_check_digit, corporate_number_of_local_gov, search_key
from platform_app.extensions import db
from platform_app.members.models import (
    ContactPerson,
    MemberClass,
    MemberStatus,
    Office,
    Organization,
    OrganizationKind,
)
from platform_app.tenants.models import (
    ProgrammeParticipation,
    TenantArea,
    TenantAuthority,
    Unit,
    UnitKind,
)
from seed.areas import PLACES
from seed.catalog import COMMON, Common
from seed.moments import chance_of, moment
from seed.names import SURNAMES, WOMEN, invent_phone
from seed.programme import Participant
from seed.shapes import Shape
from seed.stage import Member, Stage, put

MAY_LEAVE = ("credit-union", "company", "foreign", "agricultural")
PAUSES = "salon"
LEFT_ON = date(2024, 3, 31)
POSTS = ("事務局長", "相談支援員", "地域連携担当", "窓口責任者")


def write_profile(
    stage: Stage, participant: Participant, authorities: Iterable[str], desk_name: str | None, secretariat: str
) -> uuid.UUID:
    """Areas, owners, participation and units; returns the secretariat's unit."""
    tenant_id, since = stage.tenant_id, stage.started_on
    bind_context(db.session, Context(tenant_id, None, None, DbRole.TENANT))
    put(
        TenantArea(tenant_id=tenant_id, id=stage.id("area", code), area_code=code, from_on=since)
        for code in stage.areas
    )
    put(
        TenantAuthority(
            tenant_id=tenant_id, id=stage.id("authority", code), area_code=code, is_lead=number == 0, from_on=since
        )
        for number, code in enumerate(authorities)
    )
    put(
        ProgrammeParticipation(
            tenant_id=tenant_id,
            id=stage.id("participation", year),
            fiscal_year=year,
            is_second_year=number > 0,
            group=participant.group,
        )
        for number, year in enumerate(participant.fiscal_years)
    )
    secretariat_id = stage.id("unit", "secretariat")
    units = [
        Unit(
            tenant_id=tenant_id,
            id=secretariat_id,
            kind=UnitKind.SECRETARIAT,
            name=secretariat,
            phone=f"{stage.dial}-0010",
        )
    ]
    if desk_name:
        stage.desk_id = stage.id("unit", "desk")
        units.append(
            Unit(tenant_id=tenant_id, id=stage.desk_id, kind=UnitKind.DESK, name=desk_name, phone=f"{stage.dial}-0020")
        )
    put(units)
    return secretariat_id


def write_members(stage: Stage, shape: Shape) -> None:
    """Classes, organizations, offices and contact persons of a whole platform."""
    classes = {one.name: stage.id("class", one.name) for one in shape.classes}
    put(
        MemberClass(
            tenant_id=stage.tenant_id, id=classes[one.name], name=one.name, can_propose=one.can_propose, position=n
        )
        for n, one in enumerate(shape.classes, start=1)
    )
    register = _Register(stage, shape.place, PLACES[shape.authorities[0]].name)
    for common in COMMON:
        if common.key not in shape.without:
            member_class = shape.class_of.get(common.key, shape.classes[-1].name)
            register.add_common(common, shape, classes[member_class])
    authority = PLACES[shape.authorities[0]]
    register.add(
        "authority", f"{authority.name}（関係課）", authority.kana,
        OrganizationKind.PREFECTURE_OFFICE if authority.code == authority.prefecture_code else OrganizationKind.MUNICIPALITY,
        classes[shape.class_of.get("authority", shape.classes[0].name)], "庁内の相談支援、施策の調整", ("福祉担当課",),
        corporate_number=corporate_number_of_local_gov(authority.code),
    )  # fmt: skip
    for member in shape.members:
        code = member.key.removeprefix("government-")
        register.add(
            member.key, member.name, member.kana, member.kind, classes[member.member_class], member.activities, ("本部",),
            fields=member.fields,
            corporate_number=corporate_number_of_local_gov(code) if code in PLACES else register.next_number(),
        )  # fmt: skip
    register.leave_and_pause()
    register.write()


def write_small_members(stage: Stage, name: str, kana: str) -> None:
    """Four members of a platform of which little is shown."""
    class_id = stage.id("class", "構成団体")
    put([MemberClass(tenant_id=stage.tenant_id, id=class_id, name="構成団体", can_propose=True, position=1)])
    register = _Register(stage, name[:-1], name)
    register.add(
        "authority", f"{name}（関係課）", kana, OrganizationKind.MUNICIPALITY, class_id, "庁内の相談支援", ("福祉担当課",),
        corporate_number=corporate_number_of_local_gov(stage.areas[0]),
    )  # fmt: skip
    for key, title, title_kana, kind in (
        (
            "council-of-welfare",
            f"{name}社会福祉協議会（見本）",
            f"{kana}シャカイフクシキョウギカイ",
            OrganizationKind.SOCIAL_WELFARE_COUNCIL,
        ),
        (
            "commissioners",
            f"{name}民生委員児童委員協議会（見本）",
            f"{kana}ミンセイイイン",
            OrganizationKind.WELFARE_COMMISSIONERS,
        ),
        ("npo", f"NPO法人 見本ひろば{name[:-1]}", "ミホンヒロバ", OrganizationKind.NPO),
    ):
        register.add(key, title, title_kana, kind, class_id, "地域の見守り", ("本部",), fields=("gathering", "elderly"))
    register.write()


class _Register:
    """Collects the rows of members and writes them in order."""

    def __init__(self, stage: Stage, place: str, body: str) -> None:
        self.stage, self.place, self.body = stage, place, body
        self.chance = chance_of(stage.slug, "register")
        self.organizations: list[Organization] = []
        self.offices: list[Office] = []
        self.contacts: list[ContactPerson] = []
        self.given = 0

    def next_number(self) -> str:
        """A corporate number with a right check digit from a range that is not in use."""
        self.given += 1
        twelve = f"9999{self.stage.tenant_id:04}{self.given:04}"
        return corporate_number_check_digit(twelve) + twelve

    def add_common(self, common: Common, shape: Shape, class_id: uuid.UUID) -> None:
        body = PLACES[shape.authorities[0]]
        words = {
            "flavor": shape.flavor[0], "flavor_kana": shape.flavor[1], "place": shape.place,
            "body": body.name, "body_kana": body.kana,
        }  # fmt: skip
        self.add(
            common.key,
            common.name.format(**words),
            common.kana.format(**words),
            common.kind,
            class_id,
            common.activities,
            tuple(office.format(**words) for office in common.offices),
            fields=tuple(dict.fromkeys(field for offer in common.offers for field in offer.fields)),
            corporate_number=self.next_number() if common.has_number else None,
        )

    def add(
        self,
        key: str,
        name: str,
        kana: str,
        kind: OrganizationKind,
        class_id: uuid.UUID,
        activities: str,
        offices: tuple[str, ...],
        *,
        fields: tuple[str, ...] = (),
        corporate_number: str | None = None,
    ) -> None:
        stage = self.stage
        joined_on = self._joining_day(len(self.organizations))
        organization_id = stage.id("member", key)
        self.organizations.append(
            Organization(
                tenant_id=stage.tenant_id,
                id=organization_id,
                name=name,
                name_kana=kana,
                kind=kind,
                corporate_number=corporate_number,
                member_class_id=class_id,
                status=MemberStatus.ACTIVE,
                joined_on=joined_on,
                address=f"{self.body}見本町{self.chance.randint(1, 9)}-{self.chance.randint(1, 30)}",
                phone=invent_phone(self.chance, stage.dial),
                url=f"https://{key}.{stage.slug}.example/" if corporate_number else None,
                fields=list(fields),
                activities=activities,
                is_public=kind not in {OrganizationKind.VOLUNTARY_GROUP, OrganizationKind.POLICE},
                search_key=search_key(name + kana),
                created_at=moment(joined_on),
                updated_at=moment(joined_on),
            )
        )
        office_ids = tuple(stage.id("office", key, number) for number in range(len(offices)))
        for number, office in enumerate(offices):
            self.offices.append(
                Office(
                    tenant_id=stage.tenant_id,
                    id=office_ids[number],
                    organization_id=organization_id,
                    name=office,
                    is_main=number == 0,
                    address=f"{self.body}見本町{self.chance.randint(1, 9)}-{number + 1}",
                    phone=invent_phone(self.chance, stage.dial),
                )
            )
        self._add_contact(key, organization_id, office_ids[-1], joined_on)
        stage.members[key] = Member(key, organization_id, kind, office_ids, joined_on)

    def leave_and_pause(self) -> None:
        """One member has left, one pauses: neither meets nor offers anything in this demo."""
        by_id = {organization.id: organization for organization in self.organizations}
        leaver = next(key for key in MAY_LEAVE if key in self.stage.members)
        left, paused = by_id[self.stage.members.pop(leaver).id], by_id[self.stage.members.pop(PAUSES).id]
        left.status, left.left_on = MemberStatus.WITHDRAWN, LEFT_ON
        paused.status = MemberStatus.SUSPENDED

    def write(self) -> None:
        put(self.organizations)
        put(self.offices)
        put(self.contacts)

    def _joining_day(self, place: int) -> date:
        """The first dozen found the platform; the others follow month by month."""
        later = max(0, place - 11)
        return (
            min(self.stage.started_on + timedelta(days=30 * later), date(2023, 10, 1))
            if later
            else self.stage.started_on
        )

    def _add_contact(self, key: str, organization_id: uuid.UUID, office_id: uuid.UUID, since: date) -> None:
        surname, surname_kana = self.chance.choice(SURNAMES)
        given, given_kana = self.chance.choice(WOMEN)
        self.contacts.append(
            ContactPerson(
                tenant_id=self.stage.tenant_id,
                id=self.stage.id("contact", key),
                organization_id=organization_id,
                office_id=office_id,
                post=self.chance.choice(POSTS),
                is_primary=True,
                starts_on=since,
                name=f"{surname} {given}",
                name_kana=f"{surname_kana} {given_kana}",
                phone=invent_phone(self.chance, self.stage.dial),
                email=f"contact@{key}.{self.stage.slug}.example",
            )
        )
