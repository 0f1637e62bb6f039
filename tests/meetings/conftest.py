"""The same as in the council's tests: a database for the module, seats, raw SQL."""

from tests.confidentiality.conftest import ask, own_app, own_urls, seated

__all__ = ["ask", "own_app", "own_urls", "seated"]
