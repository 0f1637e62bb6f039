"""Tests of bodies and meetings."""
