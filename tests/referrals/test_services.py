"""The main path and every side exit, as the acts of the two parties."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, text

from platform_app.cases.models import Case, CaseOutcome, CaseState, Consent, DisclosedField, Purpose
from platform_app.cases.services import close_case, withdraw_consent
from platform_app.core import clock
from platform_app.core.database import Context, DbRole, bind_context
from platform_app.core.errors import Invalid, WrongState
from platform_app.core.notices import Notice
from platform_app.extensions import db
from platform_app.referrals import services
from platform_app.referrals.labels import FailCode
from platform_app.referrals.models import (
    DeclineCode,
    Disclosure,
    LegalBasis,
    Referral,
    ReferralEvent,
    ReferralOutcome,
    ReferralState,
)
from platform_app.referrals.services.moves import next_business_day
from tests.cases.conftest import Seated
from tests.referrals.conftest import POISON, make_case, send
from tests.support.world import ALPHA

Act = Callable[[object, Referral], Referral]


def sent_referral(seated: Seated, basis: str = "none") -> Referral:
    with seated(ALPHA, "desk") as actor:
        referral = send(actor, basis=basis)
        db.session.commit()
        db.session.refresh(referral)
        db.session.expunge_all()
    return referral


def next_contact(seated: Seated, referral: Referral) -> Case:
    with seated(ALPHA, "desk"):
        case = db.session.get_one(Case, (ALPHA.tenant_id, referral.case_id))
        db.session.expunge_all()
    return case


def test_the_main_path_leaves_its_trace(seated: Seated) -> None:
    referral = sent_referral(seated)

    with seated(ALPHA, "member") as actor:
        services.see_referral(actor, referral)
        services.accept_referral(actor, referral)
        services.start_work(actor, referral)
        ended = services.report_outcome(
            actor, referral, outcome=ReferralOutcome.CONNECTED_CONTINUING, message="つながりました。"
        )
        db.session.commit()
        events = db.session.scalars(
            select(ReferralEvent).where(ReferralEvent.referral_id == referral.id).order_by(ReferralEvent.id)
        ).all()
        assert [event.verb for event in events] == ["send", "see", "accept", "work", "report"]
        assert events[-1].message == "つながりました。"
        assert ended.state is ReferralState.CLOSED
        assert ended.accepted_by == actor.user_id
    with seated(ALPHA, "desk") as desk:
        kinds = set(
            db.session.scalars(
                select(Notice.kind).where(Notice.user_id == desk.user_id, Notice.number == referral.number)
            )
        )
        assert kinds == {"referral.accept", "referral.work", "referral.report"}


def test_the_number_follows_the_case_and_the_year_is_that_of_sending(seated: Seated) -> None:
    with seated(ALPHA, "desk") as actor:
        case = make_case(actor)
        first, second = send(actor, case=case), send(actor, case=case)

        assert [first.number, second.number] == [f"{case.number}-1", f"{case.number}-2"]
        assert first.fiscal_year == clock.fiscal_year(clock.today())
        assert first.answer_due_on == clock.add_business_days(clock.today(), 3)
        assert first.return_due_on == clock.add_business_days(clock.today(), 10)


def decline(actor: object, referral: Referral) -> Referral:
    return services.decline_referral(actor, referral, code=DeclineCode.NO_CAPACITY)  # type: ignore[arg-type]


def hold(actor: object, referral: Referral) -> Referral:
    day = clock.today() + timedelta(days=7)
    return services.hold_referral(actor, referral, message="満員です", review_on=day)  # type: ignore[arg-type]


def fail(actor: object, referral: Referral) -> Referral:
    services.accept_referral(actor, referral)  # type: ignore[arg-type]
    return services.fail_referral(actor, referral, code=FailCode.UNREACHABLE)  # type: ignore[arg-type]


def report_unreachable(actor: object, referral: Referral) -> Referral:
    services.accept_referral(actor, referral)  # type: ignore[arg-type]
    return services.report_outcome(actor, referral, outcome=ReferralOutcome.UNREACHABLE)  # type: ignore[arg-type]


@pytest.mark.parametrize("act", [decline, hold, fail, report_unreachable])
def test_a_side_exit_of_the_receiver_leaves_the_desk_a_dated_next_step(seated: Seated, act: Act) -> None:
    referral = sent_referral(seated)
    assert next_contact(seated, referral).next_contact_on > next_business_day()  # type: ignore[operator]

    with seated(ALPHA, "member") as actor:
        act(actor, referral)
        db.session.commit()

    assert next_contact(seated, referral).next_contact_on == next_business_day()


def test_a_connection_leaves_the_plan_of_the_desk_alone(seated: Seated) -> None:
    referral = sent_referral(seated)

    with seated(ALPHA, "member") as actor:
        services.accept_referral(actor, referral)
        services.report_outcome(actor, referral, outcome=ReferralOutcome.CONNECTED_ONCE)
        db.session.commit()

    assert next_contact(seated, referral).next_contact_on > next_business_day()  # type: ignore[operator]


@pytest.mark.parametrize("service", [services.recall_referral, services.void_referral])
def test_taking_back_shuts_what_was_told_and_leaves_a_next_step(
    seated: Seated, service: Callable[..., Referral]
) -> None:
    referral = sent_referral(seated, "consent")

    with seated(ALPHA, "desk") as actor:
        service(actor, referral, message="宛先の誤り")
        db.session.commit()
        [disclosure] = db.session.scalars(select(Disclosure).where(Disclosure.referral_id == referral.id))
        assert disclosure.ended_at is not None

    assert next_contact(seated, referral).next_contact_on == next_business_day()
    with seated(ALPHA, "member"):
        assert list(db.session.scalars(select(Disclosure).where(Disclosure.referral_id == referral.id))) == []


def test_a_case_closed_meanwhile_opens_again_when_support_fails(seated: Seated) -> None:
    referral = sent_referral(seated)
    with seated(ALPHA, "member") as member:
        services.accept_referral(member, referral)
        db.session.commit()
    with seated(ALPHA, "desk") as desk:
        case = db.session.get_one(Case, (ALPHA.tenant_id, referral.case_id))
        close_case(desk, case, outcome=CaseOutcome.CONNECTED)
        db.session.commit()

    with seated(ALPHA, "member") as member:
        services.fail_referral(member, referral, code=FailCode.UNREACHABLE)
        db.session.commit()

    case = next_contact(seated, referral)
    assert (case.state, case.next_contact_on) == (CaseState.OPEN, next_business_day())


def test_a_case_does_not_close_while_an_answer_is_awaited(seated: Seated) -> None:
    with seated(ALPHA, "desk") as actor:
        case = make_case(actor)
        send(actor, case=case)

        with pytest.raises(Invalid):
            close_case(actor, case, outcome=CaseOutcome.CONNECTED)


def test_a_second_acceptance_is_a_wrong_state(seated: Seated) -> None:
    referral = sent_referral(seated)

    with seated(ALPHA, "member") as actor:
        services.accept_referral(actor, referral)
        with pytest.raises(WrongState):
            services.accept_referral(actor, referral)


def test_time_returns_what_nobody_answered_and_only_that(seated: Seated, own_app: object) -> None:
    late, fresh = sent_referral(seated), sent_referral(seated)
    with seated(ALPHA, "desk"):
        db.session.execute(text("UPDATE referrals SET return_due_on = app_today() - 1 WHERE id = :id"), {"id": late.id})
        db.session.commit()
        bind_context(db.session, Context(ALPHA.tenant_id, None, None, DbRole.TENANT))
        assert services.return_overdue(ALPHA.tenant_id) == 1
        db.session.commit()
        assert services.return_overdue(ALPHA.tenant_id) == 0

    with seated(ALPHA, "desk") as actor:
        states = {
            each.id: each.state
            for each in db.session.scalars(select(Referral).where(Referral.id.in_([late.id, fresh.id])))
        }
        notices = select(Notice).where(Notice.user_id == actor.user_id, Notice.number == late.number)
        assert [notice.kind for notice in db.session.scalars(notices)] == ["referral.return"]
    assert states == {late.id: ReferralState.RETURNED, fresh.id: ReferralState.SENT}
    assert next_contact(seated, late).next_contact_on == next_business_day()


def test_the_consent_decides_what_goes(seated: Seated) -> None:
    with seated(ALPHA, "desk") as actor:
        case = db.session.get_one(Case, (ALPHA.tenant_id, ALPHA.id("case.open")))
        draft = services.draft_referral(
            actor, case, resource_id=ALPHA.id("resource.npo"), basis=LegalBasis.CONSENT, purpose=Purpose.SUPPORT,
            request="お願いします", consent_id=ALPHA.id("consent.open"),
        )  # fmt: skip

        with pytest.raises(Invalid) as refusal:
            services.send_referral(
                actor,
                draft,
                fields=[DisclosedField.NAME, DisclosedField.ADDRESS],
                conditions=services.Conditions(clock.today()),
            )

        assert refusal.value.field == "fields"


def test_without_a_basis_nothing_is_told(seated: Seated) -> None:
    referral = sent_referral(seated)

    with seated(ALPHA, "member"):
        row = db.session.get_one(Referral, (ALPHA.tenant_id, referral.id))
        assert list(db.session.scalars(select(Disclosure).where(Disclosure.referral_id == referral.id))) == []
        assert POISON not in str(row.fit_summary) + (row.request or "")


def test_withdrawal_tells_the_receiver_to_stop_and_shuts_what_was_told(seated: Seated) -> None:
    referral = sent_referral(seated, "consent")
    with seated(ALPHA, "member"):
        disclosed = select(Disclosure).where(Disclosure.referral_id == referral.id)
        assert len(db.session.scalars(disclosed).all()) == 1

    with seated(ALPHA, "desk") as desk:
        withdraw_consent(desk, db.session.get_one(Consent, (ALPHA.tenant_id, referral.consent_id)))
        db.session.commit()

    with seated(ALPHA, "member") as member:
        assert db.session.scalars(disclosed).all() == []
        notices = select(Notice.kind).where(Notice.user_id == member.user_id, Notice.number == referral.number)
        assert set(db.session.scalars(notices)) == {"referral.send", "referral.consent"}


def test_a_further_attempt_follows_one_that_is_over(seated: Seated) -> None:
    with seated(ALPHA, "desk") as actor:
        case = make_case(actor)
        first = send(actor, case=case)
        again = partial(
            services.draft_referral,
            actor,
            case,
            resource_id=ALPHA.id("resource.bank"),
            basis=LegalBasis.NONE,
            purpose=Purpose.SUPPORT,
            request="改めてお願いします。",
            attempt_of_id=first.id,
        )
        with pytest.raises(Invalid):
            again()
        services.recall_referral(actor, first, message="宛先の変更")

        assert again().attempt_of_id == first.id


def test_no_personal_data_reaches_notices_events_in_clear_or_the_audit_log(seated: Seated) -> None:
    referral = sent_referral(seated, "consent")
    with seated(ALPHA, "auditor"):
        logged = db.session.scalars(
            text("SELECT coalesce(changes::text, '') || coalesce(object_id, '') FROM audit_events")
        )
        assert not any(POISON in line or "0857-11" in line for line in logged)
    with seated(ALPHA, "member"):
        notices = db.session.execute(select(Notice.number, Notice.link)).all()
        assert any(number == referral.number for number, _link in notices)
        assert POISON not in str(notices)
