"""What people write in Markdown, as safe HTML and as plain words."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

# The page has its own h1: the highest heading of a text becomes h2.
HIGHEST: Final = 2
DEEPEST: Final = 6
# A wide table is moved sideways by itself, by keyboard too.
TABLE: Final = '<div class="rr-scroll" tabindex="0"><table class="table">\n'
TAGS: Final = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code"),
    *("strong", "em", "s", "a", "img", "ul", "ol", "li"),
    *("div", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "div": {"class", "tabindex"},
    "table": {"class"},
    "code": {"class"},
}
SPACE: Final = re.compile(r"\s+")


def render(text: str) -> str:
    """HTML that may stand in a page as it is. HTML in the text is shown, not run."""
    tokens = _parser().parse(text)
    _fit_into_page(tokens)
    html = _parser().renderer.render(tokens, _parser().options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )


def plain(text: str) -> str:
    """The words alone, for a search index or the first line of a list."""
    words = [
        child.content
        for token in _parser().parse(text)
        for child in (token.children or [token])
        if child.content or child.type in {"softbreak", "hardbreak"}
    ]
    return SPACE.sub(" ", " ".join(words)).strip()


@lru_cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(
        ["table", "strikethrough"]
    )
    parser.add_render_rule("table_open", lambda *_given: TABLE)
    parser.add_render_rule("table_close", lambda *_given: "</table></div>\n")
    return parser


def _fit_into_page(tokens: Sequence[Token]) -> None:
    """Whichever heading a writer begins with, the outline has no step too many."""
    headings = [token for token in tokens if token.type.startswith("heading_")]
    highest = min((int(token.tag[1]) for token in headings), default=HIGHEST)
    for token in headings:
        level = int(token.tag[1]) - highest + HIGHEST
        token.tag = f"h{min(level, DEEPEST)}"
