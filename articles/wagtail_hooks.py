from wagtail import hooks
from wagtail.snippets.models import register_snippet

from articles.viewsets import ArticleListingViewSet, PublishingViewSetGroup

register_snippet(PublishingViewSetGroup)


@hooks.register("register_admin_viewset")
def register_article_listing() -> ArticleListingViewSet:
    return ArticleListingViewSet()
