"""The WSGI entry point; `DJANGO_SETTINGS_MODULE` must be set."""

import django
from django.apps import apps

if not apps.ready:  # They are, where this process was divided off from one that has loaded them.
    django.setup()

from core import memory
from core.metrics import Counted
from core.page_store.setup import page_store
from core.proxies import BelievesProxies
from core.warming import django_application, warm_up
from core.watch import start_watching

application = BelievesProxies(Counted(page_store(django_application())))
memory.hold_little()
warm_up(django_application())
memory.settle()
start_watching()
