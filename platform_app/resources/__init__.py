"""Resources: what help there is, for whom, where, and whether it has room now.

A resource is one service of one member's office (HSDS ``service``). Invariants: a shelter is never public;
each change of room-now is kept with its date; an entry says when it was last checked and by whom.
"""
