"""What authors write becomes safe and well-set HTML."""

import pytest

from courses.catalog.markdown import flaws, render, render_line


def test_a_callout_becomes_an_aside_with_its_title():
    html = render("> [!DANGER]\n> Never delete.\n")

    assert '<aside class="rr-callout rr-alarm">' in html
    assert "<b>Patient at risk</b>" in html
    assert "Never delete." in html
    assert "[!DANGER]" not in html
    assert html.count("</aside>") == 1


def test_a_callout_may_have_a_title_of_its_own_and_markdown_inside():
    html = render("> [!NOTE] What fits\n> 1: **merge**.\n")

    assert "<b>What fits</b>" in html
    assert "<strong>merge</strong>" in html


def test_a_plain_quote_stays_a_quote_even_beside_a_callout():
    html = render("> said somebody\n\n> [!TIP]\n> Try.\n")

    assert "<blockquote>" in html
    assert html.count("<aside") == 1


def test_an_hl7_message_shows_its_segments():
    html = render("```hl7\nPID|1||10042^^^A&B^MR\nMRG|88317\n```\n")

    assert '<pre class="rr-hl7" tabindex="0">' in html
    assert "<b>PID</b><span>|</span>1" in html
    assert "A&amp;B" in html


def test_a_table_scrolls_by_key_where_it_is_too_wide():
    html = render("| a | b |\n|---|---|\n| 1 | 2 |\n")

    assert '<div class="rr-scroll" tabindex="0"><table class="table">' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](data:text/html;base64,AAAA)",
        "<img src=x onerror=alert(1)>",
        "> [!NOTE] <script>alert(1)</script>\n> x",
        "```hl7\n<script>|alert\n```",
        '[x](https://a.example "\\" onclick=alert(1)")',
    ],
)
def test_nothing_that_runs_gets_through(text):
    html = render(text).lower()

    assert "<script" not in html
    assert "javascript:" not in html.replace("[x](javascript:", "")
    assert 'src="data:' not in html
    assert " onerror=" not in html.replace("&lt;img src=x onerror", "")


def test_a_single_paragraph_can_stand_in_a_line():
    assert render_line("Only **this**.") == "Only <strong>this</strong>."
    assert render_line("One.\n\nTwo.").count("<p>") == 2


def test_what_a_reader_would_stumble_over_is_named_with_its_line():
    text = "# Title\n\n## One\n\n#### Deep\n\n![](x.png)\n\n> [!HINT]\n> x\n"

    assert [line for line, _ in flaws(text)] == [1, 5, 7, 9]


def test_a_table_without_a_heading_over_each_column_is_a_flaw():
    text = "Text.\n\n| | b |\n|---|---|\n| 1 | 2 |\n"

    assert [line for line, _ in flaws(text)] == [3]
