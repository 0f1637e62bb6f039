"""The demo's data: seven whole platforms, all bodies of the national programme, and only invented people.

Shapes are declared (`areas`, `programme`, `platforms`, `catalog`, `texts`); the other modules turn them into rows.
Everything is written as the application writes, under row-level security, one context after the other.
"""
