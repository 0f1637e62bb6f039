"""Tsunagi: the system that Japan's local platforms against loneliness and isolation run on."""
