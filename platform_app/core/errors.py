"""What the domain refuses, told in words fit for the person at the screen.

Services raise these; `core.web` turns them into pages: `NotYours` is 404 (a stranger learns nothing), `Refused` 403,
`WrongState` 409 and `Invalid` the form again with its message. Messages are gettext strings.
"""

from __future__ import annotations


class DomainError(Exception):
    """The root of every refusal that is meant to be read by a person."""

    def __init__(self, message: object = "") -> None:
        """Keep the message as given: a lazy string is translated only when it is shown."""
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        """Return the message in the language of the moment."""
        return str(self.message)


class WrongState(DomainError):
    """The thing is in a state from which this move does not lead on."""


class Changed(WrongState):
    """The entry was changed by someone else since the form was opened; what was typed must not be lost."""


class Refused(DomainError):
    """The actor is known here but may not do this."""


class Invalid(DomainError):
    """What was given cannot be taken; `field` names where, when it has one place."""

    def __init__(self, message: object = "", field: str | None = None) -> None:
        """Take the message and the name of the field that it is about."""
        super().__init__(message)
        self.field = field


class NotYours(DomainError):
    """It does not exist for this actor, whether or not it exists."""
