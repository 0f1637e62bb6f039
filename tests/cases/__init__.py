"""Tests of the consultation desk."""
