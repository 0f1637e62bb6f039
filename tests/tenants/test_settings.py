"""A platform's settings, areas across prefectures, units, numbers, the operator's pages, the commands."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner
from flask.cli import ScriptInfo
from sqlalchemy import select

from platform_app.core.database import INSTALLATION, Context, DbRole
from platform_app.core.errors import Invalid
from platform_app.tenants import services
from platform_app.tenants.cli import tenants, users
from platform_app.tenants.gate import actor_of
from platform_app.tenants.labels import FEATURES
from platform_app.tenants.models import Area, AreaKind, Seat, Tenant, Unit, UnitKind
from tests.accounts.steps import acting, audited, mails_to, run_jobs
from tests.support.crowd import all_at_once
from tests.support.people import visit
from tests.support.world import ALPHA, BETA, NATION, as_seat
from tests.tenants.test_seats import proven

AS_ALPHA = Context(ALPHA.tenant_id, None, None, DbRole.TENANT)
AS_OPERATOR = Context(INSTALLATION, None, None, DbRole.NATIONAL)
PROFILE = {
    "name": "あるふぁ市 つながりの場",
    "short_name": "あるふぁ市",
    "kind": "joint",
    "code": "３１２０１",
    "population": "181000",
    "number_prefix": "あ",
    "answer_days": "2",
    "return_days": "8",
    "features": ["resources", "cases"],
    "starting_theme": "自殺対策",
    "formation": "reorganized",
}


@pytest.mark.parametrize("name", ["secretariat", "desk", "member", "adviser", "council", "auditor", "prefecture"])
def test_every_role_has_a_first_page(app, name):
    page = visit(app, ALPHA, name).get(ALPHA.url("/"))

    assert page.status_code == 200
    assert ALPHA.word in page.text


def test_profile_is_changed_and_recorded(app):
    visitor = visit(app, ALPHA, "secretariat")

    answer = visitor.post(ALPHA.url("/settings/profile"), PROFILE)

    assert answer.status_code == 303, answer.text
    page = visitor.get(ALPHA.url("/settings/")).text
    assert "312011" in page
    assert "181,000" in page
    assert audited(app, "tenant:change", ALPHA.tenant_id, ALPHA.tenant_id) >= 1
    with acting(app, AS_ALPHA) as session:
        tenant = session.get(Tenant, ALPHA.tenant_id)
        assert (tenant.answer_days, tenant.return_days) == (2, 8)
        assert not tenant.has_feature("meetings")
        assert tenant.has_feature("cases")
    visitor.post(ALPHA.url("/settings/profile"), {**PROFILE, "kind": "municipality", "features": list(FEATURES)})


@pytest.mark.parametrize(
    ("field", "value"), [("code", "312012"), ("code", "999999"), ("return_days", "1"), ("population", "-1")]
)
def test_wrong_entries_come_back_with_what_was_typed(app, field, value):
    visitor = visit(app, BETA, "secretariat")

    answer = visitor.post(BETA.url("/settings/profile"), {**PROFILE, field: value})

    assert "error-summary" in answer.text
    assert "自殺対策" in answer.text
    assert "自殺対策" not in visitor.get(BETA.url("/settings/")).text


def test_one_secretariat_does_not_reach_the_others_settings(app):
    assert visit(app, ALPHA, "secretariat").get(BETA.url("/settings/")).status_code == 404


def test_joint_platform_has_authorities_in_two_prefectures(app):
    visitor = visit(app, ALPHA, "secretariat")

    answer = visitor.post(ALPHA.url("/settings/authorities/new"), {"code": "342041", "from_on": "R5.4.1"})

    assert answer.status_code == 303, answer.text
    assert "広島県三原市" in visitor.get(ALPHA.url("/settings/")).text
    again = visitor.post(ALPHA.url("/settings/authorities/new"), {"code": "342041", "from_on": "R5.4.1"})
    assert again.status_code == 422


def test_area_is_added_and_ended(app):
    visitor = visit(app, BETA, "secretariat")
    visitor.post(BETA.url("/settings/areas/new"), {"code": "340006", "from_on": "R5.4.1"})
    page = visitor.get(BETA.url("/settings/"))
    assert "広島県" in page.text
    path = re.findall(r'action="([^"]+/areas/[^"]+/end)"', page.text)[-1]

    assert visitor.post(path).status_code == 303
    assert visitor.post(path).status_code == 409


def test_desk_is_added_and_names_stay_unique(app):
    visitor = visit(app, BETA, "secretariat")
    entry = {"kind": "desk", "name": "南部相談窓口", "phone": "0848-00-0000"}

    assert visitor.post(BETA.url("/settings/units/new"), entry).status_code == 303
    assert visitor.post(BETA.url("/settings/units/new"), entry).status_code == 422
    with acting(app, Context(BETA.tenant_id, None, None, DbRole.TENANT)) as session:
        unit = session.scalars(select(Unit).where(Unit.name == "南部相談窓口")).one()
    page = BETA.url(f"/settings/units/{unit.id}")
    assert visitor.post(page, {"name": "東部相談窓口", "phone": ""}).status_code == 303
    assert visit(app, ALPHA, "secretariat").get(ALPHA.url(f"/settings/units/{unit.id}")).status_code == 404


def test_of_two_desks_of_one_name_added_at_once_one_is_refused(app):
    name = f"窓口 {uuid.uuid4().hex}"

    def add():
        with acting(app, as_seat(ALPHA, "secretariat")) as session:
            actor = actor_of(session.get(Seat, (ALPHA.tenant_id, ALPHA.id("seat.secretariat"))))
            try:
                services.add_unit(actor, kind=UnitKind.DESK, name=name)
                session.commit()
            except Invalid:
                return "refused"
            return "added"

    assert sorted(all_at_once([add, add])) == ["added", "refused"]


def test_numbers_have_prefix_era_year_and_no_gap(app):
    with acting(app, AS_ALPHA) as session:
        prefix = session.get(Tenant, ALPHA.tenant_id).number_prefix
        kind = uuid.uuid4().hex
        assert services.next_number(ALPHA.tenant_id, kind, 2023) == f"{prefix}-R5-0001"
        assert services.next_number(ALPHA.tenant_id, kind, 2023) == f"{prefix}-R5-0002"
        assert services.next_number(ALPHA.tenant_id, kind, 2019, mark="T") == f"{prefix}-R1-T0001"
        session.rollback()
        assert services.next_number(ALPHA.tenant_id, kind, 2023).endswith("-0001")


def test_numbers_given_at_once_are_all_different(app):
    kind = uuid.uuid4().hex

    def take(_number):
        with acting(app, AS_ALPHA) as session:
            number = services.next_number(ALPHA.tenant_id, kind, 2024)
            session.commit()
            return number

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(take, range(24)))

    assert len(set(numbers)) == 24
    assert max(numbers).endswith("-0024")


def test_areas_are_imported_with_their_kinds(app):
    rows = [
        {"code": "10006", "type": "prefecture", "pref": "北海道", "name": "北海道", "kana": "ほっかいどう"},
        {"code": "011002", "type": "municipality", "pref": "北海道", "name": "札幌市", "kana": "さっぽろし"},
        {"code": "011011", "type": "ward", "pref": "北海道", "name": "札幌市 中央区", "kana": "ちゅうおうく"},
        {"code": "131016", "type": "municipality", "pref": "東京都", "name": "千代田区", "kana": "ちよだく"},
        {"code": "313025", "type": "municipality", "pref": "鳥取県", "name": "岩美町", "kana": "いわみちょう"},
    ]
    with acting(app, AS_OPERATOR) as session:
        assert services.import_areas(rows) == 5
        assert services.import_areas(rows) == 5
        session.commit()
        kinds = {code: session.get(Area, code).kind for code in ("010006", "011002", "011011", "131016", "313025")}
        assert session.get(Area, "313025").full_name == "鳥取県岩美町"

    assert list(kinds.values()) == [
        AreaKind.PREFECTURE,
        AreaKind.DESIGNATED_CITY,
        AreaKind.WARD,
        AreaKind.WARD,
        AreaKind.TOWN,
    ]


def test_operator_opens_suspends_and_reopens_a_platform(app):
    slug, mail = f"new-{uuid.uuid4().hex[:8]}", f"{uuid.uuid4().hex}@people.example"
    visitor = proven(app, NATION, "operator")
    entry = {
        "name": "新しい市のプラットフォーム",
        "short_name": "新市",
        "slug": slug,
        "kind": "municipality",
        "code": "312011",
        "number_prefix": "新",
        "desk": "総合相談窓口",
        "secretariat_mail": mail,
    }

    assert visitor.post("/operator/tenants/new", entry).status_code == 303
    assert "error-summary" in visitor.post("/operator/tenants/new", entry).text
    run_jobs(app)
    assert len(mails_to(app, mail)) == 1
    assert slug in visitor.get(f"/operator/?q={slug}").text

    assert visitor.post(f"/operator/tenants/{slug}/suspend").status_code == 303
    assert visitor.post(f"/operator/tenants/{slug}/suspend").status_code == 409
    assert visitor.post(f"/operator/tenants/{slug}/reopen").status_code == 303


def test_suspended_platform_is_closed_for_its_people(app):
    visitor, person = proven(app, NATION, "operator"), visit(app, BETA, "desk")
    visitor.post(f"/operator/tenants/{BETA.slug}/suspend")
    try:
        assert person.get(BETA.url("/")).status_code == 404
        assert person.get("/").location == "/account/seats/"
    finally:
        visitor.post(f"/operator/tenants/{BETA.slug}/reopen")
    assert person.get(BETA.url("/")).status_code == 200


@pytest.mark.parametrize("name", ["cabinet", "contractor"])
def test_only_the_operator_runs_the_installation(app, name):
    assert visit(app, NATION, name).get("/operator/").status_code == 403


def test_operator_does_not_open_a_platform_s_pages(app):
    assert visit(app, NATION, "operator").get(ALPHA.url("/")).status_code == 404


def run(app, command, *arguments):
    return CliRunner().invoke(command, arguments, obj=ScriptInfo(create_app=lambda: app))


def test_commands_open_list_and_invite(app):
    slug, mail = f"cli-{uuid.uuid4().hex[:8]}", f"{uuid.uuid4().hex}@people.example"

    made = run(
        app, tenants, "create", slug, "--name", "試験", "--short-name", "試", "--kind", "municipality", "--prefix", "試"
    )
    assert made.exit_code == 0, made.output
    assert slug in run(app, tenants, "list").output
    invited = run(app, users, "invite", "--tenant", slug, "--role", "desk", "--mail", mail, "--desk", "総合相談窓口")
    assert invited.exit_code == 0, invited.output
    run_jobs(app)

    assert len(mails_to(app, mail)) == 1
    with acting(app, AS_OPERATOR) as session:
        tenant_id = session.scalars(select(Tenant.id).where(Tenant.slug == slug)).one()
    with acting(app, Context(tenant_id, None, None, DbRole.TENANT)) as session:
        assert session.scalars(select(Seat.role)).all() == ["desk"]


def test_command_invites_the_first_operator(app):
    mail = f"{uuid.uuid4().hex}@people.example"

    assert run(app, users, "invite", "--role", "operator", "--mail", mail).exit_code == 0
    assert run(app, users, "invite", "--role", "operator", "--tenant", ALPHA.slug, "--mail", mail).exit_code == 2
    assert run(app, users, "invite", "--role", "desk", "--tenant", "nowhere", "--mail", mail).exit_code == 2
