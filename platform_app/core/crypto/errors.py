"""What can go wrong when a sealed value is opened."""


class CannotOpen(Exception):
    """The ciphertext was changed, cut or moved to another row, column or tenant, or the key is the wrong one."""


class KeyMissing(CannotOpen):
    """The key is not visible in the present context, or there is none."""


class Destroyed(Exception):
    """The key was destroyed on purpose (disposal): nobody can read the value again."""
