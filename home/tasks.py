"""Work of the front of the house that must not happen inside a request."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from wagtail.models import Page

from core.scheduling import scheduled
from home import vocabulary
from home.models import MissedSearch, SearchWord

KEPT = timedelta(days=180)


@task(backend="jobs")
def learn_words(page_id: int) -> None:
    """Adds the words of a page that was published to those that a search knows; one that is gone has none."""
    page = Page.objects.live().filter(pk=page_id).first()
    if page:
        vocabulary.learn(page)


@scheduled(every=timedelta(days=1))
def learn_first_words() -> None:
    """For a site whose pages were published before anybody listened."""
    if not SearchWord.objects.exists():
        for page in Page.objects.live().specific().iterator(chunk_size=100):
            vocabulary.learn(page)


@scheduled(every=timedelta(days=1))
def forget_missed_searches() -> None:
    """Removes what nobody has looked for in half a year."""
    MissedSearch.objects.filter(last_at__lt=timezone.now() - KEPT).delete()
