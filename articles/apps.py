from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Articles")

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save, pre_save
        from wagtail.models import Page, PageViewRestriction
        from wagtail.signals import page_published, post_page_move

        from articles import signal_handlers
        from articles.lists import ALL_SERIES, ALL_TAGS, TOPICS
        from articles.models import ArticlePage, AuthorPage, Comment, ListedArticle, Reception, Series, Tag, Topic
        from core.page_store.kinds import know_by_row

        know_by_row(Topic, listing=TOPICS)
        know_by_row(Series, listing=ALL_SERIES)
        know_by_row(Tag, listing=ALL_TAGS)
        know_by_row(Reception)
        know_by_row(ListedArticle)
        post_page_move.connect(signal_handlers.follow_moved_articles)
        post_save.connect(signal_handlers.relist_article, sender=Page)
        post_page_move.connect(signal_handlers.relist_moved_articles)
        for signal in (post_save, post_delete):
            signal.connect(signal_handlers.relist_restricted_articles, sender=PageViewRestriction)
        for subject in (Topic, Tag, Series):
            pre_save.connect(signal_handlers.redirect_renamed, sender=subject)
        pre_save.connect(signal_handlers.rename_topic_in_articles, sender=Topic)
        for subject in (Topic, Tag):
            post_save.connect(signal_handlers.make_renditions_of_subject, sender=subject)
        post_save.connect(signal_handlers.recount_comments, sender=Comment)
        post_delete.connect(signal_handlers.recount_comments, sender=Comment)
        page_published.connect(signal_handlers.reindex_articles_of_author, sender=AuthorPage)
        page_published.connect(signal_handlers.reindex_article, sender=ArticlePage)
