from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup

from newsletter import services
from newsletter.models import GuidebookPage, NewsletterSettings, Person
from tests.factories.newsletter import WORDING, GuidebookPageFactory, add_fields, asked, latest_download, letter_of


@pytest.fixture
def guidebook(db: None) -> GuidebookPage:
    return GuidebookPage.objects.get(pk=GuidebookPageFactory().pk)


@pytest.fixture
def newsletter_settings(db: None) -> NewsletterSettings:
    from wagtail.models import Site

    settings = NewsletterSettings.for_site(Site.objects.get(is_default_site=True))
    settings.wording = WORDING
    settings.save()
    return settings


@pytest.fixture
def soup() -> Any:
    """What a reader's browser makes of an answer."""
    return lambda response: BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def path_in() -> Any:
    """The path that a mail leads to."""

    def find(mail: Any, what: str) -> str:
        text = mail.body if hasattr(mail, "body") else letter_of(mail).text
        return next(word for word in text.split() if f"/newsletter/{what}/" in word).removeprefix("http://localhost")

    return find


@pytest.fixture
def later(time_machine: Any) -> Any:
    """Lets time pass: `later(hours=1)`."""

    def pass_time(**kwargs: float) -> None:
        time_machine.move_to(datetime.now(UTC) + timedelta(**kwargs))

    return pass_time


@pytest.fixture
def ann(guidebook: GuidebookPage) -> Person:
    """Somebody who asked for a guidebook and the newsletter, answered everything, and fetched the file."""
    page = add_fields(guidebook, {"label": "Company"})
    answers = {"company": "Harbour Ltd", "topics": ["A", "B"], "call": True}
    submission = asked(page=page, wording=WORDING, answers=answers, origin=services.Origin("page", "hash"))
    services.record_download(latest_download(), "hash")
    return submission.person
