"""Makes the pages, topics and redirects that posts call for, the way Wagtail's own editor would."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from articles.models import ArticleAuthor, ArticleIndexPage, ArticlePage, AuthorPage, Series, Tag, Topic
from articles.models.authors import RESERVED_SLUGS
from articles.wordpress.images import Library
from articles.wordpress.links import OwnLinks
from articles.wordpress.people import AuthorName
from articles.wordpress.posts import Post
from articles.wordpress.records import Kind, Records
from articles.wordpress.redirects import Redirects, Target
from core.indexing import indexed_at_the_end

LONGEST_SLUG = 240
LONGEST_PATH = 255


class Writer:
    """`made` collects what came to be besides an article, as pairs of kind and name; in a dry run only that happens."""

    def __init__(self, records: Records, library: Library, index: ArticleIndexPage, redirects: Redirects) -> None:
        self.records = records
        self.library = library
        self.index = index
        self.redirects = redirects
        self.own_links = OwnLinks(redirects.export)
        self.made: list[tuple[str, str]] = []

    def begin(self) -> None:
        """Forgets what the item before has made."""
        self.made.clear()
        self.redirects.begin()

    def all_made(self) -> list[tuple[str, str]]:
        return [*self.made, *((_("redirects"), made) for made in self.redirects.made)]

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
        topics = Topic.objects.filter(locale=self.index.locale_id)
        return topics.filter(slug=slug).first() or topics.filter(name__iexact=name).first()

    def topic(self, slug: str, name: str) -> Topic:
        topic = self.find_topic(slug, name)
        if topic is None:
            self.made.append((_("topics"), name))
            topic = Topic.objects.create(slug=slug, name=name, locale_id=self.index.locale_id)
            log(instance=topic, action="wagtail.create")
        self.remember(Kind.TOPIC, slug, topic)
        return topic

    def series(self, given: tuple[str, str, str]) -> Series:
        slug, name, description = given
        series = self.find_series(slug, name)
        if series is None:
            self.made.append((_("series"), name))
            series = Series.objects.create(name=name, description=description, locale_id=self.index.locale_id)
            log(instance=series, action="wagtail.create")
        self.remember(Kind.SERIES, slug, series)
        return series

    def find_series(self, slug: str, name: str) -> Series | None:
        series = self.records.target(Kind.SERIES, slug)
        return (
            series
            if isinstance(series, Series)
            else Series.objects.filter(locale=self.index.locale_id, name__iexact=name).first()
        )

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
        if post.series and self.find_series(*post.series[:2]) is None:
            self.made.append((_("series"), post.series[1]))
        parent = authors[0].slug if authors[0] else post.authors[0].slug
        path = f"{path_of(self.index)}{parent}/{article.slug if article else post.slug}/"
        self.lead_here(post, path, article, authors)
        return path

    def create(self, post: Post) -> Page:
        authors = [self.author(name) for name in post.authors]
        parent = AuthorPage.objects.get(pk=authors[0].pk)
        article = ArticlePage(live=False, slug=free_slug(parent, post.slug))
        article.first_published_at = post.date if post.state == "live" else None
        made: list[Page] = []
        with indexed_at_the_end(ArticlePage, made):
            self.fill(article, post, authors)
            parent.add_child(instance=article)
            made.append(self.release(article, post, article.save_revision(clean=post.state != "draft")))
        return made[0]

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
        article.comments_open = post.comments_open
        article.seo_title, article.search_description = post.seo_title, post.search_description
        article.no_index = post.no_index
        if post.series:
            article.series, article.series_position = self.series(post.series), post.series_position
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
        self.lead_here(post, path_of(page), page, [name.author for name in page.article_authors.all()])
        has_links = self.own_links.stand_in(post.body)
        self.records.remember(Kind.ARTICLE, post.key, page, post.checksum, revision, has_links)
        return page

    def lead_here(self, post: Post, path: str, page: ArticlePage | None, authors: list[AuthorPage | None]) -> None:
        """Redirects the old addresses of the post, and those of the listings that it stood in."""
        post.notes += self.redirects.lead(post.old_paths, Target(path, page))
        if not post.old_paths:
            return
        index, shown = self.index, path_of(self.index)
        for slug in post.topics:
            for old in post.topic_slugs.get(slug, []):
                self.listing(self.redirects.of_category(old), f"topics/{slug}/", feed=True)
        for tag, old in post.tag_slugs.items():
            paths = self.redirects.of_tag(old) if old else []
            if not self.redirects.settled.issuperset(paths):
                self.listing(paths, f"tags/{tag_slug(tag)}/")
        for name, author in zip(post.authors, authors, strict=False):
            where = Target(f"{shown}{author.slug if author else name.slug}/", author)
            self.redirects.lead_once(self.redirects.of_author(name.key.removeprefix("login:")), where)
        self.redirects.lead_once(self.redirects.of_dates(post.old_paths), Target(shown, index))
        self.redirects.lead_once(self.redirects.of_feeds(), Target(f"{shown}feed/", index, "/feed/"))

    def listing(self, paths: list[str], route: str, *, feed: bool = False) -> None:
        shown = path_of(self.index)
        self.redirects.lead_once(paths, Target(f"{shown}{route}", self.index, f"/{route}"))
        if feed:
            target = Target(f"{shown}{route}feed/", self.index, f"/{route}feed/")
            self.redirects.lead_once([f"{path}feed/" for path in paths if "?" not in path], target)


def tag_slug(name: str) -> str:
    known = Tag.objects.filter(name=name).values_list("slug", flat=True).first()
    return known or Tag(name=name).slugify(name)


def path_of(page: Page) -> str:
    """The path of the page's address."""
    parts = page.get_url_parts()
    return parts[2] if parts else page.url_path


def free_slug(parent: Page, wanted: str) -> str:
    """The slug, with a number behind it if a page or route below the parent has it already."""
    wanted = wanted[:LONGEST_SLUG].rstrip("-")
    taken = {*parent.get_children().filter(slug__startswith=wanted).values_list("slug", flat=True), *RESERVED_SLUGS}
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
