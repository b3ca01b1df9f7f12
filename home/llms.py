"""What the site holds, for machines that read texts (https://llmstxt.org/)."""

from collections import defaultdict
from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Site
from wagtail.query import PageQuerySet

from articles import lists
from articles.models import ArticlePage, AuthorPage
from core.languages import own_name
from core.markdown import Writer, bullets, plain, together
from core.models import BasePage, SiteSettings
from core.page_store import tags
from core.page_store.recording import depends_on
from core.sites import trees
from home.models import ContentPage
from newsletter.models import GuidebookPage

NEWEST = 500  # Articles: the sitemap names all of them.
MOST = 100  # Of any other kind.


def llms_text(request: HttpRequest, site: Site) -> str:
    """The site's name and what it is, then its pages by kind, each with its address and in a sentence what it says."""
    depends_on(tags.PAGES, lists.TOPICS)
    settings = SiteSettings.for_request(request)
    writer = Writer(request, request.build_absolute_uri("/"))
    sitemap = _("The newest are listed here; all addresses are in the %(sitemap)s.") % {
        "sitemap": writer.link(_("sitemap"), "/sitemap.xml")
    }
    others = [
        writer.link(own_name(code), f"{page.get_url(request)}llms.txt")
        for code, page in trees(request).items()
        if code != get_language()
    ]
    parts = [
        f"# {plain(settings.name)}",
        f"> {plain(settings.tagline)}" if settings.tagline else "",
        plain(settings.organisation_description),
        sitemap,
        _("In other languages: %(languages)s.") % {"languages": ", ".join(others)} if others else "",
        *(section(topic, articles, writer) for topic, articles in articles_by_topic(site).items()),
        section(_("Guidebooks"), listed(GuidebookPage.objects, site, "standfirst"), writer),
        section(_("Authors"), listed(AuthorPage.objects, site, "summary", "role"), writer),
        section(_("About"), listed(ContentPage.objects, site, "standfirst"), writer),
    ]
    return together(parts) + "\n"


def listed(pages: PageQuerySet, site: Site, *shown: str) -> PageQuerySet:
    """The pages of a kind that anyone may read and search engines may list, with no more of them than a line shows."""
    published = pages.published_in(site).filter(no_index=False)
    return published.only("title", "url_path", "search_description", *shown).order_by("title", "pk")[:MOST]


def articles_by_topic(site: Site) -> dict[str, list[ArticlePage]]:
    """The newest articles, each under its first topic, in the order of the topics; last, those without any."""
    newest = ArticlePage.objects.published_in(site).filter(no_index=False).newest_first()
    shown = newest.only("title", "path", "url_path", "live", "search_description", "standfirst")
    found = defaultdict(list)
    for article in shown.prefetch_related("topics")[:NEWEST]:
        article.restricted = False  # As only those are asked for.
        found[article.first_topic].append(article)
    order = sorted(found, key=lambda topic: (topic is None, topic and (topic.sort_order, topic.name)))
    return {topic.name if topic else _("Further articles"): found[topic] for topic in order}


def section(heading: str, pages: Iterable[BasePage], writer: Writer) -> str:
    lines = bullets(line(page, writer) for page in pages)
    return together([f"## {plain(heading)}", lines]) if lines else ""


def line(page: BasePage, writer: Writer) -> str:
    """A link to the page, to an article as Markdown, and what it says."""
    is_article = isinstance(page, ArticlePage)
    address = page.markdown_url(writer.request) if is_article else page.get_full_url(writer.request)
    description = plain(page.meta_description)
    return f"{writer.link(page.title, address)}: {description}" if description else writer.link(page.title, address)
