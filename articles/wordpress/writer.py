"""Makes the pages, topics and redirects that posts call for, the way Wagtail's own editor would."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from articles.models import ArticleAuthor, ArticleIndexPage, ArticlePage, AuthorPage, Topic
from articles.wordpress.images import Library
from articles.wordpress.people import AuthorName
from articles.wordpress.posts import Post
from articles.wordpress.records import Kind, Records

# Routes of the article index and of author pages, which no page below them may take.
RESERVED = {"feed", "tags", "topics"}
LONGEST_SLUG = 240
LONGEST_PATH = 255


class Writer:
    """`made` collects what came to be besides an article, as pairs of kind and name."""

    def __init__(self, records: Records, library: Library, index: ArticleIndexPage) -> None:
        self.records = records
        self.library = library
        self.index = index
        self.made: list[tuple[str, str]] = []

    # Authors and topics

    def find_author(self, name: AuthorName) -> AuthorPage | None:
        page = self.records.target(Kind.AUTHOR, name.key)
        if isinstance(page, AuthorPage):
            return page
        return AuthorPage.objects.child_of(self.index).filter(slug=name.slug).first()

    def author(self, name: AuthorName) -> AuthorPage:
        """The profile known by this name, or a new one."""
        page = self.find_author(name) or self.make_author(name)
        self.remember(Kind.AUTHOR, name.key, page)
        return page

    def make_author(self, name: AuthorName) -> AuthorPage:
        self.made.append((_("author pages"), name.name))
        index = ArticleIndexPage.objects.get(pk=self.index.pk)
        page = AuthorPage(title=name.name, slug=free_slug(index, name.slug), live=False)
        index.add_child(instance=page)
        page.save_revision().publish()
        return AuthorPage.objects.get(pk=page.pk)

    def find_topic(self, slug: str, name: str) -> Topic | None:
        topic = self.records.target(Kind.TOPIC, slug)
        if isinstance(topic, Topic):
            return topic
        return Topic.objects.filter(slug=slug).first() or Topic.objects.filter(name__iexact=name).first()

    def topic(self, slug: str, name: str) -> Topic:
        topic = self.find_topic(slug, name)
        if topic is None:
            self.made.append((_("topics"), name))
            topic = Topic.objects.create(slug=slug, name=name)
            log(instance=topic, action="wagtail.create")
        self.remember(Kind.TOPIC, slug, topic)
        return topic

    def remember(self, kind: Kind, key: str, target: Model) -> None:
        if self.records.target(kind, key) != target:
            self.records.remember(kind, key, target)

    # Articles

    def plan(self, post: Post, article: ArticlePage | None) -> str:
        """Collects what writing the post would make, and returns the address that the article would have."""
        authors = [self.find_author(name) for name in post.authors]
        topics = {name: self.find_topic(slug, name) for slug, name in post.topics.items()}
        named = zip(post.authors, authors, strict=True)
        self.made += [(_("author pages"), name.name) for name, page in named if page is None]
        self.made += [(_("topics"), name) for name, topic in topics.items() if topic is None]
        parent = authors[0].slug if authors[0] else post.authors[0].slug
        path = f"{path_of(self.index)}{parent}/{article.slug if article else post.slug}/"
        self.redirects(post, path, article, dry_run=True)
        return path

    def create(self, post: Post) -> ArticlePage:
        authors = [self.author(name) for name in post.authors]
        parent = AuthorPage.objects.get(pk=authors[0].pk)
        article = ArticlePage(live=False, slug=free_slug(parent, post.slug))
        article.first_published_at = post.date if post.state == "live" else None
        self.fill(article, post, authors)
        parent.add_child(instance=article)
        return self.release(article, post, article.save_revision(clean=post.state != "draft"))

    def update(self, page: ArticlePage, post: Post) -> ArticlePage:
        authors = [self.author(name) for name in post.authors]
        if page.get_parent().pk != authors[0].pk:
            page = self.renamed(page, free_slug(authors[0], page.slug))
            page.move(AuthorPage.objects.get(pk=authors[0].pk), pos="last-child")
            page = ArticlePage.objects.get(pk=page.pk)
        if post.state == "draft" and post.status == "future" and page.live:
            post.state = "live"
        article = page.get_latest_revision_as_object()
        self.fill(article, post, authors)
        return self.release(article, post, article.save_revision(clean=post.state != "draft", log_action=True))

    def renamed(self, page: ArticlePage, slug: str) -> ArticlePage:
        if page.slug != slug:
            page.slug = slug
            page.save()
        return page

    def fill(self, article: ArticlePage, post: Post, authors: list[AuthorPage]) -> None:
        article.title = article.draft_title = post.title
        article.standfirst = post.standfirst
        article.body = json.dumps(self.with_pictures(post.body))
        article.hero_image_id = self.library.known.get(post.hero)
        article.hero_alt_text = post.hero_alt
        article.social_image_id = self.library.known.get(post.social)
        article.published_at = post.date if post.state == "live" or post.status in {"private", "protected"} else None
        article.go_live_at = post.date if post.state == "scheduled" else None
        article.topics.set([self.topic(slug, name) for slug, name in post.topics.items()])
        article.tags.set(post.tags)
        known = {name.author_id: name for name in article.article_authors.all()}
        names = [known.get(author.pk) or ArticleAuthor(author=author) for author in authors]
        for position, name in enumerate(names):
            name.sort_order = position
        article.article_authors.set(names)

    def with_pictures(self, body: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The body with the pictures' numbers here in place of their keys."""
        return [
            {**block, "value": {**block["value"], "image": self.with_number(block["value"]["image"])}}
            if block["type"] == "image"
            else block
            for block in body
        ]

    def with_number(self, image: dict[str, Any]) -> dict[str, Any]:
        return {**image, "image": self.library.known[image["image"]]}

    def release(self, article: ArticlePage, post: Post, revision: Revision) -> ArticlePage:
        """Publishes, schedules or keeps back what was filled in, under the dates it had over there."""
        if post.state != "draft":
            revision.publish()
        elif article.live:
            article.unpublish()
        if post.state == "live" and post.date:
            dates = {"first_published_at": post.date, "last_published_at": post.updated}
            ArticlePage.objects.filter(pk=article.pk).update(**dates)
        page = ArticlePage.objects.get(pk=article.pk)
        self.redirects(post, path_of(page), page)
        self.records.remember(Kind.ARTICLE, post.key, page, post.checksum, revision)
        return page

    # Redirects

    def redirects(self, post: Post, path: str, article: ArticlePage | None, dry_run: bool = False) -> None:
        """Leads the post's old addresses to the article, unless they lead somewhere already."""
        site = self.index.get_site()
        for old in post.old_paths:
            if old == Redirect.normalise_path(path):
                continue
            if len(old) > LONGEST_PATH:
                post.notes.append(_("The old address is too long for a redirect: {path}.").format(path=old))
                continue
            known = Redirect.objects.filter(Q(site=site) | Q(site=None), old_path=old).first()
            if known and (article is None or known.redirect_page_id != article.pk):
                post.notes.append(_("{path} is redirected elsewhere already, which was left so.").format(path=old))
            elif known is None:
                self.made.append((_("redirects"), f"{old} → {path}"))
                if article and not dry_run:
                    Redirect.add_redirect(old, article, site=site)


def path_of(page: Page) -> str:
    """The path of the page's address."""
    parts = page.get_url_parts()
    return parts[2] if parts else page.url_path


def free_slug(parent: Page, wanted: str) -> str:
    """The slug, with a number behind it if a page or route below the parent has it already."""
    wanted = wanted[:LONGEST_SLUG].rstrip("-")
    taken = set(parent.get_children().filter(slug__startswith=wanted).values_list("slug", flat=True)) | RESERVED
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
