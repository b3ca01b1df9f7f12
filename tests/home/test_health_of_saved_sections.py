"""What the report on content health finds in sections that many pages show."""

import pytest
from wagtail.models import Page

from core.content_health.findings import with_findings
from core.content_health.scanning import scan, scan_some
from core.models import PageLink
from tests.factories import ArticleFactory, LandingPageFactory, SavedSectionFactory
from tests.factories import blocks as b

pytestmark = pytest.mark.django_db


def leading_to(page, address: str = "https://a.example/away/"):
    return b.text(f'<a linktype="page" id="{page.pk}">there</a> and <a href="{address}">away</a>')


def with_fault(fault: str) -> list[str]:
    return [page.title for page in with_findings(Page.objects.all()) if getattr(page, f"is_{fault}")]


@pytest.fixture
def target():
    return ArticleFactory(title="Target")


@pytest.fixture
def section(target):
    return SavedSectionFactory(sections=b.stream(leading_to(target)))


@pytest.fixture
def page(section):
    page = LandingPageFactory(title="Offer", sections=b.stream(b.text("One."), b.saved_section(section)))
    page.save_revision().publish()
    return page


def test_a_link_in_it_that_leads_nowhere_is_named_where_the_page_shows_it(page, target):
    assert with_fault("broken_link") == []
    target.unpublish()
    assert with_fault("broken_link") == ["Offer"]
    assert {link.path for link in PageLink.objects.filter(page=page)} == {f"sections.{page.sections[1].id}"}
    assert PageLink.objects.get(page=page, to_address__isnull=False).to_address.address == "https://a.example/away/"


def test_a_link_that_is_mended_in_it_is_mended_on_the_page(page, section, target):
    target.unpublish()
    section.sections = b.stream(leading_to(ArticleFactory()))
    section.save_revision().publish()
    scan_some()
    assert with_fault("broken_link") == []


@pytest.mark.parametrize("end", ["unpublish", "delete"])
def test_what_is_not_shown_any_more_is_not_asked_about(page, section, target, end):
    target.unpublish()
    getattr(section, end)()
    scan_some()
    assert with_fault("broken_link") == []


def test_a_section_that_a_page_shows_leads_to_what_it_names(target, section):
    assert "Target" in with_fault("orphaned")
    page = LandingPageFactory(sections=b.stream(b.saved_section(section)))
    scan([page])
    assert "Target" not in with_fault("orphaned")
    section.unpublish()
    assert "Target" in with_fault("orphaned")
    section.refresh_from_db()
    section.save_revision().publish()
    assert "Target" not in with_fault("orphaned")
    page.unpublish()
    assert "Target" in with_fault("orphaned")
