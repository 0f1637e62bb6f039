"""What there is to tell: a sentence per kind, which may name the number and nothing else."""

from dataclasses import dataclass
from string import Formatter
from typing import Any


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """``sentence`` is a lazy gettext string with at most ``%(number)s`` in it; it is subject and first line."""

    name: str
    sentence: Any

    def text(self, number: str) -> str:
        """The sentence in the language of the moment."""
        return str(self.sentence).replace("%(number)s", number)


KINDS: dict[str, NoticeKind] = {}


def register_kind(name: str, sentence: Any) -> NoticeKind:
    """Add a kind of notice: ``register_kind("referral.sent", _l("Referral %(number)s has arrived."))``."""
    msgid = getattr(sentence, "_args", [sentence])[0] if not isinstance(sentence, str) else sentence
    left = str(msgid).replace("%(number)s", "")
    if "%(" in left or any(field is not None for _text, field, _spec, _conversion in Formatter().parse(left)):
        raise ValueError(f"notice {name} may name %(number)s only")
    if name in KINDS and str(KINDS[name].sentence) != str(sentence):
        raise ValueError(f"two kinds of notice are called {name}")
    KINDS[name] = kind = NoticeKind(name, sentence)
    return kind
