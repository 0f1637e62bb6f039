"""List, inbox and the referral's page, each for the side that looks."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from platform_app.cases.labels import DISCLOSED_FIELDS, PURPOSES, URGENCIES, URGENCY_TONES
from platform_app.core import audit, clock
from platform_app.core.access import Role, access, current_actor
from platform_app.core.taxonomy import TOPICS
from platform_app.referrals import forms, labels, policies, queries, states
from platform_app.referrals.models import Referral, ReferralState
from platform_app.referrals.views.room import room
from platform_app.tenants import queries as tenants_queries

LANES = {
    queries.Lane.ALL: _l("All"),
    queries.Lane.WAITING: _l("Waiting for an answer"),
    queries.Lane.OVERDUE: _l("Answer overdue"),
    queries.Lane.ACTIVE: _l("In support"),
    queries.Lane.ANSWERED: _l("Answered"),
}


@room.get("")
@access(policies.VIEW_REFERRALS)
def index() -> ResponseReturnValue:
    wanted = request.args.get("lane", queries.Lane.ALL)
    if wanted not in set(queries.Lane):
        abort(404)
    lane, filters = queries.Lane(wanted), forms.ReferralFilterForm(request.args)
    topic = filters.topic.data if filters.topic.data in TOPICS else None
    page = queries.list_referrals(current_actor.tenant_id, lane=lane, topic=topic)
    audit.record("referral:list", object_type="referrals", shown=[row.referral for row in page])
    counts = queries.count_lanes(current_actor.tenant_id)
    tabs = [
        (f"{label} {counts[each]}" if each in counts else label, url_for(".index", lane=each.value), each is lane)
        for each, label in LANES.items()
    ]
    is_receiver = current_actor.role is Role.MEMBER
    return render_template(
        "referrals/index.html",
        page=page,
        lane=lane,
        tabs=tabs,
        filters=filters,
        is_receiver=is_receiver,
        labels=labels,
        topics=TOPICS,
        open_states=states.LIVE,
    )


@room.get("/<uuid:referral_id>")
@access(policies.VIEW_REFERRALS, subject=queries.get_referral)
def show(referral: Referral) -> ResponseReturnValue:
    is_receiver = policies.is_received_by(current_actor, referral)
    may_read = not is_receiver or referral.state is not ReferralState.SENT
    disclosures = queries.list_disclosures(referral) if may_read else []
    audit.record("referral:read", referral, shown=[referral])
    if is_receiver and disclosures:
        audit.record("disclosure:read", referral, shown=disclosures, purpose=referral.purpose)
    party = states.RECEIVER if is_receiver else states.DESK
    moves = states.moves_from(referral.state, party, is_accepted=referral.accepted_at is not None)
    events = queries.list_events(referral)
    return render_template(
        "referrals/received.html" if is_receiver else "referrals/sent.html",
        referral=referral,
        row=queries.get_row(referral),
        summary=labels.summary_lines(
            referral.fit_summary, tenants_queries.find_area(referral.fit_summary.get("area_code"))
        ),
        chip=labels.chip_of(referral, clock.today()),
        events=events,
        disclosures=disclosures,
        moves={move.verb for move in moves},
        accepted_by=queries.find_user(referral.accepted_by),
        steps=states.STEPS,
        step=states.step_of(referral.state),
        labels=labels,
        topics=TOPICS,
        field_labels=DISCLOSED_FIELDS,
        purposes=PURPOSES,
        urgencies=URGENCIES,
        urgency_tones=URGENCY_TONES,
        is_over=referral.state not in states.LIVE and referral.state != ReferralState.DRAFT,
        is_consent_withdrawn=any(row.event.verb == "consent" for row in events),
    )
