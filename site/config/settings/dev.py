"""Settings for one's own machine, used by `make run`: nothing to install, nothing to configure."""

from django.core.management.utils import get_random_secret_key

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import BASE_URL, DATA_DIR, HOST, PORT

DEBUG = env.boolean("DEBUG")  # Off, so that a newcomer sees the real error pages; DEBUG=1 shows Django's.
PAGE_STORE = env.boolean("PAGE_STORE", default=not DEBUG)  # Whoever changes templates would see the old ones.


def kept_secret() -> str:
    """The secret key of this copy, made at random on the first start and kept beside its data."""
    file = DATA_DIR / "secret-key.txt"
    if not file.exists():
        file.write_text(get_random_secret_key())
        file.chmod(0o600)
    return file.read_text().strip()


SECRET_KEY = env.text("SECRET_KEY") or kept_secret()
BASE_URL = BASE_URL or f"http://{'127.0.0.1' if HOST == '0.0.0.0' else HOST}:{PORT}"  # noqa: S104
WAGTAILADMIN_BASE_URL = BASE_URL
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or ["127.0.0.1", "localhost", "[::1]", HOST]

WORDPRESS_AT_LOOPBACK = True  # The site to be moved may be tried out on the same machine.
