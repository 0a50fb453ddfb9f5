"""Things counted in words: one file, two files."""

from django.utils.translation import ngettext


def files(n: int) -> str:
    return ngettext("%(n)d file", "%(n)d files", n) % {"n": n}


def images(n: int) -> str:
    return ngettext("%(n)d image", "%(n)d images", n) % {"n": n}


def studies(n: int) -> str:
    return ngettext("%(n)d study", "%(n)d studies", n) % {"n": n}
