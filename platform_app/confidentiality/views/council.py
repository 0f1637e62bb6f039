"""The council's own page, founding it, its constituents, its undertaking, and who has rights on case tables."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.confidentiality import duty, forms, labels, policies, services
from platform_app.confidentiality.log_labels import OBJECTS
from platform_app.confidentiality.models import Constituent, Council
from platform_app.confidentiality.queries import council as queries
from platform_app.confidentiality.queries.separation import read_separation
from platform_app.confidentiality.views.rooms import act, room
from platform_app.core import audit, clock
from platform_app.core.access import DB_ROLES, ROLE_LABELS, access, current_actor
from platform_app.core.web.versions import version_number
from platform_app.members import queries as members_queries


@room.get("")
@access(policies.VIEW_COUNCIL)
def index() -> ResponseReturnValue:
    council = queries.find_council(current_actor.tenant_id)
    if council is None:
        return render_template("confidentiality/no_council.html")
    constituents, appointments = queries.list_constituents(council), queries.list_appointments(council)
    audit.record("council:read", council, shown=[row.appointment for row in appointments])
    today = clock.today()
    return render_template(
        "confidentiality/council.html",
        council=council,
        constituents=constituents,
        appointments=appointments,
        own=[row for row in appointments if row.appointment.user_id == current_actor.user_id],
        in_force=[row for row in appointments if row.appointment.is_in_force(today)],
        body=queries.find_organization(council.tenant_id, council.coordinating_body_id),
        duty=duty,
        penalties=duty.penalties(council.established_on, today),
        labels=labels,
        today=today,
    )


@room.route("/new", methods=["GET", "POST"])
@access(policies.MANAGE_COUNCIL)
def found() -> ResponseReturnValue:
    form = forms.FoundCouncilForm(choices={"coordinating_body_id": _organizations()}, established_on=clock.today())

    def service() -> None:
        services.found_council(current_actor, facts=_facts(form), undertaking_text=form.undertaking_text.data or "")

    return _act(form, service, _("Found the council"), _("The council was founded"))


@room.route("/edit", methods=["GET", "POST"])
@access(policies.MANAGE_COUNCIL, subject=queries.get_council)
def edit(council: Council) -> ResponseReturnValue:
    form = forms.CouncilForm(obj=council, choices={"coordinating_body_id": _organizations()})

    def service() -> None:
        services.change_council(current_actor, council, facts=_facts(form))

    return _act(form, service, _("Edit the council"), _("The entry was saved"))


@room.route("/undertaking", methods=["GET", "POST"])
@access(policies.MANAGE_COUNCIL, subject=queries.get_council)
def undertaking(council: Council) -> ResponseReturnValue:
    form = forms.UndertakingTextForm(obj=council, version=str(council.undertaking_version))

    def service() -> None:
        services.change_undertaking(
            current_actor,
            council,
            text=form.undertaking_text.data or "",
            seen_version=version_number(form.version.data),
        )

    return _act(
        form,
        service,
        _("New text of the undertaking"),
        _("The new text applies"),
        lead=_("Everyone in office is asked to sign anew. Until then they read no case."),
        version=lambda: council.undertaking_version,
        confirm=_("All signatures on the present text stop counting."),
    )


@room.route("/constituents/new", methods=["GET", "POST"])
@access(policies.MANAGE_COUNCIL, subject=queries.get_council)
def add_constituent(council: Council) -> ResponseReturnValue:
    form = forms.AddConstituentForm(choices={"organization_id": _organizations()}, from_on=clock.today())

    def service() -> None:
        services.add_constituent(
            current_actor,
            council,
            organization_id=form.organization_id.data,
            name=form.name.data,
            from_on=form.from_on.data,
        )

    return _act(form, service, _("Add a constituent"), _("The constituent was added"))


@room.route("/constituents/<uuid:constituent_id>/end", methods=["GET", "POST"])
@access(policies.MANAGE_COUNCIL, subject=queries.get_constituent)
def end_constituent(constituent: Constituent) -> ResponseReturnValue:
    form = forms.EndConstituentForm(to_on=clock.today())

    def service() -> None:
        services.end_constituent(current_actor, constituent, to_on=form.to_on.data)

    organization = queries.find_organization(constituent.tenant_id, constituent.organization_id)
    about = organization.name if organization else constituent.name
    return _act(form, service, _("Record the last day"), _("The last day was recorded"), about=about)


@room.get("/separation")
@access(policies.VIEW_SEPARATION)
def separation() -> ResponseReturnValue:
    return render_template(
        "confidentiality/separation.html",
        found=read_separation(),
        groups=_seats_by_db_role(),
        words=OBJECTS,
    )


def _seats_by_db_role() -> dict[str, str]:
    """Which seats act under which role of the database; the national ones first."""
    groups: dict[str, list[str]] = {}
    for role, db_role in DB_ROLES.items():
        groups.setdefault(str(db_role), []).append(str(ROLE_LABELS[role]))
    return {db_role: " / ".join(names) for db_role, names in groups.items()}


def _act(form: Any, service: Any, title: str, done: str, **page: Any) -> ResponseReturnValue:
    return act(
        form,
        service,
        done=done,
        target=url_for("council.index"),
        template="confidentiality/act.html",
        title=title,
        **page,
    )


def _facts(form: forms.CouncilForm) -> services.CouncilFacts:
    return services.CouncilFacts(
        name=form["name"].data or "",
        established_on=form.established_on.data,
        legal_bases=form.legal_bases.data or (),
        coordinating_body_id=form.coordinating_body_id.data,
        coordinating_section=form.coordinating_section.data,
    )


def _organizations() -> list[tuple[Any, str]]:
    return [(item.id, item.name) for item in members_queries.list_organizations(current_actor.tenant_id)]
