"""Tenants: the platforms, their areas and authorities, units (desks) and the seats people hold in them.

A tenant is one local platform. A seat is one person's one role in one tenant for a time; it is the only
source of rights. Invariants: a seat ends, it is never deleted; a joint platform has several authorities.
"""
