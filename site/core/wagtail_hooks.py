from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
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


@hooks.register("insert_editor_js")
def editor_script() -> SafeString:
    return format_html('<script src="{}"></script>', static("js/editor.js"))
