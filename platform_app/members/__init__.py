"""Members: the organizations of a platform, their offices and contact persons.

A member is an organization (or a part of one) that joined the platform. Work goes to an *office*: a bank's
branch, a post office; every organization has at least its main one. Invariants: data of organizations is
public business data and stays searchable; data of persons is sealed.
"""
