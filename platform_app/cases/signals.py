"""News for higher rooms: they listen, this room does not know them.

A listener runs in the same transaction and may raise a domain error, which stops the act.
"""

from blinker import Signal

case_closing = Signal("A case is about to be closed. Sender: the case.")
consent_withdrawn = Signal("A consent was withdrawn. Sender: the consent; keyword `actor`.")
