"""Sealing leaves rows alone while any transaction of the cluster is older: tests of other workers are such transactions."""

import time

import psycopg2

WITHIN = 60.0


def wait_until_settled(admin_url: str) -> None:
    """Return once every transaction that runs now in the whole cluster has ended: what is written so far can be sealed."""
    connection = psycopg2.connect(admin_url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            mark = cursor.fetchone()[0]
            deadline = time.monotonic() + WITHIN
            while time.monotonic() < deadline:
                cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint > %s", (mark,))
                if cursor.fetchone()[0]:
                    return
                time.sleep(0.02)
    finally:
        connection.close()
    raise AssertionError("an older transaction of the cluster does not end")
