"""The comments in the admin: a list with filters, a page to read one, and what moderators do with many at once."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.views.snippets import SnippetViewSet

from articles import comments
from articles.models import Comment

PERMISSION = "articles.change_comment"


class CommentPermissionPolicy(ModelPermissionPolicy):
    """Nobody writes or rewrites what a reader says; to change one is to decide about it, by the bulk actions.

    Nor does anybody delete one, since that would take along what others answered: it is erased.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


class CommentViewSet(SnippetViewSet):
    model = Comment
    icon = "comment"
    menu_label = gettext_lazy("Comments")
    menu_order = 115
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    list_display = [
        "name",
        Column("excerpt", label=gettext_lazy("text")),
        "article",
        Column("get_state_display", label=gettext_lazy("state"), sort_key="state"),
        Column("reports", label=gettext_lazy("reports"), sort_key="reports"),
        DateColumn("created_at", label=gettext_lazy("written"), sort_key="created_at"),
    ]
    list_filter = ["state", "reason", "article"]
    list_per_page = 50
    search_fields = ["name", "email", "text"]
    ordering = ["-created_at"]
    inspect_view_fields = [
        "article",
        "parent",
        "name",
        "email",
        "text",
        "state",
        "reason",
        "reports",
        "is_by_author",
        "wants_replies",
        "created_at",
        "confirmed_at",
        "published_at",
    ]

    def register_chooser_viewset(self) -> None:
        """There is none: nobody chooses a comment, and Wagtail's would show all of them to all staff."""


class ModerateAction(SnippetBulkAction):
    """Decides about comments, for those who may change them."""

    models: ClassVar[list[type[Comment]]] = [Comment]
    template_name = "articles/admin/moderate.html"
    explanation: ClassVar[Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Wagtail would show everybody at the desk who wrote what, as what they may not decide about."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_all_objects_in_listing_query(self, parent_id: str) -> QuerySet:
        """All that the list shows by its filters and search; Wagtail's own way would take every comment there is."""
        index = self.model.snippet_viewset.index_view
        view = index.view_class(**index.view_initkwargs)
        view.setup(self.request)
        return view.get_queryset().values_list("pk", flat=True)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "explanation": self.explanation,
            "action_label": self.display_name,
        }

    @classmethod
    def execute_action(cls, objects: Sequence[Comment], **_context: Any) -> tuple[int, int]:
        for comment in objects:
            cls.decide(comment)
        return len(objects), 0

    @staticmethod
    @abstractmethod
    def decide(comment: Comment) -> None:
        """What becomes of each."""

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        number = ngettext("%(number)d comment", "%(number)d comments", num_parent_objects)
        return f"{self.display_name}: {number % {'number': num_parent_objects}}."


class PublishAction(ModerateAction):
    display_name = gettext_lazy("Publish")
    action_type = "publish_comments"
    aria_label = gettext_lazy("Publish the selected comments")
    explanation = gettext_lazy(
        "Everybody sees them. One that nobody has confirmed is let out of quarantine, and then waits for its writer."
    )
    action_priority = 10
    decide = staticmethod(comments.publish)


class SpamAction(ModerateAction):
    display_name = gettext_lazy("Put into quarantine")
    action_type = "quarantine_comments"
    aria_label = gettext_lazy("Put the selected comments into quarantine")
    explanation = gettext_lazy("Nobody sees them, and after 30 days they are deleted unless somebody answered them.")
    action_priority = 20

    @staticmethod
    def decide(comment: Comment) -> None:
        comments.set_state(comment, Comment.State.SPAM)


class RemoveAction(ModerateAction):
    display_name = gettext_lazy("Remove")
    action_type = "remove_comments"
    aria_label = gettext_lazy("Remove the selected comments")
    explanation = gettext_lazy("Nobody sees them. Replies stay, below a line that says that a comment was removed.")
    action_priority = 25
    classes = {"serious"}

    @staticmethod
    def decide(comment: Comment) -> None:
        comments.set_state(comment, Comment.State.REMOVED)


class EraseAction(ModerateAction):
    """Takes the place of Wagtail's own deletion, which every list of snippets offers."""

    display_name = gettext_lazy("Erase")
    action_type = "delete"
    aria_label = gettext_lazy("Erase the selected comments")
    explanation = gettext_lazy("Text, name and address go for good, as their writer may ask. Replies stay.")
    action_priority = 28
    classes = {"serious"}
    decide = staticmethod(comments.blank)


BULK_ACTIONS = (PublishAction, SpamAction, RemoveAction, EraseAction)
