"""What we add to Wagtail's admin is accessible, in light colours and in dark ones, with something on each page."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from articles.models import ImportRun
from articles.moderation import PublishAction
from core.models import SharedDraft
from newsletter import services
from newsletter.models import AccessEntry, Delivery, GuidebookFile, RetentionRun, Suspect, Wording
from tests.articles.wordpress.export import post, wxr
from tests.conftest import signed_in
from tests.e2e.reading import COLOURS, axe_violations, set_style
from tests.factories import (
    ArticleFactory,
    ArticleTemplateFactory,
    CommentFactory,
    ContentPageFactory,
    ImageFactory,
    LandingPageFactory,
    SavedSectionFactory,
    SeriesFactory,
    TopicFactory,
)
from tests.factories import blocks as b
from tests.factories.newsletter import WORDING, GuidebookPageFactory, PopupFactory, asked, latest_download

pytestmark = pytest.mark.e2e
SHARES = 2
STILL = "* { transition: none !important; animation: none !important }"  # Colours are judged once they are there.
# Wagtail's own, and none of our doing: its forms of snippets have no heading of the first level, and its field of rich
# text has no name there.
WAGTAILS = re.compile(r"snippets/.*/edit/\d+/ light: (page-has-heading-one|aria-input-field-name: \['.notranslate'\])")


@pytest.fixture
def addresses(island: str, admin: Any, run_jobs: Any) -> list[str]:
    return [*of_the_desk(admin, run_jobs), *of_marketing()]


def of_the_desk(admin: Any, run_jobs: Any) -> Iterator[str]:
    """Reports and what belongs to writing and publishing."""
    article = ArticleFactory(live=False, title="Not yet", search_description="")
    article.save_revision(user=admin)
    ContentPageFactory(title="Silent", last_published_at=timezone.now() - timedelta(days=400))
    ImageFactory(use_until=timezone.localdate() + timedelta(days=3))
    section = SavedSectionFactory(name="Take it", sections=b.stream(b.call_to_action("Take it with you")))
    LandingPageFactory(sections=b.stream(b.saved_section(section)))
    comment, topic = CommentFactory(article=ArticleFactory(title="The second meeting")), TopicFactory(name="People")
    SeriesFactory(name="The second meeting")
    client = signed_in(admin)
    client.post("/admin/wordpress/", {"file": SimpleUploadedFile("all.xml", wxr(post(1)).encode())})
    client.post(f"/admin/drafts/{article.pk}/", {"days": 7})
    run_jobs()
    yield from ("", "wordpress/", f"wordpress/{ImportRun.objects.get().pk}/")
    for report in ("content-health", "licences", "translations", "operations", "unsent-mail", "missed-searches"):
        yield f"reports/{report}/"
    yield from ("reports/remainders/", "help/guide/", "two-factor/set-up/")
    yield from (f"assignments/{article.pk}/", f"drafts/{article.pk}/", f"translation/submit/page/{article.pk}/")
    yield f"versions/{article.pk}/{article.latest_revision_id}/"
    yield f"bulk/articles/comment/{PublishAction.action_type}/?id={comment.pk}"
    yield from ("snippets/articles/comment/", f"snippets/articles/comment/inspect/{comment.pk}/", "articles/")
    yield from ("snippets/articles/topic/", f"snippets/articles/topic/edit/{topic.pk}/", "snippets/articles/series/")
    template = ArticleTemplateFactory(name="Interview")
    yield from ("snippets/articles/articletemplate/", f"snippets/articles/articletemplate/edit/{template.pk}/")
    yield from ("snippets/home/savedsection/", f"snippets/home/savedsection/edit/{section.pk}/")
    yield f"snippets/home/savedsection/usage/{section.pk}/"
    assert SharedDraft.objects.exists()


def of_marketing() -> Iterator[str]:
    """The Marketing menu: each list, and one row of it."""
    guidebook = GuidebookPageFactory(title="Ten principles")
    person = asked("ann@example.com", guidebook, wording=WORDING, answers={"name": "Ann"}).person
    services.record_download(latest_download())
    rows = {
        "leads": ("inspect", person),
        "consents": ("inspect", person.consents.first()),
        "guidebook-files": ("edit", GuidebookFile.objects.first()),
        "guidebook-downloads": ("inspect", latest_download()),
        "deliveries": ("inspect", Delivery.objects.first()),
        "popups": ("edit", PopupFactory(guidebook=guidebook)),
        "quarantine": ("inspect", Suspect.objects.first()),
        "wordings": ("inspect", Wording.objects.first()),
        "accesses": ("inspect", AccessEntry.objects.create(username="ann", action="viewed", what="leads", rows=1)),
        "retention": ("inspect", RetentionRun.objects.create()),
    }
    for part, (view, row) in rows.items():
        yield f"marketing/{part}/"
        if row:
            yield f"marketing/{part}/{view}/{row.pk}/"
    for view in ("erase", "merge"):
        yield f"marketing/leads/{view}/{person.pk}/"
    yield from (f"marketing/deliveries/resend/{Delivery.objects.first().pk}/", "marketing/leads/import/")


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_of_ours_in_the_admin_is_accessible(
    desk: Callable[[Any], Any], admin: Any, addresses: list[str], share: int
) -> None:
    looking = desk(admin)
    found = []
    for address in addresses[share::SHARES]:
        assert looking.open(address) == 200, address
        assert looking.page.url.endswith(f"/admin/{address}"), "It leads elsewhere."
        set_style(looking.page, STILL)
        for scheme, rules in (("light", ()), ("dark", COLOURS)):
            looking.page.emulate_media(color_scheme=scheme)
            found += [f"{address} {scheme}: {line}" for line in axe_violations(looking.page, rules)]
    found = [line for line in found if not WAGTAILS.match(line)]
    assert not found, "\n".join(found)
