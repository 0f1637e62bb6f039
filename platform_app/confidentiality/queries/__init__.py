"""Reads of the room: the council, the cases opened to its members, the audit log, the separation of rights."""
