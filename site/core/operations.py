"""How things stand, for whoever looks after the site: worker, jobs, queues, page store, disk, versions, backup."""

import platform
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.permission_policies import ModelPermissionPolicy

from core.health import LEAST_ROOM, WORKER_SILENCE, worker_last_seen, worker_was_seen
from core.metrics import hit_rate
from core.models import Backup, ScheduledJob
from core.page_store.clearing import own_store
from core.queues import QUEUES, STATES, Queue
from core.scheduling import JOBS, Job, run_now

BACKUP_GROWS_OLD = timedelta(days=2)
MAY_RUN = "core.run_scheduledjob"


@dataclass(frozen=True)
class JobLine:
    """A job, and how it went."""

    job: Job
    row: ScheduledJob | None

    @property
    def is_late(self) -> bool:
        return self.row is None or self.row.next_run_at < timezone.now() - WORKER_SILENCE


@dataclass(frozen=True)
class QueueLine:
    queue: Queue
    states: list[tuple[Any, int]]
    due_since: datetime | None
    is_late: bool


class OperationsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One page, read anew each time; it asks nothing outside this machine and its database."""

    template_name = "core/admin/operations.html"
    page_title = _("Operations")
    header_icon = "cogs"
    permission_policy = ModelPermissionPolicy(ScheduledJob)
    permission_required = "view"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        disk, backup = shutil.disk_usage(settings.DATA_DIR), Backup.objects.order_by("-made_at").first()
        rate, rows = hit_rate(), {row.name: row for row in ScheduledJob.objects.all()}
        return {
            **super().get_context_data(**kwargs),
            "worker_seen": worker_last_seen(),
            "worker_is_there": worker_was_seen(),
            "jobs": [JobLine(job, rows.get(name)) for name, job in sorted(JOBS.items())],
            "may_run": self.request.user.has_perm(MAY_RUN),
            "queues": [line(queue) for queue in QUEUES.values()],
            "store": own_store().files.facts() if settings.PAGE_STORE else None,
            "hit_rate": None if rate is None else round(rate * 100),
            "disk": disk,
            "disk_is_full": disk.free < LEAST_ROOM,
            "versions": versions(),
            "backup": backup,
            "backup_is_old": not backup or backup.made_at < timezone.now() - BACKUP_GROWS_OLD,
        }


def line(queue: Queue) -> QueueLine:
    states = queue.states()
    counted = [(label, states[state]) for state, label in STATES.items() if state in states]
    return QueueLine(queue, counted, queue.due_since(), queue.is_late)


def versions() -> dict[str, str]:
    with connection.cursor():  # The version of a server is known once it has been spoken to.
        number = ".".join(map(str, connection.get_database_version()))
    return {
        "Wagtail": version("wagtail"),
        "Django": version("django"),
        "Python": platform.python_version(),
        connection.display_name: number,
    }


@require_POST
def run_job_now(request: HttpRequest, name: str) -> HttpResponse:
    """Puts a job first in the worker's schedule; who was told that it is overdue is not told again."""
    if not request.user.has_perm(MAY_RUN):
        raise PermissionDenied
    if name not in JOBS:
        raise Http404
    run_now(JOBS[name])
    messages.success(
        request, gettext("“%(job)s” runs as soon as the worker is free.") % {"job": JOBS[name].label or name}
    )
    return HttpResponseRedirect(reverse("core_operations"))
