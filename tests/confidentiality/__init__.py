"""Tests of the council, of cases opened to its members, and of the audit room."""
