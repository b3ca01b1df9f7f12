from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from articles.import_views import PERMISSION, import_urls, imports_url
from articles.models import Comment
from articles.moderation import BULK_ACTIONS, CommentPermissionPolicy, CommentViewSet
from articles.remainders import RemaindersView
from articles.viewsets import (
    ArticleListingViewSet,
    ArticlesMenuItem,
    ArticleTemplateViewSet,
    ArticleViewSet,
    PublishingViewSetGroup,
)

register_permission_policy(Comment, CommentPermissionPolicy(Comment))
register_snippet(PublishingViewSetGroup)
register_snippet(ArticleTemplateViewSet)
register_snippet(CommentViewSet)

for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action, order=1)  # After Wagtail's own, of which one is replaced.


@hooks.register("register_admin_viewset")
def register_article_views() -> list[ViewSet]:
    return [ArticleListingViewSet(), ArticleViewSet()]


class ImportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


@hooks.register("register_admin_urls")
def register_import_urls() -> list[URLPattern]:
    return [
        *import_urls(),
        path("reports/remainders/", RemaindersView.as_view(), name="articles_remainders"),
        path(
            "reports/remainders/results/", RemaindersView.as_view(results_only=True), name="articles_remainders_results"
        ),
    ]


@hooks.register("register_settings_menu_item")
def register_import_menu_item() -> MenuItem:
    return ImportMenuItem(_("Move from WordPress"), imports_url(), name="wordpress", icon_name="download", order=950)


@hooks.register("register_reports_menu_item")
def register_remainders_menu_item() -> MenuItem:
    return ArticlesMenuItem(
        _("Remainders of imports"), reverse("articles_remainders"), name="remainders", icon_name="warning"
    )
