"""What the environment makes of the settings, and what is true of them everywhere."""

import re
import sqlite3

import pytest
from django.conf import settings

from tests.config.settings_process import read, start

BASE = "config.settings.base"
DEV = "config.settings.dev"


def test_without_any_variable_everything_stays_on_this_machine(tmp_path):
    names = ["DATABASES", "CACHES", "STORAGES", "WORKER_EMAIL_BACKEND", "EMAIL_FILE_PATH", "MEDIA_ROOT", "STATIC_ROOT"]
    values = read(BASE, names, tmp_path)
    assert values["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert values["DATABASES"]["default"]["NAME"] == str(tmp_path / "db.sqlite3")
    assert values["CACHES"]["default"]["BACKEND"] == "django.core.cache.backends.filebased.FileBasedCache"
    assert values["CACHES"]["default"]["LOCATION"] == str(tmp_path / "cache"), "Web server and worker share it."
    assert values["STORAGES"]["default"]["BACKEND"] == "django.core.files.storage.FileSystemStorage"
    assert values["WORKER_EMAIL_BACKEND"] == "core.mail.MailboxBackend"
    for name in ("EMAIL_FILE_PATH", "MEDIA_ROOT", "STATIC_ROOT"):
        assert values[name].startswith(str(tmp_path))


def test_postgresql_comes_with_a_pool_and_its_own_search(tmp_path):
    values = read(
        BASE,
        ["DATABASES", "INSTALLED_APPS"],
        tmp_path,
        DATABASE_URL="postgres://writer:secret@db.example.com/island?sslmode=require",
    )
    database = values["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert database["OPTIONS"] == {
        "sslmode": "require",
        "connect_timeout": 3,
        "pool": {"min_size": 1, "max_size": 8, "timeout": 3, "reconnect_timeout": 2},
        "options": "-c jit=off",
        "prepare_threshold": 5,
    }
    assert database["CONN_HEALTH_CHECKS"], "The server may have been restarted since."
    assert not database.get("CONN_MAX_AGE"), "A pool and persistent connections exclude each other."
    assert "django.contrib.postgres" in values["INSTALLED_APPS"]


def test_redis_keeps_the_cache_where_it_is_named(tmp_path):
    cache = read(BASE, ["CACHES"], tmp_path, REDIS_URL="redis://cache.example.com:6379/3")["CACHES"]["default"]
    assert cache["BACKEND"] == "core.caches.ForgetfulCache"
    assert cache["LOCATION"] == "redis://cache.example.com:6379/3"


@pytest.mark.parametrize("endpoint", ["https://files.example.com", ""])
def test_a_bucket_keeps_all_files_and_readers_are_sent_to_no_other_host(tmp_path, endpoint):
    """Its name is enough, as on AWS; and no reader's browser has to be allowed to go there."""
    names = ["STORAGES", "CONTENT_SECURITY_POLICY", "ADMIN_CONTENT_SECURITY_POLICY"]
    values = read(BASE, names, tmp_path, S3_BUCKET="island", S3_ENDPOINT_URL=endpoint)
    for storage in (values["STORAGES"]["default"], values["STORAGES"]["private"]):
        assert storage["BACKEND"] == "core.storages.BucketStorage"
        assert storage["OPTIONS"]["bucket_name"] == "island"
        assert storage["OPTIONS"]["endpoint_url"] == (endpoint or None)
        assert "default_acl" not in storage["OPTIONS"], "AWS refuses any list of permissions in a new bucket."
    assert values["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["img-src"] == ["'self'", "data:"]
    assert values["ADMIN_CONTENT_SECURITY_POLICY"]["img-src"] == ["'self'", "data:", "blob:"]


def test_of_a_bucket_only_pictures_have_an_address(tmp_path):
    options = read(BASE, ["STORAGES"], tmp_path, S3_BUCKET="island")["STORAGES"]
    assert options["default"]["OPTIONS"]["base_url"] == "/media/"
    assert "base_url" not in options["private"]["OPTIONS"]
    assert options["private"]["OPTIONS"]["location"] == "private"


def test_documents_are_never_given_out_by_the_storage_itself():
    """It would ask nobody's permission."""
    assert settings.WAGTAILDOCS_SERVE_METHOD == "serve_view"


def test_private_files_on_this_machine_have_no_address_and_one_reader(tmp_path):
    options = read(BASE, ["STORAGES"], tmp_path)["STORAGES"]["private"]["OPTIONS"]
    assert options["base_url"] is None
    assert options["file_permissions_mode"] == 0o600
    assert options["location"] == str(tmp_path / "private")


def test_a_secret_of_ones_own_machine_is_made_once_and_kept_from_others(tmp_path):
    first = read(DEV, ["SECRET_KEY"], tmp_path)["SECRET_KEY"]
    assert len(first) >= 50
    assert read(DEV, ["SECRET_KEY"], tmp_path)["SECRET_KEY"] == first
    assert (tmp_path / "secret-key.txt").stat().st_mode & 0o077 == 0


def test_ones_own_machine_is_reached_by_host_and_port(tmp_path):
    values = read(DEV, ["BASE_URL", "ALLOWED_HOSTS"], tmp_path, HOST="0.0.0.0", PORT="8123")
    assert values["BASE_URL"] == "http://127.0.0.1:8123"
    assert "127.0.0.1" in values["ALLOWED_HOSTS"]
    assert "localhost" in values["ALLOWED_HOSTS"]


def test_debugging_is_off_unless_asked_for(tmp_path):
    assert read(DEV, ["DEBUG"], tmp_path)["DEBUG"] is False
    assert read(DEV, ["DEBUG"], tmp_path, DEBUG="1")["DEBUG"] is True


def test_a_base_address_has_no_slash_at_its_end(tmp_path):
    assert read(BASE, ["BASE_URL"], tmp_path, BASE_URL="https://example.com/")["BASE_URL"] == "https://example.com"


@pytest.mark.parametrize(("variable", "value"), [("DATABASE_URL", "island"), ("EMAIL_URL", "mail.example.com")])
def test_a_value_that_cannot_be_meant_stops_the_start_and_is_named(tmp_path, variable, value):
    process = start(BASE, ["DEBUG"], tmp_path, **{variable: value})
    assert process.returncode != 0
    assert variable in process.stderr


def test_logs_may_be_json(tmp_path):
    handlers = read(BASE, ["LOGGING"], tmp_path, LOG_FORMAT="json")["LOGGING"]["handlers"]
    assert handlers["default"]["formatter"] == "json"


def test_errors_are_logged_although_debugging_is_off():
    assert settings.LOGGING["loggers"]["django"]["handlers"] == ["default"]
    assert settings.LOGGING["root"]["handlers"] == ["default"]


SQLITE_PRAGMAS = {"journal_mode": "wal", "busy_timeout": 20_000, "foreign_keys": 1, "synchronous": 2}


def test_on_sqlite_a_transaction_takes_its_lock_at_once(tmp_path):
    """Two that write at the same time, as autosave and preview do, then wait for each other instead of failing."""
    options = read(BASE, ["DATABASES"], tmp_path)["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20


def test_sqlite_is_set_up_for_real_use(tmp_path):
    options = read(BASE, ["DATABASES"], tmp_path)["DATABASES"]["default"]["OPTIONS"]
    connection = sqlite3.connect(tmp_path / "db.sqlite3", timeout=options["timeout"])
    connection.executescript(options["init_command"])
    assert {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in SQLITE_PRAGMAS} == SQLITE_PRAGMAS
    connection.close()


def test_index_updates_happen_at_once_and_what_leaves_the_request_waits_for_the_worker():
    assert settings.TASKS["default"]["BACKEND"] == "django_tasks.backends.immediate.ImmediateBackend"
    assert settings.TASKS["jobs"]["BACKEND"] == "django_tasks_db.DatabaseBackend"


def test_a_request_never_speaks_to_a_mail_server(tmp_path):
    names = ["EMAIL_BACKEND", "WORKER_EMAIL_BACKEND", "EMAIL_HOST"]
    assert read(BASE, names, tmp_path, EMAIL_URL="smtp+tls://writer:secret@mail.example.com:587") == {
        "EMAIL_BACKEND": "core.mail_queue.QueuedBackend",
        "WORKER_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example.com",
    }


def test_public_pages_may_load_scripts_and_styles_only_from_here():
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["default-src"] == ["'self'"]
    assert policy["object-src"] == ["'none'"]
    assert policy["base-uri"] == policy["form-action"] == policy["frame-ancestors"] == ["'self'"]
    own, first = policy["script-src"]
    assert own == "'self'"
    assert first.startswith("'sha256-"), "And the one that stands in the page."
    assert "style-src" not in policy
    assert not re.search("unsafe", str(policy))


def test_the_admin_asks_nobody_else_for_anything():
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None


def test_pictures_may_not_carry_scripts_nor_be_without_bounds():
    assert "svg" not in settings.WAGTAILIMAGES_EXTENSIONS
    assert settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS < 30_000_000
    assert settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE <= 20 * 1024 * 1024


def test_documents_are_of_kinds_that_a_browser_does_not_run():
    assert not {"html", "htm", "svg", "js", "xml"} & set(settings.WAGTAILDOCS_EXTENSIONS)


def test_polish_is_ready_as_the_second_language_of_the_interface():
    assert [code for code, _ in settings.LANGUAGES] == ["en-gb", "pl"]
    assert [code for code, _ in settings.WAGTAILADMIN_PERMITTED_LANGUAGES] == ["en-gb", "pl"]


def test_primary_keys_are_wide_from_the_first_migration_on():
    assert settings.DEFAULT_AUTO_FIELD == "django.db.models.BigAutoField"


def test_a_higher_layer_overrides_the_templates_of_a_lower_one():
    ours = [app for app in settings.INSTALLED_APPS if app in {"home", "newsletter", "articles", "core"}]
    assert ours == ["home", "newsletter", "articles", "core"]
    assert settings.INSTALLED_APPS.index("core") < settings.INSTALLED_APPS.index("wagtail.admin")


def test_the_tests_themselves_write_nothing_into_the_data_of_a_developer():
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT, settings.EMAIL_FILE_PATH):
        assert settings.BASE_DIR not in folder.parents
