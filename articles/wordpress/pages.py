"""Makes the pages that are no posts: each below the page it stood under, else below the home page."""

from __future__ import annotations

import json
from typing import Any

from django.urls import Resolver404, resolve
from wagtail.models import Page

from articles.wordpress.posts import Post
from articles.wordpress.reader import Export
from articles.wordpress.records import Kind
from articles.wordpress.redirects import Target
from articles.wordpress.writer import Writer, free_slug, path_of
from core.indexing import indexed_at_the_end
from core.text_pages import text_page_model

DEEPEST = 20  # Below which a page stands beside its parent: no site has that many levels, but a broken file may.


def levels_of(export: Export) -> dict[int, int]:
    """How deep each page stands; one whose parents lead back to itself stands at the top."""
    found: dict[int, int] = {}
    for number in export.parents:
        chain = [number]
        while (above := export.parents.get(chain[-1], 0)) in export.parents and len(chain) <= DEEPEST:
            chain.append(above)
        found[number] = 0 if len(chain) > DEEPEST else len(chain) - 1
    return found


class Pages:
    """`model` is the page type that they become; None where the site has none."""

    def __init__(self, writer: Writer, export: Export) -> None:
        self.writer = writer
        self.records = writer.records
        self.levels = levels_of(export)
        self.home = Page.objects.get(pk=writer.index.get_site().root_page_id) if writer.index.get_site() else None
        self.model: Any = text_page_model()
        self.planned: dict[str, str] = {}

    def parent_of(self, post: Post) -> Page | None:
        parent = self.records.target(Kind.PAGE, post.parent) if post.parent else None
        return parent if isinstance(parent, Page) else self.home

    def plan(self, post: Post, page: Page | None) -> str:
        parent = self.parent_of(post)
        above = self.planned.get(post.parent) or (path_of(parent) if parent else "/")
        path = self.planned[post.key] = path_of(page) if page else f"{above}{post.slug}/"
        post.notes += self.writer.redirects.lead(post.old_paths, Target(path, page))
        return path

    def create(self, post: Post) -> Page:
        above = self.parent_of(post)
        if above is None or self.home is None:
            raise LookupError("There is no home page.")
        parent = Page.objects.get(pk=above.pk)
        page = self.model(live=False, slug=free_page_slug(parent, post.slug, parent.pk == self.home.pk))
        page.first_published_at = post.date if post.state == "live" else None
        made: list[Page] = []
        with indexed_at_the_end(self.model, made):
            self.fill(page, post)
            parent.add_child(instance=page)
            made.append(self.release(page, post))
        return made[0]

    def update(self, page: Page, post: Post) -> Page:
        latest = page.get_latest_revision_as_object()
        self.fill(latest, post)
        return self.release(latest, post)

    def fill(self, page: Any, post: Post) -> None:
        page.title = page.draft_title = post.title
        page.standfirst = post.standfirst if post.has_excerpt else ""
        page.body = json.dumps(self.writer.with_pictures(post.body))
        page.social_image_id = self.writer.library.known.get(post.social or post.hero)
        page.seo_title, page.search_description, page.no_index = post.seo_title, post.search_description, post.no_index
        page.go_live_at = post.date if post.state == "scheduled" else None

    def release(self, page: Page, post: Post) -> Page:
        revision = page.save_revision(clean=post.state != "draft")
        if post.state != "draft":
            revision.publish()
        elif page.live:
            page.unpublish()
        if post.state == "live" and post.date:
            dates = {"first_published_at": post.date, "last_published_at": post.updated}
            Page.objects.filter(pk=page.pk).update(**dates)
        page = self.model.objects.get(pk=page.pk)
        post.notes += self.writer.redirects.lead(post.old_paths, Target(path_of(page), page))
        has_links = self.writer.own_links.stand_in(post.body)
        self.records.remember(Kind.PAGE, post.key, page, post.checksum, revision, has_links)
        return page

    def put_in_menu(self, page: Page) -> bool:
        """Whether the page was put into the site's menu just now."""
        if page.show_in_menus:
            return False
        type(page).objects.filter(pk=page.pk).update(show_in_menus=True)
        return True


def free_page_slug(parent: Page, wanted: str, at_the_top: bool) -> str:
    """A slug that is free below the parent, and at the top none that the site answers otherwise."""
    slug = free_slug(parent, wanted)
    return free_slug(parent, f"{wanted}-page") if at_the_top and is_route(slug) else slug


def is_route(slug: str) -> bool:
    try:
        return resolve(f"/{slug}/").url_name != "wagtail_serve"
    except Resolver404:
        return False
