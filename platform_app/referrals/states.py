"""The referral's way, as data: who moves it where, what must be given, what it causes.

Parties: ``desk`` (the sending desk), ``receiver`` (the member's office), ``system`` (time). A held referral goes on where
it stood: before acceptance it can still be accepted or declined, after it worked on, ended or failed.
"""

from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from platform_app.core.errors import WrongState
from platform_app.core.states import Move, State, StateMachine
from platform_app.referrals.models import ReferralOutcome

DESK, RECEIVER, SYSTEM = "desk", "receiver", "system"

MACHINE = StateMachine(
    "referral",
    [
        State("draft", _l("Draft"), "muted"),
        State("sent", _l("Sent"), "info"),
        State("seen", _l("Seen"), "warning"),
        State("accepted", _l("Accepted"), "success"),
        State("working", _l("In support"), "success"),
        State("on_hold", _l("On hold"), "attention"),
        State("closed", _l("Concluded"), "neutral", final=True),
        State("declined", _l("Declined by the recipient"), "attention", final=True),
        State("returned", _l("Returned, no answer in time"), "danger", final=True),
        State("recalled", _l("Recalled"), "neutral", final=True),
        State("failed", _l("Failed"), "attention", final=True),
        State("void", _l("Entered in error"), "muted", final=True),
    ],
    [
        Move("send", _l("Send"), ["draft"], "sent", [DESK], ["recipient_office_id", "purpose", "basis"], "disclose"),
        Move("see", _l("Open the request"), ["sent"], "seen", [RECEIVER]),
        Move("accept", _l("Accept"), ["sent", "seen", "on_hold"], "accepted", [RECEIVER], effect="take_over"),
        Move("decline", _l("Decline"), ["sent", "seen", "on_hold"], "declined", [RECEIVER], ["code"], "next_step"),
        Move("work", _l("Start support"), ["accepted", "on_hold"], "working", [RECEIVER]),
        Move(
            "hold",
            _l("Put on hold"),
            ["sent", "seen", "accepted", "working"],
            "on_hold",
            [RECEIVER],
            ["message", "review_on"],
            "next_step",
        ),
        Move(
            "report",
            _l("Report the outcome"),
            ["accepted", "working", "on_hold"],
            "closed",
            [RECEIVER],
            ["outcome"],
            "next_step_unless_connected",
        ),
        Move(
            "fail",
            _l("Report a failure"),
            ["accepted", "working", "on_hold"],
            "failed",
            [RECEIVER],
            ["code"],
            "next_step",
        ),
        Move(
            "recall",
            _l("Recall"),
            ["sent", "seen", "accepted", "working", "on_hold"],
            "recalled",
            [DESK],
            ["message"],
            "end_disclosure",
        ),
        Move("return", _l("Return"), ["sent", "seen"], "returned", [SYSTEM], effect="next_step"),
        Move(
            "void",
            _l("Mark as entered in error"),
            ["draft", "sent", "seen"],
            "void",
            [DESK],
            ["message"],
            "end_disclosure",
        ),
    ],
)

BEFORE_ACCEPTANCE = frozenset({"accept", "decline"})
AFTER_ACCEPTANCE = frozenset({"work", "report", "fail"})
WAITING = frozenset({"draft", "sent", "seen", "on_hold"})
"""Nobody has taken over yet, or not for now: the desk's case stays open."""
LIVE = frozenset({"sent", "seen", "accepted", "working", "on_hold"})
LEAVE_NEXT_STEP = frozenset({ReferralOutcome.UNREACHABLE, ReferralOutcome.NO_CAPACITY, ReferralOutcome.NOT_ELIGIBLE})
"""Outcomes after which the desk must act again."""


def moves_from(state: str, by: str | Collection[str], *, is_accepted: bool) -> list[Move]:
    """The moves a party has now; a held referral goes on where it stood."""
    moves = MACHINE.moves_from(state, by)
    if state != "on_hold":
        return moves
    shut = BEFORE_ACCEPTANCE if is_accepted else AFTER_ACCEPTANCE
    return [move for move in moves if move.verb not in shut]


def find_move(state: str, verb: str, by: str | Collection[str], *, is_accepted: bool) -> Move:
    """The move a verb makes; ``WrongState`` when it does not lead on from here."""
    move = MACHINE.move(state, verb, by)
    if move not in moves_from(state, by, is_accepted=is_accepted):
        label, verb_label = str(MACHINE.state(state).label), str(move.label)
        raise WrongState(_("“%(verb)s” is not possible in the state “%(state)s”.", verb=verb_label, state=label))
    return move


STEPS = (
    _l("Intake"),
    _l("Choice of recipient"),
    _l("Answer of the recipient"),
    _l("Confirmation of the connection"),
    _l("Finished"),
)
_STEP_OF = {"draft": 2, "sent": 3, "seen": 3, "on_hold": 3, "accepted": 4, "working": 4}


def step_of(state: str) -> int:
    """Where the stepper stands, from 1; one more than its length when all is done."""
    return _STEP_OF.get(state, len(STEPS) + 1 if state == "closed" else 3)
