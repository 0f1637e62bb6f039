"""The settings that tests run the application with."""

import base64
from pathlib import Path

from tests.support.cluster import Urls

MASTER_KEY = bytes(range(32))


def environment_for(urls: Urls, folder: Path) -> dict[str, str]:
    """As an administrator would set them, for the database of one test worker."""
    return {
        "TSUNAGI_ENV": "test",
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "DATABASE_ADMIN_URL": urls.admin,
        "TSUNAGI_MASTER_KEY": base64.b64encode(MASTER_KEY).decode(),
        "SECRET_KEY": "for-tests-only-" + "0123456789" * 4,
        "TSUNAGI_ANCHORS": str(folder / "anchors.jsonl"),
        "TSUNAGI_BLOBS": str(folder / "blobs"),
        "TSUNAGI_MAIL_SPOOL": str(folder / "mail"),
    }
