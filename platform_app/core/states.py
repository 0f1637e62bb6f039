"""State machines as data: services, buttons, diagrams and statistics read the same table (DESIGN §6).

A machine is checked when it is built, so a wrong table stops the start and not a clerk.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from flask_babel import gettext as _

from platform_app.core.errors import NotYours, WrongState


class Words(Protocol):
    """A label: a string, or a lazy one that is translated when it is shown."""

    def __str__(self) -> str: ...


@dataclass(frozen=True, slots=True)
class State:
    """One state: its stored name, the word on screen, the tone of its badge, and whether the work ends there."""

    name: str
    label: Words
    tone: str = "neutral"
    final: bool = False


@dataclass(frozen=True, init=False)
class Move:
    """One verb that leads from some states to another.

    `by` names the parties that may do it (none: everyone), `needs` the fields that must be given, `effect` what it
    causes, for the service and the diagram to read.
    """

    verb: str
    label: Words
    sources: frozenset[str]
    target: str
    by: frozenset[str]
    needs: frozenset[str]
    effect: str | None

    def __init__(
        self,
        verb: str,
        label: Words,
        sources: str | Iterable[str],
        target: str,
        by: str | Iterable[str] = (),
        needs: str | Iterable[str] = (),
        effect: str | None = None,
    ) -> None:
        """Take one name or several wherever a set is kept."""
        values = {"verb": verb, "label": label, "target": target, "effect": effect}
        for name, value in values.items():
            object.__setattr__(self, name, value)
        for name, names in (("sources", sources), ("by", by), ("needs", needs)):
            object.__setattr__(self, name, _set(names))

    def missing(self, given: Mapping[str, object]) -> list[str]:
        """Return the needed fields that are absent, None or blank, in alphabetical order."""
        return sorted(name for name in self.needs if given.get(name) is None or not str(given[name]).strip())


@dataclass(frozen=True)
class StateMachine:
    """A closed table of states and moves; the first state is where work begins.

    ValueError at construction when a name is unknown or double, a state cannot be reached, a state that is not final
    leads nowhere or a final one leads on, or one verb would have two meanings for one party in one state.
    """

    name: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    _by_name: dict[str, State] = field(init=False, repr=False, compare=False)

    def __init__(self, name: str, states: Iterable[State], moves: Iterable[Move]) -> None:
        """Take the table and check it."""
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "states", tuple(states))
        object.__setattr__(self, "moves", tuple(moves))
        object.__setattr__(self, "_by_name", {state.name: state for state in self.states})
        faults = [*self._name_faults(), *self._path_faults(), *self._double_faults()]
        if faults:
            raise ValueError(f"state machine {name}: " + "; ".join(faults))

    @property
    def initial(self) -> State:
        """Return the state in which work begins."""
        return self.states[0]

    @property
    def parties(self) -> frozenset[str]:
        """Return every party that may make a move somewhere."""
        return frozenset().union(*(move.by for move in self.moves))

    def state(self, name: str) -> State:
        """Return a state by its stored name; KeyError for a name that the table does not know."""
        return self._by_name[name]

    def open_states(self) -> frozenset[str]:
        """Return the names of the states in which there is still work."""
        return frozenset(state.name for state in self.states if not state.final)

    def moves_from(self, state: str, by: str | Collection[str]) -> list[Move]:
        """Return the moves that a party (or someone who is several) has from a state, in the order of the table."""
        parties = _set(by)
        return [move for move in self.moves if state in move.sources and (not move.by or move.by & parties)]

    def move(self, state: str, verb: str, by: str | Collection[str]) -> Move:
        """Return the move that a verb makes from a state.

        WrongState when the verb does not lead on from here for this party; NotYours when the party has no part in this
        machine at all.
        """
        parties = _set(by)
        if self.parties and not parties & self.parties and all(move.by for move in self.moves):
            raise NotYours(_("This was not found."))
        for move in self.moves_from(state, parties):
            if move.verb == verb:
                return move
        label = next((str(move.label) for move in self.moves if move.verb == verb), verb)
        raise WrongState(
            _("“%(verb)s” is not possible in the state “%(state)s”.", verb=label, state=self._label(state))
        )

    def mermaid(self) -> str:
        """Return the diagram of the machine as Mermaid text for the documentation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial.name}"]
        for move in self.moves:
            parties = f" ({', '.join(sorted(move.by))})" if move.by else ""
            lines += [
                f"    {source} --> {move.target}: {move.verb}{parties}" for source in self._in_order(move.sources)
            ]
        lines += [f"    {state.name} --> [*]" for state in self.states if state.final]
        return "\n".join(lines) + "\n"

    def _label(self, name: str) -> str:
        """Return the word of a state, or its bare name when the table does not know it."""
        return str(self._by_name[name].label) if name in self._by_name else name

    def _in_order(self, names: Collection[str]) -> list[str]:
        """Sort names of states as the table lists them."""
        return [state.name for state in self.states if state.name in names]

    def _name_faults(self) -> list[str]:
        """Find names that are double or unknown."""
        if not self.states:
            return ["no states"]
        faults = [] if len(self._by_name) == len(self.states) else ["a state is named twice"]
        for move in self.moves:
            unknown = sorted(({move.target} | move.sources) - self._by_name.keys())
            faults += [f"{move.verb} names the unknown state {name}" for name in unknown]
            faults += [] if move.sources else [f"{move.verb} has no source"]
        return faults

    def _path_faults(self) -> list[str]:
        """Find states nobody gets to, dead ends that are not final, and final states that lead on."""
        if not self.states:
            return []
        reached = {self.initial.name}
        while grown := {move.target for move in self.moves if move.sources & reached} - reached:
            reached |= grown
        leading = frozenset().union(*(move.sources for move in self.moves))
        faults = [f"{state.name} cannot be reached" for state in self.states if state.name not in reached]
        for state in self.states:
            if state.final and state.name in leading:
                faults.append(f"{state.name} is final and leads on")
            elif not state.final and state.name not in leading:
                faults.append(f"{state.name} is a dead end and not final")
        return faults

    def _double_faults(self) -> list[str]:
        """Find a verb that means two things for one party in one state."""
        faults = []
        for number, move in enumerate(self.moves):
            for other in self.moves[number + 1 :]:
                same_party = not move.by or not other.by or move.by & other.by
                if move.verb == other.verb and move.sources & other.sources and same_party:
                    faults.append(f"{move.verb} is ambiguous")
        return faults


def _set(names: str | Iterable[str]) -> frozenset[str]:
    """Take one name or several."""
    return frozenset([names]) if isinstance(names, str) else frozenset(names)
