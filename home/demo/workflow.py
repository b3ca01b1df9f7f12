"""The way of a text to its readers: written, edited, read by the legal department, published."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupApprovalTask, GroupPagePermission, Workflow, WorkflowPage, WorkflowTask

from articles.models import ArticlePage, AuthorPage
from core.models import BasePage
from home.models import ContentPage, HomePage, LandingPage
from newsletter.models import GuidebookPage

READ_BY_LEGAL: tuple[type[BasePage], ...] = (ArticlePage, AuthorPage, ContentPage, LandingPage, GuidebookPage)


def load_workflow() -> Workflow:
    """In the place of Wagtail's own, which has one task, for every page of the site.

    The last to approve publishes, and so must have the right to.
    """
    workflow = Workflow.objects.create(name="Editing, legal, publication")
    steps = (("Editing", "Moderators"), ("Legal", legal_department().name), ("Publication", "Moderators"))
    for order, (name, group) in enumerate(steps):
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.add(Group.objects.get(name=group))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    for home in HomePage.objects.all():
        WorkflowPage.objects.create(page=home, workflow=workflow)
    return workflow


def legal_department() -> Group:
    """May open what it is asked about, and hold a page meanwhile; Wagtail lets nobody in who may do nothing at all."""
    group, _is_new = Group.objects.get_or_create(name="Legal")
    codenames = [f"change_{model._meta.model_name}" for model in READ_BY_LEGAL]
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    for home in HomePage.objects.all():
        GroupPagePermission.objects.create(group=group, page=home, permission_type="lock")
    return group
