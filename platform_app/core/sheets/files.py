"""A finished workbook on its way out: as a download, or into a file named on the command line."""

import io
from pathlib import Path

import click
from flask import Response, send_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_download(content: bytes, name: str) -> Response:
    """The workbook as an attachment that no cache keeps (``send_file`` alone would say ``no-cache``, which keeps it)."""
    response = send_file(io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def write_workbook_file(output: Path, content: bytes) -> None:
    """Write the file a command was asked for; ``ClickException`` when it cannot be written."""
    try:
        output.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error
