"""Puts the pictures of a text in their places."""

from __future__ import annotations

import re

from bs4 import Tag
from django.utils.translation import gettext as _

from articles.wordpress.images import Library, Picture
from articles.wordpress.markup import LAZY, attribute
from articles.wordpress.notes import Notes
from articles.wordpress.parts import Block, Part, link

WIDTHS = {"alignwide": "wide", "alignfull": "full"}


class PictureFinder:
    """Turns `<img>` and `[gallery]` into image blocks and `[playlist]` into links.

    Says in notes what an editor still has to do about them.
    """

    def __init__(self, library: Library, notes: Notes) -> None:
        self.library = library
        self.notes = notes

    def picture(self, node: Tag, href: str = "") -> list[Part]:
        """The picture of an `<img>`; `href` is where it linked to, which matters unless it is the picture itself."""
        addresses = [attribute(node, name) for name in ("src", *LAZY)]
        address = next((found for found in addresses if found and not found.startswith("data:")), "")
        if not address:
            self.notes.add(_("A picture without an address of its own was left out."))
            return []
        number = re.search(r"\bwp-image-(\d{1,12})\b", attribute(node, "class"))
        found = self.library.find(address, int(number[1]) if number else 0)
        made = self.parts(found, address, attribute(node, "alt"), width_of(node))
        if href and href != address and not (found and self.library.leads_to(href, found)):
            self.notes.add_to(_("Pictures were links to these addresses, which follow them now: {names}."), href)
            made.append(link(href))
        return made

    def parts(self, found: Picture | None, address: str, alt: str, width: str = "inline") -> list[Part]:
        """The picture as a block, or a link to where it was while it is not here."""
        if found is None or not self.library.bring(found):
            return [self.stand_in(found, address, alt)]
        if not found.is_picture:
            return [link(found.url, found.title or found.name)]
        said = found.described(alt) or found.described(found.alt)
        if not said:
            self.notes.add(missing_alt(found.name, alt or found.alt))
        image = {"image": found.key, "alt_text": said, "decorative": False}
        return [Block("image", {"image": image, "caption": "", "credit": "", "width": width})]

    def stand_in(self, found: Picture | None, address: str, alt: str) -> Part:
        reason = self.library.problems[found.key] if found else _("on another site")
        name = found.name if found else address.partition("?")[0].rpartition("/")[2][:80]
        sentence = _("Missing pictures ({reason}); links to where they were stand in their places: {{names}}.")
        self.notes.add_to(sentence.format(reason=reason), name)
        said = found.described(alt) if found else alt
        return link(address, said or _("Picture: {name}").format(name=name))

    def gallery(self, wanted: str, post_id: int) -> list[Picture]:
        """The pictures with the numbers wanted, or `of` a post all that were uploaded with it."""
        numbers = [int(number) for number in re.findall(r"\d{1,12}", wanted)]
        if wanted.startswith("of"):
            return self.library.gallery(numbers[0] if numbers else post_id)
        found = [self.library.files[number] for number in numbers if number in self.library.files]
        if len(found) < len(numbers):
            missing = ", ".join(str(number) for number in numbers if number not in self.library.files)
            self.notes.add_to(_("Pictures of galleries are not in the export: {names}."), missing)
        return found


def missing_alt(name: str, given: str) -> str:
    if not given:
        return _("The picture {name} has no alternative text: describe it or call it decorative.").format(name=name)
    note = _("The picture {name} has no alternative text, only a name (“{given}”): describe it or call it decorative.")
    return note.format(name=name, given=given)


def width_of(node: Tag) -> str:
    """Our width for WordPress's alignment, which stands on the picture or on its figure."""
    figure = node.find_parent("figure")
    classes = f"{attribute(node, 'class')} {attribute(figure, 'class') if isinstance(figure, Tag) else ''}".split()
    return next((WIDTHS[name] for name in classes if name in WIDTHS), "inline")
