"""Work of the ground that must not happen inside a request."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import partial
from itertools import islice

from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import transaction
from django.test.client import RequestFactory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, Revision

from core import limits, sql
from core.cards import make_card, without_card
from core.content_health import checking, scanning
from core.images import collecting, make_sources
from core.models import QueuedMail, SiteImage
from core.scheduling import scheduled
from core.shared_drafts.links import forget_ended

BEHIND_ALL_ELSE = -50  # Pictures are shown meanwhile, as originals; a mail is waited for.
CARDS_A_TASK = 50
PAUSES = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=12))  # Before a picture is tried again.
TASK_TIME_LIMIT = timedelta(minutes=15)
DAYS_KEPT = 14


@task(backend="jobs", priority=BEHIND_ALL_ELSE)
def make_page_renditions(page_id: int) -> None:
    """Queues every rendition that a page shows and that is missing, a task each, so that none of them takes long."""
    page = Page.objects.filter(pk=page_id, live=True).first()
    if page is None:
        return
    page = page.specific
    host = page.get_site().hostname if page.get_site() else "localhost"
    request = RequestFactory().get(page.get_url() or "/", headers={"host": host})
    request.user = AnonymousUser()
    with collecting() as wanted:
        response = page.serve(request)
        if hasattr(response, "render"):
            response.render()
    for image_id, shape in sorted(wanted):
        make_image_renditions.enqueue(image_id, [shape])


@task(backend="jobs", priority=BEHIND_ALL_ELSE)
def make_image_renditions(image_id: int, shapes: list[str], attempt: int = 0) -> None:
    """Makes the given shapes of one picture; a deleted one needs none. Where disk or bucket fail, it is tried again."""
    if not SiteImage.objects.filter(pk=image_id).exists():
        return
    try:
        for shape in shapes:
            make_sources(image_id, shape)
    except OSError:
        for pause in PAUSES[attempt : attempt + 1]:
            again = make_image_renditions.using(run_after=timezone.now() + pause)
            again.enqueue(image_id, shapes, attempt + 1)
        raise


@task(backend="jobs", priority=BEHIND_ALL_ELSE)
def make_social_cards(page_ids: list[int]) -> None:
    """Draws the cards of these pages where what they show has changed (`core.cards`); one that fails stops no other."""
    errors = []
    for page_id in page_ids:
        try:
            make_card(page_id)
        except Exception as error:  # noqa: BLE001 (raised below, once the others have had their turn)
            error.add_note(f"The card of page {page_id}.")
            errors.append(error)
    if errors:
        raise ExceptionGroup("Not all cards could be drawn.", errors)


def queue_social_cards(page_ids: Iterable[int]) -> None:
    """Queues the cards of any number of pages, in tasks that each take seconds."""
    page_ids = iter(page_ids)
    while some := list(islice(page_ids, CARDS_A_TASK)):
        make_social_cards.enqueue(some)


@scheduled(every=timedelta(minutes=10), label=_("Draw missing cards for shared links"))
def make_missing_social_cards() -> None:
    """Queues cards for pages that were published while nobody listened, such as content in bulk; some at a time."""
    queue_social_cards(without_card(CARDS_A_TASK))


@task(backend="jobs", priority=BEHIND_ALL_ELSE)
def check_addresses(keys: list[int]) -> None:
    """Asks whether addresses of one host are still there (`core.content_health.checking`)."""
    checking.check(keys)


@scheduled(every=timedelta(minutes=10), label=_("Check links to other sites"))
def check_external_links() -> None:
    """Queues the addresses that are due, a task for each host."""
    for keys in checking.due().values():
        check_addresses.enqueue(keys)


@scheduled(every=timedelta(minutes=1), label=_("Read the links of new pages"))
def read_links_of_pages() -> None:
    """Reads the links of pages that were published while nobody listened; some at a time."""
    scanning.scan_some()


@scheduled(every=timedelta(seconds=20), label=_("Publish and withdraw what is scheduled"))
def publish_scheduled_pages() -> None:
    """Publishes and unpublishes what editors have scheduled, each by itself; what fails is tried again next time.

    Wagtail's own command stops at the first that fails, and so would hold up all others for ever.
    """
    failed, errors = [], []
    for name, change in due_changes():
        try:
            with transaction.atomic():
                change()
        except Exception as error:  # noqa: BLE001 (raised below, once the others have had their turn)
            failed.append(name)
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"Not published or withdrawn on time: {', '.join(failed)}", errors)


def due_changes() -> Iterator[tuple[str, Callable[[], None]]]:
    """What has expired, then what is to go live: withdrawing a page cancels what was scheduled for it."""
    for page in Page.objects.filter(live=True, expire_at__lt=timezone.now()).order_by("expire_at"):
        yield str(page), partial(page.unpublish, set_expired=True, log_action="wagtail.unpublish.scheduled")
    due = Revision.objects.filter(approved_go_live_at__lt=timezone.now())
    for revision in due.order_by("approved_go_live_at"):
        yield revision.object_str, partial(revision.publish, log_action="wagtail.publish.scheduled")


@scheduled(every=timedelta(minutes=1), label=_("Recover tasks whose worker was lost"))
def recover_lost_tasks() -> None:
    """Gives a task whose worker was killed one more try, then marks it as failed.

    django-tasks-db leaves such a task RUNNING for ever (RealOrangeOne/django-tasks#46).
    """
    lost = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - TASK_TIME_LIMIT)
    for result in lost:
        if len(result.worker_ids) > 1:
            result.set_failed(TimeoutError("The worker was lost twice while running this task."))
        else:
            DBTaskResult.objects.filter(pk=result.pk, status=TaskResultStatus.RUNNING).update(
                status=TaskResultStatus.READY
            )


@scheduled(every=timedelta(days=1), label=_("Remove old tasks, mails and sessions"))
def remove_old_rows() -> None:
    """Removes finished tasks and unsent mail after two weeks, and what else has had its time."""
    call_command("prune_db_task_results", "--backend=jobs", f"--min-age-days={DAYS_KEPT}", verbosity=0)
    QueuedMail.objects.filter(created_at__lt=timezone.now() - timedelta(days=DAYS_KEPT)).delete()
    call_command("clearsessions", verbosity=0)
    scanning.forget_unlinked()
    forget_ended()


@scheduled(every=timedelta(days=1), label=_("Look how large the tables are"))
def count_rows() -> None:
    """Keeps the database's plans for its queries fit for what it holds."""
    sql.count_rows()


@scheduled(every=timedelta(hours=6), label=_("Forget old counts of limits"))
def forget_old_counts() -> None:
    """Removes numbers that no limit asks for any more."""
    limits.forget_old_counts()
