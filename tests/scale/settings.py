"""Those of production, but that static files need not be collected for each of the machines."""

from config.settings.base import STORAGES
from config.settings.production import *  # noqa: F403

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
