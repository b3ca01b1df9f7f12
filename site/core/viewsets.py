from typing import Any

from wagtail.admin.views.pages.create import AddSubpageView
from wagtail.admin.views.pages.preview import PreviewOnCreateView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from core.versions import NamedHistoryView


class PermittedTypesView(AddSubpageView):
    """Offers only the page types that the user may add; the tree alone would offer every type it allows."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        may = self.request.user.has_perm
        context["page_types"] = [entry for entry in context["page_types"] if may(f"{entry[1]}.add_{entry[2]}")]
        return context


class PreviewNewPageView(PreviewOnCreateView):
    """Tells a page that was never saved its language, as the view that saves it does."""

    def get_object(self) -> Page:
        page: Page = super().get_object()
        page.locale = page.get_parent().locale
        return page


class AnyPageViewSet(PageViewSet):
    """The admin's views of every page type that has none of its own."""

    model = Page
    add_subpage_view_class = PermittedTypesView
    preview_on_add_view_class = PreviewNewPageView
    history_view_class = NamedHistoryView
