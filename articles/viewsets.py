from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from articles.models import ArticlePage, ArticleTemplate, Series, Tag, Topic
from articles.starting import NewArticleView
from core.models.pages import may
from core.viewsets import AnyPageViewSet


class ArticlesMenuItem(MenuItem):
    """Shown to those who may work on articles."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may(request.user, "change", ArticlePage)


class ArticleListingViewSet(PageListingViewSet):
    """All articles in one list, whoever's profile they stand under."""

    model = ArticlePage
    icon = "doc-full"
    menu_label = _("Articles")
    menu_order = 110
    name = "articles"
    add_to_admin_menu = True
    menu_item_class = ArticlesMenuItem
    list_filter = ["topics", "series", "live"]
    columns = [
        *PageListingViewSet.columns,
        DateColumn("published_at", label=_("Date shown"), sort_key="published_at", width="12%"),
        Column("reading_time", label=_("Minutes"), sort_key="reading_time", width="8%"),
    ]


class ArticleViewSet(AnyPageViewSet):
    """The admin's views of one article."""

    model = ArticlePage
    add_view_class = NewArticleView


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "folder-open-inverse"
    list_display = ["name", "slug", "sort_order"]
    ordering = ["sort_order", "name"]
    copy_view_enabled = False


class TagViewSet(SnippetViewSet):
    model = Tag
    icon = "tag"
    list_display = ["name", "slug"]
    search_fields = ["name"]
    ordering = ["name"]
    copy_view_enabled = False


class SeriesViewSet(SnippetViewSet):
    model = Series
    icon = "list-ol"
    list_display = ["name", "slug"]
    search_fields = ["name"]
    copy_view_enabled = False


class PublishingViewSetGroup(SnippetViewSetGroup):
    """What articles are sorted by, in one menu."""

    menu_label = _("Topics, tags and series")
    menu_icon = "tag"
    menu_order = 150
    items = (TopicViewSet, TagViewSet, SeriesViewSet)


class ArticleTemplateViewSet(SnippetViewSet):
    model = ArticleTemplate
    icon = "doc-empty"
    menu_label = _("Article templates")
    menu_order = 155
    add_to_admin_menu = True
    list_display = ["name", "purpose"]
    search_fields = ["name"]
