"""The pages that every site has, and the groups of people who work on it."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

LOCALE = "en-gb"

# What a group may do with which models; `None` stands for all four of Django's permissions.
ROLES: dict[str, dict[str, list[str] | None]] = {
    "Editors": {
        "articles.articlepage": ["add", "change", "delete"],
        "articles.authorpage": ["add", "change", "delete"],
        "articles.topic": ["add", "change", "view"],
        "articles.series": ["add", "change", "view"],
    },
    "Moderators": {
        "articles.articlepage": None,
        "articles.authorpage": None,
        "articles.articleindexpage": None,
        "articles.topic": None,
        "articles.series": None,
        "home.homepage": ["change"],
        "home.landingpage": None,
        "home.contentpage": None,
        "newsletter.guidebookindexpage": ["change"],
        "newsletter.guidebookpage": None,
        "core.sitesettings": ["change"],
    },
    "Marketing": {
        "home.landingpage": None,
        "newsletter.guidebookindexpage": ["change"],
        "newsletter.guidebookpage": None,
        "newsletter.guidebookfile": None,
        "newsletter.newslettersettings": ["change"],
        "newsletter.person": ["view", "change"],
        "newsletter.consent": ["view"],
        "newsletter.guidebooksubmission": ["view", "delete"],
        "newsletter.guidebookdownload": ["view"],
        "newsletter.delivery": ["view", "resend"],
    },
}
# Where in the tree, and what; the type of page decides within that (core.models.pages).
TREE: dict[str, tuple[str, list[str]]] = {
    "Editors": ("/home/articles/", ["add", "change"]),
    "Moderators": ("/home/", ["add", "change", "publish", "lock", "unlock", "bulk_delete"]),
    "Marketing": ("/home/", ["add", "change", "publish"]),
}


def make_tree(apps: Any, schema_editor: Any) -> None:
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    locale, _ = Locale.objects.get_or_create(language_code=LOCALE)
    if Page.objects.filter(depth=2).exclude(slug="home", content_type__model="page").exists():
        return
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    home = add(apps, "home", "HomePage", "00010001", "/home/", "Leaders Island", "home", locale, numchild=2)
    add(apps, "articles", "ArticleIndexPage", "000100010001", "/home/articles/", "Articles", "articles", locale)
    add(apps, "newsletter", "GuidebookIndexPage", "000100010002", "/home/guidebooks/", "Guidebooks", "guidebooks", locale)
    Page.objects.filter(depth=1).update(numchild=1)
    Site.objects.create(hostname="localhost", port=80, root_page_id=home.pk, is_default_site=True, site_name="Leaders Island")


def add(
    apps: Any, app: str, name: str, path: str, url_path: str, title: str, slug: str, locale: Any, numchild: int = 0
) -> Any:
    from django.utils import timezone

    ContentType = apps.get_model("contenttypes", "ContentType")
    content_type, _ = ContentType.objects.get_or_create(app_label=app, model=name.lower())
    now = timezone.now()
    return apps.get_model(app, name).objects.create(
        title=title,
        draft_title=title,
        slug=slug,
        content_type=content_type,
        path=path,
        depth=len(path) // 4,
        numchild=numchild,
        url_path=url_path,
        locale=locale,
        show_in_menus=slug != "home",
        first_published_at=now,
        last_published_at=now,
    )


def make_roles(apps: Any, schema_editor: Any) -> None:
    for app_config in list(apps.get_app_configs()):
        app_config.models_module = True
        create_permissions(app_config, apps=apps, verbosity=0)
        app_config.models_module = None
    Group = apps.get_model("auth", "Group")
    for name, models in ROLES.items():
        group, created = Group.objects.get_or_create(name=name)
        for label, actions in models.items():
            group.permissions.add(*model_permissions(apps, label, actions or ["add", "change", "delete", "view"]))
        group.permissions.add(*permissions(apps, "wagtailadmin", ["access_admin"]))
        grant_tree(apps, group, *TREE[name])
        if created:
            grant_collections(apps, group)


def permissions(apps: Any, app_label: str, codenames: list[str]) -> list[Any]:
    Permission = apps.get_model("auth", "Permission")
    return list(Permission.objects.filter(content_type__app_label=app_label, codename__in=codenames))


def model_permissions(apps: Any, label: str, actions: list[str]) -> list[Any]:
    app_label, model = label.split(".")
    return permissions(apps, app_label, [f"{action}_{model}" for action in actions])


def grant_tree(apps: Any, group: Any, url_path: str, actions: list[str]) -> None:
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    page = apps.get_model("wagtailcore", "Page").objects.filter(url_path=url_path).first()
    if page is None:
        return
    GroupPagePermission.objects.filter(group=group).delete()
    for permission in permissions(apps, "wagtailcore", [f"{action}_page" for action in actions]):
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)


def grant_collections(apps: Any, group: Any) -> None:
    """Pictures and public documents, as Wagtail gives them to its own two groups."""
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    root = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    wanted = permissions(apps, "wagtailimages", ["add_image", "change_image", "choose_image"])
    wanted += permissions(apps, "wagtaildocs", ["add_document", "change_document", "choose_document"])
    for permission in wanted:
        GroupCollectionPermission.objects.create(group=group, collection=root, permission=permission)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("articles", "0001_initial"),
        ("newsletter", "0001_initial"),
        ("core", "0002_images_and_settings"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [
        migrations.RunPython(make_tree, migrations.RunPython.noop),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
