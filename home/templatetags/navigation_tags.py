from django import template
from django.template import Context
from wagtail.models import Page

from articles.models import ArticleIndexPage
from home.navigation import Navigation, navigation

register = template.Library()


@register.simple_tag(takes_context=True)
def site_navigation(context: Context) -> Navigation:
    """The links around the page, read once a request; empty on an error page that has no request."""
    request = context.get("request")
    if request is None:
        return Navigation()
    if not hasattr(request, "_site_navigation"):
        page = context.get("page")
        known_page = page if isinstance(page, Page) else None
        request._site_navigation = navigation(request, known_page, context.get("subpages"))
    return request._site_navigation


@register.simple_tag(takes_context=True)
def articles_url(context: Context, listing: str = "all_articles", slug: str = "") -> str:
    """The address of the site's articles or of a listing of them, by its route's name; empty without an article index.

    The index stands wherever editors have put it, so no template may know its address.
    """
    index = site_navigation(context).articles_url
    return index + ArticleIndexPage.get_resolver().reverse(listing, *([slug] if slug else [])) if index else ""
