"""Schema changes, in order; each goes both ways."""
