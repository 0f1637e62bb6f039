"""Meetings: the bodies of a platform, their members, meetings and attendance.

Existing bodies that were taken in keep their own legal bases; a body ↔ basis is many-to-many. Invariants: a
meeting's number within its body is unique; attendance is counted in organizations and in people.
"""
