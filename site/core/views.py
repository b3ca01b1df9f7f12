"""Files that readers ask for when no front server hands them out."""

import posixpath

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

PUBLIC_FOLDERS = ("images/", "original_images/", "avatar_images/")
LONGEST_NAME = 255  # In bytes: the most that a file system takes, and more than the database has room for.
YEAR = 60 * 60 * 24 * 365


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A public picture. Documents have a view that checks who may see them, so they are not served from here."""
    path = posixpath.normpath(path).lstrip("/")  # As `serve` does: what is checked must be what is served.
    if not path.startswith(PUBLIC_FOLDERS) or len(path.encode()) > LONGEST_NAME:
        raise Http404
    response = from_bucket(path) if settings.S3_BUCKET else serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    # Compressed already; the compression for pages would cost time and take away the length.
    response["Content-Encoding"] = "identity"
    return response


def from_bucket(path: str) -> FileResponse:
    """A picture out of the private bucket; a cache in front has to ask for each but once (`deploy/nginx.conf`)."""
    try:
        return FileResponse(default_storage.open(path))
    except FileNotFoundError as error:
        raise Http404 from error
