"""Commands that belong to no room: the database, the processes, the demo. Rooms bring their own in `cli.py`."""
