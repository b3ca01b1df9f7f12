from typing import Any

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.contrib.settings.registry import SettingMenuItem
from wagtail_modeladmin.options import modeladmin_register

from newsletter.ledgers import LEDGERS
from newsletter.models import NewsletterSettings
from newsletter.permissions import assignable_permissions
from newsletter.record_ledgers import RECORD_LEDGERS
from newsletter.submissions import DeleteGuidebookSubmissionsView, forms_for_lead_readers
from newsletter.suspect_ledger import SuspectLedger
from newsletter.viewsets import GuidebookFileChooserViewSet, MarketingViewSetGroup
from newsletter.wording_ledger import WordingLedger

for ledger in (*LEDGERS, *RECORD_LEDGERS, WordingLedger, SuspectLedger):
    modeladmin_register(ledger)

hooks.register("register_permissions", assignable_permissions)
hooks.register("filter_form_submissions_for_user", forms_for_lead_readers)


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[ViewSet | ViewSetGroup]:
    return [MarketingViewSetGroup(), GuidebookFileChooserViewSet()]


@hooks.register("register_marketing_menu_item")
def register_settings_item() -> Any:
    return SettingMenuItem(NewsletterSettings, icon="cog", order=900)


@hooks.register("register_admin_urls", order=-1)
def register_submission_deletion() -> list[URLPattern]:
    return [path("forms/submissions/<int:page_id>/delete/", DeleteGuidebookSubmissionsView.as_view())]
