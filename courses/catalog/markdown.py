"""A lesson's Markdown as safe HTML: tables, callouts, code and HL7 messages.

Rendered once, when the text is saved; a page only shows the column. A callout is a
quote that begins with its kind, `> [!EXAMPLE]`; an HL7 message is a fence marked
`hl7`."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import Any, Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

CALLOUTS: Final = {
    "NOTE": ("info", "Good to know"),
    "TIP": ("ok", "Try it"),
    "WARNING": ("warn", "Take care"),
    "DANGER": ("alarm", "Patient at risk"),
    "EXAMPLE": ("none", "Teaching example"),
    "LOCAL": ("none", "Your hospital decides"),
}
CALLOUT: Final = re.compile(r"\[!([A-Z]+)\][ \t]*(.*)(?:\n|$)")
TAGS: Final = {
    *("p", "br", "hr", "h2", "h3", "h4", "blockquote", "pre", "code", "aside", "div"),
    *("strong", "em", "s", "a", "img", "ul", "ol", "li", "b", "span"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    **{tag: {"class"} for tag in ("aside", "code", "pre", "p", "b", "span", "table")},
    "pre": {"class", "tabindex"},
    "div": {"class", "tabindex"},
}


def render(text: str) -> str:
    """HTML that may stand in a page as it is. HTML in the text is shown, not run."""
    parser = _parser()
    tokens = list(_with_callouts(parser.parse(text)))
    html = parser.renderer.render(tokens, parser.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def render_line(text: str) -> str:
    """One paragraph without its <p>: an option, an explanation in a list."""
    html = render(text).strip()
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        return html[3:-4]
    return html


def flaws(text: str) -> Iterator[tuple[int, str]]:
    """What a reader would stumble over, with the line it stands in."""
    tokens = _parser().parse(text)
    depth = 1
    for token in tokens:
        line = (token.map or [0])[0] + 1
        if token.type == "heading_open":
            level = int(token.tag[1])
            if level == 1:
                yield line, "a text's headings begin with ##; # is the page's own"
            elif level > depth + 1:
                yield line, f"a heading of level {level} follows one of level {depth}"
            depth = level
        for child in token.children or []:
            if child.type == "image" and not child.content:
                yield line, "a picture says in words what it shows: ![words](file)"
    yield from _empty_headings(tokens)
    yield from _unknown_callouts(tokens)


def _empty_headings(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    for first, second in pairwise(tokens):
        if first.type == "th_open" and not second.content.strip():
            line = (second.map or [0])[0] + 1
            yield line, "each column of a table has a heading"


def _unknown_callouts(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    for first, second, third in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if first.type != "blockquote_open" or second.type != "paragraph_open":
            continue
        match = CALLOUT.match(third.content)
        if match and match[1] not in CALLOUTS:
            known = ", ".join(CALLOUTS)
            yield (first.map or [0])[0] + 1, f"[!{match[1]}] is none of {known}"


def _with_callouts(tokens: Sequence[Token]) -> Iterator[Token]:
    """A quote that names a callout becomes an <aside> with its title."""
    open_asides: list[bool] = []
    for place, token in enumerate(tokens):
        if token.type == "blockquote_open":
            title = _callout(token, tokens[place + 2 : place + 3])
            open_asides.append(title is not None)
            yield token
            if title is not None:
                yield title
        elif token.type == "blockquote_close":
            if open_asides.pop():
                token.tag = "aside"
            yield token
        else:
            yield token


def _callout(quote: Token, inline: Sequence[Token]) -> Token | None:
    match = CALLOUT.match(inline[0].content) if inline else None
    if not match or match[1] not in CALLOUTS:
        return None
    tone, title = CALLOUTS[match[1]]
    quote.tag = "aside"
    quote.attrSet("class", f"rr-callout rr-{tone}")
    rest = inline[0].content[match.end() :]
    inline[0].content = rest
    inline[0].children = _parser().parseInline(rest)[0].children
    said = Token("html_block", "", 0)
    words = escape(match[2].strip() or title)
    said.content = f'<p class="rr-callout-title"><b>{words}</b></p>\n'
    return said


@lru_cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False})
    parser.enable(["table", "strikethrough"])
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    return parser


def _fence(
    _renderer: Any, tokens: Sequence[Token], place: int, _options: Any, _env: Any
) -> str:
    token = tokens[place]
    if token.info.strip() == "hl7":
        lines = "\n".join(_segment(line) for line in token.content.splitlines())
        return f'<pre class="rr-hl7" tabindex="0"><code>{lines}</code></pre>\n'
    return f'<pre tabindex="0"><code>{escape(token.content)}</code></pre>\n'


def _segment(line: str) -> str:
    """One HL7 segment: its name and its separators stand out."""
    name, bar, rest = line.partition("|")
    fields = escape(rest).replace("|", "<span>|</span>")
    return f"<b>{escape(name)}</b>{'<span>|</span>' if bar else ''}{fields}"


def _table_open(*_: Any) -> str:
    return '<div class="rr-scroll" tabindex="0"><table class="table">\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"
