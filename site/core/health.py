"""Whether the site is alive, and whether it is ready to do its work."""

from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from core.models import ScheduledJob

WORKER_SILENCE = timedelta(minutes=2)


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, cache and worker answer, else 503 with what does not."""
    checks = {"database": database_answers(), "cache": cache_answers()}
    checks["worker"] = checks["database"] and worker_was_seen()
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


def worker_was_seen() -> bool:
    """The worker runs a scheduled job at least every minute, so silence means that it has stopped."""
    return ScheduledJob.objects.filter(last_finished_at__gte=timezone.now() - WORKER_SILENCE).exists()
