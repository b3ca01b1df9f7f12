"""The report on content health: what it lists, where it leads, to whom, and at what price."""

import csv
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from core.content_health.findings import CHECKS, counts
from core.content_health.scanning import scan, scan_some
from core.models import ExternalAddress, LinkScan, PageLink
from tests.factories import ArticleFactory, AuthorFactory, ContentPageFactory, ImageFactory, blocks

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/reports/content-health/"


def linking_to(*pages):
    links = "".join(f'<a linktype="page" id="{page.pk}">there</a>' for page in pages)
    return blocks.stream(blocks.block("paragraph", f"<p>Go {links}</p>"))


def article(**values):
    """One with nothing wrong but what is said; its author's page leads to it, so something links there too."""
    values = {"hero_image": ImageFactory(), "hero_alt_text": "A harbour", "last_published_at": timezone.now(), **values}
    return ArticleFactory(**values)


@pytest.fixture
def five(site_settings):
    """Five bad pages, each bad in its way alone, and what links to them."""
    away = article(title="Withdrawn")
    bad = {
        "stale": article(title="Old", last_published_at=timezone.now() - timedelta(days=400)),
        "undescribed": ContentPageFactory(title="Silent", last_published_at=timezone.now()),
        "unpictured": article(title="Bare", hero_image=None),
        "orphaned": article(title="Alone"),
        "broken-link": article(title="Leading nowhere", body=linking_to(away)),
    }
    others = [page for code, page in bad.items() if code != "orphaned"]
    hub = ContentPageFactory(title="Hub", standfirst="Leads on.", show_in_menus=True, body=linking_to(*others))
    scan([*others, hub])
    away.unpublish()
    return bad


def listed(client, query=""):
    """What is listed: `{title: {code: link}}`."""
    response = client.get(f"{ADDRESS}{query}")
    assert response.status_code == 200
    return {
        page.title: {finding.code: finding.path for finding in page.findings}
        for page in response.context["object_list"]
    }


def test_five_bad_pages_are_listed_each_with_a_link_to_what_is_to_be_mended(moderator_client, five):
    found = listed(moderator_client)
    for code, page in five.items():
        assert list(found[page.title]) == [code]
    assert "Hub" not in found
    html = moderator_client.get(ADDRESS).content.decode()
    block = five["broken-link"].body[0].id
    for code, path in {
        "undescribed": "search_description",
        "unpictured": "hero_image",
        "broken-link": f"body.{block}",
    }.items():
        assert f'/admin/pages/{five[code].pk}/edit/#:w:contentpath={path}"' in html
    assert f'/admin/pages/{five["stale"].pk}/edit/"' in html


def test_a_finding_is_listed_by_itself(moderator_client, five):
    for code, page in five.items():
        assert page.title in listed(moderator_client, f"?finding={code}")
    assert list(listed(moderator_client, "?finding=stale")) == ["Old"]


def test_what_is_mended_is_gone(moderator_client, five):
    bare = five["unpictured"]
    bare.hero_image = ImageFactory()
    bare.save_revision().publish()
    gone = five["broken-link"]
    gone.body = blocks.stream(blocks.paragraph("Words."))
    gone.save_revision().publish()
    found = listed(moderator_client)
    assert "Bare" not in found
    assert "Leading nowhere" not in found


def test_two_pages_with_one_title_are_listed_and_a_title_for_searches_tells_them_apart(moderator_client):
    _one, two = article(title="The second meeting"), article(title="the second MEETING")
    titles = {"The second meeting", "the second MEETING"}
    assert set(listed(moderator_client, "?finding=duplicate-title")) == titles
    two.seo_title = "Another meeting"
    two.save()
    assert listed(moderator_client, "?finding=duplicate-title") == {}


def test_a_link_to_an_address_that_keeps_failing_is_broken(moderator_client):
    page = article(
        body=blocks.stream(blocks.block("paragraph", '<p><a href="https://gone.example/?a=1&amp;b=2">x</a></p>'))
    )
    scan_some()
    address = ExternalAddress.objects.get(address="https://gone.example/?a=1&b=2")
    assert "broken-link" not in listed(moderator_client).get(page.title, {})
    address.is_broken, address.problem = True, "the site answers with the code 404"
    address.save()
    assert "broken-link" in listed(moderator_client)[page.title]
    assert (
        "https://gone.example/?a=1&amp;b=2: the site answers with the code 404"
        in moderator_client.get(ADDRESS).content.decode()
    )


def test_the_report_leaves_as_csv_and_as_xlsx(moderator_client, five):
    rows = b"".join(moderator_client.get(f"{ADDRESS}?export=csv&finding=stale")).decode().splitlines()
    assert [row["Title"] for row in csv.DictReader(rows)] == ["Old"]
    book = openpyxl.load_workbook(BytesIO(b"".join(moderator_client.get(f"{ADDRESS}?export=xlsx"))))
    assert {row[0] for row in book.active.iter_rows(min_row=2, values_only=True)} >= {
        page.title for page in five.values()
    }


def test_it_is_for_those_who_work_on_pages(client, member_of, editor_client):
    assert client.get(ADDRESS).status_code == 302
    assert editor_client.get(ADDRESS).status_code == 200
    assert ADDRESS in editor_client.get("/admin/").content.decode()


def test_more_pages_cost_no_further_queries(moderator_client, five):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            moderator_client.get(ADDRESS)
        return len(queries)

    cost()
    before = cost()
    author = AuthorFactory()
    for _number in range(6):
        ArticleFactory(parent=author, body=linking_to(five["stale"]))
    assert cost() == before


def test_the_numbers_are_one_query(five, django_assert_num_queries):
    list(counts(Page.objects.all()))
    with django_assert_num_queries(1):
        found = {check.code: number for check, number in counts(Page.objects.all())}
    assert found["broken-link"] == 1
    assert set(found) == {check.code for check in CHECKS}


def test_pages_that_were_published_unheard_are_read_later(article_index):
    page = article(body=linking_to(article_index))
    PageLink.objects.all().delete()
    LinkScan.objects.all().delete()
    scan_some()
    assert PageLink.objects.filter(page=page, to_page=article_index.pk).exists()
    assert not Page.objects.filter(live=True, link_scan=None).exists()
