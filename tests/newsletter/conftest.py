from typing import Any

import pytest
from bs4 import BeautifulSoup

from newsletter import services
from newsletter.models import (
    AccessEntry,
    Delivery,
    GuidebookDownload,
    GuidebookFile,
    GuidebookPage,
    NewsletterSettings,
    Person,
    RetentionRun,
    Suspect,
    Wording,
)
from tests.conftest import new_client
from tests.factories.newsletter import (
    WORDING,
    GuidebookPageFactory,
    PopupFactory,
    add_fields,
    asked,
    fill_in,
    latest_download,
    letter_of,
)


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
def ann(guidebook: GuidebookPage) -> Person:
    """Somebody who asked for a guidebook and the newsletter, answered everything, and fetched the file."""
    page = add_fields(guidebook, {"label": "Company"})
    answers = {"company": "Harbour Ltd", "topics": ["A", "B"], "call": True}
    submission = asked(page=page, wording=WORDING, answers=answers, origin=services.Origin("page", "hash"))
    services.record_download(latest_download(), "hash")
    return submission.person


@pytest.fixture
def door(ann: Person, guidebook: GuidebookPage, newsletter_settings: NewsletterSettings) -> Any:
    """An address of the admin in which a # stands for the number of a row: `/admin/marketing/leads/edit/#/`."""
    fill_in(new_client(), guidebook.url, email="bob@example.com", company="Bay Ltd", homepage="x")
    files = GuidebookFile.objects.get().pk
    rows = {
        "leads": ann.pk,
        "consents": ann.consents.first().pk,
        "guidebook-downloads": GuidebookDownload.objects.get().pk,
        "deliveries": Delivery.objects.get().pk,
        "guidebook-files": files,
        "guidebook-file-chooser": files,
        "accesses": AccessEntry.objects.create(username="ann", action="viewed", what="leads", rows=1).pk,
        "retention": RetentionRun.objects.create().pk,
        "popups": PopupFactory(guidebook=guidebook).pk,
        "quarantine": Suspect.objects.get().pk,
        "wordings": Wording.objects.first().pk,
        "submissions": guidebook.pk,
        "newsletter": newsletter_settings.site_id,
    }
    return lambda address: address.replace("#", str(rows.get(address.split("/")[3], "")))
