"""Every address of the admin as it can be asked: with the names of kinds in it, and rows that there are."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.urls import URLResolver, get_resolver
from taggit.models import TagBase
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.blocks import Block
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.documents.models import Document
from wagtail.models import Collection, Page, Site, UploadedFile, Workflow

from articles.models import ImportRun, Tag
from core.shared_drafts.links import share
from tests.factories import ArticleFactory, CommentFactory, ContentPageFactory, ImageFactory, SavedSectionFactory
from tests.factories.articles import ArticleTemplateFactory, SeriesFactory
from tests.factories.languages import polish
from tests.factories.newsletter import GuidebookPageFactory, subscriber

# Who signs in, out and up needs no role.
EVERYBODY = re.compile(r"(login|password_reset|sprite|jsi18n|logout)/|two-factor/$|\.\*/$")
KEPT_MAIL = "20261128-tide.eml"


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        address = before + re.sub(r"<[^>]+>|\(\?P.+?\)", "#", str(pattern.pattern)).strip("^$")
        yield from addresses(pattern, address) if isinstance(pattern, URLResolver) else [address]


def ours() -> list[str]:
    """All but those of the Marketing menu; a # is the number of a row."""
    found = {address.removeprefix("/admin/") for address in addresses(get_resolver()) if address.startswith("/admin/")}
    known = {address for address in found if not address.startswith("marketing/") and not EVERYBODY.match(address)}
    names = named()
    assert names.keys() <= known
    return sorted(door for address in known for door in names.get(address, [address]))


def named() -> dict[str, list[str]]:
    """Where something else than the number of a row belongs into an address, or a question behind it."""
    settings = [path_of(model) for model in settings_registry]
    edited = ["home/contentpage", "core/siteimage", "articles/articletemplate", "core/user", "newsletter/person"]
    found = {f"api/main/{kind}/find/": [f"api/main/{kind}/find/?id=#"] for kind in ("documents", "images", "pages")}
    return found | {
        "api/main/pages/#/action/#/": [f"api/main/pages/#/action/{name}/" for name in PagesAdminAPIViewSet.actions],
        "block-preview/": [f"block-preview/?id={next(iter(Block.definition_registry))}"],
        "bulk/#/#/#/": bulk_actions(),
        "editing-sessions/ping/#/#/#/#/": [f"editing-sessions/ping/{kind}/#/#/" for kind in edited],
        "help/guide/#.md": ["help/guide/operations.md"],
        "help/guide/pictures/#": ["help/guide/pictures/home.png"],
        "images/#/preview/#/": ["images/#/preview/original/"],
        r"pages/#/revisions/compare/#\.\.\.#/": ["pages/#/revisions/compare/#...#/"],
        "pages/add/#/#/#/": ["pages/add/home/contentpage/#/", "pages/add/home/landingpage/#/"],
        "pages/add/#/#/#/preview/": ["pages/add/home/contentpage/#/preview/"],
        "pages/create/#/#": ["pages/create/home/contentpage"],
        "pages/usage/#/#/": ["pages/usage/home/contentpage/"],
        "pages/usage/#/#/results/": ["pages/usage/home/contentpage/results/"],
        "pages/workflow/action/#/#/#/": ["pages/workflow/action/#/approve/#/"],
        "pages/workflow/collect_action_data/#/#/#/": ["pages/workflow/collect_action_data/#/approve/#/"],
        "reports/kept-mail/#": [f"reports/kept-mail/{KEPT_MAIL}"],
        "reports/operations/run/#/": ["reports/operations/run/core.tasks.remove_old_rows/"],
        "settings/#/#/": [f"settings/{kind}/" for kind in settings],
        "settings/#/#/#/": [f"settings/{kind}/#/" for kind in settings],
        "settings/#/#/#/preview/": ["settings/core/sitesettings/#/preview/"],
        r"snippets/home/savedsection/history/#/revisions/compare/#\.\.\.#/": [
            "snippets/home/savedsection/history/#/revisions/compare/#...#/"
        ],
        "tag-autocomplete/#/#/": [f"tag-autocomplete/{path_of(model)}/" for model in TagBase.__subclasses__()],
        "translation/submit/snippet/#/#/#/": [
            "translation/submit/snippet/articles/topic/#/",
            "translation/submit/snippet/articles/articletemplate/#/",
        ],
        "workflows/tasks/add/#/#/": ["workflows/tasks/add/wagtailcore/groupapprovaltask/"],
    }


def path_of(model: Any) -> str:
    return model._meta.label_lower.replace(".", "/")


def bulk_actions() -> list[str]:
    bulk_action_registry.get_bulk_actions_for_model("wagtailcore", "page")  # It looks for them when first asked.
    return [
        f"bulk/{app}/{model}/{action}/?id=#"
        for app, models in bulk_action_registry.actions.items()
        for model, actions in models.items()
        for action in actions
    ]


def furnish(admin: Any, editor: Any) -> dict[str, tuple[Any, ...]]:
    """Makes a row of each kind; those of an address stand by the longest of its beginnings that is here."""
    article = ArticleFactory(tags=[Tag.objects.create(name="tides")], series=SeriesFactory())
    image = ImageFactory()
    document = Document.objects.create(title="Tides", file=ContentFile(b"tides", "tides.txt"))
    kinds = {
        "articles/articletemplate/": (ArticleTemplateFactory(),),
        "articles/comment/": (CommentFactory(article=article),),
        "articles/series/": (article.series,),
        "articles/tag/": (article.tags.get(),),
        "articles/topic/": (article.topics.get(),),
        "core/siteimage/": (image,),
        "core/user/": (editor,),
        "home/savedsection/": with_version(SavedSectionFactory()),
        "newsletter/person/": (subscriber(),),
        "wagtaildocs/document/": (document,),
    }
    doors = ("bulk/", "snippets/", "snippets/choose/", "translation/submit/snippet/")
    found = {f"{door}{kind}": rows for kind, rows in kinds.items() for door in doors}
    found |= {f"editing-sessions/ping/{kind}": (*rows, 1) for kind, rows in kinds.items()}
    found |= {
        "editing-sessions/release/": (1,),
        "forms/submissions/": (GuidebookPageFactory(),),
        "groups/": (Group.objects.get(name="Editors"),),
        "locales/": (polish(),),
        "redirects/": (Redirect.objects.create(old_path="/old", redirect_link="/"),),
        "settings/": (Site.objects.get(),),
        "sites/": (Site.objects.get(),),
        "users/": (editor,),
        "wordpress/": (ImportRun.objects.create(name="export.xml", state=ImportRun.State.CHECKED),),
        "collections/": (Collection.objects.get(depth=1).add_child(name="Tides"),),
    }
    for name, file in {"documents": document, "images": image}.items():
        found |= {f"{name}/": (file,), f"api/main/{name}/": (file,)}
        found |= {f"{name}/multiple/{what}": (half_sent(file, admin),) for what in ("create_from_", "delete_upload")}
    return found | rows_of_pages(admin)


def rows_of_pages(admin: Any) -> dict[str, tuple[Any, ...]]:
    home, workflow = Page.objects.get(slug="home"), Workflow.objects.get()
    page, version = with_version(ContentPageFactory())[:2]
    alias = page.create_alias(update_slug="alias")
    submitted = with_version(ContentPageFactory(live=False))[0]
    state = workflow.start(submitted, admin)
    task = state.current_task_state.task
    of_page = ("api/main/pages/", "assignments/", "bulk/wagtailcore/page/", "choose-page/", "drafts/", "pages/")
    return dict.fromkeys(of_page, (page,)) | {
        "api/main/pages/#/action/convert_alias/": (alias,),
        "drafts/withdraw/": (share(page, admin, timedelta(days=1)),),
        "editing-sessions/ping/home/contentpage/": (page, 1),
        "pages/#/convert_alias/": (alias,),
        "pages/#/move/#/": (page, submitted),
        "pages/#/revisions/": with_version(page),
        "pages/#/workflow_history/detail/": (submitted, state),
        "pages/add/": (home,),
        "pages/workflow/": (submitted, state.current_task_state),
        "pages/workflow/preview/": (submitted, task),
        "translation/submit/page/": (page,),
        "versions/": (page, version),
        "workflows/": (workflow,),
        "workflows/remove/": (home, workflow),
        "workflows/task": (task,),
    }


def with_version(row: Any) -> tuple[Any, ...]:
    """With its last version, twice, as comparisons name two."""
    version = row.save_revision()
    return row, version, version


def half_sent(file: Any, admin: Any) -> UploadedFile:
    """An upload that its sender has still to say something about; another's is closed to everybody else."""
    kind = ContentType.objects.get_for_model(file)
    return UploadedFile.objects.create(for_content_type=kind, file=ContentFile(b"", "a.txt"), uploaded_by_user=admin)


def filled(address: str, rows: dict[str, tuple[Any, ...]]) -> str:
    """The address with the numbers of its rows."""
    known = max((start for start in rows if address.startswith(start)), key=len, default="")
    numbers = iter([str(getattr(row, "pk", row)) for row in rows.get(known, ())])
    return "/admin/" + re.sub("#", lambda _found: next(numbers), address)
