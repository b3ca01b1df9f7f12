"""What the front of the house does when something happens; connected in `apps.py`."""

from typing import Any

from wagtail.models import Page

from home.tasks import learn_words


def learn_words_of_page(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    learn_words.enqueue(instance.pk)
