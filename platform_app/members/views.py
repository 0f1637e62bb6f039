"""Pages of the register of member organizations."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from platform_app.core import audit, clock
from platform_app.core.access import Role, Scope, access, can, current_actor
from platform_app.core.errors import Changed, Invalid
from platform_app.core.sheets.files import workbook_download
from platform_app.core.taxonomy import FIELDS
from platform_app.core.web.flashes import notify
from platform_app.core.web.pagination import paginate
from platform_app.core.web.room import NavItem, Room
from platform_app.extensions import db
from platform_app.members import first_page, forms, labels, policies, queries, services, sheets
from platform_app.members.models import ContactPerson, Organization

room = Room("members", __name__, Scope.TENANT, "/members")
ROOMS = (room,)
NAV = (NavItem(30, "members.index", _l("Members"), policies.VIEW_MEMBERS),)
__all__ = ["NAV", "ROOMS", "first_page"]


@room.get("/")
@access(policies.VIEW_MEMBERS)
def index() -> ResponseReturnValue:
    form = _filter_form()
    page = paginate(db.session(), queries.members_list(current_actor.tenant_id, _wanted(form)))
    return render_template("members/index.html", form=form, page=page, labels=labels, fields=FIELDS)


@room.get("/members.xlsx")
@access(policies.EXPORT_MEMBERS)
def export() -> ResponseReturnValue:
    today = clock.today()
    rows = queries.list_rows(current_actor.tenant_id, _wanted(_filter_form()))
    services.record_export(rows)
    book = sheets.members_workbook(rows, platform=g.tenant.name, as_of=today)
    return workbook_download(book, f"members-{g.tenant.slug}-{today.isoformat()}.xlsx")


@room.route("/new", methods=["GET", "POST"])
@access(policies.REGISTER_MEMBER)
def register() -> ResponseReturnValue:
    form = forms.RegisterMemberForm(choices={"member_class_id": _class_choices()}, joined_on=clock.today())
    if form.validate_on_submit():
        try:
            member = services.register_member(
                current_actor, data=_data(form), joined_on=form.joined_on.data, allow_alike=form.allow_alike.data
            )
        except Invalid as refusal:
            db.session.rollback()
            form.take_refusal(refusal)
        else:
            return _done(member, _("%(name)s is a member now", name=member.name))
    return render_template("members/register.html", form=form), form.answer_status


@room.get("/<uuid:member_id>")
@access(policies.VIEW_MEMBERS, subject=queries.get_member)
def show(member: Organization) -> ResponseReturnValue:
    contacts = []
    if can(policies.VIEW_CONTACTS, member):
        contacts = list(queries.list_contacts_from(member.tenant_id, member.id, clock.today()))
        audit.record("contact:read", member, shown=contacts)
    return render_template(
        "members/show.html",
        member=member,
        contacts=contacts,
        class_name=queries.class_name(member.tenant_id, member.member_class_id),
        offices=queries.list_offices(member.tenant_id, member.id),
        labels=labels,
        fields=FIELDS,
    )


@room.route("/<uuid:member_id>/edit", methods=["GET", "POST"])
@access(policies.EDIT_MEMBER, subject=queries.get_member)
def edit(member: Organization) -> ResponseReturnValue:
    form = _edit_form(member)
    if form.validate_on_submit():
        try:
            services.edit_member(current_actor, member, data=_data(form), seen_version=form.seen_version)
        except Invalid as refusal:
            db.session.rollback()
            form.take_refusal(refusal)
        except Changed as refusal:
            db.session.rollback()
            form.show_change(refusal, member)
        else:
            return _done(member, _("The entry was saved"))
    return render_template("members/edit.html", form=form, member=member), form.answer_status


@room.route("/<uuid:member_id>/withdraw", methods=["GET", "POST"])
@access(policies.WITHDRAW_MEMBER, subject=queries.get_member)
def withdraw(member: Organization) -> ResponseReturnValue:
    form = forms.WithdrawMemberForm(left_on=clock.today())
    if form.validate_on_submit():
        try:
            services.withdraw_member(current_actor, member, left_on=form.left_on.data)
        except Invalid as refusal:
            db.session.rollback()
            form.take_refusal(refusal)
        else:
            return _done(member, _("The withdrawal was recorded"))
    return render_template("members/withdraw.html", form=form, member=member), form.answer_status


@room.post("/<uuid:member_id>/readmit")
@access(policies.WITHDRAW_MEMBER, subject=queries.get_member)
def readmit(member: Organization) -> ResponseReturnValue:
    services.readmit_member(current_actor, member)
    return _done(member, _("%(name)s is a member again", name=member.name))


@room.route("/<uuid:member_id>/contacts/new", methods=["GET", "POST"])
@access(policies.ADD_CONTACT, subject=queries.get_member)
def add_contact(member: Organization) -> ResponseReturnValue:
    form = forms.AddContactForm(starts_on=clock.today())
    if form.validate_on_submit():
        services.add_contact(
            current_actor,
            member,
            name=str(form.name.data),
            name_kana=form.name_kana.data or None,
            post=form.post.data or None,
            phone=form.phone.data or None,
            email=form.email.data or None,
            starts_on=form.starts_on.data,
            is_primary=form.is_primary.data,
        )
        return _done(member, _("The contact person was added"))
    return render_template("members/add_contact.html", form=form, member=member), form.answer_status


@room.route("/<uuid:member_id>/contacts/<uuid:contact_id>/end", methods=["GET", "POST"])
@access(policies.END_CONTACT, subject=queries.get_contact)
def end_contact(contact: ContactPerson) -> ResponseReturnValue:
    form = forms.EndContactForm(ends_on=clock.today())
    if form.validate_on_submit():
        try:
            services.end_contact(current_actor, contact, ends_on=form.ends_on.data)
        except Invalid as refusal:
            db.session.rollback()
            form.take_refusal(refusal)
        else:
            member_id = contact.organization_id
            db.session.commit()
            notify(_("The last day was recorded"))
            return redirect(url_for("members.show", member_id=member_id), 303)
    audit.record("contact:read", contact, shown=[contact])
    page = render_template("members/end_contact.html", form=form, contact=contact), form.answer_status
    db.session.commit()  # the name is shown again when the form comes back: that reading stands too
    return page


def _filter_form() -> forms.FilterMembersForm:
    return forms.FilterMembersForm(request.args, choices={"member_class": _class_choices()})


def _wanted(form: forms.FilterMembersForm) -> queries.MemberFilter:
    if not form.validate():
        return queries.MemberFilter()
    return queries.MemberFilter(
        words=form.q.data or "",
        kind=form.kind.data,
        member_class_id=form.member_class.data,
        status=form.status.data,
        field=form.field.data,
    )


def _edit_form(member: Organization) -> forms.ProfileForm:
    if current_actor.role is not Role.SECRETARIAT:
        return forms.ProfileForm(obj=member)
    return forms.MemberForm(obj=member, choices={"member_class_id": _class_choices()})


def _class_choices() -> list[tuple[Any, str]]:
    return [(item.id, item.name) for item in queries.list_classes(current_actor.tenant_id)]


def _data(form: forms.ProfileForm) -> dict[str, Any]:
    """The entry's fields as given; empty text becomes none."""
    return {
        field.name: (field.data.strip() or None) if isinstance(field.data, str) else field.data
        for field in form
        if field.name in services.EDITABLE
    }


def _done(member: Organization, message: str) -> Response:
    """Commit, say so and show the entry."""
    target = url_for("members.show", member_id=member.id)
    db.session.commit()
    notify(message)
    return redirect(target, 303)
