"""Accounts: the people who sign in, their sessions and second factor.

A user is one natural person across all tenants; what they may do comes from their seats (tenants room).
Invariants: a name or mail address is never stored in the clear; a token is stored as its hash only; no
answer tells a stranger whether an address is known.
"""
