from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from core.models.pages import may
from core.viewsets import AnyPageViewSet


@hooks.register("before_create_page")
def refuse_types_of_others(request: HttpRequest, parent_page: Page, page_class: type[Page]) -> None:
    """A group adds only the page types that it has the permission to add."""
    if not may(request.user, "add", page_class):
        raise PermissionDenied


@hooks.register("register_admin_viewset", order=100)
def register_page_viewset() -> AnyPageViewSet:
    return AnyPageViewSet()
