"""Files that readers ask for when no front server hands them out, and what is said when something does not answer."""

import logging
import posixpath
import sys

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.views.defaults import server_error as broken
from django.views.static import serve

logger = logging.getLogger(__name__)
PUBLIC_FOLDERS = ("cards/", "images/", "original_images/", "avatar_images/")
LONGEST_NAME = 255  # In bytes: the most that a file system takes, and more than the database has room for.
AWAY = (OperationalError, InterfaceError, OSError)
YEAR = 60 * 60 * 24 * 365


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A public picture. Documents have a view that checks who may see them, so they are not served from here."""
    path = posixpath.normpath(path).lstrip("/")  # As `serve` does: what is checked must be what is served.
    if not path.startswith(PUBLIC_FOLDERS) or len(path.encode()) > LONGEST_NAME:
        raise Http404
    try:
        response = picture(request, path)
    except FileNotFoundError as error:
        raise Http404 from error
    except OSError:
        logger.exception("The picture %s cannot be read.", path)
        return HttpResponse(status=503, headers={"Cache-Control": "no-store", "Retry-After": "30"})
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    # Compressed already; the compression for pages would cost time and take away the length.
    response["Content-Encoding"] = "identity"
    return response


def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """From the disk or the private bucket; a cache in front has to ask for each but once (`deploy/nginx.conf`)."""
    if settings.S3_BUCKET:
        return FileResponse(default_storage.open(path))
    return serve(request, path, document_root=str(settings.MEDIA_ROOT))


def server_error(request: HttpRequest) -> HttpResponse:
    """503 while database, disk or bucket do not answer, which passes; 500 for what is wrong with the site itself."""
    if not isinstance(sys.exc_info()[1], AWAY):
        return broken(request)
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "30"})
