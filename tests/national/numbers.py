"""A platform's two years of random work, written straight into the tables, and a recount of it in plain Python.

Rows are read back as ``tsunagi_maint`` and counted one by one: nothing here shares a line with ``tenant_figures``.
"""

import random
import statistics
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg2
from psycopg2.extras import DictCursor, execute_values, register_uuid

from platform_app.cases.models import AgeBand, Channel, Sex
from platform_app.core.taxonomy import FIELDS, TOPICS
from platform_app.meetings.models import BodyKind
from platform_app.members.models import OrganizationKind
from platform_app.national.indicators import CATALOGUE, Cell
from platform_app.referrals.models import DeclineCode, ReferralOutcome
from platform_app.resources.models import RoomState

TOKYO = ZoneInfo("Asia/Tokyo")
YEAR = 2024
FIRST, LAST = date(2024, 4, 1), date(2025, 3, 31)
EDGES = (
    datetime(2024, 3, 31, 23, 59, 59, tzinfo=TOKYO),
    datetime(2024, 4, 1, 0, 0, tzinfo=TOKYO),
    datetime(2025, 3, 31, 23, 59, 59, tzinfo=TOKYO),
    datetime(2025, 4, 1, 0, 0, tzinfo=TOKYO),
)
register_uuid()


def fill(admin_url: str, tenant_id: int, *, cases: int, seed: int) -> None:
    """Add random members, meetings, resources, cases and referrals around the edges of fiscal 2024."""
    dice = random.Random(seed)
    with psycopg2.connect(admin_url) as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # states are set, not reached: no trigger
        put = _writer(cursor, tenant_id)
        classes = put(
            "member_classes", [{"name": name, "can_propose": False, "position": 1} for name in ("幹事", "一般")]
        )
        members = put("organizations", [_member(dice, classes) for _each in range(40)])
        bodies = put("bodies", [_body(dice) for _each in range(8)])
        meetings = put("meetings", [_meeting(dice, bodies, number) for number in range(1, 41)])
        put(
            "attendances",
            [_attendance(dice, meeting, member) for meeting in meetings for member in dice.sample(members, 6)],
        )
        resources = put("resources", [_resource(dice, dice.choice(members)) for _each in range(30)])
        put("room_reports", [_room_report(dice, dice.choice(resources)) for _each in range(60)])
        appointments = put("appointments", [_appointment(dice) for _each in range(12)])
        put(
            "undertakings",
            [
                {
                    "appointment_id": one,
                    "user_id": uuid.uuid4(),
                    "text_version": 1,
                    "text_shown": "―",
                    "signed_at": _moment(dice),
                }
                for one in appointments[:8]
            ],
        )
        put("programme_participations", [{"fiscal_year": YEAR, "is_second_year": True, "group": "municipality"}])
        found = put("cases", [_case(dice, number) for number in range(cases)])
        put("case_notes", [_note(dice, dice.choice(found)) for _each in range(cases * 3 if found else 0)])
        put("referrals", [_referral(dice, dice.choice(found), number) for number in range(cases)])


def recount(owner_url: str, tenant_id: int, cut: date = LAST) -> dict[Cell, int]:
    """Every figure of fiscal 2024, row by row."""
    with psycopg2.connect(owner_url) as connection, connection.cursor(cursor_factory=DictCursor) as cursor:
        cursor.execute("SET ROLE tsunagi_maint")

        def rows(table: str) -> list[Any]:
            cursor.execute(f"SELECT * FROM {table} WHERE tenant_id = %s", (tenant_id,))
            return cursor.fetchall()

        counts: Counter[Cell] = Counter()
        for count in (_count_programme, _count_members, _count_meetings, _count_resources, _count_council):
            count(rows, counts, cut)
        _count_consultations(rows, counts, cut)
        days = _count_referrals(rows, counts, cut)
    figures = {
        cell: counts[cell] for indicator in CATALOGUE.values() for cell in indicator.cells() if indicator.is_summable
    }
    figures |= counts
    if days:
        figures[Cell("days_to_accept")] = statistics.median_low(days)
    return figures


def _add(counts: Counter[Cell], indicator: str, **members: object) -> None:
    counts[Cell(indicator)] += 1
    for dimension, member in members.items():
        counts[Cell(indicator, dimension, str(member))] += 1


def _in_year(moment: datetime, cut: date) -> bool:
    return FIRST <= moment.astimezone(TOKYO).date() <= cut


def _by(moment: datetime | None, cut: date) -> bool:
    return moment is not None and moment.astimezone(TOKYO).date() <= cut


Rows = Callable[[str], list[Any]]


def _count_programme(rows: Rows, counts: Counter[Cell], _cut: date) -> None:
    for row in rows("programme_participations"):
        if row["fiscal_year"] == YEAR:
            _add(counts, "programme", group=row["group"], year="second" if row["is_second_year"] else "first")


def _count_members(rows: Rows, counts: Counter[Cell], cut: date) -> None:
    names = {row["id"]: row["name"] for row in rows("member_classes")}
    for row in rows("organizations"):
        joined, left = row["joined_on"], row["left_on"]
        if joined <= cut and not (left and left <= cut):
            _add(counts, "members", kind=row["kind"], **{"class": names[row["member_class_id"]]})
        counts[Cell("members_joined")] += FIRST <= joined <= cut
        counts[Cell("members_left")] += left is not None and FIRST <= left <= cut


def _count_meetings(rows: Rows, counts: Counter[Cell], cut: date) -> None:
    kinds = {row["id"]: row["kind"] for row in rows("bodies")}
    for row in rows("bodies"):
        if row["established_on"] <= cut and not (row["dissolved_on"] and row["dissolved_on"] <= cut):
            _add(counts, "bodies", kind=row["kind"])
    held = {row["id"]: row for row in rows("meetings") if row["state"] == "held" and FIRST <= row["held_on"] <= cut}
    for row in held.values():
        _add(counts, "meetings", kind=kinds[row["body_id"]])
    present = [row for row in rows("attendances") if row["meeting_id"] in held and row["mode"] != "absent"]
    counts[Cell("attending_organizations")] = len({row["organization_id"] for row in present})
    counts[Cell("attending_people")] = sum(row["people"] for row in present)


def _count_resources(rows: Rows, counts: Counter[Cell], cut: date) -> None:
    latest: dict[Any, Any] = {}
    for row in sorted(rows("room_reports"), key=lambda row: (row["noted_at"], row["id"])):
        if _by(row["noted_at"], cut):
            latest[row["resource_id"]] = row["state"]
    for row in rows("resources"):
        is_listed = row["visibility"] in ("public", "platform") and not row["is_shelter"] and row["status"] == "active"
        if is_listed and _by(row["created_at"], cut):
            _add(counts, "resources", room=latest.get(row["id"], row["room_state"]))
            for field in set(row["fields"]):
                counts[Cell("resources", "field", field)] += 1


def _count_council(rows: Rows, counts: Counter[Cell], cut: date) -> None:
    signed = {row["appointment_id"] for row in rows("undertakings") if _by(row["signed_at"], cut)}
    for row in rows("appointments"):
        if row["starts_on"] <= cut and not (row["ends_on"] and row["ends_on"] < cut):
            _add(counts, "appointments")
            counts[Cell("undertakings")] += row["id"] in signed


def _count_consultations(rows: Rows, counts: Counter[Cell], cut: date) -> None:
    for row in rows("cases"):
        if _in_year(row["received_at"], cut):
            _add(
                counts, "consultations_new",
                channel=row["channel"], topic=row["main_topic"], age=row["age_band"],
                sex=row["sex"] if row["sex"] in ("female", "male") else "other_or_unknown",
            )  # fmt: skip
    contacts = [row for row in rows("case_notes") if row["kind"] == "contact" and _in_year(row["noted_at"], cut)]
    counts[Cell("consultations_continued")] = len({row["case_id"] for row in contacts})
    counts[Cell("consultation_contacts")] = len(contacts)


def _count_referrals(rows: Rows, counts: Counter[Cell], cut: date) -> list[int]:
    days = []
    for row in rows("referrals"):
        if row["state"] in ("draft", "void") or not _in_year(row["sent_at"], cut):
            continue
        ended = row["ended_on"] is not None and row["ended_on"] <= cut
        if _by(row["accepted_at"], cut):
            result = "accepted"
        elif row["state"] in ("declined", "returned", "recalled", "failed") and ended:
            result = row["state"]
        else:
            result = "waiting"
        _add(counts, "referrals_sent", answer="accepted" if result == "accepted" else "not_accepted")
        if result != "accepted":
            _add(counts, "referrals_not_accepted", result=result)
            if result == "declined":
                _add(counts, "referrals_declined", code=row["decline_code"])
            continue
        stopped = row["state"] in ("returned", "recalled", "failed") and ended
        closed = row["state"] == "closed" and ended
        _add(counts, "referrals_accepted", progress="closed" if closed else "stopped" if stopped else "ongoing")
        if closed:
            _add(counts, "referrals_closed", outcome=row["outcome"])
        sent, accepted = (row[key].astimezone(TOKYO).date() for key in ("sent_at", "accepted_at"))
        days.append((accepted - sent).days)
    return days


def _writer(cursor: Any, tenant_id: int) -> Callable[[str, list[dict[str, Any]]], list[uuid.UUID]]:
    def put(table: str, rows: list[dict[str, Any]]) -> list[uuid.UUID]:
        complete = [{"tenant_id": tenant_id, "id": uuid.uuid4(), **row} for row in rows]
        if complete:
            names = ", ".join(f'"{name}"' for name in complete[0])
            execute_values(
                cursor, f"INSERT INTO {table} ({names}) VALUES %s", [tuple(row.values()) for row in complete]
            )
        return [row["id"] for row in complete]

    return put


def _moment(dice: random.Random) -> datetime:
    if dice.random() < 0.1:
        return dice.choice(EDGES)
    return datetime(2024, 3, 1, tzinfo=UTC) + timedelta(minutes=dice.randrange(60 * 24 * 420))


def _day(dice: random.Random) -> date:
    return dice.choice([FIRST, LAST, FIRST - timedelta(days=1), LAST + timedelta(days=1), *[_moment(dice).date()] * 6])


def _now() -> dict[str, Any]:
    return {
        "created_at": datetime(2024, 1, 1, tzinfo=UTC),
        "updated_at": datetime(2024, 1, 1, tzinfo=UTC),
        "version": 1,
    }


def _member(dice: random.Random, classes: list[uuid.UUID]) -> dict[str, Any]:
    joined = dice.choice([date(2023, 6, 1), _day(dice)])
    left = joined + timedelta(days=dice.randrange(400)) if dice.random() < 0.3 else None
    return {
        "name": "団体", "name_kana": "ダンタイ", "kind": str(dice.choice(list(OrganizationKind))),
        "member_class_id": dice.choice(classes), "status": "withdrawn" if left else "active", "joined_on": joined,
        "left_on": left, "fields": [], "is_public": False, "search_key": "", **_now(),
    }  # fmt: skip


def _body(dice: random.Random) -> dict[str, Any]:
    established = dice.choice([date(2023, 5, 1), _day(dice)])
    return {
        "name": "会", "kind": str(dice.choice(list(BodyKind))), "regime": "platform", "legal_bases": [],
        "established_on": established, "dissolved_on": dice.choice([None, None, established + timedelta(days=300)]),
        "position": 0,
    }  # fmt: skip


def _meeting(dice: random.Random, bodies: list[uuid.UUID], number: int) -> dict[str, Any]:
    return {
        "body_id": dice.choice(bodies), "number": number + 100, "title": "会議", "held_on": _day(dice), "is_hybrid": False,
        "openness": "open", "state": dice.choice(["held", "held", "planned", "canceled"]), "fiscal_year": YEAR,
    }  # fmt: skip


def _attendance(dice: random.Random, meeting: uuid.UUID, member: uuid.UUID) -> dict[str, Any]:
    mode = dice.choice(["in_person", "online", "absent"])
    people = 0 if mode == "absent" else dice.randint(1, 5)
    return {"meeting_id": meeting, "organization_id": member, "mode": mode, "people": people}


def _resource(dice: random.Random, member: uuid.UUID) -> dict[str, Any]:
    is_shelter = dice.random() < 0.1
    return {
        "organization_id": member, "office_id": member, "name": "資源", "summary": "",
        "fields": dice.sample(list(FIELDS), dice.randint(0, 3)), "target_groups": [], "area_codes": [], "reach": [],
        "languages": [], "visibility": dice.choice(["desk", "council"] if is_shelter else ["public", "platform", "desk"]),
        "is_shelter": is_shelter, "status": dice.choice(["active", "active", "retired"]),
        "room_state": str(dice.choice(list(RoomState))), "room_noted_at": _moment(dice), "checked_on": FIRST,
        "search_key": "", **_now(), "created_at": _moment(dice),
    }  # fmt: skip


def _room_report(dice: random.Random, resource: uuid.UUID) -> dict[str, Any]:
    return {"resource_id": resource, "state": str(dice.choice(list(RoomState))), "noted_at": _moment(dice)}


def _appointment(dice: random.Random) -> dict[str, Any]:
    starts = dice.choice([date(2023, 5, 1), _day(dice)])
    return {
        "council_id": uuid.uuid4(), "user_id": uuid.uuid4(), "tier": "practitioners", "starts_on": starts,
        "ends_on": dice.choice([None, LAST, starts + timedelta(days=200)]) if starts <= LAST else None,
        "created_at": _now()["created_at"],
    }  # fmt: skip


def _case(dice: random.Random, number: int) -> dict[str, Any]:
    received = _moment(dice)
    topic = dice.choice(list(TOPICS)[:6])
    return {
        "number": f"数-{number}", "desk_id": uuid.uuid4(), "state": "open", "received_at": received,
        "received_by": uuid.uuid4(), "fiscal_year": YEAR, "channel": str(dice.choice(list(Channel)[:4])),
        "urgency": "normal", "topics": [topic], "main_topic": topic, "age_band": str(dice.choice(list(AgeBand))),
        "sex": str(dice.choice([*[Sex.FEMALE, Sex.MALE] * 4, *list(Sex)])), "is_anonymous": False, "is_sealed": dice.random() < 0.1,
        "next_contact_on": LAST, "origin_basis": "desk", **_now(),
    }  # fmt: skip


def _note(dice: random.Random, case: uuid.UUID) -> dict[str, Any]:
    return {
        "case_id": case, "kind": dice.choice(["contact", "contact", "internal"]), "noted_at": _moment(dice),
        "noted_by": uuid.uuid4(), "origin_basis": "desk",
    }  # fmt: skip


def _referral(dice: random.Random, case: uuid.UUID, number: int) -> dict[str, Any]:
    state = dice.choice(["draft", "sent", "seen", "accepted", "working", "closed", "declined", "returned", "recalled",
                         "on_hold", "failed", "void", "accepted", "closed", "closed"])  # fmt: skip
    sent = None if state == "draft" else _moment(dice)
    answered = sent + timedelta(days=dice.randrange(20)) if sent else None
    accepted = (
        answered if state in ("accepted", "working", "closed") or (state == "failed" and dice.random() < 0.5) else None
    )
    ended = (answered + timedelta(days=dice.randrange(60))).astimezone(TOKYO).date() if answered else None
    is_over = state in ("closed", "declined", "returned", "recalled", "failed")
    if state == "declined" and answered:
        ended = answered.astimezone(TOKYO).date()
    return {
        "number": f"紹-{number}", "case_id": case, "desk_id": uuid.uuid4(), "recipient_organization_id": uuid.uuid4(),
        "recipient_office_id": uuid.uuid4(), "state": state, "basis": "none", "purpose": "support",
        "main_topic": "other", "urgency": "normal", "fit_summary": "{}", "created_by": uuid.uuid4(),
        "created_at": _now()["created_at"], "sent_at": sent,
        "answered_at": answered if accepted or state == "declined" else None, "accepted_at": accepted,
        "decline_code": str(dice.choice(list(DeclineCode))) if state == "declined" else None,
        "outcome": str(dice.choice(list(ReferralOutcome))) if state == "closed" else None,
        "ended_on": ended if is_over else None,
    }  # fmt: skip
