"""The page for a single picture: of Wagtail's three ways to add one, that which would not know it again."""

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.images.utils import find_image_duplicates
from wagtail.images.views.images import CreateView


class AddImageView(CreateView):
    """Says when the same file is there already, and leads to both: as the dialogue and the upload of several do."""

    def save_action(self) -> HttpResponseBase:
        response = super().save_action()
        existing = find_image_duplicates(self.object, self.request.user, self.permission_policy).first()
        if existing:
            words = _("This picture is there already, as “{title}”. Delete the new one if it is not needed.")
            buttons = [
                messages.button(reverse("wagtailimages:edit", args=[existing.pk]), _("See the one that is there")),
                messages.button(reverse("wagtailimages:delete", args=[self.object.pk]), _("Delete the new one")),
            ]
            messages.warning(self.request, words.format(title=existing.title), buttons=buttons)
        return response
