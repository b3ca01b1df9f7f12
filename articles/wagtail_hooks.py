from wagtail.snippets.models import register_snippet

from articles.viewsets import PublishingViewSetGroup

register_snippet(PublishingViewSetGroup)
