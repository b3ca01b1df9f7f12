"""The front of the admin: what needs somebody today. Each panel is a few queries, whatever the number of pages."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import F, Max, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.models import Page, Revision, TaskState
from wagtail.permissions import policy_registry

from core.assignments import ANY_OF, name_of
from core.content_health.findings import counts
from core.content_health.views import pages_of, report_url
from core.health import worker_was_seen
from core.licences import pictures_ending
from core.models import Assignment, ScheduledJob
from core.scheduling import JOBS

MOST = 8
WEEK = timedelta(days=7)
REPEATED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel, RecentEditsPanel)


class Row(NamedTuple):
    """A line of a panel: where it leads, what is to be known of it, and whether it presses."""

    title: str
    url: str
    notes: tuple[str, ...] = ()
    moment: datetime | None = None
    warning: str = ""

    @property
    def note(self) -> str:
        return " · ".join(filter(None, self.notes))


class DeskPanel(Component):
    """`name` is its anchor in the page, `more_url` leads to all of what it shows the first of."""

    template_name = "core/admin/desk_panel.html"
    name: str
    heading: Any
    nothing: Any
    order: int

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def rows(self) -> list[Row]:
        raise NotImplementedError

    def warning(self) -> str:
        return ""

    def more_url(self) -> str:
        return ""

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        rows = self.rows()
        return {
            "name": self.name,
            "heading": self.heading,
            "nothing": self.nothing,
            "rows": rows[:MOST],
            "more_url": self.more_url() if len(rows) > MOST else "",
            "warning": self.warning(),
        }


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def assignments_of(pages: Iterable[Any]) -> dict[int, Assignment]:
    found = Assignment.objects.filter(page__in=[page.pk for page in pages if isinstance(page, Page)])
    return {assignment.page_id: assignment for assignment in found.select_related("owner")}


def due_of(assignment: Assignment | None) -> tuple[str, str]:
    """By when and by whom a page is to be published, in words; and a warning once that day is over."""
    if assignment is None:
        return "", ""
    owner = name_of(assignment.owner) if assignment.owner else ""
    due = gettext("due on %(day)s") % {"day": date_format(assignment.due_on)} if assignment.due_on else ""
    return ", ".join(filter(None, [owner, due])), gettext("Overdue") if assignment.is_overdue else ""


class WaitingPanel(DeskPanel):
    name = "waiting-for-me"
    heading = _("Waiting for you")
    nothing = _("Nobody waits for you.")
    order = 100

    def rows(self) -> list[Row]:
        """What is due soonest stands first, then what has waited longest."""
        states = [state for state in self.tasks()[: MOST + 1] if state.revision.content_object]
        by_page = assignments_of(state.revision.content_object for state in states)
        found = [(by_page.get(state.revision.content_object.pk), self.row(state, by_page)) for state in states]
        mine = Assignment.objects.filter(owner=self.request.user.pk).exclude(page__in=by_page)
        nearest = mine.select_related("page").order_by(F("due_on").asc(nulls_last=True), "pk")[: MOST + 1]
        found += [(assignment, self.own_row(assignment)) for assignment in nearest]
        found.sort(key=lambda entry: (entry[0] and entry[0].due_on) or date.max)
        return [row for _assignment, row in found]

    def tasks(self) -> QuerySet[TaskState]:
        """The tasks of workflows that this user may decide about, the longest waiting first."""
        found: QuerySet[TaskState] = TaskState.objects.reviewable_by(self.request.user)
        return (
            found.select_related("task", "revision", "workflow_state__requested_by")
            .prefetch_related("revision__content_object")
            .order_by("started_at")
        )

    def row(self, state: TaskState, by_page: dict[int, Assignment]) -> Row:
        page, asked_by = state.revision.content_object, state.workflow_state.requested_by
        due, warning = due_of(by_page.get(page.pk))
        notes = (state.task.name, name_of(asked_by) if asked_by else "", due)
        return Row(page.get_admin_display_title(), edit_url(page), notes, state.started_at, warning)

    def own_row(self, assignment: Assignment) -> Row:
        due, warning = due_of(assignment)
        page = assignment.page
        return Row(page.get_admin_display_title(), edit_url(page), (gettext("Yours to bring out"), due), None, warning)

    def more_url(self) -> str:
        return reverse("wagtailadmin_reports:workflow_tasks")


class DraftsPanel(DeskPanel):
    name = "my-drafts"
    heading = _("Your drafts")
    nothing = _("You have no unfinished drafts.")
    order = 110

    def rows(self) -> list[Row]:
        user = self.request.user
        mine = Page.objects.filter(Q(owner=user) | Q(latest_revision__user=user), has_unpublished_changes=True)
        found = mine.filter(alias_of=None).order_by("-latest_revision_created_at").prefetch_workflow_states()
        pages = list(found[: MOST + 1])
        by_page = assignments_of(pages)
        return [self.row(page, by_page.get(page.pk)) for page in pages]

    def row(self, page: Any, assignment: Assignment | None) -> Row:
        review = page.current_workflow_task_state
        due, warning = due_of(assignment)
        notes = (review.task.name if review else "", gettext("Changes a published page") if page.live else "", due)
        return Row(page.get_admin_display_title(), edit_url(page), notes, page.latest_revision_created_at, warning)


class ScheduledPanel(DeskPanel):
    """Comes first once the worker has stopped, since nothing of it will happen then."""

    name = "scheduled"
    heading = _("Scheduled")
    nothing = _("Nothing is scheduled.")
    order = 120

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.is_running = worker_was_seen()
        if not self.is_running:
            self.order = 0

    def warning(self) -> str:
        if not self.is_running:
            return gettext("The scheduler has stopped: nothing is published, withdrawn or sent until it runs again.")
        failing = ScheduledJob.objects.exclude(last_error="").values_list("name", flat=True)
        names = ", ".join(str(JOBS[name].label) if name in JOBS else name for name in failing.order_by("name"))
        return gettext("The last run of some scheduled work failed: %(names)s.") % {"names": names} if names else ""

    def rows(self) -> list[Row]:
        now, pages = timezone.now(), pages_of(self.request.user)
        approved = Revision.page_revisions.filter(approved_go_live_at__isnull=False).order_by("approved_go_live_at")
        by_page = {int(key): at for key, at in approved.values_list("object_id", "approved_go_live_at")[:500]}
        found = [(by_page[page.pk], gettext("Goes live"), page) for page in pages.filter(pk__in=by_page)]
        ending = pages.filter(live=True, expire_at__gt=now).order_by("expire_at")[: MOST + 1]
        found += [(page.expire_at, gettext("Is withdrawn"), page) for page in ending]
        found.sort(key=lambda entry: (entry[0], entry[2].pk))
        return [Row(page.get_admin_display_title(), edit_url(page), (what,), at) for at, what, page in found]

    def more_url(self) -> str:
        return reverse("wagtailadmin_reports:aging_pages")

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        last = ScheduledJob.objects.aggregate(last=Max("last_finished_at"))["last"]
        return {**super().get_context_data(parent_context), "is_scheduler": True, "last_run": last}


class PublishedPanel(DeskPanel):
    name = "published-this-week"
    heading = _("Published in the last seven days")
    nothing = _("Nothing was published.")
    order = 130

    def rows(self) -> list[Row]:
        pages = pages_of(self.request.user).filter(live=True, last_published_at__gte=timezone.now() - WEEK)
        recent = pages.order_by("-last_published_at")[: MOST + 1]
        return [Row(page.get_admin_display_title(), edit_url(page), (), page.last_published_at) for page in recent]

    def more_url(self) -> str:
        return f"{reverse('wagtailadmin_reports:site_history')}?action=wagtail.publish"


class ContentHealthPanel(DeskPanel):
    name = "content-health"
    heading = _("Content health")
    nothing = _("Nothing is to be mended.")
    order = 140

    def rows(self) -> list[Row]:
        found = counts(pages_of(self.request.user))
        rows = [Row(str(check.label), report_url(check.code), (str(number),)) for check, number in found if number]
        if number := pictures_ending(self.request.user).count():
            rows.append(Row(gettext("Picture licences that end"), reverse("core_licences"), (str(number),)))
        return rows


PANELS = (WaitingPanel, DraftsPanel, ScheduledPanel, PublishedPanel, ContentHealthPanel)


def furnish(request: HttpRequest, panels: list[Any]) -> None:
    """Puts our panels in the place of those of Wagtail that say the same."""
    panels[:] = [panel for panel in panels if not isinstance(panel, REPEATED)]
    works_on_pages = policy_registry.get_by_type(Page).user_has_any_permission(request.user, ANY_OF)
    panels += [panel(request) for panel in PANELS] if works_on_pages else [WaitingPanel(request)]
