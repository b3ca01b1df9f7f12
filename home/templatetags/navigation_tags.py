from django import template
from django.template import Context

from home.navigation import Navigation, navigation

register = template.Library()


@register.simple_tag(takes_context=True)
def site_navigation(context: Context) -> Navigation:
    """The links around the page, read once a request; empty on an error page that has no request."""
    request = context.get("request")
    if request is None:
        return Navigation()
    if not hasattr(request, "_site_navigation"):
        request._site_navigation = navigation(request)
    return request._site_navigation
