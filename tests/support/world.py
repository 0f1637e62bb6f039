"""The test world: two tenants with every role, built once into the template database.

Identifiers are derived from names, so a test names what it wants without a query: ``ALPHA.id("case.open")``,
``ALPHA.mail("desk")``. Both tenants hold the same things under different identifiers; what is *in* them is
marked with the tenant's word, so a leak shows itself.

People (mail ``<role>@<slug>.example``, password ``PASSWORD``): secretariat, desk, desk2 (another desk),
member (npo), bank (another member), adviser, council (appointed, signed, granted ``case.granted``), unsigned
(appointed and granted, undertaking not signed), auditor, prefecture. Installation: operator, cabinet, contractor.
"""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy.orm import Session, scoped_session

from platform_app.accounts.models import Credential, User, UserStatus
from platform_app.accounts.services import mail_index
from platform_app.cases import models as cases
from platform_app.confidentiality import models as council
from platform_app.core import clock
from platform_app.core.access import DB_ROLES, Actor, Role
from platform_app.core.database import INSTALLATION, Base, Context, DbRole, bind_context
from platform_app.core.japanese import search_key
from platform_app.meetings import models as meetings
from platform_app.members import models as members
from platform_app.referrals import models as referrals
from platform_app.resources import models as resources
from platform_app.tenants import models as tenants

PASSWORD = "violet harbor seven"
NAMESPACE = uuid.UUID("6b1f5c1e-6f5e-4d8e-9d55-7f5f2c6f0a11")
SINCE = date(2023, 4, 1)


@dataclass(frozen=True)
class Place:
    """One tenant of the test world."""

    tenant_id: int
    slug: str
    word: str
    """Stands in every name and story of this tenant and nowhere else."""

    def id(self, name: str) -> uuid.UUID:
        return uuid.uuid5(NAMESPACE, f"{self.slug}:{name}")

    def mail(self, name: str) -> str:
        return f"{name}@{self.slug}.example"

    def url(self, path: str = "/") -> str:
        return f"/t/{self.slug}{path}"


ALPHA = Place(101, "alpha-city", "あるふぁ")
BETA = Place(102, "beta-city", "べえた")
NATION = Place(INSTALLATION, "national", "くに")
PLACES = (ALPHA, BETA)

TENANT_PEOPLE: dict[str, Role] = {
    "secretariat": Role.SECRETARIAT,
    "desk": Role.DESK,
    "desk2": Role.DESK,
    "member": Role.MEMBER,
    "bank": Role.MEMBER,
    "adviser": Role.ADVISER,
    "council": Role.COUNCIL,
    "unsigned": Role.COUNCIL,
    "auditor": Role.AUDITOR,
    "prefecture": Role.PREFECTURE,
}
NATIONAL_PEOPLE: dict[str, Role] = {
    "operator": Role.OPERATOR,
    "cabinet": Role.CABINET_OFFICE,
    "contractor": Role.CONTRACTOR,
}

AnySession = Session | scoped_session[Any]


def build(session: AnySession) -> None:
    """Fill a migrated, empty database through the restricted role, as the application would."""
    digest = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    _areas(session)
    _people(session, NATION, NATIONAL_PEOPLE, digest)
    for place in PLACES:
        _open_tenant(session, place)
        _people(session, place, TENANT_PEOPLE, digest)
        _platform(session, place)
        _desk(session, place)
        _council(session, place)
    bind_context(session, None)


def as_seat(place: Place, name: str) -> Context:
    """The context that a request of this person runs under."""
    role = (NATIONAL_PEOPLE if place is NATION else TENANT_PEOPLE)[name]
    return Context(place.tenant_id, place.id(f"user.{name}"), place.id(f"seat.{name}"), DB_ROLES[role])


def actor_of(place: Place, name: str) -> Actor:
    """The actor that a request of this person has."""
    role = TENANT_PEOPLE[name]
    return Actor(
        user_id=place.id(f"user.{name}"),
        tenant_id=place.tenant_id,
        seat_id=place.id(f"seat.{name}"),
        role=role,
        unit_id=place.id(f"unit.{name}") if role is Role.DESK else None,
        organization_id=_organization_of(place, name) if role is Role.MEMBER else None,
    )


def _organization_of(place: Place, name: str) -> uuid.UUID:
    return place.id("organization.npo" if name == "member" else f"organization.{name}")


def _add(session: AnySession, *rows: Base) -> None:
    session.add_all(rows)
    session.flush()


def _areas(session: AnySession) -> None:
    bind_context(session, Context(INSTALLATION, None, None, DbRole.NATIONAL))
    kind = tenants.AreaKind
    for code, prefecture, area_kind, name, kana, prefecture_name in (
        ("310000", "310000", kind.PREFECTURE, "鳥取県", "トットリケン", "鳥取県"),
        ("312011", "310000", kind.CITY, "鳥取市", "トットリシ", "鳥取県"),
        ("340006", "340006", kind.PREFECTURE, "広島県", "ヒロシマケン", "広島県"),
        ("342041", "340006", kind.CITY, "三原市", "ミハラシ", "広島県"),
    ):
        _add(
            session,
            tenants.Area(
                code=code, prefecture_code=prefecture, kind=area_kind, name=name, name_kana=kana,
                prefecture_name=prefecture_name,
            ),
        )  # fmt: skip
    session.commit()


def _open_tenant(session: AnySession, place: Place) -> None:
    bind_context(session, Context(INSTALLATION, None, None, DbRole.NATIONAL))
    code = "312011" if place is ALPHA else "342041"
    _add(
        session,
        tenants.Tenant(
            id=place.tenant_id, slug=place.slug, name=f"{place.word}市 孤独・孤立対策官民連携プラットフォーム",
            short_name=f"{place.word}市", kind=tenants.TenantKind.MUNICIPALITY, code=code, population=180_000,
            number_prefix=place.word[0], settings={}, created_at=clock.now(), started_on=SINCE,
        ),
    )  # fmt: skip
    session.commit()
    bind_context(session, Context(place.tenant_id, None, None, DbRole.TENANT))
    own = {"tenant_id": place.tenant_id}
    for name in ("desk", "desk2"):
        _add(
            session,
            tenants.Unit(
                **own, id=place.id(f"unit.{name}"), kind=tenants.UnitKind.DESK, name=f"{place.word}総合相談窓口 {name}"
            ),
        )
    _add(
        session,
        tenants.TenantArea(**own, area_code=code, from_on=SINCE),
        tenants.TenantAuthority(**own, area_code=code, is_lead=True, from_on=SINCE),
        members.MemberClass(**own, id=place.id("class"), name="一般団体", position=1),
    )
    for name, kind in (("npo", members.OrganizationKind.NPO), ("bank", members.OrganizationKind.BANK)):
        _organization(session, place, name, kind)
    session.commit()


def _organization(session: AnySession, place: Place, name: str, kind: members.OrganizationKind) -> None:
    own = {"tenant_id": place.tenant_id}
    title = f"{place.word}{'居場所の会' if name == 'npo' else '見本銀行'}"
    organization_id, office_id = place.id(f"organization.{name}"), place.id(f"office.{name}")
    _add(
        session,
        members.Organization(
            **own, id=organization_id, name=title, name_kana=f"{place.word}ノカイ", kind=kind,
            member_class_id=place.id("class"), joined_on=SINCE, fields=["gathering"], is_public=True,
            search_key=search_key(title), created_at=clock.now(), updated_at=clock.now(),
        ),
    )  # fmt: skip
    _add(session, members.Office(**own, id=office_id, organization_id=organization_id, name="本部", is_main=True))
    _add(
        session,
        members.ContactPerson(
            **own, id=place.id(f"contact.{name}"), organization_id=organization_id, office_id=office_id, post="相談係",
            is_primary=True, starts_on=SINCE, name=f"{place.word} 連絡子", phone="0857-00-0001",
            email=f"contact.{name}@{place.slug}.example",
        ),
        resources.Resource(
            **own, id=place.id(f"resource.{name}"), organization_id=organization_id, office_id=office_id,
            name=f"{place.word}の居場所 {name}", summary="だれでも立ち寄れる場所です。", fields=["gathering"],
            target_groups=["anyone"], reach=["visit", "phone"], languages=["ja"], room_noted_at=clock.now(),
            checked_on=clock.today(), search_key=search_key(f"{place.word}の居場所"), created_at=clock.now(),
            updated_at=clock.now(),
        ),
    )  # fmt: skip


def _people(session: AnySession, place: Place, people: dict[str, Role], digest: str) -> None:
    for name, role in people.items():
        bind_context(session, Context(INSTALLATION, None, None, DbRole.LOGIN))
        user_id = place.id(f"user.{name}")
        _add(
            session,
            User(id=user_id, name=f"{place.word} {name}", status=UserStatus.ACTIVE, created_at=clock.now()),
        )
        _add(
            session,
            Credential(
                id=user_id, email=place.mail(name), email_index=mail_index(place.mail(name)), password_hash=digest,
                password_changed_at=clock.now(),
            ),
        )  # fmt: skip
        session.commit()
        db_role = DbRole.NATIONAL if place is NATION else DbRole.TENANT
        bind_context(session, Context(place.tenant_id, None, None, db_role))
        _add(session, _seat(place, name, role))
        session.commit()


def _seat(place: Place, name: str, role: Role) -> tenants.Seat:
    of: dict[str, Any] = {}
    if role is Role.DESK:
        of = {"unit_id": place.id(f"unit.{name}")}
    elif role is Role.MEMBER:
        of = {"organization_id": _organization_of(place, name)}
    return tenants.Seat(
        tenant_id=place.tenant_id, id=place.id(f"seat.{name}"), user_id=place.id(f"user.{name}"), role=role,
        starts_on=SINCE, created_at=clock.now(), **of,
    )  # fmt: skip


def _platform(session: AnySession, place: Place) -> None:
    bind_context(session, as_seat(place, "secretariat"))
    own = {"tenant_id": place.tenant_id}
    _add(
        session,
        meetings.Body(
            **own, id=place.id("body"), name=f"{place.word}全体会", kind=meetings.BodyKind.GENERAL_MEETING,
            established_on=SINCE,
        ),
    )  # fmt: skip
    _add(
        session,
        meetings.BodyMembership(**own, body_id=place.id("body"), organization_id=place.id("organization.npo"), from_on=SINCE),
        meetings.Meeting(
            **own, id=place.id("meeting"), body_id=place.id("body"), number=1, title=f"{place.word} 第1回全体会",
            held_on=clock.today() - timedelta(days=30), state=meetings.MeetingState.HELD,
            fiscal_year=clock.fiscal_year(clock.today() - timedelta(days=30)),
        ),
    )  # fmt: skip
    _add(
        session,
        meetings.Attendance(
            **own, meeting_id=place.id("meeting"), organization_id=place.id("organization.npo"),
            mode=meetings.AttendanceMode.IN_PERSON, people=2,
        ),
    )  # fmt: skip
    session.commit()


def _desk(session: AnySession, place: Place) -> None:
    for desk, names in (("desk", ("open", "referred", "granted")), ("desk2", ("other",))):
        bind_context(session, as_seat(place, desk))
        for name in names:
            _case(session, place, desk, name)
        session.commit()
    bind_context(session, as_seat(place, "desk"))
    _referral(session, place)
    session.commit()


def _case(session: AnySession, place: Place, desk: str, name: str) -> None:
    own = {"tenant_id": place.tenant_id}
    case_id, today = place.id(f"case.{name}"), clock.today()
    _add(
        session,
        cases.Case(
            **own, id=case_id, number=f"{place.word[0]}-{name}", desk_id=place.id(f"unit.{desk}"),
            received_at=clock.now(), received_by=place.id(f"user.{desk}"), fiscal_year=clock.fiscal_year(today),
            channel=cases.Channel.PHONE, topics=["loneliness", "family"], main_topic="loneliness",
            age_band=cases.AgeBand.FROM_65, sex=cases.Sex.FEMALE, situation=f"{place.word}の秘密の相談 {name}",
            next_contact_on=today + timedelta(days=3), created_at=clock.now(), updated_at=clock.now(),
        ),
    )  # fmt: skip
    _add(
        session,
        cases.Person(
            **own, id=place.id(f"person.{name}"), case_id=case_id, role=cases.PersonRole.SUBJECT,
            name=f"{place.word} 見本子", name_kana=f"{place.word} ミホンコ", birth_date="1950-01-02",
            address=f"{place.word}市見本町1-2-3", phone="0857-00-0099", may_call=True, safe_to_take_home=True,
        ),
        cases.CaseNote(
            **own, id=place.id(f"note.{name}"), case_id=case_id, kind=cases.NoteKind.CONTACT, noted_at=clock.now(),
            noted_by=place.id(f"user.{desk}"), text=f"{place.word}の記録 {name}",
        ),
    )  # fmt: skip
    _add(
        session,
        cases.Consent(
            **own, id=place.id(f"consent.{name}"), case_id=case_id, person_id=place.id(f"person.{name}"),
            given_on=today, means=cases.ConsentMeans.ORAL, taken_by=place.id(f"user.{desk}"),
            recipients=[place.id("organization.npo")], purposes=["support"], fields=["name", "phone", "situation"],
            expires_on=today + timedelta(days=180), created_at=clock.now(),
        ),
    )  # fmt: skip


def _referral(session: AnySession, place: Place) -> None:
    own = {"tenant_id": place.tenant_id}
    today, referral_id = clock.today(), place.id("referral")
    shared = {"case_id": place.id("case.referred")}
    _add(
        session,
        referrals.Referral(
            **own, **shared, id=referral_id, number=f"{place.word[0]}-referred-1", desk_id=place.id("unit.desk"),
            recipient_organization_id=place.id("organization.npo"), recipient_office_id=place.id("office.npo"),
            resource_id=place.id("resource.npo"), state=referrals.ReferralState.SENT,
            basis=referrals.LegalBasis.CONSENT, consent_id=place.id("consent.referred"), purpose="support",
            main_topic="loneliness", urgency="normal", fit_summary={"age_band": "65_74", "topics": ["loneliness"]},
            request=f"{place.word}の依頼文", created_by=place.id("user.desk"), created_at=clock.now(),
            sent_at=clock.now(), answer_due_on=today + timedelta(days=3), return_due_on=today + timedelta(days=14),
            fiscal_year=clock.fiscal_year(today),
        ),
    )  # fmt: skip
    _add(
        session,
        referrals.ReferralEvent(
            **own, **shared, id=place.id("event"), referral_id=referral_id, at=clock.now(),
            by_user_id=place.id("user.desk"), verb="send", from_state="draft", to_state="sent",
        ),
        referrals.Disclosure(
            **own, **shared, id=place.id("disclosure"), referral_id=referral_id, person_id=place.id("person.referred"),
            recipient_organization_id=place.id("organization.npo"), basis=referrals.LegalBasis.CONSENT,
            consent_id=place.id("consent.referred"), purpose="support", fields=["name", "phone"],
            payload={"name": f"{place.word} 見本子", "phone": "0857-00-0099"}, given_at=clock.now(),
            given_by=place.id("user.desk"), readable_until=today + timedelta(days=90),
        ),
    )  # fmt: skip


def _council(session: AnySession, place: Place) -> None:
    own = {"tenant_id": place.tenant_id}
    bind_context(session, as_seat(place, "secretariat"))
    _add(
        session,
        council.Council(
            **own, id=place.id("council"), name=f"{place.word}市孤独・孤立対策地域協議会", established_on=date(2024, 5, 1),
            legal_bases=["act_15"], undertaking_text="職務上知り得た秘密を漏らしません。", undertaking_version=1,
        ),
    )  # fmt: skip
    _add(
        session,
        council.Constituent(
            **own,
            council_id=place.id("council"),
            organization_id=place.id("organization.npo"),
            from_on=date(2024, 5, 1),
        ),
    )
    for name in ("council", "unsigned"):
        _add(
            session,
            council.Appointment(
                **own, id=place.id(f"appointment.{name}"), council_id=place.id("council"),
                user_id=place.id(f"user.{name}"), tier=council.Tier.CASE_CONFERENCE, starts_on=date(2024, 5, 1),
                created_at=clock.now(),
            ),
        )  # fmt: skip
    session.commit()
    bind_context(session, as_seat(place, "council"))
    _add(
        session,
        council.Undertaking(
            **own, appointment_id=place.id("appointment.council"), user_id=place.id("user.council"), text_version=1,
            text_shown="職務上知り得た秘密を漏らしません。", signed_at=clock.now(),
        ),
    )  # fmt: skip
    session.commit()
    bind_context(session, as_seat(place, "desk"))
    for name in ("council", "unsigned"):
        _add(
            session,
            council.AccessGrant(
                **own, id=place.id(f"grant.{name}"), case_id=place.id("case.granted"), user_id=place.id(f"user.{name}"),
                appointment_id=place.id(f"appointment.{name}"), purpose="conference", starts_on=clock.today(),
                ends_on=clock.today() + timedelta(days=14), granted_by=place.id("user.desk"), granted_at=clock.now(),
            ),
        )  # fmt: skip
    session.commit()
