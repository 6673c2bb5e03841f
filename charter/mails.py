"""Mails of the portal: each as plain text and as HTML, from one context."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from charter.models import Digest, Landlord
from charter.notices import KINDS

LINES_OF_A_KIND = 15


@dataclass(frozen=True)
class Part:
    """The lines of one kind of notice; `more` is how many were left out."""

    title: str
    lines: tuple[dict[str, str], ...]
    more: int


def mail(
    subject: str, to: str, forms: tuple[str, str], headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    """A mail to one address, ready to be sent; `forms` are its plain text and its page."""
    text, page = forms
    message = EmailMultiAlternatives(subject=subject, body=text, to=[to], headers=headers)
    message.attach_alternative(page, "text/html")
    return message


def both_forms(template: str, context: dict[str, Any]) -> tuple[str, str]:
    """The plain text and the page of a mail: `<template>.txt` and `<template>.html`, of one context."""
    return plain_text(f"{template}.txt", context), render_to_string(f"{template}.html", context)


def plain_text(template: str, context: dict[str, Any]) -> str:
    """The text of a plain mail: it knows no entities, so nothing is escaped in it. Never for a page."""
    found = Engine.get_default().get_template(template)
    return str(found.render(Context(context, autoescape=False))).strip() + "\n"


def digest_mail(digest: Digest) -> EmailMultiAlternatives:
    """The mail of a digest, ready to be sent."""
    context = digest_context(digest.person.name, digest.lines)
    headers = {"Message-ID": f"<digest-{digest.pk}@{host()}>", "Auto-Submitted": "auto-generated"}
    return mail(context["subject"], digest.person.email, both_forms("charter/mail/digest", context), headers)


def digest_context(name: str, lines: Iterable[dict[str, str]]) -> dict[str, Any]:
    """What the two forms of a digest say; addresses are whole ones of the portal's own site."""
    site = str(settings.SITE).rstrip("/")
    whole = [line | {"address": f"{site}{line['address']}"} for line in lines]
    parts = [_part(kind, list(found)) for kind, found in groupby(whole, key=lambda line: line["kind"])]
    return {
        "subject": _subject(parts),
        "name": name,
        "landlord": Landlord.objects.first(),
        "parts": parts,
        "start": f"{site}{reverse('account')}",
        "choices": f"{site}{reverse('account_mails')}",
    }


def _part(kind: str, lines: list[dict[str, str]]) -> Part:
    shown = tuple(lines[:LINES_OF_A_KIND])
    return Part(KINDS[kind].title, shown, len(lines) - len(shown))


def _subject(parts: list[Part]) -> str:
    """What is in it, in the order of need: “Customer charter: 1 sent back to you, 3 overdue”."""
    told = [f"{len(part.lines) + part.more} {part.title[0].lower()}{part.title[1:]}" for part in parts]
    if len(told) <= 2:
        return _("Customer charter: {told}").format(told=", ".join(told))
    return _("Customer charter: {told} and {count} more").format(
        told=", ".join(told[:2]), count=len(told) - 2
    )


def host() -> str:
    """The name of the portal's site, for what mails are known by."""
    return str(settings.SITE).split("//")[-1].split("/")[0].split(":")[0]
