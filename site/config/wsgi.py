"""The WSGI entry point; `DJANGO_SETTINGS_MODULE` must be set."""

import django
from django.apps import apps

if not apps.ready:  # They are, where this process was divided off from one that has loaded them.
    django.setup()

from core import memory  # noqa: E402
from core.metrics import Counted  # noqa: E402
from core.page_store.setup import page_store  # noqa: E402
from core.proxies import BelievesProxies  # noqa: E402
from core.warming import django_application, warm_up  # noqa: E402
from core.watch import start_watching  # noqa: E402

application = BelievesProxies(Counted(page_store(django_application())))
memory.hold_little()
warm_up(django_application())
memory.settle()
start_watching()
