from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from articles.models import Comment
from articles.moderation import BULK_ACTIONS, CommentPermissionPolicy, CommentViewSet
from articles.viewsets import ArticleListingViewSet, PublishingViewSetGroup

register_permission_policy(Comment, CommentPermissionPolicy(Comment))
register_snippet(PublishingViewSetGroup)
register_snippet(CommentViewSet)

for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action)


@hooks.register("register_admin_viewset")
def register_article_listing() -> ArticleListingViewSet:
    return ArticleListingViewSet()
