"""Counts what the web processes answer, and tells Prometheus that and what waits (`/metrics`).

All processes of a machine count into files of one folder, which whichever is asked adds up
(https://prometheus.github.io/client_python/multiprocess/). Containers may share the folder, and each begins its numbers
of processes anew: so a file is named after the host as well.
"""

import os
import shutil
import socket
import time
from collections.abc import Iterable, Iterator
from hmac import compare_digest
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.cache import never_cache

FOLDER = Path(settings.DATA_DIR) / "metrics"
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(FOLDER)  # Read when the library is imported.

from prometheus_client import (  # noqa: E402
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    values,
)
from prometheus_client.core import GaugeMetricFamily  # noqa: E402
from prometheus_client.metrics_core import Metric  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402

from core.health import database_answers, worker_last_seen  # noqa: E402
from core.models import Backup, ScheduledJob  # noqa: E402
from core.page_store.wsgi import Application, Environ, StartResponse  # noqa: E402
from core.queues import QUEUES  # noqa: E402
from core.scheduling import JOBS  # noqa: E402

HOST = socket.gethostname()
values.ValueClass = values.MultiProcessValue(lambda: f"{HOST}-{os.getpid()}")
REQUESTS = Counter("leadersisland_requests", "Answers.", ["kind", "status", "store"], registry=None)
SECONDS = Histogram(
    "leadersisland_request_seconds",
    "Time until an answer began, of those that were not stored.",
    ["kind"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=None,
)
KINDS = {"admin", "documents", "media", "newsletter", "readers", "search", "static"}
HIT, MISS, NONE = "hit", "miss", "none"


class Counted:
    """The application, with each answer counted; one out of the store costs a few microseconds more."""

    def __init__(self, application: Application) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        self.application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        began, kind = time.perf_counter(), kind_of(environ.get("PATH_INFO", ""))

        def counting(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            store = store_of(headers)
            REQUESTS.labels(kind, status[:3], store).inc()
            if store != HIT:
                SECONDS.labels(kind).observe(time.perf_counter() - began)
            return start_response(status, headers, *error)

        return self.application(environ, counting)


def kind_of(path: str) -> str:
    """By the first part of the address, after that of the language."""
    parts = path.split("/", 3)[1:3]
    return next((part for part in parts if part in KINDS), "page")


def store_of(headers: list[tuple[str, str]]) -> str:
    """What the page store says last of all, if it had a part in the answer."""
    name, value = headers[-1] if headers else ("", "")
    return NONE if name != "Cache-Status" else HIT if "; hit" in value else MISS


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever bears the token; for anybody else there is no such page."""
    token, given = settings.METRICS_TOKEN, request.headers.get("Authorization", "")
    if not token or not compare_digest(given.encode(), f"Bearer {token}".encode()):
        return HttpResponseNotFound(content_type="text/plain")
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder()))
    registry.register(State())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def folder() -> Path:
    FOLDER.mkdir(parents=True, exist_ok=True)
    return FOLDER


def forget() -> None:
    """Begins to count anew, before the web server starts: each process that ever ran has left a file."""
    shutil.rmtree(FOLDER, ignore_errors=True)


def hit_rate() -> float | None:
    """The share of pages that came out of the store, of those that nginx left to the site."""
    counted = {HIT: 0.0, MISS: 0.0, NONE: 0.0}
    for metric in MultiProcessCollector(CollectorRegistry(), path=str(folder())).collect():
        for sample in metric.samples if metric.name == "leadersisland_requests" else ():
            counted[sample.labels["store"]] += sample.value
    pages = counted[HIT] + counted[MISS]
    return counted[HIT] / pages if pages else None


class State:
    """What the database says when it is asked."""

    def collect(self) -> Iterator[Metric]:
        disk = shutil.disk_usage(settings.DATA_DIR)
        yield gauge("disk_free_bytes", "Room on the disk of DATA_DIR.", disk.free)
        is_up = database_answers()
        yield gauge("database_up", "Whether the database answers.", is_up)
        if is_up:
            yield from queues()
            yield from jobs()
            last = Backup.objects.order_by("-made_at").first()
            yield gauge(
                "backup_timestamp_seconds", "When a backup was last made.", last.made_at.timestamp() if last else 0
            )


def gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"leadersisland_{name}", text, value=value)


def queues() -> Iterator[Metric]:
    size = GaugeMetricFamily("leadersisland_queue_size", "What is in each queue, by state.", labels=["queue", "state"])
    age = GaugeMetricFamily("leadersisland_queue_due_seconds", "How long the oldest has been due.", labels=["queue"])
    for queue in QUEUES.values():
        for state, number in queue.states().items():
            size.add_metric([queue.name, state], number)
        since = queue.due_since()
        age.add_metric([queue.name], max(0.0, time.time() - since.timestamp()) if since else 0)
    yield from (size, age)


def jobs() -> Iterator[Metric]:
    finished = GaugeMetricFamily("leadersisland_job_timestamp_seconds", "When each job last ended.", labels=["job"])
    failed = GaugeMetricFamily("leadersisland_job_failed", "Whether it failed then.", labels=["job"])
    for job in ScheduledJob.objects.filter(name__in=JOBS):
        finished.add_metric([job.name], job.last_finished_at.timestamp() if job.last_finished_at else 0)
        failed.add_metric([job.name], bool(job.last_error))
    yield from (finished, failed)
    seen = worker_last_seen()
    yield gauge("worker_timestamp_seconds", "When the worker was last seen.", seen.timestamp() if seen else 0)
