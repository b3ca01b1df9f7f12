from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Articles")

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save, pre_save
        from wagtail.signals import page_published, post_page_move

        from articles import signal_handlers
        from articles.models import ArticlePage, AuthorPage, Comment, Topic

        post_page_move.connect(signal_handlers.follow_moved_articles)
        pre_save.connect(signal_handlers.redirect_renamed_topic, sender=Topic)
        post_save.connect(signal_handlers.make_renditions_of_topic, sender=Topic)
        post_save.connect(signal_handlers.recount_comments, sender=Comment)
        post_delete.connect(signal_handlers.recount_comments, sender=Comment)
        page_published.connect(signal_handlers.reindex_articles_of_author, sender=AuthorPage)
        page_published.connect(signal_handlers.reindex_article, sender=ArticlePage)
