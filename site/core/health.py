"""Whether the site is alive, and whether it is ready to do its work."""

import os
import shutil
import time
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from core import watch
from core.models import ScheduledJob
from core.queues import QUEUES

WORKER_SILENCE = timedelta(minutes=2)
LEAST_ROOM = 200 * 1024**2
BUCKET_ASKED_EVERY = 60


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when all of it works, else 503 with what does not. For whoever watches the site; see docs/operations.md."""
    checks = {"database": database_answers(), "cache": cache_answers(), "storage": storage_answers()}
    checks["worker"] = checks["database"] and worker_was_seen()
    checks |= {name: checks["database"] and not queue.is_late for name, queue in QUEUES.items()}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def cache_answers() -> bool:
    try:
        cache.set("core.health", "ok", 10)
        return cache.get("core.health") == "ok"
    except Exception:  # noqa: BLE001 (each cache backend has errors of its own)
        return False


def storage_answers() -> bool:
    """Whether there is room on the disk, and a bucket, if there is one, says what it has."""
    try:
        if shutil.disk_usage(settings.DATA_DIR).free < LEAST_ROOM or not os.access(settings.DATA_DIR, os.W_OK):
            return False
        return not settings.S3_BUCKET or bucket_answers(int(time.time() / BUCKET_ASKED_EVERY))
    except OSError:
        return False


@lru_cache(maxsize=1)
def bucket_answers(moment: int) -> bool:
    """Asked anew for each moment, since each time it is asked is paid for."""
    try:
        default_storage.exists("readyz")
    except Exception:  # noqa: BLE001 (each provider has errors of its own)
        return False
    return True


def worker_was_seen() -> bool:
    """The worker runs a scheduled job at least every minute, so silence means that it has stopped."""
    return (worker_last_seen() or datetime.min.replace(tzinfo=UTC)) >= timezone.now() - WORKER_SILENCE


def worker_last_seen() -> datetime | None:
    """By its jobs, but for the one that web processes run too; not by what a clock that was wrong has noted."""
    until_now = ScheduledJob.objects.exclude(name=watch.NAME).filter(last_finished_at__lte=timezone.now())
    return until_now.aggregate(last=Max("last_finished_at"))["last"]
