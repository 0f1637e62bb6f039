import pytest

from platform_app.core.errors import NotYours, WrongState
from platform_app.core.states import Move, State, StateMachine

STATES = [State("draft", "下書き"), State("sent", "送付済", "info"), State("closed", "終結", final=True)]
SEND = Move("send", "送る", {"draft"}, "sent", by={"sender"}, needs={"reason"}, effect="notify")
CLOSE = Move("close", "終える", {"draft", "sent"}, "closed", by={"sender", "receiver"})


def machine(states: list[State] | None = None, moves: list[Move] | None = None) -> StateMachine:
    return StateMachine("referral", STATES if states is None else states, [SEND, CLOSE] if moves is None else moves)


def test_a_verb_leads_on() -> None:
    assert machine().move("draft", "send", "sender").target == "sent"


def test_a_wrong_verb_is_told_in_words() -> None:
    with pytest.raises(WrongState, match="“送る” is not possible in the state “送付済”"):
        machine().move("sent", "send", "sender")


def test_another_party_cannot_make_the_move() -> None:
    with pytest.raises(WrongState):
        machine().move("draft", "send", "receiver")


def test_one_who_is_several_parties_can() -> None:
    assert machine().move("draft", "send", {"receiver", "sender"}) is machine().moves[0]


def test_a_stranger_finds_nothing() -> None:
    with pytest.raises(NotYours):
        machine().move("draft", "send", "passer-by")


def test_moves_from_a_state_are_those_of_the_party() -> None:
    assert [move.verb for move in machine().moves_from("draft", "receiver")] == ["close"]
    assert machine().moves_from("closed", "sender") == []


def test_missing_fields_are_named() -> None:
    assert SEND.missing({"reason": " "}) == ["reason"]
    assert SEND.missing({"reason": "住まい"}) == []


def test_the_first_state_is_the_beginning() -> None:
    assert machine().initial.name == "draft"
    assert machine().open_states() == {"draft", "sent"}
    assert machine().state("sent").tone == "info"


def test_the_diagram_tells_it_all() -> None:
    assert machine().mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> draft",
        "    draft --> sent: send (sender)",
        "    draft --> closed: close (receiver, sender)",
        "    sent --> closed: close (receiver, sender)",
        "    closed --> [*]",
    ]


@pytest.mark.parametrize(
    ("states", "moves", "fault"),
    [
        ([], [], "no states"),
        ([*STATES, STATES[0]], None, "named twice"),
        (None, [SEND, CLOSE, Move("lose", "x", {"gone"}, "closed")], "unknown state gone"),
        (None, [SEND, CLOSE, Move("lose", "x", {"sent"}, "gone")], "unknown state gone"),
        ([*STATES, State("lost", "x", final=True)], None, "lost cannot be reached"),
        (None, [SEND, Move("close", "x", {"draft"}, "closed")], "sent is a dead end"),
        (None, [SEND, CLOSE, Move("reopen", "x", {"closed"}, "draft")], "closed is final and leads on"),
        (None, [SEND, CLOSE, Move("send", "x", {"draft"}, "closed")], "send is ambiguous"),
        (None, [SEND, CLOSE, Move("void", "x", set(), "closed")], "void has no source"),
    ],
)
def test_a_faulty_table_does_not_start(states: list[State] | None, moves: list[Move] | None, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        machine(states, moves)


def test_one_verb_may_differ_by_party() -> None:
    own = Move("close", "x", {"draft"}, "closed", by={"sender"})
    other = Move("close", "y", {"draft"}, "sent", by={"receiver"})
    end = Move("end", "z", {"sent"}, "closed")

    assert machine(moves=[own, other, end]).move("draft", "close", "receiver").target == "sent"
