"""Says that something has changed: written with the change, and spread once it is certain."""

from functools import cache, partial
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import Error, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.utils.encoding import iri_to_uri

from core.models import Clearing
from core.page_store import tags
from core.page_store.entries import Key
from core.page_store.store import Store

PACKAGES = ("django", "wagtail", "lightningcss")
OF_A_PAGE = (".html", ".mo", ".py")


def clear(*names: str) -> None:
    """Has all that showed one of these rendered anew, once the current transaction is committed."""
    if settings.PAGE_STORE and names:
        clearing = Clearing.objects.create(tags=" ".join(sorted(set(names))))
        transaction.on_commit(partial(spread, clearing.pk, list(names)), robust=True)


def clear_row(model: type[Model], key: object) -> None:
    """For a change that no signal tells of, such as `update()`."""
    clear(tags.row(model, key))


def spread(clearing: int, names: list[str]) -> None:
    """Tells this machine's processes, and takes away the files; other machines hear of it within half a second."""
    store = own_store()
    store.log.nudge()
    store.drop([(clearing, names)])


@cache
def own_store() -> Store:
    """The store of this process. Entries of another release or another database are not its own."""
    return Store(Path(settings.DATA_DIR) / "pages", release(), settings.REDIS_URL, purge)


def purge(keys: list[Key]) -> None:
    """Tells the caches in front of the site (`WAGTAILFRONTENDCACHE`), by a task."""
    if getattr(settings, "WAGTAILFRONTENDCACHE", None):
        from core.page_store.tasks import purge_addresses  # It stands on this module.

        purge_addresses.enqueue([iri_to_uri(key.name.encode("latin-1").decode("utf-8", "replace")) for key in keys])


def release() -> str:
    """A name for what renders pages: code, templates, static files, packages and key; and for the database behind."""
    digest = blake2b(settings.SECRET_KEY.encode(), digest_size=8)
    digest.update(f"{code()}{settings.STAGING}{birth_of_database()}".encode())
    return digest.hexdigest()


@cache
def code() -> str:
    """The same in all processes that were divided off from one that has read it."""
    digest = blake2b(digest_size=8)
    for package in PACKAGES:
        digest.update(f"{package}={version(package)}".encode())
    for file in sources():
        digest.update(file.read_bytes())
    return digest.hexdigest()


def sources() -> list[Path]:
    folders = [settings.BASE_DIR / name for name in ("site", "articles", "home", "newsletter", "templates")]
    found = [file for folder in folders for file in folder.rglob("*") if file.suffix in OF_A_PAGE]
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    return sorted([*found, manifest] if manifest.exists() else found)


def birth_of_database() -> str:
    """When the first of our migrations was applied, which tells one database from another; known while it is away."""
    file = Path(settings.DATA_DIR) / "pages" / "database"
    try:
        first = MigrationRecorder.Migration.objects.filter(app="core").order_by("pk").first()
    except Error:
        return file.read_text() if file.exists() else ""
    birth = first.applied.isoformat() if first else ""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(birth)
    return birth
