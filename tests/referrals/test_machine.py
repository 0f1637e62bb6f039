"""The machine, move by move: every state × verb × party."""

import pytest

from platform_app.core.errors import WrongState
from platform_app.referrals.models import ReferralState
from platform_app.referrals.states import DESK, MACHINE, RECEIVER, SYSTEM, find_move, moves_from

WAYS = {
    ("draft", "send", DESK): "sent",
    ("draft", "void", DESK): "void",
    ("sent", "see", RECEIVER): "seen",
    **{(state, "accept", RECEIVER): "accepted" for state in ("sent", "seen", "on_hold")},
    **{(state, "decline", RECEIVER): "declined" for state in ("sent", "seen", "on_hold")},
    **{(state, "hold", RECEIVER): "on_hold" for state in ("sent", "seen", "accepted", "working")},
    **{(state, "work", RECEIVER): "working" for state in ("accepted", "on_hold")},
    **{(state, "report", RECEIVER): "closed" for state in ("accepted", "working", "on_hold")},
    **{(state, "fail", RECEIVER): "failed" for state in ("accepted", "working", "on_hold")},
    **{(state, "recall", DESK): "recalled" for state in ("sent", "seen", "accepted", "working", "on_hold")},
    **{(state, "void", DESK): "void" for state in ("sent", "seen")},
    **{(state, "return", SYSTEM): "returned" for state in ("sent", "seen")},
}
VERBS = sorted({move.verb for move in MACHINE.moves})


@pytest.mark.parametrize("party", [DESK, RECEIVER, SYSTEM])
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", list(ReferralState))
def test_a_party_moves_only_where_the_table_says(state: ReferralState, verb: str, party: str) -> None:
    wanted = WAYS.get((str(state), verb, party))

    if wanted is None:
        with pytest.raises(WrongState):
            MACHINE.move(state, verb, party)
    else:
        assert MACHINE.move(state, verb, party).target == wanted


def test_the_table_of_this_test_names_no_other_state() -> None:
    assert {state for state, _verb, _party in WAYS} <= {state.value for state in ReferralState}
    assert {state.name for state in MACHINE.states} == {state.value for state in ReferralState}


def test_what_is_over_leads_nowhere() -> None:
    for state in MACHINE.states:
        assert state.final == (not any(source == state.name for source, _verb, _party in WAYS))


@pytest.mark.parametrize(("is_accepted", "verbs"), [(False, {"accept", "decline"}), (True, {"work", "report", "fail"})])
def test_a_held_referral_goes_on_where_it_stood(is_accepted: bool, verbs: set[str]) -> None:
    moves = {move.verb for move in moves_from("on_hold", RECEIVER, is_accepted=is_accepted)}

    assert moves == verbs


def test_a_held_referral_accepted_before_is_not_accepted_again() -> None:
    with pytest.raises(WrongState):
        find_move("on_hold", "accept", RECEIVER, is_accepted=True)
    assert find_move("on_hold", "accept", RECEIVER, is_accepted=False).target == "accepted"
