"""Cases opened to a council member (read only through row-level security), and the desk's acts of opening and closing them."""

from datetime import timedelta

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.cases import labels as case_labels
from platform_app.cases import queries as case_queries
from platform_app.cases.models import Case
from platform_app.confidentiality import forms, labels, policies, services
from platform_app.confidentiality.models import GrantOfCase, RecusalOfCase, Tier
from platform_app.confidentiality.queries import council as council_queries
from platform_app.confidentiality.queries import grants as queries
from platform_app.confidentiality.views.rooms import act, cases_room, people
from platform_app.core import audit, clock
from platform_app.core.access import access, current_actor
from platform_app.core.taxonomy import TOPICS
from platform_app.core.web.flashes import notify
from platform_app.extensions import db
from platform_app.tenants import queries as tenants_queries


@cases_room.get("")
@access(policies.VIEW_GRANTED_CASES)
def index() -> ResponseReturnValue:
    tenant_id, user_id = current_actor.tenant_id, current_actor.user_id
    page = queries.list_opened_cases(tenant_id, user_id)
    council = council_queries.find_council(tenant_id)
    own = council_queries.list_own_appointments(council, user_id) if council else []
    audit.record("case:list", object_type="cases", shown=[row.case for row in page], authority="appointment")
    today = clock.today()
    return render_template(
        "confidentiality/opened_cases.html",
        page=page,
        waiting=queries.count_own_grants(tenant_id, user_id) - page.total,
        unsigned=[row for row in own if row.appointment.is_in_force(today) and row.undertaking is None],
        labels=labels,
        topics=TOPICS,
    )


@cases_room.get("/<uuid:case_id>")
@access(policies.VIEW_GRANTED_CASES, subject=queries.get_opened_case)
def show(opened: GrantOfCase) -> ResponseReturnValue:
    case, grant = opened.case, opened.grant
    persons, notes = case_queries.list_persons(case), case_queries.list_notes(case)
    audit.record(
        "case:read",
        case,
        shown=[case, *persons, *(row.note for row in notes)],
        purpose=grant.purpose,
        authority="grant",
        authority_id=grant.id,
    )
    return render_template(
        "confidentiality/opened_case.html",
        case=case,
        grant=grant,
        persons=persons,
        notes=notes,
        area=tenants_queries.find_area(case.area_code),
        labels=labels,
        case_labels=case_labels,
        topics=TOPICS,
    )


@cases_room.post("/<uuid:case_id>/recuse-myself")
@access(policies.DECLARE_RECUSAL, subject=queries.get_opened_case)
def declare_recusal(opened: GrantOfCase) -> ResponseReturnValue:
    number = opened.case.number
    services.declare_recusal(current_actor, opened)
    db.session.commit()
    notify(_("You no longer take part in %(number)s", number=number), _("The case is out of your sight from now on."))
    return redirect(url_for(".index"), 303)


@cases_room.route("/<uuid:case_id>/grants/new", methods=["GET", "POST"])
@access(policies.GRANT_ACCESS, subject=case_queries.get_case)
def grant(case: Case) -> ResponseReturnValue:
    today = clock.today()
    form = forms.GrantForm(
        choices={"appointment_id": _appointed(case.tenant_id)}, starts_on=today, ends_on=today + timedelta(days=14)
    )

    def service() -> None:
        services.grant_access(
            current_actor,
            case,
            appointment_id=form.appointment_id.data,
            purpose=form.purpose.data,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
        )

    return act(
        form,
        service,
        done=_("The case was opened"),
        target=url_for("cases.show", case_id=case.id, _anchor="grants"),
        template="confidentiality/act.html",
        title=_("Open the case to a council member"),
        lead=_(
            "The person reads the whole record of this one case, from the first to the last day. Every reading is recorded."
        ),
        about=case.number,
    )


@cases_room.route("/<uuid:case_id>/recusals/new", methods=["GET", "POST"])
@access(policies.RECUSE, subject=case_queries.get_case)
def recuse(case: Case) -> ResponseReturnValue:
    form = forms.RecuseForm(choices={"user_id": _who_may_see(case)})

    def service() -> None:
        services.set_recusal(current_actor, case, user_id=form.user_id.data)

    keeps_sight = form.user_id.data != current_actor.user_id
    return act(
        form,
        service,
        done=_("The person is shut out of the case"),
        target=url_for("cases.show", case_id=case.id, _anchor="grants") if keeps_sight else url_for("cases.index"),
        template="confidentiality/act.html",
        title=_("Shut someone out of the case"),
        lead=_("A recusal stands above every grant: the case and its papers are out of the person's sight at once."),
        about=case.number,
    )


@cases_room.post("/grants/<uuid:grant_id>/revoke")
@access(policies.GRANT_ACCESS, subject=queries.get_grant)
def revoke(subject: GrantOfCase) -> ResponseReturnValue:
    target = url_for("cases.show", case_id=subject.case.id, _anchor="grants")
    services.revoke_grant(current_actor, subject)
    db.session.commit()
    notify(_("The grant was revoked"))
    return redirect(target, 303)


@cases_room.post("/recusals/<uuid:recusal_id>/lift")
@access(policies.RECUSE, subject=queries.get_recusal)
def lift(subject: RecusalOfCase) -> ResponseReturnValue:
    target = url_for("cases.show", case_id=subject.case.id, _anchor="grants")
    services.lift_recusal(current_actor, subject)
    db.session.commit()
    notify(_("The recusal was lifted"))
    return redirect(target, 303)


def _appointed(tenant_id: int) -> list[tuple[object, str]]:
    """People of the case conference, with their organization; who has not signed is named as such."""
    council = council_queries.find_council(tenant_id)
    rows = council_queries.list_appointed(council, clock.today()) if council else []
    return [(row.appointment.id, _pick(row)) for row in rows if row.appointment.tier is Tier.CASE_CONFERENCE]


def _pick(row: council_queries.AppointmentRow) -> str:
    words = [row.person or "", *([row.organization] if row.organization else [])]
    text = " / ".join(words)
    return text if row.undertaking else str(_("%(person)s (undertaking not signed)", person=text))


def _who_may_see(case: Case) -> list[tuple[object, str]]:
    """Who could have the case in sight: the desk's staff and the appointed."""
    staff = case_queries.list_desk_staff(case.tenant_id, case.desk_id, clock.today())
    council = council_queries.find_council(case.tenant_id)
    rows = council_queries.list_appointed(council, clock.today()) if council else []
    users = {user.id: user for user in [*staff, *(row.user for row in rows if row.user)]}
    return people(list(users.values()))
