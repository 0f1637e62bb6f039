"""The finished workbook packed again: the same content gives the same bytes, and nothing tells who made it."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

_CORE = "docProps/core.xml"
_ENTRY_TIME = (1980, 1, 1, 0, 0, 0)


def pack(workbook: bytes, made_at: datetime) -> bytes:
    """Return the workbook with blank properties, the given time, and fixed times in the archive.

    ValueError when the time is naive.
    """
    if made_at.tzinfo is None:
        raise ValueError("the time of making must be aware")
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as result:
        for name in source.namelist():
            content = _properties(made_at) if name == _CORE else source.read(name)
            entry = zipfile.ZipInfo(name, _ENTRY_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            result.writestr(entry, content)
    return target.getvalue()


def _properties(made_at: datetime) -> bytes:
    """Return the properties: no author, no last editor, one time."""
    stamp = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        "<dc:creator></dc:creator><cp:lastModifiedBy></cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified>'
        "</cp:coreProperties>"
    ).encode()
