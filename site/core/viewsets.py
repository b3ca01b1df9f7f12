from typing import Any

from wagtail.admin.views.pages.create import AddSubpageView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page


class PermittedTypesView(AddSubpageView):
    """Offers only the page types that the user may add; the tree alone would offer every type it allows."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        offered: list[tuple[str, ...]] = self.page_types
        self.page_types = [entry for entry in offered if user.has_perm(f"{entry[1]}.add_{entry[2]}")]
        return super().get_context_data(**kwargs)


class AnyPageViewSet(PageViewSet):
    """The admin's views of every page type that has none of its own."""

    model = Page
    add_subpage_view_class = PermittedTypesView
