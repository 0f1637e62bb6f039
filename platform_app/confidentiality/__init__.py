"""Confidentiality: the regional council, who is bound, who may see which case, and the audit room.

Invariants: the duty outlives term and account (Act Art. 18), so appointments and undertakings are never
deleted; a grant counts only while its appointment is in force and its undertaking is signed; a recusal
stands above every grant.
"""
