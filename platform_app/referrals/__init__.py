"""Referrals: handing a case on (つなぎ), and what may be told with it.

A desk sends a referral to a member's office; the office accepts, declines or lets it run out, works and
reports the outcome. Invariants: the desk stays responsible until acceptance; a disclosure without a legal
basis cannot be written, on screen or in the database; the receiver sees the referral and the disclosed
fields, never the case; exactly one acceptance.
"""
