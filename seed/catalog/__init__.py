"""The member organizations that the platforms of the demo have in common, and what they offer. All are invented."""

from seed.catalog.business import BUSINESS
from seed.catalog.helpers import HELPERS
from seed.catalog.public import PUBLIC
from seed.catalog.shapes import Common, Offer

__all__ = ["BY_KEY", "COMMON", "Common", "Offer"]

COMMON = (*PUBLIC, *HELPERS, *BUSINESS)
"""The order is the order of joining."""
BY_KEY = {common.key: common for common in COMMON}
