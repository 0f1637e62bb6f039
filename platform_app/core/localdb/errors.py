"""What can go wrong with the local database, said in one line."""


class LocalDbError(Exception):
    """The local database cannot be used; the message is one line that names the cause and the way out."""
